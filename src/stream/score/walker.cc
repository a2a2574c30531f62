// The index is a function of the segments, so the walker knows byte for byte what must
// stand behind the last one, and where the next score starts even if the index is
// damaged.
//
// Tested by tests/stream/read/damage_test.cc.
#include "stream/score/walker.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rondo/io.h"
#include "stream/score/format.h"
#include "stream/score/parity.h"

namespace rondo::stream {
namespace {

// What was read last, `known`, and what follows is `expected`.
absl::Status Match(Input* input, base::ByteVector known, base::Bytes expected) {
  const uint64_t start = input->position() - known.size();
  std::array<uint8_t, 4096> buffer;
  for (size_t done = 0; done < expected.size(); known.clear()) {
    std::span<uint8_t> part(known);
    if (known.empty()) {
      part = std::span(buffer).first(std::min(buffer.size(), expected.size() - done));
      RONDO_RETURN_IF_ERROR(input->Read(part));
    }
    const base::Bytes wanted = expected.subspan(done, part.size());
    const auto differ = std::ranges::mismatch(part, wanted);
    if (differ.in1 != part.end()) {
      const uint64_t at = start + done + (differ.in1 - part.begin());
      return absl::DataLossError(
          absl::StrCat("index at offset ", start, " is damaged: byte at offset ", at,
                       " is ", int{*differ.in1}, ", expected ", int{*differ.in2}));
    }
    done += part.size();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SegmentHeader> ReadSegmentHeader(Input* input, const SegmentPlace& place) {
  base::ByteVector header(kSegmentMarker.begin(), kSegmentMarker.end());
  header.resize(kSegmentPrefixBytes);
  RONDO_RETURN_IF_ERROR(input->Read(std::span(header).subspan(kSegmentMarker.size())));
  RONDO_ASSIGN_OR_RETURN(const size_t size, SegmentHeaderBytes(header, place));
  header.resize(size);
  RONDO_RETURN_IF_ERROR(input->Read(std::span(header).subspan(kSegmentPrefixBytes)));
  return ParseSegmentHeader(header, place);
}

absl::StatusOr<SegmentHeader> ReadSegmentAt(Input* input, const SegmentPlace& place) {
  Marker marker;
  RONDO_RETURN_IF_ERROR(input->Read(marker));
  if (marker != kSegmentMarker) {
    return absl::DataLossError(
        absl::StrCat(place.ToString(), ": no segment marker where one was expected"));
  }
  return ReadSegmentHeader(input, place);
}

absl::StatusOr<std::optional<WalkedSegment>> ScoreWalker::Next() {
  while (true) {
    const uint64_t offset = input_->position();
    if (!in_score_ && offset >= end_) return std::nullopt;
    if (in_score_ && last_seen_ && IndexMayBeDamaged()) {
      RONDO_ASSIGN_OR_RETURN(const bool more, SkipIndex());
      if (!more) return std::nullopt;
      in_score_ = false;
      continue;
    }
    Marker marker;
    RONDO_ASSIGN_OR_RETURN(const size_t read, input_->ReadUpTo(marker));
    if (read == 0) {
      RONDO_RETURN_IF_ERROR(CheckCut());
      return std::nullopt;
    }
    const base::Bytes found = base::Bytes(marker).first(read);
    if (!in_score_ && scores_ > 0 && std::ranges::equal(found, kParityMarker)) {
      RONDO_RETURN_IF_ERROR(PassParity());
    } else if (!in_score_) {
      RONDO_RETURN_IF_ERROR(StartScore(found));
    } else if (score_.is_short && last_seen_) {
      RONDO_RETURN_IF_ERROR(
          Match(input_, base::ByteVector(found.begin(), found.end()), index_.Finish()));
      in_score_ = false;
    } else if (std::ranges::equal(found, kIndexMarker)) {
      RONDO_RETURN_IF_ERROR(EndScore());
    } else if (std::ranges::equal(found, kSegmentMarker) && !last_seen_) {
      WalkedSegment segment;
      segment.place = {.number = segments_, .offset = offset};
      RONDO_ASSIGN_OR_RETURN(segment.header, ReadSegmentHeader(input_, segment.place));
      if (score_.is_short && !segment.header.is_last) {
        return absl::DataLossError(absl::StrCat(
            segment.place.ToString(), " is not the last of its score, which is short"));
      }
      index_.Add(segment.header);
      last_seen_ = segment.header.is_last;
      ++segments_;
      return segment;
    } else {
      return absl::DataLossError(
          absl::StrCat("damaged or truncated at offset ", offset, ": expected ",
                       last_seen_ ? "the index" : "a segment or the index", " after ",
                       segments_, " segments"));
    }
  }
}

absl::Status ScoreWalker::StartScore(base::Bytes marker) {
  const uint64_t offset = input_->position() - marker.size();
  score_offset_ = offset;
  score_ = FileHeader();
  std::array<uint8_t, kFileHeaderBytes> header = {};
  std::ranges::copy(marker, header.begin());
  RONDO_ASSIGN_OR_RETURN(const size_t more,
                         input_->ReadUpTo(std::span(header).subspan(marker.size())));
  const absl::StatusOr<FileHeader> parsed = ParseFileHeader(header);
  if (scores_ > 0 && absl::IsInvalidArgument(parsed.status())) {
    return absl::DataLossError(
        absl::StrCat("bytes at offset ", offset, " behind a score are no score"));
  }
  RONDO_ASSIGN_OR_RETURN(score_, parsed);
  if (marker.size() + more < header.size()) {
    return absl::DataLossError(absl::StrCat("truncated: the score ends at offset ",
                                            input_->position(), ", in its header"));
  }
  in_score_ = true;
  last_seen_ = false;
  index_ = IndexBuilder(score_);
  ++scores_;
  carried_bytes_ = 0;
  return score_.carries_dictionary ? PassCarried() : absl::OkStatus();
}

// Whether all of it is there, and holds, is nothing to who reads scores.
absl::Status ScoreWalker::PassParity() {
  base::ByteVector header(kParityMarker.begin(), kParityMarker.end());
  header.resize(kParityHeaderBytes);
  RONDO_RETURN_IF_ERROR(input_->Read(std::span(header).subspan(kParityMarker.size())));
  RONDO_ASSIGN_OR_RETURN(const ParityPage page, ParseParityHeader(header));
  return input_->Skip(page.shape.section_bytes() - header.size());
}

absl::Status ScoreWalker::PassCarried() {
  base::ByteVector carried(kCarriedSizeBytes);
  RONDO_RETURN_IF_ERROR(input_->Read(std::span<uint8_t>(carried)));
  RONDO_ASSIGN_OR_RETURN(carried_bytes_, ParseCarriedBytes(carried));
  index_.SetCarried(carried_bytes_);
  const uint64_t rest = uint64_t{carried_bytes_} + kCarriedChecksumBytes;
  if (!car_sink_) return input_->Skip(rest);
  base::ByteVector read;
  RONDO_RETURN_IF_ERROR(input_->Read(rest, &read));
  carried.insert(carried.end(), read.begin(), read.end());
  RONDO_ASSIGN_OR_RETURN(const base::Bytes car, ParseCarriedDictionary(carried));
  return car_sink_(car);
}

absl::Status ScoreWalker::EndScore() {
  if (index_.segments() > 0 && !last_seen_) {
    return absl::DataLossError(absl::StrCat("index at offset ",
                                            input_->position() - kIndexMarker.size(),
                                            " comes before the last segment"));
  }
  base::ByteVector known(1);  // the flags, then what they announce
  RONDO_RETURN_IF_ERROR(input_->Read(known));
  const uint8_t flags = known[0];
  const auto read = [&](size_t bytes) -> absl::StatusOr<base::ByteVector> {
    base::ByteVector part(bytes);
    RONDO_RETURN_IF_ERROR(input_->Read(part));
    known.insert(known.end(), part.begin(), part.end());
    return part;
  };
  if ((flags & kScoreCarriesDictionary) != 0) {
    RONDO_RETURN_IF_ERROR(read(kCarriedSizeBytes).status());
  }
  std::optional<LogId> log;
  if ((flags & kIndexNamesLog) != 0) {
    RONDO_ASSIGN_OR_RETURN(const base::ByteVector name, read(sizeof(LogId)));
    std::ranges::copy(name, log.emplace().begin());
    index_.SetLog(*log);
  }
  if ((flags & kIndexSaysModified) != 0) {
    RONDO_ASSIGN_OR_RETURN(const base::ByteVector time, read(sizeof(uint64_t)));
    const uint64_t seconds = base::ByteReader(time).U64();
    if (seconds > kMaxModifiedSeconds) {
      return absl::DataLossError(
          absl::StrCat("index says that the source is of second ", seconds));
    }
    index_.SetModified(seconds);
  }
  if ((flags & kIndexHasRedactList) != 0) {
    RONDO_ASSIGN_OR_RETURN(const base::ByteVector size, read(sizeof(uint16_t)));
    RONDO_ASSIGN_OR_RETURN(const base::ByteVector list,
                           read(base::ByteReader(size).U16()));
    if (!IsRedactList(AsText(list))) {
      return absl::DataLossError("index has a list of what to redact that is none");
    }
    index_.SetRedactList(AsText(list));
  }
  const base::ByteVector expected = index_.Finish();
  RONDO_RETURN_IF_ERROR(Match(input_, std::move(known),
                              base::Bytes(expected).subspan(kIndexMarker.size())));
  if (!log_) log_ = log;
  in_score_ = false;
  return absl::OkStatus();
}

// Past an index that may be any bytes; all that is believed of it is what its flags
// announce, and how long the list is. False: nothing is behind it.
absl::StatusOr<bool> ScoreWalker::SkipIndex() {
  const uint64_t offset = input_->position();
  std::array<uint8_t, kIndexMarker.size() + 1> start;
  uint64_t index_bytes = index_.Finish().size();
  if (end_ - offset <= index_bytes) return false;
  if (score_.is_short) {
    RONDO_RETURN_IF_ERROR(input_->Skip(index_bytes));
    return true;
  }
  RONDO_RETURN_IF_ERROR(input_->Read(start));
  uint64_t skipped = start.size();
  const uint64_t carried_field = carried_bytes_ > 0 ? kCarriedSizeBytes : 0;
  const uint64_t fixed_bytes =
      ((start.back() & kIndexNamesLog) != 0 ? sizeof(LogId) : 0) +
      ((start.back() & kIndexSaysModified) != 0 ? sizeof(uint64_t) : 0);
  index_bytes += fixed_bytes;
  if (end_ - offset <= index_bytes) return false;
  if ((start.back() & kIndexHasRedactList) != 0) {
    std::array<uint8_t, sizeof(uint16_t)> size;
    RONDO_RETURN_IF_ERROR(input_->Skip(carried_field + fixed_bytes));
    RONDO_RETURN_IF_ERROR(input_->Read(size));
    skipped += carried_field + fixed_bytes + size.size();
    index_bytes += size.size() + base::ByteReader(size).U16();
    if (end_ - offset <= index_bytes) return false;
  }
  RONDO_RETURN_IF_ERROR(input_->Skip(index_bytes - skipped));
  return true;
}

bool ScoreWalker::IndexMayBeDamaged() const {
  return policy_ == IndexPolicy::kMayBeDamaged ||
         (policy_ == IndexPolicy::kMayBeUnfinished && !score_.is_added);
}

absl::Status ScoreWalker::CheckCut() const {
  if (scores_ == 0) return absl::InvalidArgumentError("not a Rondo score (it is empty)");
  if (!in_score_) return absl::OkStatus();
  const bool may_be_cut = policy_ == IndexPolicy::kMayBeMissing || IndexMayBeDamaged();
  if (last_seen_ && may_be_cut) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("truncated: the score ends at offset ",
                                          input_->position(), ", expected ",
                                          last_seen_ ? "its index" : "another segment"));
}

}  // namespace rondo::stream
