// Each segment in flight has a thread and a bounded queue of its own; the caller empties
// the oldest queue. The oldest segment is always being worked on, so no bound can block
// all of them.
//
// Tested by tests/stream/encode/thread_test.cc.
#include "stream/read/ordered_expansion.h"

#include <deque>
#include <memory>
#include <thread>
#include <utility>

#include "base/status_macros.h"
#include "stream/pipeline/chunk_queue.h"

namespace rondo::stream {
namespace {

// A segment that is being expanded on a thread of its own.
class Flight {
 public:
  Flight(SegmentJob job, Checks checks, uint64_t memory_limit_bytes, uint64_t room_bytes)
      : queue_(room_bytes),
        thread_([this, checks, memory_limit_bytes, job = std::move(job)] {
          queue_.Close(
              ExpandSegment(job, checks, memory_limit_bytes, [this](base::Bytes chunk) {
                return queue_.Push(base::ByteVector(chunk.begin(), chunk.end()),
                                   chunk.size());
              }));
        }) {}

  ~Flight() {
    queue_.Cancel();
    thread_.join();
  }

  // Hands everything to the sink.
  absl::Status Land(const ByteSink& sink) {
    while (true) {
      RONDO_ASSIGN_OR_RETURN(const std::optional<base::ByteVector> chunk, queue_.Pop());
      if (!chunk.has_value()) return absl::OkStatus();
      RONDO_RETURN_IF_ERROR(sink(*chunk));
    }
  }

 private:
  ChunkQueue<base::ByteVector> queue_;
  std::thread thread_;
};

absl::Status ExpandOneByOne(const JobSource& source, const ExpansionOptions& options,
                            const ByteSink& sink) {
  while (true) {
    RONDO_ASSIGN_OR_RETURN(const std::optional<SegmentJob> job, source());
    if (!job.has_value()) return absl::OkStatus();
    RONDO_RETURN_IF_ERROR(
        ExpandSegment(*job, options.checks, options.memory_limit_bytes, sink));
  }
}

}  // namespace

absl::Status ExpandInOrder(const JobSource& source, const ExpansionOptions& options,
                           const ByteSink& sink) {
  if (options.threads == 1) return ExpandOneByOne(source, options, sink);
  const uint64_t room_bytes = BufferBytesPerThread(options);
  const uint64_t memory_limit_bytes =
      options.memory_limit_bytes / options.threads - room_bytes;
  std::deque<std::unique_ptr<Flight>> flights;
  const auto land_oldest = [&]() -> absl::Status {
    RONDO_RETURN_IF_ERROR(flights.front()->Land(sink));
    flights.pop_front();
    return absl::OkStatus();
  };
  absl::Status source_status;  // what stops the source comes behind what it gave before
  while (true) {
    absl::StatusOr<std::optional<SegmentJob>> job = source();
    source_status = job.status();
    if (!job.ok() || !job->has_value()) break;
    const bool alone = (*job)->owned_input == nullptr;
    while (flights.size() >= static_cast<size_t>(options.threads) ||
           (alone && !flights.empty())) {
      RONDO_RETURN_IF_ERROR(land_oldest());
    }
    if (alone) {
      RONDO_RETURN_IF_ERROR(
          ExpandSegment(**job, options.checks, memory_limit_bytes, sink));
    } else {
      flights.push_back(std::make_unique<Flight>(*std::move(*job), options.checks,
                                                 memory_limit_bytes, room_bytes));
    }
  }
  while (!flights.empty()) RONDO_RETURN_IF_ERROR(land_oldest());
  return source_status;
}

}  // namespace rondo::stream
