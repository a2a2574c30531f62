// The cells of a protected stretch of a file and of its parity, as they stand in it.
//
// Thread rule: immutable.
#ifndef RONDO_TRUST_PARITY_SHARDS_H_
#define RONDO_TRUST_PARITY_SHARDS_H_

#include <algorithm>
#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "base/byte_io.h"
#include "rondo/io.h"
#include "stream/score/parity.h"

namespace rondo::trust {

class Shards {
 public:
  // `section`: where the parity section begins or will begin, right behind what it
  // covers.
  Shards(const RandomAccessFile& file, const stream::ParityShape& shape, uint64_t section)
      : file_(file), shape_(shape), section_(section) {}

  uint64_t covered_begin() const { return section_ - shape_.covered_bytes; }
  // Where cell `column` of a shard stands; data shards come first, then parity.
  uint64_t OffsetOf(int shard, uint32_t column) const {
    const uint64_t in_shard = uint64_t{column} * shape_.cell_bytes;
    if (shard < shape_.data_shards) {
      return covered_begin() + shard * shape_.shard_bytes() + in_shard;
    }
    return section_ + shape_.map_bytes() +
           (shard - shape_.data_shards) * shape_.shard_bytes() + in_shard;
  }
  // How many of `bytes` from there on are the file's: behind the data that is covered,
  // data shards are zeros, which stand nowhere.
  uint64_t BytesThere(int shard, uint64_t offset, uint64_t bytes) const {
    if (shard >= shape_.data_shards) return bytes;
    return std::min(bytes, section_ - std::min(offset, section_));
  }
  // Fills `out`, which is whole cells from `column` on. Bytes that the file lacks are
  // zeros.
  absl::Status Read(int shard, uint32_t column, std::span<uint8_t> out) const {
    const uint64_t offset = OffsetOf(shard, column);
    const uint64_t there = std::min(BytesThere(shard, offset, out.size()),
                                    file_.size() - std::min(offset, file_.size()));
    std::fill(out.begin() + there, out.end(), 0);
    return there == 0 ? absl::OkStatus() : file_.ReadAt(offset, out.first(there));
  }

 private:
  const RandomAccessFile& file_;
  const stream::ParityShape shape_;
  const uint64_t section_;
};

// How many columns are worked on at once: few enough that a strip of all shards fits the
// caches and `memory_bytes`.
inline uint32_t StripColumns(const stream::ParityShape& shape, uint64_t memory_bytes) {
  constexpr uint64_t kStripBytes = uint64_t{8} << 20;
  const uint64_t row = uint64_t{shape.cell_bytes} * stream::kMaxParityShards;
  const uint64_t columns = std::min(kStripBytes, memory_bytes) / row;
  return static_cast<uint32_t>(std::clamp<uint64_t>(columns, 1, shape.columns));
}

}  // namespace rondo::trust

#endif  // RONDO_TRUST_PARITY_SHARDS_H_
