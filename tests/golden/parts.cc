#include "golden/parts.h"

#include <algorithm>

#include "base/newlines.h"
#include "stream/score/block_table.h"
#include "stream/score/merkle.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

constexpr uint8_t kMarkerStart = 0x8f;
constexpr size_t kHeaderBytes = 8;

void Marker(const char* name, base::ByteVector* out) {
  out->push_back(kMarkerStart);
  out->insert(out->end(), name, name + 3);
}

base::ByteVector WithChecksum32(base::ByteVector bytes) {
  base::ByteWriter(&bytes).U32(base::Xxh3Low(bytes));
  return bytes;
}

base::ByteVector WithChecksum64(base::ByteVector bytes) {
  if (!bytes.empty()) base::ByteWriter(&bytes).U64(base::Xxh3(bytes));
  return bytes;
}

base::ByteVector TakeWithoutEnd(base::ByteReader* reader, uint64_t bytes,
                                uint64_t checksum_bytes) {
  const base::Bytes all = reader->Take(bytes);
  const base::Bytes kept =
      all.first(all.size() - std::min<size_t>(all.size(), checksum_bytes));
  return {kept.begin(), kept.end()};
}

SegmentParts TakeSegment(base::Bytes score, base::ByteReader* reader) {
  SegmentParts parts;
  (void)reader->U16();
  parts.lens = reader->U8();
  parts.flags = reader->U8();
  parts.expanded_bytes = reader->Varint();
  parts.newlines = reader->Varint();
  parts.block_bytes = reader->Varint();
  parts.blocks = reader->Varint();
  const uint64_t block_table_bytes = reader->Varint();
  const uint64_t tables_bytes = reader->Varint();
  const uint64_t payload_bytes = reader->Varint();
  parts.checksum = reader->U64();
  std::ranges::copy(reader->Take(parts.digest.size()), parts.digest.begin());
  if ((parts.flags & kHasTimes) != 0) {
    const size_t from = reader->position();
    for (int i = 0; i < 4; ++i) (void)reader->Varint();
    const base::Bytes times = score.subspan(from, reader->position() - from);
    parts.times.assign(times.begin(), times.end());
    const size_t kinds_from = reader->position();
    constexpr uint8_t kSaid = 255;  // a key and a format follow
    const uint8_t kinds = reader->U8();
    (void)reader->Take(kinds == kSaid ? reader->U8() : kinds);
    if (kinds == kSaid) (void)reader->Take(reader->U8());
    const base::Bytes all = score.subspan(kinds_from, reader->position() - kinds_from);
    parts.kinds.assign(all.begin(), all.end());
  }
  const uint64_t presence_bytes =
      (parts.flags & kHasPresence) != 0 ? reader->Varint() : 0;
  (void)reader->U32();
  parts.presence = TakeWithoutEnd(reader, presence_bytes, 4);
  parts.block_table = TakeWithoutEnd(reader, block_table_bytes, 4);
  parts.tables = TakeWithoutEnd(reader, tables_bytes, 8);
  parts.payloads = TakeWithoutEnd(reader, payload_bytes, 0);
  return parts;
}

// What stands behind a header, part by part.
struct Body {
  explicit Body(const SegmentParts& parts)
      : block_table(WithChecksum32(parts.block_table)),
        tables(WithChecksum64(parts.tables)) {
    if ((parts.flags & kHasPresence) != 0) presence = WithChecksum32(parts.presence);
  }
  base::ByteVector presence, block_table, tables;
};

}  // namespace

ScoreParts TakeApart(base::Bytes score) {
  base::ByteReader reader(score);
  (void)reader.Take(6);
  ScoreParts parts;
  parts.version = reader.U8();
  parts.flags = reader.U8();
  while (reader.Take(4)[1] == 'S') parts.segments.push_back(TakeSegment(score, &reader));
  return parts;
}

base::ByteVector SegmentBytes(const SegmentParts& parts) {
  const Body body(parts);
  base::ByteVector header;
  Marker("SEG", &header);
  base::ByteWriter writer(&header);
  writer.U16(0);  // patched below
  writer.U8(parts.lens);
  writer.U8(parts.flags);
  writer.Varint(parts.expanded_bytes);
  writer.Varint(parts.newlines);
  writer.Varint(parts.block_bytes);
  writer.Varint(parts.blocks);
  writer.Varint(parts.block_table_bytes_said.value_or(body.block_table.size()));
  writer.Varint(parts.tables_bytes_said.value_or(body.tables.size()));
  writer.Varint(parts.payload_bytes_said.value_or(parts.payloads.size()));
  writer.U64(parts.checksum);
  writer.Append(parts.digest);
  writer.Append(parts.times);
  if ((parts.flags & kHasTimes) != 0) writer.Append(parts.kinds);
  if ((parts.flags & kHasPresence) != 0) {
    writer.Varint(parts.presence_bytes_said.value_or(body.presence.size()));
  }
  writer.Append(parts.behind_the_fields);
  const auto size = static_cast<uint16_t>(header.size() + 4);
  const uint16_t said = parts.header_bytes_said.value_or(size);
  header[4] = static_cast<uint8_t>(said);
  header[5] = static_cast<uint8_t>(said >> 8);
  base::ByteVector bytes = WithChecksum32(std::move(header));
  for (const base::ByteVector* part :
       {&body.presence, &body.block_table, &body.tables, &parts.payloads}) {
    base::ByteWriter(&bytes).Append(*part);
  }
  return bytes;
}

