// Three threads and what is between them:
//
//   Write --pending bytes--> flusher --tail files--> packer --> the score
//
// The flusher encodes what came in as a small score of its own, a tail file. The packer
// merges tail files that are very small, and when there is a segment's worth of them it
// encodes it at full strength, adds it to the score, and removes them (log_coder.h,
// tail_plan.h).
//
// A flush starts early by what the last ones took, so that a line is on disk when the
// interval ends, not only on its way there.
//
// Tested by tests/stream/live/live_test.cc and scripts/kill-test.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "base/byte_io.h"
#include "base/newlines.h"
#include "base/status_macros.h"
#include "base/thread.h"
#include "rondo/live.h"
#include "stream/live/log_coder.h"

namespace rondo {
namespace {

using Clock = std::chrono::steady_clock;
using stream::LogCoder;
using stream::PackedStep;
using stream::TailStep;

// So many bytes do not wait for the interval to end, and no more are taken before they
// are on their way: what half an interval's work is, within these bounds.
constexpr size_t kLeastBatchBytes = size_t{64} << 10;
constexpr size_t kMostBatchBytes = size_t{2} << 20;
// The packer may fall behind by this many segments.
constexpr uint64_t kMostSegmentsBehind = 3;
// The packer gives way to the flusher.
constexpr int kPackerNiceness = 5;

class TwoThreadWriter : public LiveWriter {
 public:
  TwoThreadWriter(std::unique_ptr<LogCoder> coder, Clock::duration flush_interval)
      : coder_(std::move(coder)), flush_interval_(flush_interval) {}

  // Before all else, once. After an error there is nothing to do but to let go.
  absl::Status Start() {
    RONDO_ASSIGN_OR_RETURN(flusher_, base::StartThread([this] { FlushLoop(); }));
    RONDO_ASSIGN_OR_RETURN(packer_, base::StartThread([this] { PackLoop(); }));
    return absl::OkStatus();
  }

  ~TwoThreadWriter() override {
    stopping_ = true;
    Wake();
    if (flusher_.joinable()) flusher_.join();
    if (packer_.joinable()) packer_.join();
  }

  absl::Status Write(std::span<const uint8_t> bytes) override {
    std::unique_lock lock(mutex_);
    while (!bytes.empty()) {
      changed_.wait(lock, [&] { return !status_.ok() || HasRoom(); });
      RONDO_RETURN_IF_ERROR(status_);
      if (pending_.empty()) oldest_ = Clock::now();
      const size_t count = std::min(bytes.size(), batch_bytes_ - pending_.size());
      pending_.insert(pending_.end(), bytes.begin(), bytes.begin() + count);
      stats_.bytes_in += count;
      bytes = bytes.subspan(count);
      changed_.notify_all();
    }
    return status_;
  }

  absl::Status Flush() override {
    std::unique_lock lock(mutex_);
    flush_to_ = stats_.bytes_in;
    changed_.notify_all();
    changed_.wait(lock,
                  [&] { return !status_.ok() || stats_.bytes_flushed >= flush_to_; });
    return status_;
  }

  absl::StatusOr<bool> FollowRename() override { return coder_->FollowRename(); }

  absl::Status Finish() override {
    RONDO_RETURN_IF_ERROR(Flush());
    std::unique_lock lock(mutex_);
    finishing_ = true;
    changed_.notify_all();
    changed_.wait(lock,
                  [&] { return !status_.ok() || (!packing_ && !coder_->has_tail()); });
    return status_;
  }

  const std::vector<std::string>& orphans() const override { return coder_->orphans(); }

  LiveStats stats() const override {
    const std::lock_guard lock(mutex_);
    return stats_;
  }

 private:
  // Wakes whoever waits, without missing one that is about to.
  void Wake() {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }

  void Fail(const absl::Status& status) {
    const std::lock_guard lock(mutex_);
    if (status_.ok()) status_ = status;
    changed_.notify_all();
  }

  // REQUIRES: mutex_ is held.
  bool HasRoom() const {
    return pending_.size() < batch_bytes_ &&
           coder_->TailBytes() < kMostSegmentsBehind * coder_->SegmentBytes();
  }

  // When the next flush has to start. REQUIRES: mutex_ is held; something is pending.
  Clock::time_point Deadline() const {
    const auto lead = std::min<Clock::duration>(flush_cost_ * 5 / 4, flush_interval_ / 2);
    return oldest_ + flush_interval_ - lead;
  }

