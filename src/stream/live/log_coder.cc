// Tested by tests/stream/live/live_test.cc and scripts/kill-test.
#include "stream/live/log_coder.h"

#include <unistd.h>

#include <utility>

#include "base/limits.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "rondo/live.h"
#include "rondo/reader.h"
#include "stream/encode/segment_sizer.h"
#include "stream/live/log_chain.h"

namespace rondo::stream {
namespace {

// For text that needs the memory; logs take a quarter of it for a full segment.
constexpr uint64_t kPackMemory = uint64_t{400} << 20;

// What `feed` sends, encoded into `out`.
absl::Status EncodeAll(const EncodeOptions& options,
                       const std::function<absl::Status(const ByteSink&)>& feed,
                       const ByteSink& out) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Encoder> encoder,
                         Encoder::Create(options, out));
  RONDO_RETURN_IF_ERROR(
      feed([&](std::span<const uint8_t> bytes) { return encoder->Write(bytes); }));
  return encoder->Finish();
}

ByteSink AppendTo(base::ByteVector* out) {
  return [out](std::span<const uint8_t> bytes) {
    out->insert(out->end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<LogCoder>> LogCoder::Open(const std::string& path,
                                                         const EncodeOptions& options) {
  EncodeOptions added = options;
  added.for_append = true;
  RONDO_RETURN_IF_ERROR(SizeSegments(added).status());
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<Appender> appender, Appender::Open(path));
  std::unique_ptr<LogCoder> coder(new LogCoder(added, std::move(appender)));
  RONDO_RETURN_IF_ERROR(coder->GoOnWithTimes(path));
  RONDO_RETURN_IF_ERROR(coder->NameLog(path));
  RONDO_ASSIGN_OR_RETURN(coder->tail_, TailFiles::TakeOver(path));
  coder->orphans_ = coder->appender_->orphans();
  const std::vector<std::string>& others = coder->tail_->orphans();
  coder->orphans_.insert(coder->orphans_.end(), others.begin(), others.end());
  return coder;
}

absl::Status LogCoder::GoOnWithTimes(const std::string& path) {
  if (appender_->size() == 0) return absl::OkStatus();
  RONDO_ASSIGN_OR_RETURN(auto file, RandomAccessFile::Open(path));
  RONDO_ASSIGN_OR_RETURN(const auto score, Reader::Open(std::move(file), {}));
  score_end_ = TextBefore(*score, score->size());
  RONDO_ASSIGN_OR_RETURN(file, OpenLog(path));
  RONDO_ASSIGN_OR_RETURN(const auto log, Reader::Open(std::move(file), {}));
  log_end_ = TextBefore(*log, log->size());
  RONDO_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, log->Segments());
  KeepTimes(segments, 0, log->size(), &options_);
  tail_options_ = options_;
  return absl::OkStatus();
}

absl::StatusOr<std::string> LogCoder::TextBeforePart(size_t i) const {
  if (i == 0) return score_end_;
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> file,
                         tail_->Open(tail_->parts()[i - 1]));
  RONDO_ASSIGN_OR_RETURN(const auto reader, Reader::Open(std::move(file), {}));
  return TextBefore(*reader, reader->size());
}

absl::Status LogCoder::NameLog(const std::string& path) {
  if (appender_->size() > 0) {
    RONDO_ASSIGN_OR_RETURN(const LogChain chain, LogChain::Open(path));
    tail_options_.log = chain.pieces().front().log;
    // A tail that names none follows on a score that names none, and on no other.
    if (tail_options_.log || chain.tail().files > 0) return absl::OkStatus();
  }
  LogId& log = tail_options_.log.emplace();
  if (getentropy(log.data(), log.size()) != 0) {
    return base::SystemError("get random bytes for", path);
  }
  // A score of no bytes, so that the log can be read from its start.
  return AddToScore(tail_options_, [](const ByteSink&) { return absl::OkStatus(); });
}

absl::StatusOr<uint64_t> LogCoder::Flush(base::Bytes batch) {
  EncodeOptions options = tail_options_;
  options.level = kMinLevel;  // it is encoded again
  options.before = log_end_;
  base::ByteVector score;
  const Feed feed = [&](const ByteSink& sink) { return sink(batch); };
  RONDO_RETURN_IF_ERROR(EncodeAll(options, feed, AppendTo(&score)));
  RONDO_RETURN_IF_ERROR(tail_->Append(score));
  log_end_ = AsText(batch);
  return score.size();
}