base::ByteVector IndexOf(const ScoreParts& parts) {
  base::ByteVector index;
  Marker("IDX", &index);
  base::ByteWriter writer(&index);
  writer.U8(parts.flags);
  writer.Varint(parts.segments.size());
  stream::MerkleTree tree;
  for (const SegmentParts& segment : parts.segments) {
    writer.Varint(SegmentBytes(segment).size());
    writer.Varint(segment.expanded_bytes);
    writer.Varint(segment.newlines);
    writer.U8(((segment.flags & kEndsInNewline) != 0 ? 1 : 0) |
              ((segment.flags & kHasTimes) != 0 ? 2 : 0));
    writer.Append(segment.times);
    tree.AddLeaf(segment.digest);
  }
  writer.Append(tree.Root());
  return index;
}

base::ByteVector TrailerOf(uint64_t index_bytes, uint64_t score_bytes) {
  base::ByteVector trailer;
  base::ByteWriter(&trailer).U64(index_bytes);
  base::ByteWriter(&trailer).U64(score_bytes);
  return trailer;
}

base::ByteVector PutTogether(const ScoreParts& parts) {
  base::ByteVector score;
  Marker("Ron", &score);
  base::ByteWriter writer(&score);
  writer.U8('d');
  writer.U8('o');
  writer.U8(parts.version);
  writer.U8(parts.flags);
  for (const SegmentParts& segment : parts.segments) writer.Append(SegmentBytes(segment));
  const base::ByteVector index =
      WithChecksum32(parts.index_said.value_or(IndexOf(parts)));
  writer.Append(index);
  constexpr size_t kTrailerBytes = 24;
  writer.Append(WithChecksum32(parts.trailer_said.value_or(
      TrailerOf(index.size(), score.size() + kTrailerBytes))));
  Marker("END", &score);
  return score;
}

SegmentParts SegmentOf(base::Bytes text, std::span<const uint64_t> block_ends,
                       const stream::EncodedSegment& code, uint32_t block_bytes) {
  stream::BlockTable table;
  uint64_t newlines = 0;
  uint64_t begin = 0, payload_begin = 0;
  for (size_t i = 0; i < block_ends.size(); ++i) {
    newlines += base::CountNewlines(text.subspan(begin, block_ends[i] - begin));
    table.newline_ends.push_back(newlines);
    table.checksums.push_back(
        base::Xxh3Low(base::Bytes(code.blocks)
                          .subspan(payload_begin, code.payload_ends[i] - payload_begin)));
    begin = block_ends[i];
    payload_begin = code.payload_ends[i];
  }
  table.expanded_ends.assign(block_ends.begin(), block_ends.end());
  table.payload_ends = code.payload_ends;
  base::ByteVector block_table;
  stream::AppendBlockTable(table, block_bytes, std::nullopt, &block_table);
  block_table.resize(block_table.size() - 4);  // its checksum

  SegmentParts parts;
  parts.lens = static_cast<uint8_t>(code.lens);
  parts.flags = kLast | (text.back() == '\n' ? kEndsInNewline : 0);
  parts.expanded_bytes = text.size();
  parts.newlines = newlines;
  parts.block_bytes = block_bytes;
  parts.blocks = block_ends.size();
  parts.checksum = base::Xxh3(text);
  parts.digest = base::Sha256(text);
  parts.block_table = std::move(block_table);
  parts.tables = code.tables;
  parts.payloads = code.blocks;
  return parts;
}

SegmentParts StoredSegment(const std::vector<std::string>& blocks) {
  stream::EncodedSegment code;
  for (const std::string& block : blocks) {
    code.blocks.insert(code.blocks.end(), block.begin(), block.end());
    code.payload_ends.push_back(code.blocks.size());
  }
  return SegmentOf(code.blocks, code.payload_ends, code);
}

void SetPayload(base::ByteVector payload, SegmentParts* segment) {
  segment->block_table.clear();
  base::ByteWriter(&segment->block_table).U32(base::Xxh3Low(payload));
  segment->payloads = std::move(payload);
}

}  // namespace rondo::testing
