// Times of one year are at most half a year from each other, or the years are counted
// (time/asked/year_order.h). So a block is passed over if its bounds and those of the
// block before are all within half a year; only where a year may begin are lines looked
// at:
//
//   bounds   Dec 2..9   Dec 9..20   Dec 20..31 Jan 1   Jan 1..8   Jan 8..12
//            passed     passed      lines              passed     passed
//
// The last time of a passed block is needed where the next is not: then that one is
// looked at, too.
//
// Tested by tests/stream/read/lines_in_time_test.cc.
#include "stream/read/years_in_order.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/status_macros.h"
#include "stream/io/input.h"
#include "stream/score/block_table.h"
#include "stream/score/walker.h"
#include "stream/segment/reader.h"
#include "time/asked/year_order.h"
#include "time/line_time.h"
#include "time/written_date.h"

namespace rondo::stream {
namespace {

// The year in which times without one stand is before this.
constexpr int64_t kYearsStart = -2'208'988'800 * int64_t{1'000'000'000};  // 1900

void Widen(std::optional<TimeBounds>* all, const TimeBounds& more) {
  if (!*all) {
    *all = more;
    return;
  }
  (*all)->Add(more.first);
  (*all)->Add(more.last);
}

// Of the times without a year in bounds; nothing: there are none.
std::optional<TimeBounds> WithoutYear(const TimeBounds& bounds) {
  if (bounds.first >= kYearsStart) return std::nullopt;
  return bounds;
}

bool AreNear(const TimeBounds& bounds) {
  return bounds.last < kYearsStart && bounds.last - bounds.first <= time::kHalfYear;
}

class YearSearch {
 public:
  YearSearch(const RandomAccessFile& file, const ScoreMap& map, const TimeSet& times,
             uint64_t memory_limit_bytes, const RangeReader& read)
      : file_(file),
        map_(map),
        times_(times),
        memory_limit_bytes_(memory_limit_bytes),
        read_(read) {}

  absl::StatusOr<std::vector<YearStart>> Run() {
    if (!MayPassYears()) return std::vector<YearStart>{YearStart()};
    for (uint64_t i = 0; i < map_.size(); ++i) {
      const std::optional<SegmentTimes>& own = map_.times(i);
      if (own && own->yearless) RONDO_RETURN_IF_ERROR(AddSegment(i, *own));
    }
    RONDO_RETURN_IF_ERROR(EndPassed());
    return order_.YearsFor(times_);
  }

 private:
  // A block, whose lines have these rules.
  struct Block {
    uint64_t from = 0;
    uint64_t to = 0;
    time::TimeRules rules;
    TimeBounds bounds;  // of its times without a year
  };

  bool MayPassYears() const {
    std::optional<TimeBounds> all;
    for (uint64_t i = 0; i < map_.size(); ++i) {
      const std::optional<SegmentTimes>& own = map_.times(i);
      if (!own || !own->yearless) continue;
      if (!BoundsHold(*own, times_)) return true;
      Widen(&all, own->bounds());
    }
    return all && !AreNear(*all);
  }

  absl::Status AddSegment(uint64_t i, const SegmentTimes& own) {
    FileInput input(file_, map_.place(i).offset);
    RONDO_ASSIGN_OR_RETURN(const SegmentHeader header,
                           ReadSegmentAt(&input, map_.place(i)));
    RONDO_RETURN_IF_ERROR(map_.CheckHeader(i, header));
    RONDO_ASSIGN_OR_RETURN(
        const BlockTable table,
        ReadBlockTable(&input, map_.place(i), header, memory_limit_bytes_));
    const bool holds = BoundsHold(own, times_);
    Block block;
    block.rules = RulesOf(header);
    block.rules.asked_order = times_.date_order();
    for (uint32_t number = table.times.timeless(); number < table.size(); ++number) {
      std::optional<TimeBounds> bounds;
      for (const TimeBounds& some : table.times.Of(number)) {
        if (const auto yearless = WithoutYear(some)) Widen(&bounds, *yearless);
      }
      if (!holds) bounds = TimeBounds{INT64_MIN, INT64_MAX};
      if (!bounds) continue;
      block.from = map_.expanded_begin(i) + table.expanded_begin(number);
      block.to = map_.expanded_begin(i) + table.expanded_ends[number];
      block.bounds = *bounds;
      RONDO_RETURN_IF_ERROR(Add(block));
    }
    return absl::OkStatus();
  }

