#include "apps/score.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/errors.h"
#include "apps/fd_writer.h"
#include "apps/source.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr size_t kCopyBytes = 1u << 20;

struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<FILE, CloseFile>;

std::string PathOf(int fd) { return absl::StrCat("/proc/self/fd/", fd); }

absl::StatusOr<TemporaryFile> CopyToTemporary(Source& source) {
  TemporaryFile file(std::tmpfile());
  if (file == nullptr) return IoError("cannot create a temporary file", errno);
  FdWriter writer(::fileno(file.get()), "a temporary file");
  std::vector<uint8_t> buffer(kCopyBytes);
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    if (count == 0) break;
    RONDO_RETURN_IF_ERROR(writer.Write(std::span(buffer).first(count)));
  }
  RONDO_RETURN_IF_ERROR(writer.Flush());
  return file;
}

// Of a regular file that is no score or damaged: all, and decoding says what is wrong.
uint64_t BytesThatCount(const Source& source, const DecodeOptions& options) {
  if (!source.is_regular()) return UINT64_MAX;
  auto file = OpenFile(PathOf(source.fd()));
  if (!file.ok()) return UINT64_MAX;
  const auto reader = Reader::Open(*std::move(file), options);
  if (!reader.ok() || (*reader)->unfinished_bytes() == 0) return UINT64_MAX;
  return (*reader)->stored_bytes();
}

}  // namespace

ByteSource ScoreBytes(Source& source, const DecodeOptions& options) {
  return [&source, left = BytesThatCount(source, options)](
             std::span<uint8_t> buffer) mutable -> absl::StatusOr<size_t> {
    buffer = buffer.first(std::min<uint64_t>(buffer.size(), left));
    if (buffer.empty()) return 0;
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    left -= count;
    return count;
  };
}

absl::StatusOr<Score> OpenScore(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
  TemporaryFile copy;
  std::string path = PathOf(source->fd());
  if (!source->is_regular()) {
    RONDO_ASSIGN_OR_RETURN(copy, CopyToTemporary(*source));
    path = PathOf(::fileno(copy.get()));
  }
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> opened, OpenFile(path));
  Score score;
  RONDO_ASSIGN_OR_RETURN(score.reader,
                         Reader::Open(std::move(opened), command.decode_options()));
  score.stored_bytes = score.reader->stored_bytes();
  return score;
}

}  // namespace rondo::app
