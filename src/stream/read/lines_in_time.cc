// From bounds of times to lines. A part of the data, a segment or a block, is *out* if
// its bounds do not touch the set, *in* if the set covers them, else *mixed*: then its
// lines are looked at, one by one. Nothing is assumed about the order of times.
//
// Lines without a time take that of the line before, which may be in another part. Bounds
// count such lines, so what is known of a part's last line says whether the lines that go
// on with it are in the set: those after a part that is out are out, after one that is
// in, in. Only the first lines of a segment are not counted, since a segment knows
// nothing of the one before: for them its bounds are widened by the time of that one's
// last line.
//
// A line that two segments share is seen by neither as it is. What such segments say of
// those lines is not used: the blocks in question are mixed, whatever their bounds.
//
// Each segment has rules of its own, which hold for the lines that start in it. Where
// they leave the order of days and months open, and an order is asked for, its bounds say
// nothing.
//
// Example, set 10..20:   bounds  0..8   7..12   12..19   11..14   19..25   26..30
//                                out    mixed   in       in       mixed    out
//
// Tested by tests/stream/read/lines_in_time_test.cc.
#include "stream/read/lines_in_time.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/io/input.h"
#include "stream/read/years_in_order.h"
#include "stream/score/block_table.h"
#include "stream/score/walker.h"
#include "stream/segment/reader.h"
#include "time/asked/line_sieve.h"
#include "time/line_time.h"

namespace rondo::stream {
namespace {

enum class Part { kOut, kIn, kMixed };

// Between some of these is each time of a part. None: it has no times.
using Knowledge = std::vector<TimeBounds>;

constexpr TimeBounds kAnyTime = {INT64_MIN, INT64_MAX};

class TimeSearch {
 public:
  TimeSearch(const RandomAccessFile& file, const ScoreMap& map, const TimeSet& times,
             uint64_t memory_limit_bytes, const RangeReader& read)
      : file_(file),
        map_(map),
        times_(times),
        most_runs_(memory_limit_bytes / 4 / sizeof(LineRun)),
        memory_limit_bytes_(memory_limit_bytes),
        read_(read) {}

  absl::StatusOr<std::vector<LineRun>> Run() {
    for (uint64_t i = 0; i < map_.size(); ++i) RONDO_RETURN_IF_ERROR(AddSegment(i));
    RONDO_RETURN_IF_ERROR(EndMixed(std::nullopt));
    return std::move(runs_);
  }

 private:
  struct Extent {
    uint64_t from = 0;
    uint64_t to = 0;
    uint64_t newlines = 0;      // before it
    uint64_t newlines_end = 0;  // before its end
  };

  struct SegmentRules {
    uint64_t begin = 0;
    uint64_t end = 0;
    time::TimeRules rules;
  };

  bool StartsLine(uint64_t segment) const {
    return segment == 0 || map_.ends_in_newline(segment - 1);
  }
  bool EndsLine(uint64_t segment) const {
    return segment + 1 == map_.size() || map_.ends_in_newline(segment);
  }

  // Of the lines that start in [from, to).
  Part PartOf(const Knowledge& known, uint64_t from, uint64_t to) const {
    const auto touches = [&](const TimeBounds& bounds) {
      return times_.Touches(bounds.first, bounds.last, from, to);
    };
    const auto covers = [&](const TimeBounds& bounds) {
      return times_.Covers(bounds.first, bounds.last, from, to);
    };
    if (std::ranges::none_of(known, touches)) return Part::kOut;
    return std::ranges::all_of(known, covers) ? Part::kIn : Part::kMixed;
  }

  bool Holds(const SegmentTimes& own) const { return BoundsHold(own, times_); }

  absl::Status AddSegment(uint64_t i) {
    const std::optional<SegmentTimes>& own = map_.times(i);
    const std::optional<TimeBounds> before = before_;
    Knowledge known;
    if (before) known.push_back(*before);
    // What is said to be the time of lines may be where none was found.
    const bool is_said = times_.line_format() != nullptr;
    if (own || is_said) {
      const bool holds = own && Holds(*own);
      known.push_back(holds ? own->bounds() : kAnyTime);
      before_ = holds ? own->end_bounds() : kAnyTime;
    }
    Part part = PartOf(known, map_.expanded_begin(i), map_.expanded_end(i));
    // Before its first time a segment may have lines, which without `before` have none.
    if (part == Part::kIn && !before) part = Part::kMixed;
    if (!StartsLine(i) || !EndsLine(i)) {
      part = Part::kMixed;
      before_ = kAnyTime;
    }
    const Extent whole = {.from = map_.expanded_begin(i),
                          .to = map_.expanded_end(i),
                          .newlines = map_.newline_begin(i),
                          .newlines_end = map_.newline_begin(i + 1)};
    if (part != Part::kMixed) return Add(part, whole);
    return AddBlocks(i, before);
  }

