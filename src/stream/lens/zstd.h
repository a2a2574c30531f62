// The zstd lens: every block is a zstd frame of its own, which may refer to the start of
// the segment where that pays; a block that does not shrink is stored.
// docs/format/zstd.md.
#ifndef RONDO_STREAM_LENS_ZSTD_H_
#define RONDO_STREAM_LENS_ZSTD_H_

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/lens/lens.h"

namespace rondo::stream {

// block_ends: end offset of each block in the segment, ascending, last == segment.size().
// `zstd_level` is zstd's. `dictionary_bytes` of the segment's start become the dictionary
// of all blocks. REQUIRES: they are no formatted dictionary (zstd_frames.h).
EncodedSegment EncodeZstdLens(base::Bytes segment, std::span<const uint64_t> block_ends,
                              int zstd_level, uint64_t dictionary_bytes);

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenZstdLens(base::Bytes tables,
                                                            const SegmentExtent& extent);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_ZSTD_H_
