// Tested by tests/trust/parity_test.cc.
#include "stream/score/parity.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "base/checksum.h"
#include "base/status_macros.h"
#include "stream/score/format.h"

namespace rondo::stream {
namespace {

absl::Status Damaged(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("parity: ", what));
}

bool IsSound(const ParityShape& shape) {
  const int shards = shape.data_shards + shape.parity_shards;
  if (shape.data_shards == 0 || shape.parity_shards == 0 || shards > kMaxParityShards ||
      shape.cell_bytes == 0 || shape.cell_bytes > kMaxParityCellBytes ||
      shape.columns == 0) {
    return false;
  }
  // Below 2^32 * 2^24 * 2^8, which is no overflow. No shard is empty, and parity takes
  // hardly more than what it protects.
  const uint64_t shard = shape.shard_bytes();
  return shape.parity_shards <= shape.data_shards + 1 &&
         shape.covered_bytes > shard * (shape.data_shards - 1) &&
         shape.covered_bytes <= shard * shape.data_shards &&
         (shape.data_shards > 1 || shape.covered_bytes > shard - shape.cell_bytes);
}

}  // namespace

void AppendParityHeader(const ParityPage& page, base::ByteVector* out) {
  const size_t begin = out->size();
  base::ByteWriter writer(out);
  writer.Append(kParityMarker);
  writer.U8(page.is_back ? 1 : 0);
  writer.U8(static_cast<uint8_t>(page.shape.data_shards));
  writer.U8(static_cast<uint8_t>(page.shape.parity_shards));
  writer.U8(0);
  writer.U32(page.shape.cell_bytes);
  writer.U32(page.shape.columns);
  writer.U64(page.shape.covered_bytes);
  writer.U64(page.first_cell);
  writer.U16(static_cast<uint16_t>(page.page_cells()));
  writer.U32(0);
  writer.U32(base::Xxh3Low(base::Bytes(*out).subspan(begin)));
}

absl::StatusOr<ParityPage> ParseParityHeader(base::Bytes bytes) {
  if (bytes.size() < kParityHeaderBytes) return Damaged("cut short");
  bytes = bytes.first(kParityHeaderBytes);
  const base::Bytes covered = bytes.first(kParityHeaderBytes - 4);
  base::ByteReader reader(bytes);
  if (!std::ranges::equal(reader.Take(kParityMarker.size()), kParityMarker)) {
    return Damaged("no page where one was expected");
  }
  if (!base::ChecksumHolds(base::ByteReader(bytes.last(4)).U32(),
                           base::Xxh3Low(covered))) {
    return Damaged("a page is damaged");
  }
  ParityPage page;
  const uint8_t copy = reader.U8();
  page.is_back = copy == 1;
  page.shape.data_shards = reader.U8();
  page.shape.parity_shards = reader.U8();
  const uint8_t reserved = reader.U8();
  page.shape.cell_bytes = reader.U32();
  page.shape.columns = reader.U32();
  page.shape.covered_bytes = reader.U64();
  page.first_cell = reader.U64();
  const uint16_t cells = reader.U16();
  const uint32_t more = reader.U32();
  if (copy > 1 || reserved != 0 || more != 0 || !IsSound(page.shape) ||
      page.first_cell >= page.shape.cells() || page.first_cell % kParityPageCells != 0 ||
      cells != page.page_cells()) {
    return Damaged("a page contradicts itself");
  }
  return page;
}

void AppendParityTrailer(const ParityTrailer& trailer, base::ByteVector* out) {
  const size_t begin = out->size();
  base::ByteWriter writer(out);
  writer.U64(trailer.section_bytes);
  writer.U64(trailer.covered_bytes);
  writer.U32(base::Xxh3Low(base::Bytes(*out).subspan(begin)));
  writer.Append(kParityTrailerMarker);
}

absl::StatusOr<ParityTrailer> ParseParityTrailer(base::Bytes bytes) {
  base::ByteReader reader(bytes);
  ParityTrailer trailer;
  trailer.section_bytes = reader.U64();
  trailer.covered_bytes = reader.U64();
  const base::Bytes covered = bytes.first(reader.position());
  const uint32_t checksum = reader.U32();
  if (!std::ranges::equal(reader.Take(kParityTrailerMarker.size()),
                          kParityTrailerMarker)) {
    return Damaged("no trailer at the end");
  }
  if (!base::ChecksumHolds(checksum, base::Xxh3Low(covered))) {
    return Damaged("its trailer is damaged");
  }
  if (trailer.section_bytes < kParityTrailerBytes || trailer.covered_bytes == 0) {
    return Damaged("its trailer contradicts itself");
  }
  return trailer;
}

absl::StatusOr<std::optional<ParityTrailer>> ParityBefore(const RandomAccessFile& file,
                                                          uint64_t end) {
  if (end < kParityTrailerBytes) return std::nullopt;
  std::array<uint8_t, kParityTrailerBytes> bytes;
  RONDO_RETURN_IF_ERROR(file.ReadAt(end - bytes.size(), bytes));
  const absl::StatusOr<ParityTrailer> trailer = ParseParityTrailer(bytes);
  if (!trailer.ok() || trailer->section_bytes > end ||
      trailer->covered_bytes > end - trailer->section_bytes) {
    return std::nullopt;
  }
  return *trailer;
}

}  // namespace rondo::stream
