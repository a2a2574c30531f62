// rondo compact: scores with full segments from many small ones, in place of them.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/atomic_output.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/redaction/rendition.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "apps/rondo/trust/parity.h"
#include "apps/rondo/verbs/feed.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "rondo/appender.h"
#include "rondo/encoder.h"
#include "rondo/live.h"
#include "rondo/reader.h"

namespace rondo::app {
namespace {

constexpr uint64_t kCopyBytes = 1u << 20;

// The old file goes only when the new one was read back: every segment has a digest of
// what was encoded.
absl::Status CheckCopy(const Command& command, const Reader& old, AtomicOutput& output) {
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> written, output.Written());
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Reader> copy,
                         Reader::Open(std::move(written), command.decode_options()));
  if (copy->size() != old.size() || copy->lines() != old.lines()) {
    return absl::InternalError("the new score does not hold what the old one does");
  }
  return copy->Verify();
}

// A score whose segments are full, or nearly, gains nothing.
bool IsFull(const ScoreInfo& score, const EncodeOptions& options) {
  const uint64_t full =
      options.segment_bytes != 0 ? options.segment_bytes : base::kDefaultSegmentBytes;
  return (score.to - score.from) / score.segments >= full / 2;
}

// What the new file is made of.
class Copy {
 public:
  Copy(const Command& command, const std::string& file, const Score& old,
       ParityOutput& output)
      : options_(command.encode_options()),
        old_(old),
        output_(output),
        progress_(command, file, old.reader->size()) {}

  // Full scores as they are, and what is between them encoded anew. `bytes`: those of the
  // old file.
  absl::Status Write(const RandomAccessFile& bytes) {
    RONDO_ASSIGN_OR_RETURN(segments_, old_.reader->Segments());
    EncodeOptions said;
    for (const ScoreInfo& score : old_.reader->Scores()) {
      EncodeOptions here;
      KeepTimes(segments_, score.from, score.to, &here);
      // What says otherwise of its times is a score of its own.
      if (here.time_key != said.time_key || here.time_format != said.time_format) {
        RONDO_RETURN_IF_ERROR(EncodeTo(score.from));
      }
      said = std::move(here);
      if (!IsFull(score, options_)) continue;
      RONDO_RETURN_IF_ERROR(EncodeTo(score.from));
      RONDO_RETURN_IF_ERROR(Take(bytes, score));
    }
    RONDO_RETURN_IF_ERROR(EncodeTo(old_.reader->size()));
    progress_.Stop();
    return absl::OkStatus();
  }

  const EncodeStats& stats() const { return sum_; }
  double seconds() const { return progress_.seconds(); }

 private:
  absl::Status EncodeTo(uint64_t end) {
    if (done_ == end) return absl::OkStatus();
    EncodeOptions options = options_;
    RONDO_ASSIGN_OR_RETURN(options.redact_list, ListedBy(*old_.reader, done_, end));
    options.modified = ModifiedOf(*old_.reader, done_, end);
    KeepTimes(segments_, done_, end, &options);
    options.before = TextBefore(*old_.reader, done_);
    RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Encoder> encoder,
                           Encoder::Create(options, [&](std::span<const uint8_t> out) {
                             return output_.Write(out);
                           }));
    RONDO_RETURN_IF_ERROR(
        old_.reader->Read(done_, end, [&](std::span<const uint8_t> part) {
          ReportEncoding(Sum(encoder->stats()), progress_);
          return encoder->Write(part);
        }));
    RONDO_RETURN_IF_ERROR(encoder->Finish());
    sum_ = Sum(encoder->stats());
    done_ = end;
    return absl::OkStatus();
  }

  absl::Status Take(const RandomAccessFile& bytes, const ScoreInfo& score) {
    std::vector<uint8_t> buffer(kCopyBytes);
    for (uint64_t at = 0; at < score.stored_bytes;) {
      const auto part = std::span(buffer).first(
          std::min<uint64_t>(kCopyBytes, score.stored_bytes - at));
      RONDO_RETURN_IF_ERROR(bytes.ReadAt(score.offset + at, part));
      RONDO_RETURN_IF_ERROR(output_.Write(part));
      at += part.size();
    }
    EncodeStats taken;
    taken.bytes_in = taken.bytes_coded = score.to - score.from;
    taken.bytes_out = score.stored_bytes;
    taken.segments = score.segments;
    sum_ = Sum(taken);
    done_ = score.to;
    return absl::OkStatus();
  }

  // With all that was done before.
  EncodeStats Sum(const EncodeStats& stats) const {
    EncodeStats sum = stats;
    sum.bytes_in += sum_.bytes_in;
    sum.bytes_coded += sum_.bytes_coded;
    sum.bytes_out += sum_.bytes_out;
    sum.segments += sum_.segments;
    sum.blocks += sum_.blocks;
    sum.lines = old_.reader->lines();
    return sum;
  }

  const EncodeOptions options_;
  const Score& old_;
  std::vector<SegmentInfo> segments_;  // of the old one
  ParityOutput& output_;
  Progress progress_;
  uint64_t done_ = 0;  // expanded bytes
  EncodeStats sum_;
};

absl::Status CompactFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kReplaceable));
  // Nobody adds to the file while it is replaced.
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Appender> lock, Appender::Open(file));
  RONDO_ASSIGN_OR_RETURN(const LogTail tail, lock->FindTail());
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<RandomAccessFile> bytes, OpenLog(file));
  RONDO_ASSIGN_OR_RETURN(const Score score, OpenScore(command, file));
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<AtomicOutput> output,
                         AtomicOutput::Create(file, source.get(), /*replace=*/true));
  ParityOutput with_parity(command, *output);
  Copy copy(command, file, score, with_parity);
  RONDO_RETURN_IF_ERROR(copy.Write(*bytes));
  const bool gains = command.parity_percent > 0 || tail.expanded_bytes > 0 ||
                     copy.stats().bytes_out < score.stored_bytes;
  if (!gains) {
    if (command.verbose) PrintNote(file, "left as it is: it would not become smaller");
    return absl::OkStatus();
  }
  RONDO_RETURN_IF_ERROR(with_parity.AddParity());
  RONDO_RETURN_IF_ERROR(CheckCopy(command, *score.reader, *output));
  RONDO_RETURN_IF_ERROR(output->Commit());
  RONDO_RETURN_IF_ERROR(lock->RemoveTail());
  if (command.verbose) PrintNote(file, EncodingFigures(copy.stats(), copy.seconds()));
  return absl::OkStatus();
}

}  // namespace

int RunCompact(const Command& command) {
  return ForEachFile(command,
                     [&](const std::string& file) { return CompactFile(command, file); });
}

}  // namespace rondo::app
