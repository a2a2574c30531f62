#include "stream/score/segment_header.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "stream/score/format.h"
#include "stream/score/presence.h"

namespace rondo::stream {
namespace {

// Keeps sums of a few sizes far from overflow.
constexpr uint64_t kMaxPartBytes = uint64_t{1} << 40;

absl::Status CheckBounds(const SegmentHeader& header, const SegmentPlace& place) {
  const auto bad = [&place](absl::string_view field, uint64_t found, uint64_t low,
                            uint64_t high) {
    return absl::DataLossError(absl::StrCat(place.ToString(), ": ", field, " is ", found,
                                            ", expected ", low, " to ", high));
  };
  if (header.expanded_bytes < 1 || header.expanded_bytes > base::kMaxSegmentBytes) {
    return bad("expanded size", header.expanded_bytes, 1, base::kMaxSegmentBytes);
  }
  if (header.newlines > header.expanded_bytes) {
    return bad("newline count", header.newlines, 0, header.expanded_bytes);
  }
  if (header.block_bytes < base::kMinBlockBytes ||
      header.block_bytes > base::kMaxBlockBytes) {
    return bad("block size", header.block_bytes, base::kMinBlockBytes,
               base::kMaxBlockBytes);
  }
  if (header.blocks < 1 || header.blocks > header.expanded_bytes) {
    return bad("block count", header.blocks, 1, header.expanded_bytes);
  }
  if (header.block_table_bytes > kMaxPartBytes) {
    return bad("block table size", header.block_table_bytes, 0, kMaxPartBytes);
  }
  if (header.tables_bytes > kMaxPartBytes) {
    return bad("tables size", header.tables_bytes, 0, kMaxPartBytes);
  }
  if (header.presence_bytes > kMaxPresenceBytes) {
    return bad("presence size", header.presence_bytes, 0, kMaxPresenceBytes);
  }
  const uint64_t most = header.blocks * MaxPayloadBytes(header.block_bytes);
  if (header.blocks_bytes > std::min(most, kMaxPartBytes)) {
    return bad("size of all blocks", header.blocks_bytes, 0,
               std::min(most, kMaxPartBytes));
  }
  return absl::OkStatus();
}

}  // namespace

std::string SegmentPlace::ToString() const {
  return absl::StrCat("segment ", number, " at offset ", offset);
}

void AppendSegmentHeader(SegmentHeader* header, base::ByteVector* out) {
  const size_t start = out->size();
  base::ByteWriter writer(out);
  writer.Append(kSegmentMarker);
  writer.U16(0);  // patched below
  writer.U8(static_cast<uint8_t>(header->lens));
  writer.U8((header->is_last ? kSegmentIsLast : 0) |
            (header->ends_in_newline ? kSegmentEndsInNewline : 0) |
            (header->times ? kSegmentHasTimes : 0) |
            (header->presence_bytes > 0 ? kSegmentHasPresence : 0) |
            (header->lends ? kSegmentLends : 0) |
            (header->builds_on > 0 ? kSegmentBuildsOn : 0) |
            (header->dictionary ? kSegmentNeedsDictionary : 0));
  writer.Varint(header->expanded_bytes);
  writer.Varint(header->newlines);
  writer.Varint(header->block_bytes);
  writer.Varint(header->blocks);
  writer.Varint(header->block_table_bytes);
  writer.Varint(header->tables_bytes);
  writer.Varint(header->blocks_bytes);
  writer.U64(header->xxh3);
  writer.Append(header->sha256);
  if (header->times) {
    AppendSegmentTimes(*header->times, out);
    AppendTimeKinds(header->time_rules, out);
  }
  if (header->presence_bytes > 0) writer.Varint(header->presence_bytes);
  if (header->builds_on > 0) writer.Varint(header->builds_on);
  if (header->dictionary) {
    writer.Append(header->dictionary->digest);
    writer.U8(header->dictionary->part);
  }
  header->header_bytes = out->size() - start + sizeof(uint32_t);
  (*out)[start + 4] = static_cast<uint8_t>(header->header_bytes);
  (*out)[start + 5] = static_cast<uint8_t>(header->header_bytes >> 8);
  writer.U32(base::Xxh3Low(base::Bytes(*out).subspan(start)));
}

absl::StatusOr<size_t> SegmentHeaderBytes(base::Bytes prefix, const SegmentPlace& place) {
  base::ByteReader reader(prefix);
  const base::Bytes marker = reader.Take(kSegmentMarker.size());
  const size_t length = reader.U16();
  if (!reader.ok() || !std::ranges::equal(marker, kSegmentMarker)) {
    return absl::DataLossError(
        absl::StrCat(place.ToString(), ": no segment marker where one was expected"));
  }
  if (length < kSegmentPrefixBytes + 4 || length > kMaxSegmentHeaderBytes) {
    return absl::DataLossError(
        absl::StrCat(place.ToString(), ": header length is ", length, ", expected ",
                     kSegmentPrefixBytes + 4, " to ", kMaxSegmentHeaderBytes));
  }
  return length;
}

absl::StatusOr<SegmentHeader> ParseSegmentHeader(base::Bytes bytes,
                                                 const SegmentPlace& place) {
  const base::Bytes covered = bytes.first(bytes.size() - sizeof(uint32_t));
  const uint32_t stored = base::ByteReader(bytes.last(sizeof(uint32_t))).U32();
  if (!base::ChecksumHolds(stored, base::Xxh3Low(covered))) {
    return absl::DataLossError(absl::StrCat(
        place.ToString(), ": header is damaged (checksum ",
        absl::Hex(base::Xxh3Low(covered)), ", expected ", absl::Hex(stored), ")"));
  }
  base::ByteReader reader(covered.subspan(kSegmentPrefixBytes));
  const uint8_t lens = reader.U8();
  const uint8_t flags = reader.U8();
  if ((flags & ~kKnownSegmentFlags) != 0) {
    return absl::UnimplementedError(
        absl::StrCat(place.ToString(), ": flags 0x", absl::Hex(flags),
                     " are not known to this version; a newer rondo may read it"));
  }
  if (lens > static_cast<uint8_t>(kLastLens)) {
    return absl::UnimplementedError(
        absl::StrCat(place.ToString(), ": lens ", lens,
                     " is not known to this version; a newer rondo may read it"));
  }
  SegmentHeader header;
  header.lens = static_cast<Lens>(lens);
  header.is_last = (flags & kSegmentIsLast) != 0;
  header.ends_in_newline = (flags & kSegmentEndsInNewline) != 0;
  header.lends = (flags & kSegmentLends) != 0;
  header.expanded_bytes = reader.Varint();
  header.newlines = reader.Varint();
  const uint64_t block_bytes = reader.Varint();
  const uint64_t blocks = reader.Varint();
  header.block_bytes = static_cast<uint32_t>(std::min<uint64_t>(block_bytes, UINT32_MAX));
  header.blocks = static_cast<uint32_t>(std::min<uint64_t>(blocks, UINT32_MAX));
  header.block_table_bytes = reader.Varint();
  header.tables_bytes = reader.Varint();
  header.blocks_bytes = reader.Varint();
  header.xxh3 = reader.U64();
  const base::Bytes sha256 = reader.Take(header.sha256.size());
  if ((flags & kSegmentHasTimes) != 0) {
    header.times = ReadSegmentTimes(&reader);
    header.time_rules = ReadTimeKinds(&reader);
  }
  if ((flags & kSegmentHasPresence) != 0) {
    header.presence_bytes = reader.Varint();
    if (header.presence_bytes == 0) reader.Fail();
  }
  if ((flags & kSegmentBuildsOn) != 0) {
    header.builds_on = reader.Varint();
    if (header.builds_on == 0 || header.lends) reader.Fail();
  }
  if ((flags & kSegmentNeedsDictionary) != 0) {
    const base::Bytes digest = reader.Take(sizeof(base::Sha256Digest));
    const uint8_t part = reader.U8();
    if (!reader.ok() || header.lends || header.builds_on > 0) {
      reader.Fail();
    } else {
      header.dictionary.emplace().part = part;
      std::ranges::copy(digest, header.dictionary->digest.begin());
    }
  }
  if (!reader.AtEnd()) {
    return absl::DataLossError(
        absl::StrCat(place.ToString(), ": header fields end at byte ",
                     kSegmentPrefixBytes + reader.position(), " of ", bytes.size()));
  }
  std::ranges::copy(sha256, header.sha256.begin());
  header.header_bytes = bytes.size();
  if (absl::Status status = CheckBounds(header, place); !status.ok()) return status;
  return header;
}

}  // namespace rondo::stream
