// From the end of the file frames are taken, scores whose trailer and index hold, as long
// as one ends where the next begins. What is in front of them is walked from its start,
// part by part. Where the walk meets bytes that are nothing, it goes on at the next
// anchor.
//
// A segment whose end is no place where something begins is cut short, or the part behind
// it is damaged. If its payloads hold up to its end, it is whole. If not, an anchor
// behind the first payload that does not is taken for the end:
//
//   [segment 3: 0 1 2 3 xxx [header][segment 0 ...     the rest of segment 3 is missing
//
// So of a segment that holds a score, as an archive may, the inner score is left alone,
// and no byte is looked at for the ends of two segments: hostile bytes cost what others
// do. What is read to no avail, the tables of segments that are none, has a budget.
//
// Tested by tests/trust/survey_test.cc.
#include "trust/survey.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/checksum.h"
#include "base/status_macros.h"
#include "stream/io/input.h"
#include "stream/score/format.h"
#include "stream/score/map.h"
#include "stream/score/parity.h"
#include "stream/score/walker.h"
#include "trust/anchors.h"
#include "trust/segment_health.h"

namespace rondo::trust {
namespace {

using base::ByteVector;
using stream::IndexEntry;
using stream::SegmentHeader;

constexpr uint64_t kBudgetPerFileByte = 4;
// Of indexes, which are believed to take more memory than they have bytes.
constexpr uint64_t kLeastBudgetBytes = uint64_t{64} << 20;

class Surveyor {
 public:
  Surveyor(const RandomAccessFile& file, uint64_t memory_limit_bytes)
      : file_(file),
        limit_bytes_(memory_limit_bytes),
        budget_bytes_(kLeastBudgetBytes + kBudgetPerFileByte * file.size()) {}

  absl::StatusOr<Survey> Run() {
    survey_.file_bytes = survey_.unfinished_from = file_.size();
    std::vector<Frame> frames;  // the last one first
    RONDO_ASSIGN_OR_RETURN(const uint64_t walk_end, TakeFrames(&frames));
    if (walk_end > 0) {
      RONDO_ASSIGN_OR_RETURN(
          anchors_, FindAnchors(file_, 0, walk_end, limit_bytes_ / 2, &budget_bytes_));
      RONDO_RETURN_IF_ERROR(Walk(walk_end));
    }
    const bool walked_to_end = walk_end == file_.size();
    for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
      RONDO_RETURN_IF_ERROR(AddFrame(*frame));
    }
    if (survey_.scores == 0) return NothingKnown();
    if (walked_to_end) RONDO_RETURN_IF_ERROR(FindUnfinished());
    return std::move(survey_);
  }

 private:
  absl::Status NothingKnown() const {
    if (file_.size() == 0) {
      return absl::InvalidArgumentError("not a Rondo score (it is empty)");
    }
    std::array<uint8_t, stream::kFileHeaderBytes> start = {};
    RONDO_RETURN_IF_ERROR(file_.ReadAt(
        0, std::span(start).first(std::min<uint64_t>(start.size(), file_.size()))));
    RONDO_RETURN_IF_ERROR(stream::ParseFileHeader(start).status());
    return absl::InvalidArgumentError("not a Rondo score (nothing of one is in it)");
  }

  // Returns where the first of them begins.
  absl::StatusOr<uint64_t> TakeFrames(std::vector<Frame>* frames) {
    uint64_t end = file_.size();
    while (end > 0) {
      RONDO_ASSIGN_OR_RETURN(std::optional<Frame> frame,
                             FrameBefore(file_, end, &budget_bytes_));
      if (!frame.has_value()) break;
      RONDO_ASSIGN_OR_RETURN(const bool begins, MayBegin(frame->begin));
      if (!begins) break;
      end = frame->begin;
      frames->push_back(*std::move(frame));
    }
    return end;
  }

  // Whether a score may begin there: one does, or another one ends, or the file begins.
  // Where bytes are missing from a score, its trailer leads elsewhere.
  absl::StatusOr<bool> MayBegin(uint64_t offset) {
    if (offset == 0) return true;
    ByteVector begin(
        std::min<uint64_t>(stream::kParityHeaderBytes, file_.size() - offset));
    RONDO_RETURN_IF_ERROR(file_.ReadAt(offset, std::span<uint8_t>(begin)));
    if (begin.size() >= stream::kFileHeaderBytes &&
        stream::ParseFileHeader(base::Bytes(begin).first(stream::kFileHeaderBytes))
            .ok()) {
      return true;
    }
    if (stream::ParseParityHeader(begin).ok()) return true;
    RONDO_ASSIGN_OR_RETURN(const std::optional<Frame> before,
                           FrameBefore(file_, offset, &budget_bytes_));
    return before.has_value();
  }

