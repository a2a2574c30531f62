// Three columns (payload bytes; how many expanded bytes are short of the nominal block
// size; newlines) are packed in groups of 64 values: the least value of the group as a
// varint, the width of the largest difference to it in bits, then the differences at that
// width. Groups follow the data, so one odd block costs width only among 63 others. The
// last block's values are what the header's totals leave over and are not stored.
//
// Example: payloads 300 310 305 stay 300 as varint (2 bytes), width 4, 12 bits in 2
// bytes.
//
// Source: frame of reference (Goldstein, Ramakrishnan, Shaft 1998).
// Tested by tests/stream/score/format_test.cc.
#include "stream/score/block_table.h"

#include <algorithm>
#include <bit>

#include "absl/strings/str_cat.h"
#include "base/checksum.h"
#include "base/status_macros.h"
#include "stream/score/format.h"

namespace rondo::stream {
namespace {

// Times of blocks may take this part of what the blocks take, if they need it.
constexpr uint64_t kTimesShare = 500;

void AppendGroup(std::span<const uint32_t> values, base::ByteVector* out) {
  const auto [least, most] = std::ranges::minmax(values);
  const int width = std::bit_width(most - least);
  base::ByteWriter writer(out);
  writer.Varint(least);
  writer.U8(static_cast<uint8_t>(width));
  uint64_t bits = 0;
  int held = 0;  // bits not yet written, < 8 between values
  for (const uint32_t value : values) {
    bits |= uint64_t{value - least} << held;
    for (held += width; held >= 8; held -= 8, bits >>= 8) {
      writer.U8(static_cast<uint8_t>(bits));
    }
  }
  if (held > 0) writer.U8(static_cast<uint8_t>(bits));
}

void AppendColumn(std::span<const uint32_t> values, base::ByteVector* out) {
  while (!values.empty()) {
    const size_t count = std::min(values.size(), kColumnGroup);
    AppendGroup(values.first(count), out);
    values = values.subspan(count);
  }
}

// One group. Fails on values past 32 bits; spare bits of the last byte must be 0.
void ReadGroup(base::ByteReader* reader, std::span<uint32_t> values) {
  const uint64_t least = reader->Varint();
  const unsigned width = reader->U8();
  if (least > UINT32_MAX || width > 32) return reader->Fail();
  const base::Bytes packed = reader->Take((values.size() * width + 7) / 8);
  if (!reader->ok()) return;
  uint64_t bits = 0;
  unsigned held = 0;
  size_t next = 0;
  for (uint32_t& value : values) {
    for (; held < width; held += 8) bits |= uint64_t{packed[next++]} << held;
    const uint64_t sum = least + (bits & ((uint64_t{1} << width) - 1));
    if (sum > UINT32_MAX) return reader->Fail();
    value = static_cast<uint32_t>(sum);
    bits >>= width;
    held -= width;
  }
  if (bits != 0) reader->Fail();
}

void ReadColumn(base::ByteReader* reader, std::span<uint32_t> values) {
  while (!values.empty() && reader->ok()) {
    const size_t count = std::min(values.size(), kColumnGroup);
    ReadGroup(reader, values.first(count));
    values = values.subspan(count);
  }
}

// What a column must keep: the values and what they leave for the last block are all in
// [least, most].
struct ColumnBounds {
  const char* name;
  uint64_t total;
  uint64_t least;
  uint64_t most;
};

absl::Status SumColumn(std::span<const uint32_t> values, const ColumnBounds& bounds,
                       const SegmentPlace& place, std::vector<uint64_t>* ends) {
  const auto bad = [&](uint64_t found) {
    return absl::DataLossError(
        absl::StrCat(place.ToString(), ", block ", ends->size(), ": ", bounds.name,
                     " is ", found, ", expected ", bounds.least, " to ", bounds.most));
  };
  uint64_t sum = 0;  // < 2^32 values of < 2^32
  ends->reserve(values.size() + 1);
  for (const uint32_t value : values) {
    if (value < bounds.least || value > bounds.most) return bad(value);
    sum += value;
    ends->push_back(sum);
  }
  if (sum > bounds.total) {
    return absl::DataLossError(absl::StrCat(place.ToString(), ": ", bounds.name,
                                            " of all blocks is at least ", sum,
                                            ", expected ", bounds.total));
  }
  const uint64_t last = bounds.total - sum;
  if (last < bounds.least || last > bounds.most) return bad(last);
  ends->push_back(bounds.total);
  return absl::OkStatus();
}

absl::Status CheckNewlines(const BlockTable& table, const SegmentPlace& place) {
  for (uint32_t i = 0; i < table.size(); ++i) {
    const uint64_t newlines = table.newline_ends[i] - table.newline_begin(i);
    if (newlines > table.expanded_bytes(i)) {
      return absl::DataLossError(absl::StrCat(place.ToString(), ", block ", i, ": ",
                                              newlines, " newlines, expected at most ",
                                              table.expanded_bytes(i)));
    }
  }
  return absl::OkStatus();
}

}  // namespace

uint32_t BlockTable::BlockOf(uint64_t offset) const {
  return static_cast<uint32_t>(std::ranges::upper_bound(expanded_ends, offset) -
                               expanded_ends.begin());
}

void AppendBlockTable(const BlockTable& table, uint32_t block_bytes,
                      const std::optional<SegmentTimes>& times, base::ByteVector* out) {
  const size_t start = out->size();
  const uint32_t stored = table.size() - 1;
  std::vector<uint32_t> payload(stored), shortfall(stored), newlines(stored);
  for (uint32_t i = 0; i < stored; ++i) {
    payload[i] = static_cast<uint32_t>(table.payload_ends[i] - table.payload_begin(i));
    shortfall[i] = block_bytes - table.expanded_bytes(i);
    newlines[i] = static_cast<uint32_t>(table.newline_ends[i] - table.newline_begin(i));
  }
  AppendColumn(payload, out);
  AppendColumn(shortfall, out);
  AppendColumn(newlines, out);
  base::ByteWriter writer(out);
  for (const uint32_t checksum : table.checksums) writer.U32(checksum);
  if (times) {
    AppendBlockTimes(table.times, *times, table.payload_ends.back() / kTimesShare, out);
  }
  writer.U32(base::Xxh3Low(base::Bytes(*out).subspan(start)));
}

absl::StatusOr<BlockTable> ParseBlockTable(base::Bytes bytes, const SegmentHeader& header,
                                           const SegmentPlace& place) {
  const uint64_t checksum_bytes = (uint64_t{header.blocks} + 1) * kBlockChecksumBytes;
  if (bytes.size() < checksum_bytes) {
    return absl::DataLossError(absl::StrCat(place.ToString(), ": block table has ",
                                            bytes.size(), " bytes, expected at least ",
                                            checksum_bytes));
  }
  const base::Bytes covered = bytes.first(bytes.size() - kBlockChecksumBytes);
  const uint32_t expected = base::ByteReader(bytes.last(kBlockChecksumBytes)).U32();
  if (!base::ChecksumHolds(expected, base::Xxh3Low(covered))) {
    return absl::DataLossError(absl::StrCat(
        place.ToString(), ": block table is damaged (checksum ",
        absl::Hex(base::Xxh3Low(covered)), ", expected ", absl::Hex(expected), ")"));
  }
  base::ByteReader reader(covered);
  const uint32_t stored = header.blocks - 1;
  std::vector<uint32_t> payload(stored), expanded(stored), newlines(stored);
  ReadColumn(&reader, payload);
  ReadColumn(&reader, expanded);
  ReadColumn(&reader, newlines);
  BlockTable table;
  table.checksums.reserve(header.blocks);
  for (uint32_t i = 0; i < header.blocks; ++i) table.checksums.push_back(reader.U32());
  if (header.times) table.times = ReadBlockTimes(&reader, *header.times, header.blocks);
  if (!reader.AtEnd()) {
    return absl::DataLossError(absl::StrCat(place.ToString(), ": block table of ",
                                            bytes.size(), " bytes does not hold ",
                                            header.blocks, " blocks"));
  }
  // A shortfall past the nominal size wraps round to a size past it, which SumColumn
  // refuses.
  for (uint32_t& value : expanded) value = header.block_bytes - value;
  RONDO_RETURN_IF_ERROR(SumColumn(payload,
                                  {.name = "payload size",
                                   .total = header.blocks_bytes,
                                   .least = 0,
                                   .most = MaxPayloadBytes(header.block_bytes)},
                                  place, &table.payload_ends));
  RONDO_RETURN_IF_ERROR(SumColumn(expanded,
                                  {.name = "expanded size",
                                   .total = header.expanded_bytes,
                                   .least = 1,
                                   .most = header.block_bytes},
                                  place, &table.expanded_ends));
  RONDO_RETURN_IF_ERROR(SumColumn(newlines,
                                  {.name = "newline count",
                                   .total = header.newlines,
                                   .least = 0,
                                   .most = header.block_bytes},
                                  place, &table.newline_ends));
  RONDO_RETURN_IF_ERROR(CheckNewlines(table, place));
  return table;
}

}  // namespace rondo::stream
