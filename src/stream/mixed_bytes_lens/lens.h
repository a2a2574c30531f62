// The lens of mixed bytes: each block is predicted bit by bit by a mixture of contexts.
// The smallest and slowest. docs/format/mixed_bytes.md.
#ifndef RONDO_STREAM_MIXED_BYTES_LENS_LENS_H_
#define RONDO_STREAM_MIXED_BYTES_LENS_LENS_H_

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/lens/lens.h"

namespace rondo::stream {

// block_ends: end offset of each block in the segment, ascending, last == segment.size().
// `expects`: bytes that are all but certain are coded by one decision, where that is
// quick: logs take half the time, and a little more room.
// Cost: 0.3 to 5 MB/s.
EncodedSegment EncodeMixedBytesLens(base::Bytes segment,
                                    std::span<const uint64_t> block_ends, bool expects);

// kUnimplemented: of another version. kResourceExhausted: the model takes more than the
// limit.
absl::StatusOr<std::unique_ptr<SegmentTables>> OpenMixedBytesLens(
    base::Bytes tables, const SegmentExtent& extent);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_MIXED_BYTES_LENS_LENS_H_
