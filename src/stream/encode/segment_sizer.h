// How large a segment may be: what the options and the memory limit allow.
//
// Thread rule: pure.
#ifndef RONDO_STREAM_ENCODE_SEGMENT_SIZER_H_
#define RONDO_STREAM_ENCODE_SEGMENT_SIZER_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "rondo/encoder.h"

namespace rondo::stream {

// Sizes of segments for one run of the encoder.
struct SegmentSizes {
  uint64_t usual_bytes = 0;
  // Collections of versions, whose lines repeat, need so much less memory that a segment
  // may hold this much. >= usual_bytes.
  uint64_t repetitive_bytes = 0;
  uint64_t memory_bound_bytes = 0;  // of the whole encoder
};

// kInvalidArgument: an option out of range. kResourceExhausted: the memory limit leaves
// no room.
absl::StatusOr<SegmentSizes> SizeSegments(const EncodeOptions& options);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_ENCODE_SEGMENT_SIZER_H_
