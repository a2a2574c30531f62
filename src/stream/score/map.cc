// Scores are found from the end: each trailer tells how long its score is. Where that
// fails, what is left in front is walked from its start. A score that was being added
// when its writer died is the last thing in the file, and left out:
//
//   [score][score, added][score, added, no trailer]   two scores and unfinished bytes
//
// Where the machine died, the file system may have made the file longer than what it
// wrote; zeros behind the last whole score are unfinished bytes too.
//
// Tested by tests/stream/read/damage_test.cc.
#include "stream/score/map.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/io/input.h"
#include "stream/score/format.h"
#include "stream/score/parity.h"
#include "stream/score/walker.h"

namespace rondo::stream {
namespace {

// A score whose index was read.
struct IndexedScore {
  uint64_t offset = 0;
  uint64_t stored_bytes = 0;
  ScoreIndex index;
};

// What the header of the only segment of a short score says, as an index would; nothing
// if the score does not start at `offset`, or is not of that size.
absl::StatusOr<std::optional<IndexedScore>> ReadShortScore(const RandomAccessFile& file,
                                                           uint64_t offset,
                                                           uint64_t score_bytes) {
  FileInput input(file, offset);
  ScoreWalker walker(&input, IndexPolicy::kIntact, offset + score_bytes);
  const absl::StatusOr<std::optional<WalkedSegment>> segment = walker.Next();
  if (absl::IsUnimplemented(segment.status())) return segment.status();
  if (!segment.ok() || !segment->has_value()) return std::nullopt;
  const SegmentHeader& header = (*segment)->header;
  const uint64_t segment_end = (*segment)->place.offset + header.stored_bytes();
  if (!walker.score_is_short() ||
      segment_end + kShortTrailerBytes != offset + score_bytes) {
    return std::nullopt;
  }
  IndexedScore score;
  score.offset = offset;
  score.stored_bytes = score_bytes;
  score.index.carried_bytes = walker.carried_bytes();
  score.index.entries.push_back(EntryOf(header));
  return score;
}

// The score that ends at `end`, or nothing if its trailer or index is damaged.
// kUnimplemented and errors of the file are errors.
absl::StatusOr<std::optional<IndexedScore>> ReadScoreBefore(const RandomAccessFile& file,
                                                            uint64_t end,
                                                            uint64_t memory_limit_bytes) {
  if (end < kFileHeaderBytes + kShortTrailerBytes) return std::nullopt;
  std::array<uint8_t, kShortTrailerBytes> last;
  RONDO_RETURN_IF_ERROR(file.ReadAt(end - last.size(), last));
  if (const auto score_bytes = ParseShortTrailer(last)) {
    if (*score_bytes > end) return std::nullopt;
    return ReadShortScore(file, end - *score_bytes, *score_bytes);
  }
  if (end < kFileHeaderBytes + kMinIndexBytes + kTrailerBytes) return std::nullopt;
  std::array<uint8_t, kTrailerBytes> trailer_bytes;
  RONDO_RETURN_IF_ERROR(file.ReadAt(end - kTrailerBytes, trailer_bytes));
  const absl::StatusOr<Trailer> trailer = ParseTrailer(trailer_bytes);
  if (!trailer.ok() || trailer->score_bytes > end) return std::nullopt;
  // The index expands about 40-fold at worst: four bytes to an entry.
  constexpr uint64_t kMemoryPerIndexByte = 40;
  if (trailer->index_bytes > memory_limit_bytes / kMemoryPerIndexByte) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "index of ", trailer->index_bytes, " bytes needs ", kMemoryPerIndexByte,
        " times that in memory, limit is ", memory_limit_bytes));
  }
  IndexedScore score;
  score.offset = end - trailer->score_bytes;
  score.stored_bytes = trailer->score_bytes;
  std::array<uint8_t, kFileHeaderBytes> header_bytes;
  RONDO_RETURN_IF_ERROR(file.ReadAt(score.offset, header_bytes));
  const absl::StatusOr<FileHeader> header = ParseFileHeader(header_bytes);
  if (!header.ok()) {
    if (absl::IsInvalidArgument(header.status())) return std::nullopt;
    return header.status();
  }
  base::ByteVector index_bytes(trailer->index_bytes);
  RONDO_RETURN_IF_ERROR(
      file.ReadAt(end - kTrailerBytes - index_bytes.size(), index_bytes));
  absl::StatusOr<ScoreIndex> index =
      ParseIndex(index_bytes, trailer->score_bytes - kFileHeaderBytes - kTrailerBytes -
                                  index_bytes.size());
  if (absl::IsUnimplemented(index.status())) return index.status();
  if (!index.ok()) return std::nullopt;
  if (header->carries_dictionary != (index->carried_bytes > 0)) return std::nullopt;
  if (header->is_short) return std::nullopt;
  score.index = *std::move(index);
  return score;
}

