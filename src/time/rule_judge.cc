// Where records start with a time at one place and of one kind, a date elsewhere is a
// part of what a record says:
//
//   2024-03-04 10:02:03 ERROR no such day            kind 4
//   ValueError: bad date 2019-01-01 00:00:00         kind 132
//   2024-03-04 10:02:04 INFO next
//
// But one segment may hold several logs, one after another or line by line, and each has
// its kind. So the lines with times are taken as runs of one kind. A kind is left out if
// most of its runs are *enclosed*: short, and between runs of one kind that has more
// lines. It is not if its lines are many, sometimes follow each other, and are mostly in
// the order of those around them: then it is another log that is written at the same
// time. Nor is it where no kind starts lines, it has many more lines than the one that
// comes nearest to that, and its times are of the day of those around them. In a text
// where nearly every line has a kind of its own all count.
//
// Orders of days and months: a number above 12 is no month. Of a log, which must have one
// order, a single line decides. Whether a year of two digits is first or last, its
// changes tell, too: days change more often than years.
//
// Tested by tests/time/rule_judge_test.cc.
#include "time/rule_judge.h"

#include <algorithm>
#include <optional>

#include "time/wall_clock.h"

namespace rondo::time {
namespace {

// Runs of so many lines on average are a log of their own.
constexpr uint64_t kLongRun = 16;
// Another log at the same time has so many lines, and such a share of all; of them, such
// a share follows another.
constexpr uint64_t kOtherLog = 8;
constexpr uint64_t kFollowing = 16;
// Clocks of logs that are written at the same time differ by that.
constexpr int64_t kSlack = 2 * kSecond;
// A collection of lines: so many kinds, and such a share of all lines.
constexpr uint64_t kManyKinds = 6;
constexpr uint64_t kKindShare = 4;
// What one line in so many contradicts still holds.
constexpr uint64_t kStray = 64;

// The yearless year is 265 years from the times of today, and years go to 2199: the
// distance takes all 64 bits.
bool IsFar(int64_t a, int64_t b) {
  const auto [low, high] = std::minmax(a, b);
  return static_cast<uint64_t>(high) - static_cast<uint64_t>(low) >
         static_cast<uint64_t>(kDay);
}

bool IsCount(TimeKind kind) {
  return kind.form() == static_cast<unsigned>(TimeForm::kCount);
}

constexpr DateOrder kOrders[] = {DateOrder::kDayMonthYear, DateOrder::kMonthDayYear,
                                 DateOrder::kYearMonthDay};

}  // namespace

void RuleJudge::Start(const LineStamp& stamp) {
  if (runs_.size() == kMostRuns) JudgeRuns();
  runs_.push_back(
      {.kind = stamp.kind, .lines = 1, .first = stamp.time, .last = stamp.time});
}

void RuleJudge::Count(const LineStamp& stamp) {
  const auto found = std::ranges::find_if(numbers_, [&](const NumbersOf& one) {
    return one.kind == stamp.kind && one.numbers.last.cls == stamp.numbers.cls;
  });
  if (found == numbers_.end()) {
    numbers_.push_back({stamp.kind, {.last = stamp.numbers}});
    return Count(stamp);
  }
  Numbers& numbers = found->numbers;
  ++numbers.lines;
  for (size_t i = 0; i < std::size(kOrders); ++i) {
    numbers.impossible[i] += MayStandIn(kOrders[i], stamp.numbers) ? 0 : 1;
  }
  numbers.changes_of_first += numbers.last.first != stamp.numbers.first ? 1 : 0;
  numbers.changes_of_third += numbers.last.third != stamp.numbers.third ? 1 : 0;
  numbers.last = stamp.numbers;
}

void RuleJudge::JudgeRuns() {
  std::array<KindFacts, TimeKind::kCount> facts{};
  uint64_t lines = 0;
  for (size_t i = 0; i < runs_.size(); ++i) {
    KindFacts& fact = facts[runs_[i].kind.number()];
    if (fact.runs++ == 0) fact.start = i;
    fact.lines += runs_[i].lines;
    lines += runs_[i].lines;
  }
  std::vector<TimeKind> kinds;
  for (size_t kind = 0; kind < facts.size(); ++kind) {
    if (facts[kind].runs == 0) continue;
    kinds.emplace_back(static_cast<uint8_t>(kind));
    seen_.set(kind);
  }
  const bool collection =
      kinds.size() > TimeRules::kMostKinds ||
      (kinds.size() >= kManyKinds && kinds.size() * kKindShare >= lines);
  // The kinds that records are most likely to start with come first.
  const auto weight = [&facts](TimeKind kind) {
    const bool starts = kind.place() <= 1 && !IsCount(kind);
    return facts[kind.number()].lines * (starts ? 2 : 1);
  };
  std::ranges::stable_sort(kinds, [&](TimeKind a, TimeKind b) {
    if (weight(a) != weight(b)) return weight(a) > weight(b);
    if (a.place() != b.place()) return a.place() < b.place();
    return facts[a.number()].start < facts[b.number()].start;
  });
  std::bitset<TimeKind::kCount> counts;
  for (const TimeKind kind : kinds) {
    if (collection || IsOfRecords(kind, kinds.front(), counts, facts, lines))
      counts.set(kind.number());
  }
  accepted_ |= counts;
  runs_.clear();
}

// Whether a kind counts beside those that do so far, the first of which is `leader`.
bool RuleJudge::IsOfRecords(TimeKind kind, TimeKind leader,
                            const std::bitset<TimeKind::kCount>& counts,
                            const std::array<KindFacts, TimeKind::kCount>& facts,
                            uint64_t lines) const {
  const KindFacts& fact = facts[kind.number()];
  if (counts.none() || fact.lines >= fact.runs * kLongRun) return true;
  uint64_t enclosed = 0;
  uint64_t in_order = 0;
  uint64_t near = 0;
  const auto lines_of = [&facts](const Run* run) {
    return facts[run->kind.number()].lines;
  };
  const auto add = [&](const Run* above, const Run& run, const Run* below) {
    in_order += (above == nullptr || above->last - kSlack <= run.first) &&
                (below == nullptr || run.last - kSlack <= below->first);
    near += (above == nullptr || !IsFar(above->last, run.first)) &&
            (below == nullptr || !IsFar(run.last, below->first));
    if (above != nullptr && below != nullptr) {
      enclosed +=
          run.lines < kLongRun && above->kind == below->kind && lines_of(above) >= 2;
    } else if (above != nullptr) {
      enclosed += run.lines == 1 && lines_of(above) >= 2;
    } else if (below != nullptr) {
      // The head of a log says when it was opened.
      enclosed +=
          run.lines == 1 && lines_of(below) >= 2 && IsFar(run.first, below->first);
    }
  };
  const Run* above = nullptr;
  std::vector<const Run*> open;  // runs of this kind below `above`
  const auto close = [&](const Run* below) {
    for (const Run* const run : open) add(above, *run, below);
    open.clear();
  };
  for (const Run& run : runs_) {
    if (run.kind == kind) {
      open.push_back(&run);
    } else if (counts[run.kind.number()]) {
      close(&run);
      above = &run;
    }
  }
  close(nullptr);
  const bool other_log = fact.lines >= kOtherLog && fact.lines * kOtherLog >= lines &&
                         (fact.lines - fact.runs) * kFollowing >= fact.lines &&
                         in_order * 8 >= fact.runs * 7;
  const bool outweighs = leader.place() > 0 && fact.lines >= kOtherLog &&
                         fact.lines * 2 >= facts[leader.number()].lines * 3 &&
                         near * 8 >= fact.runs * 7;
  return other_log || outweighs || enclosed * 2 <= fact.runs;
}

TimeRules RuleJudge::Judge() {
  if (!runs_.empty()) JudgeRuns();
  TimeRules rules;
  if (accepted_ != seen_ && accepted_.count() <= TimeRules::kMostKinds) {
    rules.kinds = accepted_;
  }
  // Kinds of one class are judged together.
  std::array<Numbers, DateNumbers::kClasses> classes{};
  for (const NumbersOf& of : numbers_) {
    if (!rules.Counts(of.kind)) continue;
    Numbers& sum = classes[of.numbers.last.cls];
    sum.lines += of.numbers.lines;
    for (size_t i = 0; i < std::size(kOrders); ++i) {
      sum.impossible[i] += of.numbers.impossible[i];
    }
    sum.changes_of_first += of.numbers.changes_of_first;
    sum.changes_of_third += of.numbers.changes_of_third;
    sum.last = of.numbers.last;
  }
  for (const Numbers& numbers : classes) {
    if (numbers.lines == 0) continue;
    unsigned may = 0;
    const uint64_t least = *std::ranges::min_element(numbers.impossible);
    for (size_t i = 0; i < std::size(kOrders); ++i) {
      if (numbers.impossible[i] == least) may |= DateOrders::BitOf(kOrders[i]);
    }
    const unsigned year_first = DateOrders::BitOf(DateOrder::kYearMonthDay);
    if ((may & year_first) != 0 && may != year_first) {
      if (numbers.changes_of_first > numbers.changes_of_third) may &= ~year_first;
      if (numbers.changes_of_third > numbers.changes_of_first) may = year_first;
    }
    // Logs of two orders: each line for itself.
    if (least * kStray > numbers.lines) {
      may = DateOrders::kAny;
      if (!numbers.last.has_two_digit_year()) may &= ~year_first;
    }
    rules.orders.Set(numbers.last.cls, may);
  }
  return rules;
}

TimeRules RuleJudge::JudgeLast(const RuleJudge& own, const TimeRules& alone) {
  TimeRules rules = Judge();
  if (rules.kinds.any()) {
    rules.kinds &= own.seen_;
    if (rules.kinds.none()) return alone;
    if (rules.kinds == own.seen_) rules.kinds.reset();
  }
  // Of a class without such lines nothing is said; one that has some must be told, since
  // bounds are of the orders that are.
  for (int cls = 0; cls < int{DateNumbers::kClasses}; ++cls) {
    const bool has_lines = std::ranges::any_of(own.numbers_, [&](const NumbersOf& of) {
      return of.numbers.last.cls == cls && rules.Counts(of.kind);
    });
    if (!has_lines) rules.orders.Set(cls, 0);
  }
  return rules;
}

TimeRules JudgeText(std::string_view text) {
  RuleJudge judge;
  while (!text.empty()) {
    const size_t newline = text.find('\n');
    if (const auto stamp = StampOf(text.substr(0, newline))) judge.Add(*stamp);
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
  }
  return judge.Judge();
}

}  // namespace rondo::time