  absl::Status Add(const Block& block) {
    std::optional<TimeBounds> both = block.bounds;
    if (passed_) {
      Widen(&both, passed_->bounds);
    } else if (last_) {
      Widen(&both, {*last_, *last_});
    }
    if (AreNear(*both)) {
      passed_ = block;
      return absl::OkStatus();
    }
    RONDO_RETURN_IF_ERROR(EndPassed());
    return LookAt(block, [this](int64_t time, uint64_t offset) {
      order_.Add(time, offset);
      last_ = time;
    });
  }

  // Finds the last time of the block that was passed over last.
  absl::Status EndPassed() {
    if (!passed_) return absl::OkStatus();
    const Block block = *std::exchange(passed_, std::nullopt);
    RONDO_RETURN_IF_ERROR(
        LookAt(block, [this](int64_t time, uint64_t) { last_ = time; }));
    if (last_) order_.Pass(*last_);
    return absl::OkStatus();
  }

  // Calls found(time, offset) for the lines without a year that start in the block.
  template <typename Found>
  absl::Status LookAt(const Block& block, const Found& found) const {
    const uint64_t from = block.from == 0 ? 0 : block.from - 1;
    const uint64_t to =
        block.to + std::min<uint64_t>(time::kTimeBytes, map_.expanded_bytes() - block.to);
    std::string text;
    text.reserve(to - from);
    RONDO_RETURN_IF_ERROR(read_(from, to, [&text](base::Bytes bytes) {
      text.append(AsText(bytes));
      return absl::OkStatus();
    }));
    // What starts before the block belongs to the one before.
    size_t begin = block.from == 0 ? 0 : text.find('\n') + 1;  // npos + 1 is 0
    if (begin == 0 && block.from != 0) return absl::OkStatus();
    while (begin < text.size() && from + begin < block.to) {
      const size_t end = std::min(text.find('\n', begin), text.size());
      const auto stamp =
          time::StampOf(std::string_view(text).substr(begin, end - begin), block.rules);
      if (stamp && !stamp->has_year) found(stamp->time, from + begin);
      begin = end + 1;
    }
    return absl::OkStatus();
  }

  const RandomAccessFile& file_;
  const ScoreMap& map_;
  const TimeSet& times_;
  const uint64_t memory_limit_bytes_;
  const RangeReader& read_;

  time::YearOrder order_;
  std::optional<int64_t> last_;  // the last time that was looked at
  std::optional<Block> passed_;  // behind that, the last block of which none was
};

}  // namespace

time::TimeRules RulesOf(const SegmentHeader& header) {
  time::TimeRules rules = header.time_rules;
  if (header.times) rules.orders = header.times->orders;
  return rules;
}

bool BoundsHold(const SegmentTimes& own, const TimeSet& times) {
  const unsigned asked = time::DateOrders::BitOf(times.date_order());
  for (int cls = 0; cls < int{time::DateNumbers::kClasses}; ++cls) {
    const unsigned may = own.orders.Of(cls);
    if ((may & asked) != 0 && may != asked) return false;
  }
  return times.line_format() == nullptr;
}

absl::StatusOr<std::vector<YearStart>> YearsInOrder(const RandomAccessFile& file,
                                                    const ScoreMap& map,
                                                    const TimeSet& times,
                                                    uint64_t memory_limit_bytes,
                                                    const RangeReader& read) {
  return YearSearch(file, map, times, memory_limit_bytes, read).Run();
}

}  // namespace rondo::stream
