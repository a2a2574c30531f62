// A bounded queue of chunks from one thread to another, closed with a status.
//
// Thread rule: one thread pushes and closes, one pops and cancels.
#ifndef RONDO_STREAM_PIPELINE_CHUNK_QUEUE_H_
#define RONDO_STREAM_PIPELINE_CHUNK_QUEUE_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rondo::stream {

template <typename Chunk>
class ChunkQueue {
 public:
  // Holds chunks of `room_bytes` together at most, or one that is larger.
  explicit ChunkQueue(uint64_t room_bytes) : room_bytes_(room_bytes) {}

  // Waits for room. kCancelled once the other side has gone.
  absl::Status Push(Chunk chunk, uint64_t size_bytes) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return cancelled_ || chunks_.empty() || held_bytes_ + size_bytes <= room_bytes_;
    });
    if (cancelled_) return absl::CancelledError("nobody reads any more");
    chunks_.push_back({std::move(chunk), size_bytes});
    held_bytes_ += size_bytes;
    changed_.notify_all();
    return absl::OkStatus();
  }

  void Close(absl::Status status) {
    const std::lock_guard lock(mutex_);
    closed_with_ = std::move(status);
    changed_.notify_all();
  }

  // Waits for the next chunk. Nothing: closed with ok. An error: closed with that error
  // and all chunks before it were popped.
  absl::StatusOr<std::optional<Chunk>> Pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !chunks_.empty() || closed_with_.has_value(); });
    if (chunks_.empty()) {
      if (!closed_with_->ok()) return *closed_with_;
      return std::nullopt;
    }
    Chunk chunk = std::move(chunks_.front().chunk);
    held_bytes_ -= chunks_.front().size_bytes;
    chunks_.pop_front();
    changed_.notify_all();
    return chunk;
  }

  void Cancel() {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
  }

 private:
  struct Held {
    Chunk chunk;
    uint64_t size_bytes;
  };

  const uint64_t room_bytes_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::deque<Held> chunks_;
  uint64_t held_bytes_ = 0;
  std::optional<absl::Status> closed_with_;
  bool cancelled_ = false;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_PIPELINE_CHUNK_QUEUE_H_
