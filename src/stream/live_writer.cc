// Three threads and what is between them:
//
//   Write --pending bytes--> flusher --tail files--> packer --> the score
//
// The flusher encodes what came in as a small score of its own, a tail file. The packer
// merges tail files that are very small, and when there is a segment's worth of them it
// encodes it at full strength, adds it to the score, and removes them (tail_plan.h). Each
// of these steps ends with one rename or one trailer, so that a crash anywhere leaves
// either the files before it or those after it; what is left over holds nothing new.
//
// A flush starts early by what the last ones took, so that a line is on disk when the
// interval ends, not only on its way there.
//
// Tested by tests/live_test.cc and scripts/kill-test.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/byte_io.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "rondo/appender.h"
#include "rondo/encoder.h"
#include "rondo/live.h"
#include "rondo/reader.h"
#include "stream/newlines.h"
#include "stream/segment_sizer.h"
#include "stream/tail_files.h"
#include "stream/tail_plan.h"

namespace rondo {
namespace {

using Clock = std::chrono::steady_clock;
using stream::TailFiles;
using stream::TailPart;
using stream::TailStep;

// So many bytes do not wait for the interval to end, and no more are taken before they
// are on their way: what half an interval's work is, within these bounds.
constexpr size_t kLeastBatchBytes = size_t{64} << 10;
constexpr size_t kMostBatchBytes = size_t{2} << 20;
// For text that needs the memory; logs take a quarter of it for a full segment.
constexpr uint64_t kPackMemory = uint64_t{400} << 20;
// The packer may fall behind by this many segments.
constexpr uint64_t kMostSegmentsBehind = 3;
// The packer gives way to the flusher.
constexpr int kPackerNiceness = 5;

using Feed = std::function<absl::Status(const ByteSink&)>;

// What `feed` sends, encoded into `out`.
absl::Status EncodeAll(const EncodeOptions& options, const Feed& feed,
                       const ByteSink& out) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Encoder> encoder,
                         Encoder::Create(options, out));
  RONDO_RETURN_IF_ERROR(
      feed([&](std::span<const uint8_t> bytes) { return encoder->Write(bytes); }));
  return encoder->Finish();
}