  absl::Status Walk(uint64_t end) {
    uint64_t at = 0;
    while (at < end) {
      RONDO_ASSIGN_OR_RETURN(const uint64_t next, WalkOne(at, end));
      at = next;
    }
    return LeaveScore(end);
  }

  // A score ends without its index.
  absl::Status LeaveScore(uint64_t at) {
    if (!in_score_) return absl::OkStatus();
    BreakOff();
    Piece piece = {.begin = at, .end = at};
    if (last_seen_) {
      piece.kind = PieceKind::kIndex;
      piece.damage = "missing";
    } else {
      piece.damage = "a score breaks off; more of it may be missing";
    }
    return Add(std::move(piece));
  }

  // Adds the pieces that begin at `at`, and returns where they end.
  absl::StatusOr<uint64_t> WalkOne(uint64_t at, uint64_t end) {
    if (const Frame* frame = FrameAt(at); frame != nullptr && frame->end <= end) {
      RONDO_RETURN_IF_ERROR(AddFrame(*frame));
      return frame->end;
    }
    stream::Marker marker = {};
    const auto there =
        std::span(marker).first(std::min<uint64_t>(marker.size(), end - at));
    RONDO_RETURN_IF_ERROR(file_.ReadAt(at, there));
    if (std::ranges::binary_search(anchors_.begins, at)) {
      if (marker == stream::kScoreMarker) return WalkFileHeader(at, end);
      return marker == stream::kParityMarker ? WalkParity(at, end) : WalkSegment(at, end);
    }
    if (marker == stream::kIndexMarker && in_score_) return WalkIndex(at, end);
    return WalkUnknown(at, end);
  }

  const Frame* FrameAt(uint64_t at) const {
    const auto found = std::ranges::lower_bound(anchors_.frames, at, {}, &Frame::begin);
    return found != anchors_.frames.end() && found->begin == at ? &*found : nullptr;
  }

  // Where the next part begins from `at` on, or `end`.
  uint64_t NextAnchor(uint64_t at, uint64_t end) const {
    const auto begin = std::ranges::lower_bound(anchors_.begins, at);
    const auto frame = std::ranges::lower_bound(anchors_.frames, at, {}, &Frame::begin);
    if (begin != anchors_.begins.end()) end = std::min(end, *begin);
    if (frame != anchors_.frames.end()) end = std::min(end, frame->begin);
    return end;
  }

  absl::StatusOr<uint64_t> WalkFileHeader(uint64_t at, uint64_t end) {
    std::array<uint8_t, stream::kFileHeaderBytes> bytes;
    RONDO_RETURN_IF_ERROR(file_.ReadAt(at, bytes));
    RONDO_ASSIGN_OR_RETURN(const stream::FileHeader header,
                           stream::ParseFileHeader(bytes));
    RONDO_RETURN_IF_ERROR(LeaveScore(at));
    StartScore(header);
    score_begin_ = at;
    is_added_ = header.is_added;
    is_short_ = header.is_short;
    RONDO_RETURN_IF_ERROR(
        Add({.kind = PieceKind::kFileHeader, .begin = at, .end = at + bytes.size()}));
    at += bytes.size();
    if (!header.carries_dictionary || at >= end) return at;
    return WalkDictionary(at, end);
  }

  absl::StatusOr<uint64_t> WalkDictionary(uint64_t at, uint64_t end) {
    Piece piece = {.kind = PieceKind::kDictionary, .begin = at};
    ByteVector size(std::min<uint64_t>(stream::kCarriedSizeBytes, end - at));
    RONDO_RETURN_IF_ERROR(file_.ReadAt(at, std::span<uint8_t>(size)));
    const auto car_bytes = stream::ParseCarriedBytes(size);
    piece.end = car_bytes.ok() ? at + stream::CarriedDictionaryBytes(*car_bytes) : end;
    if (car_bytes.ok() && piece.end <= end) {
      RONDO_ASSIGN_OR_RETURN(piece.damage, DamageOfDictionary(at, *car_bytes));
    } else {
      piece.damage = "damaged";
    }
    if (!piece.damage.empty()) piece.end = NextAnchor(at, end);
    RONDO_RETURN_IF_ERROR(Add(piece));
    return piece.end;
  }