  absl::Status AddBlocks(uint64_t i, const std::optional<TimeBounds>& before) {
    FileInput input(file_, map_.place(i).offset);
    RONDO_ASSIGN_OR_RETURN(const SegmentHeader header,
                           ReadSegmentAt(&input, map_.place(i)));
    RONDO_RETURN_IF_ERROR(map_.CheckHeader(i, header));
    rules_.push_back({.begin = map_.expanded_begin(i),
                      .end = map_.expanded_end(i),
                      .rules = RulesOf(header)});
    const bool holds =
        times_.line_format() == nullptr && (!header.times || Holds(*header.times));
    RONDO_ASSIGN_OR_RETURN(
        const BlockTable table,
        ReadBlockTable(&input, map_.place(i), header, memory_limit_bytes_));
    const uint32_t timed = header.times ? table.times.timeless() : table.size();
    for (uint32_t block = 0; block < table.size(); ++block) {
      Knowledge known;
      if (!holds) {
        known.push_back(kAnyTime);
      } else if (header.times) {
        const std::span<const TimeBounds> own = table.times.Of(block);
        known.assign(own.begin(), own.end());
      }
      if (block <= timed && before) known.push_back(*before);
      const uint64_t begin = map_.expanded_begin(i);
      Part part = PartOf(known, begin + table.expanded_begin(block),
                         begin + table.expanded_ends[block]);
      const bool untold = part == Part::kIn && block == timed && !before;
      // A line that begins here may get its time from the next segment.
      const bool cut = !EndsLine(i) && table.expanded_ends[block] + time::kTimeBytes >
                                           header.expanded_bytes;
      if (untold || cut || !StartsLine(i)) part = Part::kMixed;
      const uint64_t newlines = map_.newline_begin(i);
      RONDO_RETURN_IF_ERROR(
          Add(part, {.from = begin + table.expanded_begin(block),
                     .to = begin + table.expanded_ends[block],
                     .newlines = newlines + table.newline_begin(block),
                     .newlines_end = newlines + table.newline_ends[block]}));
    }
    return absl::OkStatus();
  }

  absl::Status Add(Part part, const Extent& extent) {
    if (part == Part::kMixed) {
      if (!mixed_) {
        mixed_ = extent;
      } else {
        mixed_->to = extent.to;
      }
      return absl::OkStatus();
    }
    RONDO_RETURN_IF_ERROR(EndMixed(part == Part::kIn));
    inside_ = part == Part::kIn;
    return inside_ ? AddRun(extent) : absl::OkStatus();
  }

  // Looks at the lines of mixed_. `next_inside`: whether the line that what follows goes
  // on with is in the set, if it is known.
  absl::Status EndMixed(std::optional<bool> next_inside) {
    if (!mixed_) return absl::OkStatus();
    const Extent mixed = *mixed_;
    mixed_.reset();
    time::LineSieve::Start start = {
        .offset = mixed.from, .newlines = mixed.newlines, .inside = inside_};
    RONDO_ASSIGN_OR_RETURN(start.after_newline, StartsLineAt(mixed.from));
    time::LineSieve sieve(times_, start, [this](const time::LineSieve::Piece& piece) {
      return AddRun({.from = piece.offset,
                     .to = piece.offset + piece.text.size(),
                     .newlines = piece.newlines,
                     .newlines_end = piece.newlines_end});
    });
    // The last rules may hold for blocks to come.
    std::vector<SegmentRules> kept;
    if (!rules_.empty()) kept.push_back(rules_.back());
    for (const SegmentRules& segment : std::exchange(rules_, std::move(kept))) {
      if (segment.end <= mixed.from || segment.begin >= mixed.to) continue;
      sieve.SetRules(segment.rules);
      RONDO_RETURN_IF_ERROR(
          read_(std::max(mixed.from, segment.begin), std::min(mixed.to, segment.end),
                [&](base::Bytes bytes) { return sieve.Add(AsText(bytes)); }));
    }
    RONDO_RETURN_IF_ERROR(next_inside ? sieve.FinishBefore(*next_inside)
                                      : sieve.Finish());
    inside_ = sieve.inside();
    return absl::OkStatus();
  }

  absl::StatusOr<bool> StartsLineAt(uint64_t offset) const {
    if (offset == 0) return true;
    uint8_t before = 0;
    RONDO_RETURN_IF_ERROR(read_(offset - 1, offset, [&](base::Bytes bytes) {
      if (!bytes.empty()) before = bytes.front();
      return absl::OkStatus();
    }));
    return before == '\n';
  }

  absl::Status AddRun(const Extent& extent) {
    const bool last = extent.to == map_.expanded_bytes() && !map_.ends_in_newline();
    const uint64_t lines = extent.newlines_end - extent.newlines + (last ? 1 : 0);
    if (!runs_.empty() && runs_.back().to == extent.from) {
      runs_.back().to = extent.to;
      runs_.back().lines += lines;
      return absl::OkStatus();
    }
    if (runs_.size() == most_runs_) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "the lines of the time that was asked for are in more than ", most_runs_,
          " places; the limit on memory is ", memory_limit_bytes_));
    }
    runs_.push_back({.from = extent.from,
                     .to = extent.to,
                     .newlines = extent.newlines,
                     .lines = lines});
    return absl::OkStatus();
  }

  const RandomAccessFile& file_;
  const ScoreMap& map_;
  const TimeSet& times_;
  const uint64_t most_runs_;
  const uint64_t memory_limit_bytes_;
  const RangeReader& read_;

  std::optional<TimeBounds> before_;  // of the last line so far; absent: it has no time
  bool inside_ = false;               // the last line in front of mixed_ is in the set
  std::optional<Extent> mixed_;       // parts whose lines are still to be looked at
  std::vector<SegmentRules> rules_;   // of the segments that mixed_ touches, in order
  std::vector<LineRun> runs_;
};

}  // namespace

absl::StatusOr<std::vector<LineRun>> FindLinesInTime(const RandomAccessFile& file,
                                                     const ScoreMap& map,
                                                     const TimeSet& times,
                                                     uint64_t memory_limit_bytes,
                                                     const RangeReader& read) {
  TimeSet with_years = times;
  if (!times.has_years()) {
    RONDO_ASSIGN_OR_RETURN(const std::vector<YearStart> years,
                           YearsInOrder(file, map, times, memory_limit_bytes, read));
    with_years.SetYears(years);
  }
  return TimeSearch(file, map, with_years, memory_limit_bytes, read).Run();
}

}  // namespace rondo::stream
