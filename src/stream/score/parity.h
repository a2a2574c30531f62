// The layout of a parity section, which stands behind a score and protects what is before
// it. Readers of scores pass over it. docs/format/parity.md.
//
// Thread rule: plain data; functions are pure.
#ifndef RONDO_STREAM_SCORE_PARITY_H_
#define RONDO_STREAM_SCORE_PARITY_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "rondo/io.h"

namespace rondo::stream {

inline constexpr size_t kParityHeaderBytes = 42;   // of a page of the map
inline constexpr size_t kParityTrailerBytes = 24;  // of the section
inline constexpr size_t kParityPageCells = 1000;
inline constexpr uint32_t kMaxParityCellBytes = uint32_t{1} << 24;
inline constexpr int kMaxParityShards = 256;  // of both kinds

// The bytes that are covered, and the parity, are shards of equal size, which are cells.
// Invariant of what was parsed or made: all but what is derived is 1 at least, shards are
// 256 at most, and what is covered fits the data shards and leaves none of them empty.
struct ParityShape {
  int data_shards = 0;
  int parity_shards = 0;
  uint32_t cell_bytes = 0;
  uint32_t columns = 0;  // cells of a shard
  uint64_t covered_bytes = 0;

  uint64_t shard_bytes() const { return uint64_t{columns} * cell_bytes; }
  uint64_t data_cells() const { return uint64_t{columns} * data_shards; }
  uint64_t cells() const { return uint64_t{columns} * (data_shards + parity_shards); }
  uint64_t pages() const { return (cells() + kParityPageCells - 1) / kParityPageCells; }
  // Of one copy of the map.
  uint64_t map_bytes() const { return pages() * (kParityHeaderBytes + 4) + cells() * 4; }
  uint64_t parity_bytes() const { return shard_bytes() * parity_shards; }
  uint64_t section_bytes() const {
    return 2 * map_bytes() + parity_bytes() + kParityTrailerBytes;
  }
  friend bool operator==(const ParityShape&, const ParityShape&) = default;
};

// Of a page of the map: the checksums of up to kParityPageCells cells.
struct ParityPage {
  ParityShape shape;
  bool is_back = false;     // of the copy behind the parity
  uint64_t first_cell = 0;  // a multiple of kParityPageCells
  uint32_t page_cells() const {
    const uint64_t left = shape.cells() - first_cell;
    return static_cast<uint32_t>(left < kParityPageCells ? left : kParityPageCells);
  }
  uint64_t page_bytes() const { return kParityHeaderBytes + 4 * page_cells() + 4; }
  // Where it stands in the section.
  uint64_t offset() const {
    const uint64_t in_map =
        first_cell / kParityPageCells * (kParityHeaderBytes + 4 * kParityPageCells + 4);
    return in_map + (is_back ? shape.map_bytes() + shape.parity_bytes() : 0);
  }
};

void AppendParityHeader(const ParityPage& page, base::ByteVector* out);
// Of the first kParityHeaderBytes of a page. kDataLoss: damaged, or none.
absl::StatusOr<ParityPage> ParseParityHeader(base::Bytes bytes);

struct ParityTrailer {
  uint64_t section_bytes = 0;
  uint64_t covered_bytes = 0;
};
void AppendParityTrailer(const ParityTrailer& trailer, base::ByteVector* out);
// REQUIRES: kParityTrailerBytes bytes.
absl::StatusOr<ParityTrailer> ParseParityTrailer(base::Bytes bytes);

// The section that ends at `end`, and what it covers, lie within the file: its trailer;
// else nothing.
absl::StatusOr<std::optional<ParityTrailer>> ParityBefore(const RandomAccessFile& file,
                                                          uint64_t end);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_PARITY_H_