  absl::StatusOr<std::string> DamageOfDictionary(uint64_t at, uint32_t car_bytes) {
    const uint64_t bytes = stream::CarriedDictionaryBytes(car_bytes);
    if (bytes > budget_bytes_) return "not looked at";
    budget_bytes_ -= bytes;
    ByteVector carried(bytes);
    RONDO_RETURN_IF_ERROR(file_.ReadAt(at, std::span<uint8_t>(carried)));
    return stream::ParseCarriedDictionary(carried).ok() ? "" : "damaged";
  }

  absl::StatusOr<uint64_t> WalkSegment(uint64_t at, uint64_t end) {
    stream::FileInput input(file_, at);
    RONDO_ASSIGN_OR_RETURN(
        const SegmentHeader header,
        stream::ReadSegmentAt(&input, {.number = survey_.segments, .offset = at}));
    if (!in_score_) StartScore({});  // its file header is lost
    Piece piece = {.kind = PieceKind::kSegment, .begin = at};
    RONDO_ASSIGN_OR_RETURN(piece.end, EndOfSegment(at, header, end));
    if (piece.end < at + header.stored_bytes()) piece.damage = "cut short";
    RONDO_RETURN_IF_ERROR(AddSegment(std::move(piece), stream::EntryOf(header), header));
    const uint64_t next = survey_.pieces.back().end;
    implied_.Add(header);
    last_seen_ = header.is_last;
    return header.is_last && is_short_ ? WalkShortTrailer(next, end) : next;
  }

  absl::StatusOr<uint64_t> EndOfSegment(uint64_t at, const SegmentHeader& header,
                                        uint64_t end) {
    const uint64_t claimed = at + header.stored_bytes();
    const uint64_t last = std::min(claimed, end);
    if (claimed <= end) {
      RONDO_ASSIGN_OR_RETURN(const bool is_place, MayFollow(claimed, end));
      if (is_place) return claimed;
    }
    const uint64_t body = at + header.header_bytes;
    if (NextAnchor(body, last) == last || budget_bytes_ == 0) return last;
    uint64_t read_bytes = 0;
    const absl::StatusOr<SegmentHealth> health = CheckSegment(
        file_, {.number = survey_.segments, .offset = at}, header, last,
        HowFar::kFirstDamage, std::min(limit_bytes_, budget_bytes_), &read_bytes);
    budget_bytes_ -= std::min(budget_bytes_, read_bytes);
    if (absl::IsResourceExhausted(health.status())) return NextAnchor(body, last);
    RONDO_RETURN_IF_ERROR(health.status());
    return NextAnchor(std::max(body, health->first_damage), last);
  }

  // Whether a part of a score may begin there, or the data end.
  absl::StatusOr<bool> MayFollow(uint64_t at, uint64_t end) {
    if (at == end || NextAnchor(at, end) == at) return true;
    stream::Marker marker;
    if (end - at < marker.size()) return false;
    RONDO_RETURN_IF_ERROR(file_.ReadAt(at, marker));
    return marker == stream::kIndexMarker;
  }

  // Where its trailer does not lead to it.
  absl::StatusOr<uint64_t> WalkParity(uint64_t at, uint64_t end) {
    RONDO_RETURN_IF_ERROR(LeaveScore(at));
    ByteVector header(std::min<uint64_t>(stream::kParityHeaderBytes, end - at));
    RONDO_RETURN_IF_ERROR(file_.ReadAt(at, std::span<uint8_t>(header)));
    RONDO_ASSIGN_OR_RETURN(const stream::ParityPage page,
                           stream::ParseParityHeader(header));
    Piece piece = {.kind = PieceKind::kParity, .begin = at};
    const uint64_t bytes = page.shape.section_bytes();
    piece.end = bytes <= end - at ? at + bytes : NextAnchor(at + 1, end);
    piece.damage = "its trailer is damaged, or parity is missing";
    RONDO_RETURN_IF_ERROR(Add(piece));
    return piece.end;
  }

  absl::StatusOr<uint64_t> WalkShortTrailer(uint64_t at, uint64_t end) {
    std::array<uint8_t, stream::kShortTrailerBytes> bytes;
    if (end - at < bytes.size()) return at;
    RONDO_RETURN_IF_ERROR(file_.ReadAt(at, bytes));
    if (!stream::ParseShortTrailer(bytes)) return at;
    RONDO_RETURN_IF_ERROR(
        Add({.kind = PieceKind::kIndex, .begin = at, .end = at + bytes.size()}));
    EndScore();
    return at + bytes.size();
  }

