// The tables of a segment of mixed bytes, and what they mean for its blocks.
// docs/format/mixed_bytes.md.
//
// Thread rule: pure.
#ifndef RONDO_STREAM_MIXED_BYTES_LENS_FORMAT_H_
#define RONDO_STREAM_MIXED_BYTES_LENS_FORMAT_H_

#include <algorithm>
#include <bit>
#include <cstdint>

#include "stream/mixed_bytes_lens/byte_model.h"

namespace rondo::stream {

// Of the engine and the model: what another version writes cannot be read by this one.
inline constexpr int kMixedVersion = 1;

inline constexpr int kMaxMixedTableBits = 27;
inline constexpr int kMinMixedTableBits = 16;

// Flags: the kind, in two bits, and these; others are reserved.
inline constexpr int kMixedKindMask = 3;
inline constexpr int kMixedExpectsFlag = 4;
inline constexpr int kMixedFilterFlag = 8;
inline constexpr int kMixedFlags = kMixedKindMask | kMixedExpectsFlag | kMixedFilterFlag;

struct MixedTables {
  MixedKind kind = MixedKind::kLog;
  bool expects = false;
  bool filtered = false;  // by the branch filter of x86-64
  int table_bits = kMaxMixedTableBits;
};

// What a block needs of a table: 32 to 64 bytes for each of its own, so that small blocks
// cost little to start, and no block more than its size allows.
inline int MixedTableBits(const MixedTables& tables, uint32_t block_bytes) {
  return std::clamp<int>(std::bit_width(block_bytes) + 5, kMinMixedTableBits,
                         tables.table_bits);
}

inline ModelOptions OptionsOfBlock(const MixedTables& tables, uint32_t block_bytes) {
  return {.kind = tables.kind,
          .expects = tables.expects,
          .table_bits = MixedTableBits(tables, block_bytes)};
}

// What a model takes: the table of buckets, and all else.
inline uint64_t MixedModelBytes(int table_bits) {
  constexpr uint64_t kElse = uint64_t{16} << 20;
  return (uint64_t{1} << table_bits) + kElse;
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_MIXED_BYTES_LENS_FORMAT_H_
