// The bytes are cut into k shards, one behind the other, and m more of parity follow
// them. Cell by cell, the k + m cells of a column are a codeword: any k of them give the
// others.
//
//   shard 0      shard 1      shard 2      parity 0
//   0 1 2 3 ...  0 1 2 3 ...  0 1 2 3 ...  0 1 2 3 ...     columns
//           xxxxxxxxxxxxx                                  a burst as long as a shard
//
// A burst as long as m shards, less a cell, hits each column m times at most, since what
// it hits of a column is a shard apart. That is all that interleaving is, and it needs no
// order of the bytes but their own.
//
// Reed and Solomon's code with Cauchy's matrix: J. Bloemer et al., "An XOR-Based
// Erasure-Resilient Coding Scheme", 1995.
//
// Tested by tests/trust/parity_test.cc.
#include "trust/parity/writer.h"

#include <algorithm>
#include <vector>

#include "base/checksum.h"
#include "base/status_macros.h"
#include "trust/parity/gf256.h"
#include "trust/parity/linear_map.h"
#include "trust/parity/shards.h"

namespace rondo::trust {
namespace {

using base::ByteVector;
using stream::ParityShape;

// A checksum for so many bytes, twice, is a tenth of a percent; of small scores cells are
// smaller, for the sake of shards.
constexpr uint64_t kCellBytes = 8192;
constexpr uint64_t kLeastShardBytes = 512;
// Cells grow instead: checksums of all of them are kept in memory.
constexpr uint64_t kMostColumns = 16384;

uint64_t RoundUp(uint64_t value, uint64_t divisor) {
  return value / divisor + (value % divisor != 0);
}

// Of about so many data shards. A burst of B bytes hits a column, whose cells of c bytes
// are a shard of s bytes apart, (B + c - 1) / s + 1 times at most, rounded down.
ParityShape LayOut(uint64_t covered_bytes, uint64_t shards, int percent) {
  const uint64_t shard_bytes = RoundUp(covered_bytes, shards);
  uint64_t cell_bytes = kCellBytes;
  while (RoundUp(shard_bytes, cell_bytes) > kMostColumns) cell_bytes *= 2;
  ParityShape shape = {.covered_bytes = covered_bytes};
  shape.columns = static_cast<uint32_t>(RoundUp(shard_bytes, cell_bytes));
  // No longer than it need be: what is over would be parity of zeros.
  shape.cell_bytes = static_cast<uint32_t>(RoundUp(shard_bytes, shape.columns));
  shape.data_shards = static_cast<int>(RoundUp(covered_bytes, shape.shard_bytes()));
  const uint64_t burst =
      covered_bytes / 100 * percent + covered_bytes % 100 * percent / 100;
  shape.parity_shards =
      static_cast<int>((burst + shape.cell_bytes - 1) / shape.shard_bytes() + 1);
  return shape;
}

// Rows of parity, and the checksums of what they are made of.
class RowMaker {
 public:
  RowMaker(const RandomAccessFile& file, const ParityShape& shape)
      : shape_(shape),
        shards_(file, shape, file.size()),
        strip_columns_(StripColumns(shape, UINT64_MAX)) {}

  // Fills *parity with rows [first, end), one behind the other, and notes the checksums
  // of these, and of all data.
  absl::Status Make(int first, int end, ByteVector* parity,
                    std::vector<uint32_t>* checksums) {
    const uint64_t shard_bytes = shape_.shard_bytes();
    parity->resize(shard_bytes * (end - first));
    GfMatrix matrix(end - first, shape_.data_shards);
    for (int row = first; row < end; ++row) {
      for (int i = 0; i < shape_.data_shards; ++i) {
        matrix.at(row - first, i) = CauchyElement(shape_.data_shards, row, i);
      }
    }
    const LinearMap map(matrix);
    for (uint32_t column = 0; column < shape_.columns; column += strip_columns_) {
      const uint32_t count = std::min(strip_columns_, shape_.columns - column);
      const uint64_t bytes = uint64_t{count} * shape_.cell_bytes;
      strip_.resize(bytes * shape_.data_shards);
      std::vector<const uint8_t*> in;
      for (int i = 0; i < shape_.data_shards; ++i) {
        const auto part = std::span<uint8_t>(strip_).subspan(bytes * i, bytes);
        RONDO_RETURN_IF_ERROR(shards_.Read(i, column, part));
        NoteChecksums(i, column, part, checksums);
        in.push_back(part.data());
      }
      std::vector<uint8_t*> out;
      for (int row = first; row < end; ++row) {
        out.push_back(parity->data() + shard_bytes * (row - first) +
                      uint64_t{column} * shape_.cell_bytes);
      }
      map.Apply(bytes, in, out);
      for (int row = first; row < end; ++row) {
        NoteChecksums(shape_.data_shards + row, column, {out[row - first], bytes},
                      checksums);
      }
    }
    return absl::OkStatus();
  }

