// Many jobs at once, their results in order: the one way in which segments are encoded,
// expanded and scanned side by side.
//
//   OrderedPipeline<Chunk> pipeline({.threads = 4, .room_bytes = 1 << 20}, take);
//   while (...) RETURN_IF_ERROR(pipeline.Add([](Outlet<Chunk>& outlet) -> absl::Status {
//     ...
//     return outlet.Put(std::move(chunk), size);    // as often as it likes
//   }));
//   RETURN_IF_ERROR(pipeline.Finish());
//
// A job puts chunks into its outlet; `take` gets them: those of the first job, then those
// of the second, and so on. Each job in flight has a thread and a bounded queue of its
// own, and the caller empties the oldest queue. The oldest job is always being worked on,
// so no bound can block all of them. With one thread there is neither thread nor queue:
// jobs run within Add, and `take` within Put.
//
// Errors come in order, too: `take` sees everything that was put before the error, of
// this job and of those before it, and nothing that comes after. The first error, of a
// job, of `take` or of a thread that cannot start, ends the pipeline: every later call
// returns it, and other jobs are cancelled, which they learn from their next Put.
//
// A thread that cannot start waits for one in flight to end, so that work goes on with
// those that there are. kResourceExhausted if there is none.
//
// Thread rule: a pipeline is used by one thread, which calls `take`. Jobs run on others.
#ifndef RONDO_STREAM_PIPELINE_ORDERED_PIPELINE_H_
#define RONDO_STREAM_PIPELINE_ORDERED_PIPELINE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "base/thread.h"
#include "stream/pipeline/chunk_queue.h"

namespace rondo::stream {

// Where a job puts its chunks.
template <typename Chunk>
class Outlet {
 public:
  virtual ~Outlet() = default;
  // Waits for room. An error: nobody takes chunks any more, and the job should return it.
  virtual absl::Status Put(Chunk chunk, uint64_t size_bytes) = 0;
  // Chunks are taken before Put returns, so that they may refer to what the job holds.
  virtual bool is_direct() const = 0;
};

struct PipelineOptions {
  int threads = 1;  // jobs at once, >= 1
  uint64_t room_bytes =
      0;  // of the chunks that wait, for each job; or one that is larger
  base::ThreadStarter start_thread = base::StartThread;
};

template <typename Chunk>
class OrderedPipeline {
 public:
  using Job = absl::AnyInvocable<absl::Status(Outlet<Chunk>&)>;
  using Take = std::function<absl::Status(Chunk)>;

  OrderedPipeline(PipelineOptions options, Take take)
      : options_(std::move(options)), take_(std::move(take)) {}
  // Cancels jobs in flight and waits for them.
  ~OrderedPipeline() { Cancel(); }

  // Starts the job; if all threads are busy, the oldest job is first handed over to its
  // end.
  absl::Status Add(Job job) {
    RONDO_RETURN_IF_ERROR(status_);
    if (options_.threads == 1) return RunHere(job);
    while (flights_.size() >= static_cast<size_t>(options_.threads)) {
      RONDO_RETURN_IF_ERROR(HandOverOldest());
    }
    auto flight = std::make_unique<Flight>(options_.room_bytes, std::move(job));
    while (true) {
      const absl::Status started = flight->Start(options_.start_thread);
      if (started.ok()) break;
      if (flights_.empty()) return Fail(started);
      RONDO_RETURN_IF_ERROR(HandOverOldest());
    }
    flights_.push_back(std::move(flight));
    return absl::OkStatus();
  }

  // Runs the job in this call, when all jobs before it are handed over: for one that
  // needs what the caller holds.
  absl::Status AddAlone(Job job) {
    RONDO_RETURN_IF_ERROR(Finish());
    return RunHere(job);
  }

  // Hands over all jobs in flight. More may be added.
  absl::Status Finish() {
    RONDO_RETURN_IF_ERROR(status_);
    while (!flights_.empty()) RONDO_RETURN_IF_ERROR(HandOverOldest());
    return absl::OkStatus();
  }

 private:
  class DirectOutlet : public Outlet<Chunk> {
   public:
    explicit DirectOutlet(OrderedPipeline* pipeline) : pipeline_(*pipeline) {}
    absl::Status Put(Chunk chunk, uint64_t) override {
      RONDO_RETURN_IF_ERROR(pipeline_.status_);
      return pipeline_.HandOver(std::move(chunk));
    }
    bool is_direct() const override { return true; }

   private:
    OrderedPipeline& pipeline_;
  };

  // A job with its thread and the chunks that wait.
  class Flight : public Outlet<Chunk> {
   public:
    Flight(uint64_t room_bytes, Job job) : queue_(room_bytes), job_(std::move(job)) {}
    // REQUIRES: if it was started, that the job ends.
    ~Flight() override {
      if (thread_.joinable()) thread_.join();
    }

    // May be tried again if it fails.
    absl::Status Start(const base::ThreadStarter& start_thread) {
      RONDO_ASSIGN_OR_RETURN(thread_, start_thread([this] {
                               absl::Status status = job_(*this);
                               job_ = nullptr;  // what it holds is not needed any more
                               queue_.Close(std::move(status));
                             }));
      return absl::OkStatus();
    }

    absl::Status Put(Chunk chunk, uint64_t size_bytes) override {
      return queue_.Push(std::move(chunk), size_bytes);
    }
    bool is_direct() const override { return false; }

    ChunkQueue<Chunk>& queue() { return queue_; }

   private:
    ChunkQueue<Chunk> queue_;
    Job job_;
    std::thread thread_;
  };

  absl::Status RunHere(Job& job) {
    DirectOutlet outlet(this);
    const absl::Status status = job(outlet);
    RONDO_RETURN_IF_ERROR(status_);  // of `take`, whatever the job made of it
    return status.ok() ? status : Fail(status);
  }

  // To the end of the job.
  absl::Status HandOverOldest() {
    Flight& oldest = *flights_.front();
    while (true) {
      absl::StatusOr<std::optional<Chunk>> chunk = oldest.queue().Pop();
      if (!chunk.ok()) return Fail(chunk.status());
      if (!chunk->has_value()) break;
      RONDO_RETURN_IF_ERROR(HandOver(**std::move(chunk)));
    }
    flights_.pop_front();
    return absl::OkStatus();
  }

  absl::Status HandOver(Chunk chunk) {
    const absl::Status status = take_(std::move(chunk));
    return status.ok() ? status : Fail(status);
  }

  absl::Status Fail(const absl::Status& status) {
    status_ = status;
    Cancel();
    return status_;
  }

  void Cancel() {
    for (const auto& flight : flights_) flight->queue().Cancel();
  }

  const PipelineOptions options_;
  const Take take_;
  std::deque<std::unique_ptr<Flight>> flights_;  // <= threads; the oldest first
  absl::Status status_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_PIPELINE_ORDERED_PIPELINE_H_