  void FlushLoop() {
    std::unique_lock lock(mutex_);
    const auto asked = [&] {
      return stopping_ || !status_.ok() || pending_.size() >= batch_bytes_ ||
             stats_.bytes_flushed < flush_to_;
    };
    while (true) {
      changed_.wait(lock, [&] { return asked() || !pending_.empty(); });
      if (!asked()) {
        changed_.wait_until(lock, Deadline(), asked);
        if (!asked() && Clock::now() < Deadline()) continue;
      }
      if (stopping_ || !status_.ok()) return;
      const base::ByteVector batch = TakeBatch();
      lock.unlock();
      const Clock::time_point start = Clock::now();
      const absl::StatusOr<uint64_t> stored_bytes = coder_->Flush(batch);
      if (!stored_bytes.ok()) return Fail(stored_bytes.status());
      lock.lock();
      Learn(batch.size(), Clock::now() - start);
      stats_.bytes_flushed += batch.size();
      stats_.stored_bytes += *stored_bytes;
      stats_.flushes += 1;
      changed_.notify_all();
    }
  }

  // How long a flush takes. REQUIRES: mutex_ is held.
  void Learn(size_t bytes, Clock::duration cost) {
    // A slow flush is expected again, and forgotten slowly.
    flush_cost_ = std::max<Clock::duration>(cost, flush_cost_ * 7 / 8);
    const double half_interval = std::chrono::duration<double>(flush_interval_) /
                                 std::chrono::duration<double>(2 * cost);
    const double work = static_cast<double>(bytes) * half_interval;
    batch_bytes_ = static_cast<size_t>(
        std::clamp(work, double{kLeastBatchBytes}, double{kMostBatchBytes}));
  }

  // Up to the last line end, if there is one and nobody asked for more: the rest of the
  // line is likely to come. REQUIRES: mutex_ is held.
  base::ByteVector TakeBatch() {
    size_t count = pending_.size();
    if (stats_.bytes_flushed >= flush_to_) {
      const size_t lines = base::AfterLastNewline(pending_);
      if (lines > 0) count = lines;
    }
    base::ByteVector rest(pending_.begin() + static_cast<ptrdiff_t>(count),
                          pending_.end());
    base::ByteVector batch = std::exchange(pending_, std::move(rest));
    batch.resize(count);
    oldest_ = Clock::now();
    return batch;
  }

  void PackLoop() {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kPackerNiceness);
    while (true) {
      TailStep step;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] {
          step = coder_->NextStep(finishing_);
          return stopping_ || !status_.ok() || step.kind != TailStep::Kind::kNone;
        });
        if (stopping_ || !status_.ok()) return;
        packing_ = true;
      }
      const absl::StatusOr<PackedStep> packed = coder_->Pack(step, stopping_);
      if (stopping_) return;
      if (!packed.ok()) return Fail(packed.status());
      const std::lock_guard lock(mutex_);
      packing_ = false;
      stats_.stored_bytes += packed->stored_bytes;
      stats_.bytes_added += packed->added_bytes;
      stats_.merges += step.kind == TailStep::Kind::kMerge ? 1 : 0;
      changed_.notify_all();
    }
  }

  const std::unique_ptr<LogCoder> coder_;
  const Clock::duration flush_interval_;

  mutable std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  base::ByteVector pending_;
  size_t batch_bytes_ = kLeastBatchBytes;  // pending_ is not filled beyond this
  Clock::time_point oldest_;               // when the first of pending_ came
  Clock::duration flush_cost_{0};
  uint64_t flush_to_ = 0;  // of bytes_in: somebody waits for these
  bool finishing_ = false;
  bool packing_ = false;  // the figures of a step are still to come
  absl::Status status_;
  LiveStats stats_;

  std::atomic<bool> stopping_ = false;
  std::thread flusher_;
  std::thread packer_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<LiveWriter>> LiveWriter::Open(const std::string& path,
                                                             const LiveOptions& options) {
  if (options.flush_interval < std::chrono::milliseconds(1)) {
    return absl::InvalidArgumentError("the flush interval is below 1 ms");
  }
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<LogCoder> coder,
                         LogCoder::Open(path, options.encode));
  auto writer =
      std::make_unique<TwoThreadWriter>(std::move(coder), options.flush_interval);
  RONDO_RETURN_IF_ERROR(writer->Start());
  return writer;
}

}  // namespace rondo
