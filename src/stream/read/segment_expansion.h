// Expands a segment, or a stretch of it, front to back into a sink, batch by batch.
#ifndef RONDO_STREAM_READ_SEGMENT_EXPANSION_H_
#define RONDO_STREAM_READ_SEGMENT_EXPANSION_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "rondo/io.h"
#include "stream/io/input.h"
#include "stream/score/segment_header.h"
#include "stream/segment/lenders.h"

namespace rondo::stream {

// How closely a whole segment is looked at. Payload and table checksums always are.
enum class Checks {
  kFast,  // XXH3 of the expanded bytes
  kAll,   // and SHA-256, newline counts, the last byte, presence
};

// A stretch [from, to) of a segment to expand.
struct SegmentJob {
  SegmentPlace place;
  SegmentHeader header;
  uint64_t from = 0;
  uint64_t to = 0;                               // from <= to <= header.expanded_bytes
  Input* input = nullptr;                        // behind the header
  std::unique_ptr<Input> owned_input = nullptr;  // `input`, if it is the job's own
  bool alone = false;                            // `input` goes on where others read, too
  LenderSource lender = {};
};

// Sends the stretch to the sink. Leaves the input behind the last block it needs. The
// sink gets bytes before the whole segment is checked, but none of a damaged payload.
// Memory: within the limit for tables and decoder; a batch of about a MiB, or a block if
// blocks are larger, comes on top.
absl::Status ExpandSegment(const SegmentJob& job, Checks checks,
                           uint64_t memory_limit_bytes, const ByteSink& sink);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_SEGMENT_EXPANSION_H_