// The next segment, whose body was skipped and ends before `end`.
absl::StatusOr<std::optional<WalkedSegment>> NextSegment(ScoreWalker* walker,
                                                         Input* input, uint64_t end) {
  RONDO_ASSIGN_OR_RETURN(const std::optional<WalkedSegment> segment, walker->Next());
  if (!segment.has_value()) return segment;
  const uint64_t body_bytes = segment->header.body_bytes();
  if (input->position() > end || body_bytes > end - input->position()) {
    return absl::DataLossError(
        absl::StrCat(segment->place.ToString(), " is truncated: it ends at offset ", end,
                     ", expected ", input->position() + body_bytes));
  }
  RONDO_RETURN_IF_ERROR(input->Skip(body_bytes));
  return segment;
}

}  // namespace

absl::StatusOr<ScoreMap> ScoreMap::Read(const RandomAccessFile& file,
                                        uint64_t memory_limit_bytes) {
  // Not a score at all is told from the first bytes, whatever else is wrong.
  std::array<uint8_t, kFileHeaderBytes> start = {};
  const std::span<uint8_t> present =
      std::span(start).first(std::min<uint64_t>(file.size(), start.size()));
  if (present.empty()) {
    return absl::InvalidArgumentError("not a Rondo score (it is empty)");
  }
  RONDO_RETURN_IF_ERROR(file.ReadAt(0, present));
  RONDO_RETURN_IF_ERROR(ParseFileHeader(start).status());

  std::vector<IndexedScore> scores;  // last one first
  uint64_t end = file.size();        // of what no index was found for yet
  while (end > 0) {
    RONDO_ASSIGN_OR_RETURN(std::optional<IndexedScore> score,
                           ReadScoreBefore(file, end, memory_limit_bytes));
    if (score.has_value()) {
      end = score->offset;
      scores.push_back(*std::move(score));
      continue;
    }
    RONDO_ASSIGN_OR_RETURN(const auto parity, ParityBefore(file, end));
    if (!parity.has_value()) break;
    end -= parity->section_bytes;
  }

  ScoreMap map;
  map.stored_bytes_ = file.size();
  if (end > 0) RONDO_RETURN_IF_ERROR(map.Walk(file, end, /*is_tail=*/scores.empty()));
  for (auto score = scores.rbegin(); score != scores.rend(); ++score) {
    if (!map.log_) map.log_ = score->index.log;
    if (!score->index.entries.empty()) {
      map.scores_.push_back({.offset = score->offset,
                             .stored_bytes = score->stored_bytes,
                             .carried_bytes = score->index.carried_bytes,
                             .first_segment = map.segments_.size(),
                             .segments = score->index.entries.size(),
                             .modified_seconds = score->index.modified_seconds,
                             .redact_list = std::move(score->index.redact_list)});
    }
    map.AddCarried(score->offset, score->index.carried_bytes);
    uint64_t offset = score->offset + kFileHeaderBytes +
                      CarriedDictionaryBytes(score->index.carried_bytes);
    for (const IndexEntry& entry : score->index.entries) {
      RONDO_RETURN_IF_ERROR(map.Add(offset, entry));
      offset += entry.stored_bytes;
    }
  }
  return map;
}

