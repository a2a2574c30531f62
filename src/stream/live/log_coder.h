// What encodes a running log: batches into tail files, tail files into better ones, and
// into the score.
//
// Each step ends with one rename or one trailer, so that a crash anywhere leaves either
// the files before it or those after it.
//
// Thread rule: one thread flushes and one packs, at the same time; all else from any.
#ifndef RONDO_STREAM_LIVE_LOG_CODER_H_
#define RONDO_STREAM_LIVE_LOG_CODER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "rondo/appender.h"
#include "rondo/encoder.h"
#include "stream/live/tail_files.h"
#include "stream/live/tail_plan.h"

namespace rondo::stream {

// What a step did.
struct PackedStep {
  uint64_t stored_bytes = 0;  // that were written to disk for it
  uint64_t added_bytes = 0;   // expanded ones, to the score
};

class LogCoder {
 public:
  // Takes over the log `path`, and creates its score if it is not there. Errors: those of
  // Appender::Open; kInvalidArgument for options out of range.
  static absl::StatusOr<std::unique_ptr<LogCoder>> Open(const std::string& path,
                                                        const EncodeOptions& options);

  // Adds a tail file that expands to `batch`, which is not empty. Returns its size.
  absl::StatusOr<uint64_t> Flush(base::Bytes batch);

  // What to do next with the tail files. `all`: as in tail_plan.h.
  TailStep NextStep(bool all) const;
  // REQUIRES: nothing was packed since NextStep gave this step. kCancelled: `stopping`
  // became true; nothing has changed then.
  absl::StatusOr<PackedStep> Pack(const TailStep& step,
                                  const std::atomic<bool>& stopping);

  // Expanded bytes of all tail files, and of a full segment of what they hold.
  uint64_t TailBytes() const;
  uint64_t SegmentBytes() const { return SegmentBytes(tail_->parts()); }

  bool has_tail() const { return !tail_->parts().empty(); }
  // Names of files that do not follow on the score: see LiveWriter.
  const std::vector<std::string>& orphans() const { return orphans_; }
  // As LiveWriter::FollowRename.
  absl::StatusOr<bool> FollowRename();

 private:
  using Feed = std::function<absl::Status(const ByteSink&)>;

  LogCoder(const EncodeOptions& options, std::unique_ptr<Appender> appender)
      : options_(options), tail_options_(options), appender_(std::move(appender)) {}

  uint64_t SegmentBytes(const std::vector<TailPart>& parts) const;
  // What options say of times if the log does and they do not; and the ends of score and
  // log.
  absl::Status GoOnWithTimes(const std::string& path);
  // What stands before a tail file, for EncodeOptions::before.
  absl::StatusOr<std::string> TextBeforePart(size_t i) const;
  // What the parts of a step expand to.
  Feed PartsOf(const TailStep& step, const std::atomic<bool>& stopping) const;
  absl::StatusOr<PackedStep> Merge(const TailStep& step, const Feed& parts);
  // Encodes what `feed` sends, behind what the score has.
  absl::Status AddToScore(const EncodeOptions& options, const Feed& feed);
  // Finds which log the score is of. A score that does not say so is made to.
  absl::Status NameLog(const std::string& path);

  EncodeOptions options_;       // of what is added to the score
  EncodeOptions tail_options_;  // of tail files: the same, and the log that they are of
  const std::unique_ptr<Appender> appender_;  // the packer's
  std::unique_ptr<TailFiles> tail_;
  std::string log_end_;    // the flusher's: for EncodeOptions::before
  std::string score_end_;  // the packer's
  std::vector<std::string> orphans_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LIVE_LOG_CODER_H_
