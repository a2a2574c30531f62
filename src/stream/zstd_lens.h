// The zstd lens: every block is a zstd frame of its own, with a dictionary for the segment
// where that pays; a block that does not shrink is stored. docs/FORMAT.md, "Zstd lens".
#ifndef RONDO_STREAM_ZSTD_LENS_H_
#define RONDO_STREAM_ZSTD_LENS_H_

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/lens.h"

namespace rondo::stream {

// block_ends: end offset of each block in the segment, ascending, last == segment.size().
// `level` is Rondo's, 1 .. 9.
EncodedSegment EncodeZstdLens(Bytes segment, std::span<const uint64_t> block_ends, int level);

// Bytes of the block as one frame without a dictionary, or stored, at zstd's own level:
// what probes measure.
uint64_t ZstdBlockBytes(Bytes block, int zstd_level);

absl::StatusOr<std::unique_ptr<SegmentDecoder>> OpenZstdLens(Bytes tables,
                                                             const SegmentShape& shape);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_ZSTD_LENS_H_
