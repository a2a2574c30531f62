#include "stream/score/index.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "rondo/io.h"
#include "stream/score/format.h"

namespace rondo::stream {
namespace {

// An entry holds three varints and a byte.
constexpr uint64_t kMinEntryBytes = 4;

absl::Status ReadEntry(base::ByteReader* reader, uint64_t number, uint64_t room,
                       IndexEntry* entry) {
  entry->stored_bytes = reader->Varint();
  entry->expanded_bytes = reader->Varint();
  entry->newlines = reader->Varint();
  const uint8_t flags = reader->U8();
  entry->ends_in_newline = (flags & kEntryEndsInNewline) != 0;
  if ((flags & kEntryHasTimes) != 0) entry->times = ReadSegmentTimes(reader);
  if ((flags & kEntryBuildsOn) != 0) {
    entry->builds_on = reader->Varint();
    if (entry->builds_on == 0 || entry->builds_on > number) reader->Fail();
  }
  if (!reader->ok()) {
    return absl::DataLossError(absl::StrCat("index entry ", number, " cannot be read"));
  }
  if ((flags & ~kKnownEntryFlags) != 0) {
    return absl::UnimplementedError(
        absl::StrCat("index entry ", number, " has flags 0x", absl::Hex(flags),
                     ", which are not known to this version"));
  }
  if (entry->stored_bytes == 0 || entry->stored_bytes > room ||
      entry->expanded_bytes == 0 || entry->expanded_bytes > base::kMaxSegmentBytes ||
      entry->newlines > entry->expanded_bytes) {
    return absl::DataLossError(absl::StrCat(
        "index entry ", number, " claims ", entry->stored_bytes, " bytes that expand to ",
        entry->expanded_bytes, " with ", entry->newlines, " newlines, expected at most ",
        room, " bytes and ", base::kMaxSegmentBytes, " expanded"));
  }
  return absl::OkStatus();
}

uint8_t FileFlags(const FileHeader& header) {
  return (header.is_added ? kScoreIsAdded : 0) |
         (header.carries_dictionary ? kScoreCarriesDictionary : 0) |
         (header.is_short ? kScoreIsShort : 0);
}

}  // namespace

bool IsRedactList(std::string_view list) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
  return !list.empty() && list.size() <= kMaxRedactListBytes &&
         std::ranges::none_of(list, is_control);
}

IndexEntry EntryOf(const SegmentHeader& header) {
  return {.stored_bytes = header.stored_bytes(),
          .expanded_bytes = header.expanded_bytes,
          .newlines = header.newlines,
          .ends_in_newline = header.ends_in_newline,
          .times = header.times,
          .builds_on = header.builds_on};
}

void IndexBuilder::Add(const SegmentHeader& header) {
  entries_.push_back(EntryOf(header));
  merkle_.AddLeaf(header.sha256);
  stored_bytes_ += header.stored_bytes();
}

void IndexBuilder::SetCarried(uint32_t car_bytes) {
  carried_bytes_ = car_bytes;
  stored_bytes_ += CarriedDictionaryBytes(car_bytes);
}

base::ByteVector IndexBuilder::Finish() const {
  if (header_.is_short) {
    base::ByteVector trailer;
    base::ByteWriter writer(&trailer);
    writer.U32(static_cast<uint32_t>(stored_bytes_ + kShortTrailerBytes));
    writer.Append(kShortTrailerMarker);
    return trailer;
  }
  base::ByteVector out(kIndexMarker.begin(), kIndexMarker.end());
  base::ByteWriter writer(&out);
  writer.U8(FileFlags(header_) | (log_ ? kIndexNamesLog : 0) |
            (modified_seconds_ ? kIndexSaysModified : 0) |
            (redact_list_.empty() ? 0 : kIndexHasRedactList));
  if (header_.carries_dictionary) writer.U32(carried_bytes_);
  if (log_) writer.Append(*log_);
  if (modified_seconds_) writer.U64(*modified_seconds_);
  if (!redact_list_.empty()) {
    writer.U16(static_cast<uint16_t>(redact_list_.size()));
    writer.Append(AsBytes(redact_list_));
  }
  writer.Varint(entries_.size());
  for (const IndexEntry& entry : entries_) {
    writer.Varint(entry.stored_bytes);
    writer.Varint(entry.expanded_bytes);
    writer.Varint(entry.newlines);
    writer.U8((entry.ends_in_newline ? kEntryEndsInNewline : 0) |
              (entry.times ? kEntryHasTimes : 0) |
              (entry.builds_on > 0 ? kEntryBuildsOn : 0));
    if (entry.times) AppendSegmentTimes(*entry.times, &out);
    if (entry.builds_on > 0) writer.Varint(entry.builds_on);
  }
  writer.Append(merkle_.Root());
  writer.U32(base::Xxh3Low(out));

  base::ByteVector trailer;
  base::ByteWriter trailer_writer(&trailer);
  trailer_writer.U64(out.size());
  trailer_writer.U64(stored_bytes_ + out.size() + kTrailerBytes);
  trailer_writer.U32(base::Xxh3Low(trailer));
  trailer_writer.Append(kTrailerMarker);
  writer.Append(trailer);
  return out;
}