  // An index to which no trailer led, or that tells of more than there is.
  absl::StatusOr<uint64_t> WalkIndex(uint64_t at, uint64_t end) {
    Piece piece = {.kind = PieceKind::kIndex, .begin = at, .damage = "damaged"};
    piece.end = NextAnchor(at + 1, end);
    RONDO_ASSIGN_OR_RETURN(const bool is_all, IsAllThere(piece.end));
    if (!is_all) {
      piece.kind = PieceKind::kUnknown;
      piece.damage = "the index of a score of which something is missing";
    }
    BreakOff();
    const uint64_t next = piece.end;
    RONDO_RETURN_IF_ERROR(Add(std::move(piece)));
    return next;
  }

  // Whether the score that is said to end there has its last segment, and as many bytes
  // as its trailer says, if that holds.
  absl::StatusOr<bool> IsAllThere(uint64_t end) {
    if (!last_seen_) return false;
    if (end < stream::kTrailerBytes) return true;
    std::array<uint8_t, stream::kTrailerBytes> bytes;
    RONDO_RETURN_IF_ERROR(file_.ReadAt(end - bytes.size(), bytes));
    const absl::StatusOr<stream::Trailer> trailer = stream::ParseTrailer(bytes);
    return !trailer.ok() || trailer->score_bytes == end - score_begin_;
  }

  absl::StatusOr<uint64_t> WalkUnknown(uint64_t at, uint64_t end) {
    Piece piece = {.kind = PieceKind::kUnknown, .begin = at};
    piece.end = NextAnchor(at + 1, end);
    piece.damage = "nothing that is known to Rondo";
    if (in_score_ && last_seen_ && piece.end - at <= MostIndexBytes()) {
      piece.kind = PieceKind::kIndex;
      piece.damage = "damaged";
      BreakOff();
    } else {
      is_gap_ = true;  // there may have been segments
    }
    const uint64_t next = piece.end;
    RONDO_RETURN_IF_ERROR(Add(std::move(piece)));
    return next;
  }

  // Of the score, all of whose segments are known: with whatever an index may say.
  uint64_t MostIndexBytes() const {
    constexpr uint64_t kFacts =
        sizeof(stream::LogId) + 2 * sizeof(uint64_t) + stream::kMaxRedactListBytes;
    return implied_.Finish().size() + kFacts;
  }

  absl::Status AddFrame(const Frame& frame) {
    RONDO_RETURN_IF_ERROR(LeaveScore(frame.begin));
    if (frame.is_parity) {
      return Add({.kind = PieceKind::kParity, .begin = frame.begin, .end = frame.end});
    }
    StartScore({});
    score_begin_ = frame.begin;
    std::array<uint8_t, stream::kFileHeaderBytes> bytes;
    RONDO_RETURN_IF_ERROR(file_.ReadAt(frame.begin, bytes));
    Piece head = {.kind = PieceKind::kFileHeader,
                  .begin = frame.begin,
                  .end = frame.begin + bytes.size()};
    const absl::StatusOr<stream::FileHeader> file_header = stream::ParseFileHeader(bytes);
    if (!file_header.ok()) head.damage = std::string(file_header.status().message());
    RONDO_RETURN_IF_ERROR(Add(head));
    stream::IndexBuilder implied(file_header.value_or(stream::FileHeader()));
    uint64_t at = head.end;
    if (const uint32_t car_bytes = frame.index.carried_bytes; car_bytes > 0) {
      Piece piece = {.kind = PieceKind::kDictionary,
                     .begin = at,
                     .end = at + stream::CarriedDictionaryBytes(car_bytes)};
      RONDO_ASSIGN_OR_RETURN(piece.damage, DamageOfDictionary(at, car_bytes));
      RONDO_RETURN_IF_ERROR(Add(piece));
      at = piece.end;
      implied.SetCarried(car_bytes);
    }
    bool all_headers = file_header.ok();
    bool all_hold = all_headers;
    for (const IndexEntry& entry : frame.index.entries) {
      Piece piece = {
          .kind = PieceKind::kSegment, .begin = at, .end = at + entry.stored_bytes};
      stream::FileInput input(file_, at);
      absl::StatusOr<SegmentHeader> header =
          stream::ReadSegmentAt(&input, {.number = survey_.segments, .offset = at});
      std::optional<SegmentHeader> sound;
      if (header.ok() && stream::EntryOf(*header) == entry) {
        implied.Add(*header);
        all_hold &= header->is_last == (&entry == &frame.index.entries.back());
        sound = *std::move(header);
      } else {
        all_hold = all_headers = false;
        piece.damage = header.ok() ? "its header is not what the index tells of"
                                   : std::string(header.status().message());
      }
      RONDO_RETURN_IF_ERROR(AddSegment(std::move(piece), entry, sound));
      at += entry.stored_bytes;
    }
    Piece index = {.kind = PieceKind::kIndex, .begin = at, .end = frame.end};
    if (all_hold) {
      RONDO_ASSIGN_OR_RETURN(index.damage, DamageOfIndex(frame, implied));
    } else if (all_headers) {
      index.damage = "not behind the segment that says it is the last";
    }
    RONDO_RETURN_IF_ERROR(Add(index));
    EndScore();
    return absl::OkStatus();
  }