ByteSink AppendTo(ByteVector* out) {
  return [out](std::span<const uint8_t> bytes) {
    out->insert(out->end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  };
}

class TwoThreadWriter : public LiveWriter {
 public:
  TwoThreadWriter(const LiveOptions& options, std::unique_ptr<Appender> appender,
                  std::unique_ptr<TailFiles> tail)
      : options_(options),
        appender_(std::move(appender)),
        tail_(std::move(tail)),
        flusher_([this] { FlushLoop(); }),
        packer_([this] { PackLoop(); }) {}

  ~TwoThreadWriter() override {
    stopping_ = true;
    Wake();
    flusher_.join();
    packer_.join();
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

  absl::StatusOr<bool> FollowRename() override {
    RONDO_ASSIGN_OR_RETURN(const std::string path, appender_->CurrentPath());
    return tail_->Move(path);
  }

  absl::Status Finish() override {
    RONDO_RETURN_IF_ERROR(Flush());
    std::unique_lock lock(mutex_);
    finishing_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !status_.ok() || tail_->parts().empty(); });
    return status_;
  }

  const std::vector<std::string>& orphans() const override { return tail_->orphans(); }

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

  uint64_t TailBytes() const {
    uint64_t sum = 0;
    for (const TailPart& part : tail_->parts()) sum += part.expanded_bytes();
    return sum;
  }

  // REQUIRES: mutex_ is held.
  bool HasRoom() const {
    return pending_.size() < batch_bytes_ &&
           TailBytes() < kMostSegmentsBehind * SegmentBytes(tail_->parts());
  }

  // When the next flush has to start. REQUIRES: mutex_ is held; something is pending.
  Clock::time_point Deadline() const {
    const auto lead =
        std::min<Clock::duration>(flush_cost_ * 5 / 4, options_.flush_interval / 2);
    return oldest_ + options_.flush_interval - lead;
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
      const ByteVector batch = TakeBatch();
      lock.unlock();
      const Clock::time_point start = Clock::now();
      const absl::Status status = FlushBatch(batch);
      if (!status.ok()) return Fail(status);
      lock.lock();
      Learn(batch.size(), Clock::now() - start);
      stats_.bytes_flushed += batch.size();
      stats_.flushes += 1;
      changed_.notify_all();
    }
  }

  // How long a flush takes. REQUIRES: mutex_ is held.
  void Learn(size_t bytes, Clock::duration cost) {
    // A slow flush is expected again, and forgotten slowly.
    flush_cost_ = std::max<Clock::duration>(cost, flush_cost_ * 7 / 8);
    const double half_interval = std::chrono::duration<double>(options_.flush_interval) /
                                 std::chrono::duration<double>(2 * cost);
    const double work = static_cast<double>(bytes) * half_interval;
    batch_bytes_ = static_cast<size_t>(
        std::clamp(work, double{kLeastBatchBytes}, double{kMostBatchBytes}));
  }

  // Up to the last line end, if there is one and nobody asked for more: the rest of the
  // line is likely to come. REQUIRES: mutex_ is held.
  ByteVector TakeBatch() {
    size_t count = pending_.size();
    if (stats_.bytes_flushed >= flush_to_) {
      const size_t lines = stream::AfterLastNewline(pending_);
      if (lines > 0) count = lines;
    }
    ByteVector rest(pending_.begin() + static_cast<ptrdiff_t>(count), pending_.end());
    ByteVector batch = std::exchange(pending_, std::move(rest));
    batch.resize(count);
    oldest_ = Clock::now();
    return batch;
  }

  absl::Status FlushBatch(const ByteVector& batch) {
    EncodeOptions options = options_.encode;
    options.level = kMinLevel;  // it is encoded again
    ByteVector score;
    const Feed feed = [&](const ByteSink& sink) { return sink(batch); };
    RONDO_RETURN_IF_ERROR(EncodeAll(options, feed, AppendTo(&score)));
    RONDO_RETURN_IF_ERROR(tail_->Append(score));
    Count(&LiveStats::stored_bytes, score.size());
    return absl::OkStatus();
  }

  void Count(uint64_t LiveStats::*field, uint64_t count) {
    const std::lock_guard lock(mutex_);
    stats_.*field += count;
  }

  void PackLoop() {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kPackerNiceness);
    while (true) {
      TailStep step;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] {
          step = NextStep();
          return stopping_ || !status_.ok() || step.kind != TailStep::Kind::kNone;
        });
        if (stopping_ || !status_.ok()) return;
      }
      const absl::Status status =
          step.kind == TailStep::Kind::kAdd ? Add(step) : Merge(step);
      if (stopping_) return;
      if (!status.ok()) return Fail(status);
      Wake();
    }
  }

  // Records take a quarter of the memory that other text does.
  uint64_t SegmentBytes(const std::vector<TailPart>& parts) const {
    EncodeOptions options = options_.encode;
    uint64_t bytes = 0;
    uint64_t others = 0;
    for (const TailPart& part : parts) {
      bytes += part.expanded_bytes();
      if (!part.is_records) others += part.expanded_bytes();
    }
    constexpr uint64_t kFewOthers = 8;
    if (options.memory_limit_bytes == 0 && others > bytes / kFewOthers) {
      options.memory_limit_bytes = kPackMemory;
    }
    const auto sizes = stream::SizeSegments(options);
    return sizes.ok() ? sizes->usual_bytes : kDefaultSegmentBytes;
  }

  // REQUIRES: mutex_ is held.
  TailStep NextStep() const {
    const std::vector<TailPart> parts = tail_->parts();
    std::vector<uint64_t> part_bytes;
    for (const TailPart& part : parts) part_bytes.push_back(part.expanded_bytes());
    return stream::NextStep(part_bytes, SegmentBytes(parts), finishing_);
  }

  // What the parts of a step expand to.
  Feed PartsOf(const TailStep& step) const {
    return [this, step](const ByteSink& sink) -> absl::Status {
      const std::vector<TailPart> parts = tail_->parts();
      for (size_t i = step.first; i < step.first + step.count; ++i) {
        RONDO_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> file,
                               tail_->Open(parts[i]));
        RONDO_ASSIGN_OR_RETURN(const auto reader, Reader::Open(std::move(file), {}));
        RONDO_RETURN_IF_ERROR(
            reader->Read(0, reader->size(), [&](std::span<const uint8_t> bytes) {
              return stopping_ ? absl::CancelledError("stopped") : sink(bytes);
            }));
      }
      return absl::OkStatus();
    };
  }

  absl::Status Merge(const TailStep& step) {
    ByteVector score;
    RONDO_RETURN_IF_ERROR(EncodeAll(options_.encode, PartsOf(step), AppendTo(&score)));
    RONDO_RETURN_IF_ERROR(tail_->Replace(step.first, step.count, score));
    Count(&LiveStats::stored_bytes, score.size());
    Count(&LiveStats::merges, 1);
    return absl::OkStatus();
  }

  absl::Status Add(const TailStep& step) {
    const uint64_t before = appender_->size();
    const std::vector<TailPart> parts = tail_->parts();
    const ByteSink sink = [&](std::span<const uint8_t> bytes) {
      return appender_->Write(bytes);
    };
    RONDO_RETURN_IF_ERROR(EncodeAll(options_.encode, PartsOf(step), sink));
    RONDO_RETURN_IF_ERROR(appender_->Commit());
    RONDO_RETURN_IF_ERROR(tail_->Drop(step.count));
    Count(&LiveStats::stored_bytes, appender_->size() - before);
    Count(&LiveStats::bytes_added, parts[step.count - 1].to - parts[0].from);
    return absl::OkStatus();
  }

  const LiveOptions options_;
  const std::unique_ptr<Appender> appender_;  // the packer's
  const std::unique_ptr<TailFiles> tail_;

  mutable std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  ByteVector pending_;
  size_t batch_bytes_ = kLeastBatchBytes;  // pending_ is not filled beyond this
  Clock::time_point oldest_;               // when the first of pending_ came
  Clock::duration flush_cost_{0};
  uint64_t flush_to_ = 0;  // of bytes_in: somebody waits for these
  bool finishing_ = false;
  absl::Status status_;
  LiveStats stats_;

  std::atomic<bool> stopping_ = false;
  std::thread flusher_;  // these two start when all else is there
  std::thread packer_;
};

// Any score of no bytes, so that a log can be read from its start.
absl::Status AddEmptyScore(const EncodeOptions& options, Appender& appender) {
  const Feed nothing = [](const ByteSink&) { return absl::OkStatus(); };
  RONDO_RETURN_IF_ERROR(EncodeAll(options, nothing, [&](std::span<const uint8_t> bytes) {
    return appender.Write(bytes);
  }));
  return appender.Commit();
}

}  // namespace

absl::StatusOr<std::unique_ptr<LiveWriter>> LiveWriter::Open(const std::string& path,
                                                             const LiveOptions& options) {
  if (options.flush_interval < std::chrono::milliseconds(1)) {
    return absl::InvalidArgumentError("the flush interval is below 1 ms");
  }
  LiveOptions added = options;
  added.encode.added = true;
  RONDO_RETURN_IF_ERROR(stream::SizeSegments(added.encode).status());
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<Appender> appender, Appender::Open(path));
  if (appender->size() == 0)
    RONDO_RETURN_IF_ERROR(AddEmptyScore(added.encode, *appender));
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<TailFiles> tail, TailFiles::TakeOver(path));
  return std::make_unique<TwoThreadWriter>(added, std::move(appender), std::move(tail));
}

}  // namespace rondo
