// Tested by tests/stream/encode/thread_test.cc.
#include "stream/read/ordered_expansion.h"

#include <utility>

#include "stream/pipeline/ordered_pipeline.h"

namespace rondo::stream {
namespace {

// Expanded bytes on their way to the sink: a copy if they go to another thread.
struct Piece {
  base::Bytes bytes;
  base::ByteVector copy;
};

Piece MakePiece(base::Bytes bytes, bool copied) {
  if (!copied) return {.bytes = bytes, .copy = {}};
  Piece piece = {.bytes = {}, .copy = {bytes.begin(), bytes.end()}};
  piece.bytes = piece.copy;
  return piece;
}

}  // namespace

absl::Status ExpandInOrder(const JobSource& source, const ExpansionOptions& options,
                           const ByteSink& sink) {
  const uint64_t room_bytes = options.threads == 1 ? 0 : BufferBytesPerThread(options);
  const uint64_t memory_limit_bytes =
      options.memory_limit_bytes / static_cast<uint64_t>(options.threads) - room_bytes;
  OrderedPipeline<Piece> pipeline({.threads = options.threads, .room_bytes = room_bytes},
                                  [&](const Piece& piece) { return sink(piece.bytes); });
  while (true) {
    absl::StatusOr<std::optional<SegmentJob>> job = source();
    if (!job.ok() || !job->has_value()) {
      // What stops the source comes behind what it gave before.
      RONDO_RETURN_IF_ERROR(pipeline.Finish());
      return job.status();
    }
    const bool alone = (*job)->alone;
    auto expand = [checks = options.checks, memory_limit_bytes,
                   job = **std::move(job)](Outlet<Piece>& outlet) {
      return ExpandSegment(job, checks, memory_limit_bytes, [&](base::Bytes bytes) {
        return outlet.Put(MakePiece(bytes, !outlet.is_direct()), bytes.size());
      });
    };
    RONDO_RETURN_IF_ERROR(alone ? pipeline.AddAlone(std::move(expand))
                                : pipeline.Add(std::move(expand)));
  }
}

}  // namespace rondo::stream