TailStep LogCoder::NextStep(bool all) const {
  const std::vector<TailPart> parts = tail_->parts();
  std::vector<uint64_t> part_bytes;
  part_bytes.reserve(parts.size());
  for (const TailPart& part : parts) part_bytes.push_back(part.expanded_bytes());
  return stream::NextStep(part_bytes, SegmentBytes(parts), all);
}

absl::StatusOr<PackedStep> LogCoder::Pack(const TailStep& step,
                                          const std::atomic<bool>& stopping) {
  const Feed feed = PartsOf(step, stopping);
  if (step.kind == TailStep::Kind::kMerge) return Merge(step, feed);
  const std::vector<TailPart> parts = tail_->parts();
  const uint64_t before = appender_->size();
  EncodeOptions options = options_;
  options.before = score_end_;
  RONDO_ASSIGN_OR_RETURN(std::string end, TextBeforePart(step.count));
  RONDO_RETURN_IF_ERROR(AddToScore(options, feed));
  score_end_ = std::move(end);
  RONDO_RETURN_IF_ERROR(tail_->Drop(step.count));
  return PackedStep{.stored_bytes = appender_->size() - before,
                    .added_bytes = parts[step.count - 1].to - parts[0].from};
}

absl::StatusOr<PackedStep> LogCoder::Merge(const TailStep& step, const Feed& parts) {
  EncodeOptions options = tail_options_;
  RONDO_ASSIGN_OR_RETURN(options.before, TextBeforePart(step.first));
  base::ByteVector score;
  RONDO_RETURN_IF_ERROR(EncodeAll(options, parts, AppendTo(&score)));
  RONDO_RETURN_IF_ERROR(tail_->Replace(step.first, step.count, score));
  return PackedStep{.stored_bytes = score.size()};
}

absl::Status LogCoder::AddToScore(const EncodeOptions& options, const Feed& feed) {
  RONDO_RETURN_IF_ERROR(EncodeAll(options, feed, [&](std::span<const uint8_t> bytes) {
    return appender_->Write(bytes);
  }));
  return appender_->Commit();
}

LogCoder::Feed LogCoder::PartsOf(const TailStep& step,
                                 const std::atomic<bool>& stopping) const {
  return [this, step, &stopping](const ByteSink& sink) -> absl::Status {
    const std::vector<TailPart> parts = tail_->parts();
    for (size_t i = step.first; i < step.first + step.count; ++i) {
      RONDO_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> file,
                             tail_->Open(parts[i]));
      RONDO_ASSIGN_OR_RETURN(const auto reader, Reader::Open(std::move(file), {}));
      RONDO_RETURN_IF_ERROR(
          reader->Read(0, reader->size(), [&](std::span<const uint8_t> bytes) {
            return stopping ? absl::CancelledError("stopped") : sink(bytes);
          }));
    }
    return absl::OkStatus();
  };
}

uint64_t LogCoder::TailBytes() const {
  uint64_t sum = 0;
  for (const TailPart& part : tail_->parts()) sum += part.expanded_bytes();
  return sum;
}

// Records take a quarter of the memory that other text does.
uint64_t LogCoder::SegmentBytes(const std::vector<TailPart>& parts) const {
  EncodeOptions options = options_;
  uint64_t bytes = 0;
  uint64_t others = 0;
  for (const TailPart& part : parts) {
    bytes += part.expanded_bytes();
    if (!part.is_records) others += part.expanded_bytes();
  }
  constexpr uint64_t kFewOthers = 8;
  if (!options.memory_limit_bytes && others > bytes / kFewOthers) {
    options.memory_limit_bytes = kPackMemory;
  }
  const auto sizes = SizeSegments(options);
  return sizes.ok() ? sizes->usual_bytes : base::kDefaultSegmentBytes;
}

absl::StatusOr<bool> LogCoder::FollowRename() {
  RONDO_ASSIGN_OR_RETURN(const std::string path, appender_->CurrentPath());
  absl::StatusOr<bool> moved = tail_->Move(path);
  // The score is there: what is missing is something else.
  if (absl::IsNotFound(moved.status())) {
    return absl::UnavailableError(std::string(moved.status().message()));
  }
  return moved;
}

}  // namespace rondo::stream
