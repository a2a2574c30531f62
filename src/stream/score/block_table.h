// The block table: what each block of a segment takes, gives and sums to. It is kept
// small because data that shrinks 200-fold has payloads of a few hundred bytes.
// docs/format/container.md, "Block table".
#ifndef RONDO_STREAM_SCORE_BLOCK_TABLE_H_
#define RONDO_STREAM_SCORE_BLOCK_TABLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/score/block_times.h"
#include "stream/score/segment_header.h"

namespace rondo::stream {

// Column i of a prefix sum is the end of block i; block 0 starts at 0.
// Invariant: as many entries in each vector as the segment has blocks.
class BlockTable {
 public:
  std::vector<uint64_t> payload_ends;   // bytes in the blocks section
  std::vector<uint64_t> expanded_ends;  // bytes in the segment, ascending strictly
  std::vector<uint64_t> newline_ends;   // newlines in the segment
  std::vector<uint32_t> checksums;      // low half of XXH3 of each payload
  BlockTimes times;                     // no bounds if the segment has no times

  uint32_t size() const { return static_cast<uint32_t>(checksums.size()); }
  uint64_t payload_begin(uint32_t i) const { return Begin(payload_ends, i); }
  uint64_t expanded_begin(uint32_t i) const { return Begin(expanded_ends, i); }
  uint64_t newline_begin(uint32_t i) const { return Begin(newline_ends, i); }
  uint32_t expanded_bytes(uint32_t i) const {
    return static_cast<uint32_t>(expanded_ends[i] - expanded_begin(i));
  }
  // The block that holds expanded byte `offset`. REQUIRES: offset < expanded_ends.back().
  uint32_t BlockOf(uint64_t offset) const;
  uint64_t memory_bytes() const { return size() * kMemoryPerBlock; }

  static constexpr uint64_t kMemoryPerBlock =
      3 * sizeof(uint64_t) + sizeof(uint32_t) + BlockTimes::kMemoryPerBlock;

 private:
  static uint64_t Begin(const std::vector<uint64_t>& ends, uint32_t i) {
    return i == 0 ? 0 : ends[i - 1];
  }
};

// `times` are those of the segment. REQUIRES: no block expands to more than block_bytes
// or has more than 2^32 - 1 of anything.
void AppendBlockTable(const BlockTable& table, uint32_t block_bytes,
                      const std::optional<SegmentTimes>& times, base::ByteVector* out);

// kDataLoss unless the checksum holds and the columns add up to what the header says:
// every block expands to 1 .. block_bytes, has no more newlines than bytes and no larger
// payload than MaxPayloadBytes. REQUIRES: bytes.size() == header.block_table_bytes.
absl::StatusOr<BlockTable> ParseBlockTable(base::Bytes bytes, const SegmentHeader& header,
                                           const SegmentPlace& place);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_BLOCK_TABLE_H_
