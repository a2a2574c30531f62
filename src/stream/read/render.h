// A part of a record segment in other words. docs/format/DICTIONARY.md, "Contexts".
//
// Thread rule: a pure function, but for the sink.
#ifndef RONDO_STREAM_READ_RENDER_H_
#define RONDO_STREAM_READ_RENDER_H_

#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "rondo/rendition.h"
#include "stream/io/input.h"
#include "stream/score/segment_header.h"
#include "stream/segment/lenders.h"

namespace rondo::stream {

struct RenderJob {
  SegmentPlace place;
  SegmentHeader header;  // of a segment whose lens has templates
  LenderSource lender;
  uint64_t from = 0;           // within the segment; a line starts here
  uint64_t to = 0;             // > from
  bool after_newline = false;  // a line starts where the segment does
  bool is_last = false;        // its last line needs no newline
};

// Sends the part, block by block. Returns how many lines had other words. `input` stands
// behind the header. Errors: of the sink; those of decoding; kResourceExhausted if tables
// take more than the limit.
// Cost: that of decoding whole blocks, and about 100 ns a line that is rendered.
absl::StatusOr<uint64_t> RenderSegment(
    const RenderJob& job, Input* input,
    std::span<const std::shared_ptr<const Rendition>> renditions,
    uint64_t memory_limit_bytes, const ByteSink& sink);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_RENDER_H_