void AppendFileHeader(const FileHeader& header, base::ByteVector* out) {
  base::ByteWriter writer(out);
  writer.Append(kMagic);
  writer.U8(kVersion);
  writer.U8(FileFlags(header));
}

absl::StatusOr<FileHeader> ParseFileHeader(base::Bytes bytes) {
  base::ByteReader reader(bytes);
  if (!std::ranges::equal(reader.Take(kMagic.size()), kMagic)) {
    return absl::InvalidArgumentError("not a Rondo score (its first bytes are others)");
  }
  const uint8_t version = reader.U8();
  const uint8_t flags = reader.U8();
  if (version != kVersion) {
    return absl::UnimplementedError(absl::StrCat(
        "score has format version ", version, ", this program reads version ", kVersion));
  }
  if ((flags & ~kKnownFileFlags) != 0) {
    return absl::UnimplementedError(
        absl::StrCat("score has file flags 0x", absl::Hex(flags),
                     ", of which some are unknown; a newer rondo "
                     "may read it"));
  }
  // Whether an added score counts its trailer tells, which short ones do not have.
  if ((flags & kScoreIsShort) != 0 && (flags & kScoreIsAdded) != 0) {
    return absl::DataLossError("score says that it was added, and that it is short");
  }
  return FileHeader{.is_added = (flags & kScoreIsAdded) != 0,
                    .carries_dictionary = (flags & kScoreCarriesDictionary) != 0,
                    .is_short = (flags & kScoreIsShort) != 0};
}

std::optional<uint32_t> ParseShortTrailer(base::Bytes bytes) {
  base::ByteReader reader(bytes);
  const uint32_t score_bytes = reader.U32();
  if (!std::ranges::equal(reader.Take(kShortTrailerMarker.size()), kShortTrailerMarker)) {
    return std::nullopt;
  }
  return score_bytes;
}

void AppendCarriedDictionary(base::Bytes car, base::ByteVector* out) {
  const size_t begin = out->size();
  base::ByteWriter writer(out);
  writer.U32(static_cast<uint32_t>(car.size()));
  writer.Append(car);
  writer.U32(base::Xxh3Low(base::Bytes(*out).subspan(begin)));
}

absl::StatusOr<uint32_t> ParseCarriedBytes(base::Bytes bytes) {
  const uint32_t car_bytes = base::ByteReader(bytes).U32();
  if (car_bytes >= 1 && car_bytes <= kMaxCarriedBytes) return car_bytes;
  return absl::DataLossError(absl::StrCat("score carries a dictionary of ", car_bytes,
                                          " bytes, expected 1 to ", kMaxCarriedBytes));
}

absl::StatusOr<base::Bytes> ParseCarriedDictionary(base::Bytes bytes) {
  const base::Bytes covered = bytes.first(bytes.size() - kCarriedChecksumBytes);
  const uint32_t checksum = base::ByteReader(bytes.last(kCarriedChecksumBytes)).U32();
  if (!base::ChecksumHolds(checksum, base::Xxh3Low(covered))) {
    return absl::DataLossError(absl::StrCat(
        "the dictionary that the score carries is damaged (checksum ",
        absl::Hex(base::Xxh3Low(covered)), ", expected ", absl::Hex(checksum), ")"));
  }
  return covered.subspan(kCarriedSizeBytes);
}

