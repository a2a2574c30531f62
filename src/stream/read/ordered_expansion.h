// Expands many segments side by side and hands their bytes over in order.
#ifndef RONDO_STREAM_READ_ORDERED_EXPANSION_H_
#define RONDO_STREAM_READ_ORDERED_EXPANSION_H_

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "stream/read/segment_expansion.h"

namespace rondo::stream {

// The next segment to expand, or nothing at the end. A job without an input of its own is
// expanded before the source is asked again.
using JobSource = std::function<absl::StatusOr<std::optional<SegmentJob>>()>;

struct ExpansionOptions {
  int threads = 1;
  Checks checks = Checks::kFast;
  uint64_t memory_limit_bytes = 0;  // shared by all threads
};

// Calls source and sink on the caller's thread only. On an error, bytes in front of the
// damage may have reached the sink; nothing behind it has.
absl::Status ExpandInOrder(const JobSource& source, const ExpansionOptions& options,
                           const ByteSink& sink);

// The part of the limit that is for buffers between threads, for each thread.
inline uint64_t BufferBytesPerThread(const ExpansionOptions& options) {
  return options.memory_limit_bytes / 4 / static_cast<uint64_t>(options.threads);
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_ORDERED_EXPANSION_H_