  // Index and trailer are a function of what they are about, Merkle root included.
  absl::StatusOr<std::string> DamageOfIndex(const Frame& frame,
                                            stream::IndexBuilder& implied) {
    if (frame.index.log) implied.SetLog(*frame.index.log);
    if (frame.index.modified_seconds) implied.SetModified(*frame.index.modified_seconds);
    implied.SetRedactList(frame.index.redact_list);
    ByteVector found(frame.end - frame.index_begin);
    RONDO_RETURN_IF_ERROR(file_.ReadAt(frame.index_begin, std::span<uint8_t>(found)));
    return found == implied.Finish() ? "" : "not what the segments and the header imply";
  }

  void StartScore(const stream::FileHeader& header) {
    in_score_ = true;
    is_gap_ = last_seen_ = false;
    implied_ = stream::IndexBuilder(header);
    is_added_ = is_short_ = broken_off_ = false;
    ++survey_.scores;
    score_segments_.clear();
    last_lender_.reset();
  }

  void EndScore() { in_score_ = is_gap_ = is_added_ = false; }

  // It ends, and its trailer does not hold.
  void BreakOff() {
    in_score_ = is_gap_ = false;
    broken_off_ = true;
  }

  absl::Status AddSegment(Piece piece, const IndexEntry& entry,
                          std::optional<SegmentHeader> header) {
    piece.score = survey_.scores - 1;
    piece.number = survey_.segments++;
    piece.expanded_bytes = entry.expanded_bytes;
    piece.newlines = entry.newlines;
    piece.ends_in_newline = entry.ends_in_newline;
    const uint64_t number = score_segments_.size();
    if (header && header->builds_on > 0 && last_lender_) {
      piece.lender_is_guess = is_gap_;
      if (is_gap_ || number - *last_lender_ == header->builds_on) {
        piece.lender = score_segments_[*last_lender_];
      }
    }
    if (header && header->lends) {
      last_lender_ = number;
      is_gap_ = false;  // what comes builds on this one
    }
    score_segments_.push_back(survey_.pieces.size());
    piece.header = std::move(header);
    return Add(std::move(piece));
  }

  absl::Status Add(Piece piece) {
    if (survey_.pieces.size() >= limit_bytes_ / 4 / sizeof(Piece)) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the file has more than ", survey_.pieces.size(),
                       " parts, which need more than half of ", limit_bytes_,
                       " bytes of memory, the limit"));
    }
    survey_.pieces.push_back(std::move(piece));
    return absl::OkStatus();
  }

  // The walk came to the end of the file in a score that was added, or in what may be the
  // start of one.
  absl::Status FindUnfinished() {
    if (broken_off_ && is_added_) {
      survey_.unfinished_from = score_begin_;
    } else if (survey_.pieces.size() > 1 &&
               survey_.pieces.back().kind == PieceKind::kUnknown && !broken_off_) {
      const uint64_t begin = survey_.pieces.back().begin;
      RONDO_ASSIGN_OR_RETURN(const bool is_unwritten,
                             stream::ScoreMap::IsUnwritten(file_, begin));
      if (is_unwritten) survey_.unfinished_from = begin;
    }
    return absl::OkStatus();
  }

  const RandomAccessFile& file_;
  const uint64_t limit_bytes_;
  uint64_t budget_bytes_;
  Anchors anchors_;
  Survey survey_;

  // Of the score that the walk is in.
  bool in_score_ = false;
  bool is_added_ = false;
  bool is_short_ = false;
  bool last_seen_ = false;   // the segment that says it is the last
  bool broken_off_ = false;  // of the last score of a walk
  bool is_gap_ = false;      // segments may be missing since the last lender
  uint64_t score_begin_ = 0;
  stream::IndexBuilder implied_;         // if nothing is missing
  std::vector<size_t> score_segments_;   // pieces
  std::optional<uint64_t> last_lender_;  // number within the score
};

}  // namespace

absl::StatusOr<Survey> SurveyFile(const RandomAccessFile& file,
                                  uint64_t memory_limit_bytes) {
  return Surveyor(file, memory_limit_bytes).Run();
}

}  // namespace rondo::trust
