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

// The largest dictionary that a score may hold.
inline constexpr uint64_t kMaxZstdDictionaryBytes = uint64_t{16} << 20;

// What a quick look at a segment says.
struct ZstdOutlook {
  uint64_t dictionary_bytes = 0;  // of the segment's start to use as dictionary; 0: none
  uint64_t quick_bytes = 0;       // what the segment would take at kQuickZstdLevel
};

inline constexpr int kQuickZstdLevel = 3;

// Compresses a sample. Cost: at most 4 MiB at kQuickZstdLevel.
// block_ends: end offset of each block in the segment, ascending, last == segment.size().
ZstdOutlook LookAhead(base::Bytes segment, std::span<const uint64_t> block_ends);

// `zstd_level` is zstd's; `dictionary_bytes` as the outlook has it, or 0.
EncodedSegment EncodeZstdLens(base::Bytes segment, std::span<const uint64_t> block_ends,
                              int zstd_level, uint64_t dictionary_bytes);

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenZstdLens(base::Bytes tables,
                                                            const SegmentExtent& extent);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_ZSTD_H_
