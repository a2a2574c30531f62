#include "apps/rondo/files/score.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>
#include <vector>

#include "apps/rondo/files/fd_writer.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/files/text_source.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "rondo/encoder.h"
#include "rondo/live.h"

namespace rondo::app {
namespace {

constexpr size_t kSpoolBytes = 1u << 20;

struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<FILE, CloseFile>;

class WatchedFile final : public RandomAccessFile {
 public:
  WatchedFile(std::unique_ptr<RandomAccessFile> file, ReadWatch watch)
      : file_(std::move(file)), watch_(std::move(watch)) {}
  uint64_t size() const override { return file_->size(); }
  absl::Status ReadAt(uint64_t offset, std::span<uint8_t> out) const override {
    watch_(offset + out.size());
    return file_->ReadAt(offset, out);
  }

 private:
  const std::unique_ptr<RandomAccessFile> file_;
  const ReadWatch watch_;
};

absl::StatusOr<TemporaryFile> CopyToTemporary(Source& source) {
  TemporaryFile file(std::tmpfile());
  if (file == nullptr) return IoError("cannot create a temporary file", errno);
  FdWriter writer(::fileno(file.get()), "a temporary file");
  std::vector<uint8_t> buffer(kSpoolBytes);
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    if (count == 0) break;
    RONDO_RETURN_IF_ERROR(writer.Write(std::span(buffer).first(count)));
  }
  RONDO_RETURN_IF_ERROR(writer.Flush());
  return file;
}

absl::StatusOr<TemporaryFile> EncodeToTemporary(const Command& command, Source& source) {
  TemporaryFile file(std::tmpfile());
  if (file == nullptr) return IoError("cannot create a temporary file", errno);
  FdWriter writer(::fileno(file.get()), "a temporary file");
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Encoder> encoder,
                         Encoder::Create({.level = kMinLevel, .threads = command.threads},
                                         [&](std::span<const uint8_t> bytes) {
                                           return writer.Write(bytes);
                                         }));
  const auto encode = [&](std::string_view text) -> absl::StatusOr<bool> {
    RONDO_RETURN_IF_ERROR(encoder->Write(text));
    return true;
  };
  RONDO_RETURN_IF_ERROR(ReadText(source, command.decode_options(), encode));
  RONDO_RETURN_IF_ERROR(encoder->Finish());
  RONDO_RETURN_IF_ERROR(writer.Flush());
  return file;
}

// Opens it again by its number: a descriptor of its own outlives the file.
absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenTemporary(
    const TemporaryFile& file) {
  return RandomAccessFile::Open(base::DescriptorPath(::fileno(file.get())));
}

// What cannot be seeked, as a file.
absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenCopy(Source& source) {
  RONDO_ASSIGN_OR_RETURN(const TemporaryFile copy, CopyToTemporary(source));
  return OpenTemporary(copy);
}

std::unique_ptr<RandomAccessFile> Watched(const Source& source,
                                          std::unique_ptr<RandomAccessFile> file) {
  if (!source.watch()) return file;
  return std::make_unique<WatchedFile>(std::move(file), source.watch());
}

// Of a regular file whose bytes are not what counts: an addition that is not finished is
// too much, the tail of a running log is missing. Nothing for others, and for what is no
// score or damaged: decoding from front to back says what is wrong.
std::unique_ptr<Reader> OpenUnlessPlain(const Source& source,
                                        const DecodeOptions& options) {
  if (!source.is_regular()) return nullptr;
  auto file = OpenLog(base::DescriptorPath(source.fd()));
  if (!file.ok()) return nullptr;
  auto reader = Reader::Open(*std::move(file), options);
  if (!reader.ok() || (*reader)->stored_bytes() == source.size()) return nullptr;
  return *std::move(reader);
}

absl::StatusOr<std::unique_ptr<Source>> OpenForReading(const Command& command,
                                                       const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
  RONDO_RETURN_IF_ERROR(RefuseOwnOutput(file, kStandardStream));
  return source;
}

}  // namespace

absl::StatusOr<DecodeStats> DecodeAll(
    Source& source, const DecodeOptions& options, const ByteSink& sink,
    const std::function<void(const DecodeStats&)>& progress) {
  const std::unique_ptr<Reader> reader = OpenUnlessPlain(source, options);
  if (reader == nullptr) {
    return Decode([&](std::span<uint8_t> buffer) { return source.Read(buffer); }, sink,
                  options, progress);
  }
  RONDO_RETURN_IF_ERROR(reader->Read(0, reader->size(), sink));
  return DecodeStats{.bytes_in = reader->stored_bytes(), .bytes_out = reader->size()};
}

std::optional<int64_t> ModifiedOf(const Reader& reader, uint64_t from, uint64_t to) {
  std::optional<int64_t> modified;
  for (const ScoreInfo& score : reader.Scores()) {
    if (score.to > from && score.from < to) modified = score.modified;
  }
  return modified;
}

absl::StatusOr<Score> OpenScore(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         OpenForReading(command, file));
  return OpenScore(command, *source);
}

absl::StatusOr<Score> OpenScore(const Command& command, Source& source) {
  std::unique_ptr<RandomAccessFile> opened;
  if (source.is_regular()) {
    RONDO_ASSIGN_OR_RETURN(opened, OpenLog(base::DescriptorPath(source.fd())));
  } else {
    RONDO_ASSIGN_OR_RETURN(opened, OpenCopy(source));
  }
  std::optional<int64_t> modified = source.modified();
  if (opened->size() != source.size()) modified.reset();  // it has tail files
  Score score;
  RONDO_ASSIGN_OR_RETURN(score.reader, Reader::Open(Watched(source, std::move(opened)),
                                                    command.decode_options()));
  score.stored_bytes = score.reader->stored_bytes();
  score.modified = ModifiedOf(*score.reader, 0, score.reader->size());
  if (!score.modified) score.modified = modified;
  return score;
}

absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenDamaged(Source& source) {
  std::unique_ptr<RandomAccessFile> opened;
  if (!source.is_regular()) {
    RONDO_ASSIGN_OR_RETURN(opened, OpenCopy(source));
  } else if (auto log = OpenLog(base::DescriptorPath(source.fd())); log.ok()) {
    opened = *std::move(log);
  } else {
    RONDO_ASSIGN_OR_RETURN(opened,
                           RandomAccessFile::Open(base::DescriptorPath(source.fd())));
  }
  return Watched(source, std::move(opened));
}

absl::StatusOr<Score> OpenText(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         OpenForReading(command, file));
  return OpenText(command, *source);
}

absl::StatusOr<Score> OpenText(const Command& command, Source& source) {
  RONDO_ASSIGN_OR_RETURN(const bool packed, IsPacked(source));
  if (!packed) return OpenScore(command, source);
  RONDO_ASSIGN_OR_RETURN(const TemporaryFile file, EncodeToTemporary(command, source));
  RONDO_ASSIGN_OR_RETURN(auto opened, OpenTemporary(file));
  Score score;
  RONDO_ASSIGN_OR_RETURN(score.reader,
                         Reader::Open(std::move(opened), command.decode_options()));
  score.stored_bytes = score.reader->stored_bytes();
  score.modified = source.modified();
  return score;
}

}  // namespace rondo::app
