// What is measured of a segment before a lens runs on the whole of it. lens_choice.h
// decides by these measurements; nothing here does.
//
// In all calls, block_ends: end offset of each block in the segment, ascending,
// last == segment.size().
//
// Thread rule: pure.
#ifndef RONDO_STREAM_SEGMENT_LENS_MEASURES_H_
#define RONDO_STREAM_SEGMENT_LENS_MEASURES_H_

#include <cstdint>
#include <span>

#include "base/byte_io.h"

namespace rondo::stream {

// zstd's level for quick looks.
inline constexpr int kQuickZstdLevel = 3;

// What a quick look with zstd says.
struct ZstdOutlook {
  uint64_t dictionary_bytes = 0;  // of the segment's start to use as dictionary; 0: none
  uint64_t quick_bytes = 0;       // what the segment would take at kQuickZstdLevel
};

// Compresses a sample. Cost: at most 4 MiB at kQuickZstdLevel.
ZstdOutlook LookAhead(base::Bytes segment, std::span<const uint64_t> block_ends);

// What zstd's `level` takes as a part of what kQuickZstdLevel takes, of a sample of
// blocks without a dictionary. Cost: at most 256 KiB at the level, 0.1 s at the highest;
// more if a block is larger.
double ZstdGain(base::Bytes segment, std::span<const uint64_t> block_ends, int level);

// Whether the segment may be records: text in lines of a size that records have.
// Cost: at most 256 KiB looked at.
bool LooksLikeLines(base::Bytes segment);

// What the record lens takes as a part of what the grammar lens takes, of a sample of
// about `sample_bytes`: whole lines from eight stretches, at the start, at the end and
// evenly between. At the fastest level, which tells the two apart as well as others do.
// 1 if no stretch holds a whole line.
// REQUIRES: the sample is at most half of the segment. Cost: both lenses on the sample.
double RecordShare(base::Bytes segment, uint64_t sample_bytes, uint32_t block_bytes);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_LENS_MEASURES_H_