 private:
  void NoteChecksums(int shard, uint32_t column, base::Bytes cells,
                     std::vector<uint32_t>* checksums) const {
    uint32_t* to = checksums->data() + uint64_t{shape_.columns} * shard + column;
    for (; !cells.empty(); cells = cells.subspan(shape_.cell_bytes)) {
      *to++ = base::Xxh3Low(cells.first(shape_.cell_bytes));
    }
  }

  const ParityShape shape_;
  const Shards shards_;
  const uint32_t strip_columns_;
  ByteVector strip_;
};

}  // namespace

ParityShape ShapeFor(uint64_t covered_bytes, int percent) {
  uint64_t shards = std::clamp<uint64_t>(covered_bytes / kLeastShardBytes, 1, UINT8_MAX);
  while (true) {
    const ParityShape shape = LayOut(covered_bytes, shards, percent);
    if (shape.data_shards + shape.parity_shards <= stream::kMaxParityShards) return shape;
    --shards;
  }
}

absl::Status WriteMap(const ParityShape& shape, std::span<const uint32_t> checksums,
                      bool is_back, const ByteSink& sink) {
  ByteVector bytes;
  for (uint64_t first = 0; first < shape.cells(); first += stream::kParityPageCells) {
    const stream::ParityPage page = {
        .shape = shape, .is_back = is_back, .first_cell = first};
    bytes.clear();
    stream::AppendParityHeader(page, &bytes);
    base::ByteWriter writer(&bytes);
    for (const uint32_t checksum : checksums.subspan(first, page.page_cells())) {
      writer.U32(checksum);
    }
    writer.U32(base::Xxh3Low(bytes));
    RONDO_RETURN_IF_ERROR(sink(bytes));
  }
  return absl::OkStatus();
}

absl::Status WriteSection(const RandomAccessFile& file, const ParityShape& shape,
                          uint64_t memory_bytes, const ByteSink& sink) {
  std::vector<uint32_t> checksums(shape.cells());
  ByteVector parity;
  RowMaker rows(file, shape);
  const int at_once = static_cast<int>(
      std::clamp<uint64_t>(memory_bytes / shape.shard_bytes(), 1, shape.parity_shards));
  // The map stands in front, and has the checksums of parity that there is no room for.
  for (int first = 0; first < shape.parity_shards; first += at_once) {
    const int end = std::min(first + at_once, shape.parity_shards);
    RONDO_RETURN_IF_ERROR(rows.Make(first, end, &parity, &checksums));
  }
  RONDO_RETURN_IF_ERROR(WriteMap(shape, checksums, /*is_back=*/false, sink));
  for (int first = 0; first < shape.parity_shards; first += at_once) {
    const int end = std::min(first + at_once, shape.parity_shards);
    if (at_once < shape.parity_shards) {
      RONDO_RETURN_IF_ERROR(rows.Make(first, end, &parity, &checksums));
    }
    RONDO_RETURN_IF_ERROR(sink(parity));
  }
  RONDO_RETURN_IF_ERROR(WriteMap(shape, checksums, /*is_back=*/true, sink));
  ByteVector trailer;
  stream::AppendParityTrailer(
      {.section_bytes = shape.section_bytes(), .covered_bytes = shape.covered_bytes},
      &trailer);
  return sink(trailer);
}

}  // namespace rondo::trust