absl::Status ScoreMap::Walk(const RandomAccessFile& file, uint64_t end, bool is_tail) {
  FileInput input(file, 0);
  ScoreWalker walker(
      &input, is_tail ? IndexPolicy::kMayBeUnfinished : IndexPolicy::kMayBeDamaged, end);
  uint64_t score_offset = 0;
  size_t whole = 0;  // segments of the scores before that at score_offset
  while (true) {
    const auto segment = NextSegment(&walker, &input, end);
    log_ = walker.log();
    if (walker.score_offset() != score_offset) {
      score_offset = walker.score_offset();
      whole = segments_.size();
    }
    if (segment.ok() && segment->has_value() && segments_.size() == whole) {
      AddCarried(score_offset, walker.carried_bytes());
    }
    if (!segment.ok()) {
      if (!is_tail) return segment.status();
      bool unfinished = walker.score_is_added() && absl::IsDataLoss(segment.status());
      if (!unfinished && score_offset > 0) {
        RONDO_ASSIGN_OR_RETURN(unfinished, IsUnwritten(file, score_offset));
      }
      if (!unfinished) return segment.status();
      segments_.resize(whole);
      stored_bytes_ = score_offset;
      unfinished_bytes_ = end - score_offset;
      return absl::OkStatus();
    }
    if (!segment->has_value()) return absl::OkStatus();
    RONDO_RETURN_IF_ERROR(Add((*segment)->place.offset, EntryOf((*segment)->header)));
  }
}

void ScoreMap::AddCarried(uint64_t score_offset, uint32_t car_bytes) {
  if (car_bytes > 0) carried_.push_back({score_offset + kFileHeaderBytes, car_bytes});
}

absl::StatusOr<bool> ScoreMap::IsUnwritten(const RandomAccessFile& file,
                                           uint64_t offset) {
  base::ByteVector header;
  AppendFileHeader({.is_added = true}, &header);
  std::vector<uint8_t> buffer(size_t{64} << 10);
  for (size_t known = 0; offset < file.size(); known = header.size()) {
    const std::span<uint8_t> part =
        std::span(buffer).first(std::min<uint64_t>(buffer.size(), file.size() - offset));
    RONDO_RETURN_IF_ERROR(file.ReadAt(offset, part));
    const auto rest = std::ranges::mismatch(part, base::Bytes(header).subspan(known)).in1;
    if (std::any_of(rest, part.end(), [](uint8_t byte) { return byte != 0; }))
      return false;
    offset += part.size();
  }
  return true;
}

uint64_t ScoreMap::SegmentOf(uint64_t offset) const {
  return std::ranges::upper_bound(segments_, offset, {}, &Segment::expanded_end) -
         segments_.begin();
}

uint64_t ScoreMap::SegmentOfNewline(uint64_t count) const {
  return std::ranges::lower_bound(segments_, count, {}, &Segment::newline_end) -
         segments_.begin();
}

absl::Status ScoreMap::CheckHeader(uint64_t i, const SegmentHeader& header) const {
  const Segment& segment = segments_[i];
  const uint64_t expanded_bytes = segment.expanded_end - expanded_begin(i);
  const uint64_t newline_count = segment.newline_end - newline_begin(i);
  if (header.stored_bytes() == segment.stored_bytes &&
      header.expanded_bytes == expanded_bytes && header.newlines == newline_count &&
      header.ends_in_newline == segment.ends_in_newline &&
      header.times == segment.times && header.builds_on == segment.builds_on) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat(
      place(i).ToString(), " has ", header.stored_bytes(), " bytes that expand to ",
      header.expanded_bytes, " with ", header.newlines, " newlines; the index expected ",
      segment.stored_bytes, ", ", expanded_bytes, ", ", newline_count,
      header.times == segment.times ? "" : " and other times",
      header.builds_on == segment.builds_on ? "" : " and another to build on"));
}

absl::Status ScoreMap::Add(uint64_t offset, const IndexEntry& entry) {
  Segment segment = {.offset = offset,
                     .stored_bytes = entry.stored_bytes,
                     .ends_in_newline = entry.ends_in_newline,
                     .times = entry.times,
                     .builds_on = entry.builds_on};
  if (__builtin_add_overflow(expanded_bytes(), entry.expanded_bytes,
                             &segment.expanded_end)) {
    return absl::DataLossError("the segments claim to expand to more than 2^64 bytes");
  }
  segment.newline_end = newlines() + entry.newlines;  // <= expanded_end
  segments_.push_back(segment);
  return absl::OkStatus();
}

}  // namespace rondo::stream