absl::StatusOr<Trailer> ParseTrailer(base::Bytes bytes) {
  base::ByteReader reader(bytes);
  Trailer trailer;
  trailer.index_bytes = reader.U64();
  trailer.score_bytes = reader.U64();
  const base::Bytes covered = bytes.first(reader.position());
  const uint32_t checksum = reader.U32();
  if (!std::ranges::equal(reader.Take(kTrailerMarker.size()), kTrailerMarker)) {
    return absl::DataLossError("no trailer at the end");
  }
  if (!base::ChecksumHolds(checksum, base::Xxh3Low(covered))) {
    return absl::DataLossError(absl::StrCat("trailer is damaged (checksum ",
                                            absl::Hex(base::Xxh3Low(covered)),
                                            ", expected ", absl::Hex(checksum), ")"));
  }
  const uint64_t fixed_bytes = kFileHeaderBytes + kTrailerBytes;
  if (trailer.index_bytes < kMinIndexBytes || trailer.score_bytes < fixed_bytes ||
      trailer.index_bytes > trailer.score_bytes - fixed_bytes) {
    return absl::DataLossError(absl::StrCat("trailer claims an index of ",
                                            trailer.index_bytes, " bytes in a score of ",
                                            trailer.score_bytes));
  }
  return trailer;
}

absl::StatusOr<ScoreIndex> ParseIndex(base::Bytes bytes, uint64_t segment_bytes) {
  if (bytes.size() < kMinIndexBytes) return absl::DataLossError("index is cut short");
  const base::Bytes covered = bytes.first(bytes.size() - sizeof(uint32_t));
  const uint32_t checksum = base::ByteReader(bytes.last(sizeof(uint32_t))).U32();
  if (!base::ChecksumHolds(checksum, base::Xxh3Low(covered))) {
    return absl::DataLossError(absl::StrCat("index is damaged (checksum ",
                                            absl::Hex(base::Xxh3Low(covered)),
                                            ", expected ", absl::Hex(checksum), ")"));
  }
  base::ByteReader reader(covered);
  if (!std::ranges::equal(reader.Take(kIndexMarker.size()), kIndexMarker)) {
    return absl::DataLossError("no index where the trailer points");
  }
  const uint8_t flags = reader.U8();
  if ((flags & kScoreIsShort) != 0 || (flags & ~kKnownIndexFlags) != 0) {
    return absl::UnimplementedError(absl::StrCat("index flags 0x", absl::Hex(flags),
                                                 " are not known to this version"));
  }
  ScoreIndex index;
  uint64_t room = segment_bytes;
  if ((flags & kScoreCarriesDictionary) != 0) {
    RONDO_ASSIGN_OR_RETURN(index.carried_bytes,
                           ParseCarriedBytes(reader.Take(kCarriedSizeBytes)));
    if (CarriedDictionaryBytes(index.carried_bytes) > room) {
      return absl::DataLossError(absl::StrCat("index claims a dictionary of ",
                                              index.carried_bytes, " bytes in ", room));
    }
    room -= CarriedDictionaryBytes(index.carried_bytes);
  }
  if ((flags & kIndexNamesLog) != 0) {
    const base::Bytes log = reader.Take(sizeof(LogId));
    if (!reader.ok()) return absl::DataLossError("index is cut short");
    std::ranges::copy(log, index.log.emplace().begin());
  }
  if ((flags & kIndexSaysModified) != 0) {
    index.modified_seconds = reader.U64();
    if (!reader.ok()) return absl::DataLossError("index is cut short");
    if (*index.modified_seconds > kMaxModifiedSeconds) {
      return absl::DataLossError(absl::StrCat("index says that the source is of second ",
                                              *index.modified_seconds));
    }
  }
  if ((flags & kIndexHasRedactList) != 0) {
    const uint16_t list_bytes = reader.U16();
    index.redact_list = AsText(reader.Take(list_bytes));
    if (!reader.ok()) return absl::DataLossError("index is cut short");
    if (!IsRedactList(index.redact_list)) {
      return absl::DataLossError("index has a list of what to redact that is none");
    }
  }
  const uint64_t count = reader.Varint();
  if (count > reader.remaining() / kMinEntryBytes) {
    return absl::DataLossError(absl::StrCat("index claims ", count, " segments in ",
                                            reader.remaining(), " bytes"));
  }
  index.entries.resize(count);
  for (uint64_t i = 0; i < count; ++i) {
    RONDO_RETURN_IF_ERROR(ReadEntry(&reader, i, room, &index.entries[i]));
    room -= index.entries[i].stored_bytes;
  }
  const base::Bytes root = reader.Take(index.merkle_root.size());
  if (!reader.AtEnd()) return absl::DataLossError("index has bytes left over");
  if (room != 0) {
    return absl::DataLossError(absl::StrCat("index accounts for ", segment_bytes - room,
                                            " bytes of segments, expected ",
                                            segment_bytes));
  }
  std::ranges::copy(root, index.merkle_root.begin());
  return index;
}

}  // namespace rondo::stream
