// Judges what the times of many lines have in common: the rules of a segment.
//
//   RuleJudge judge;
//   for (each line) if (const auto stamp = StampOf(line)) judge.Add(*stamp);
//   const TimeRules rules = judge.Judge();
//
// docs/format/container.md, "Rules of times", says what rules mean; how they are judged
// is a writer's habit.
//
// Thread rule: externally synchronised.
#ifndef RONDO_TIME_RULE_JUDGE_H_
#define RONDO_TIME_RULE_JUDGE_H_

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "time/line_time.h"
#include "time/time_rules.h"

namespace rondo::time {

class RuleJudge {
 public:
  // The time that a line has by kRulesOfALine. Cost: 2 ns mostly.
  void Add(const LineStamp& stamp) {
    if (!runs_.empty() && runs_.back().kind == stamp.kind) {
      ++runs_.back().lines;
      runs_.back().last = stamp.time;
    } else {
      Start(stamp);
    }
    if (stamp.numbers.cls >= 0) Count(stamp);
  }

  // Cost: that of sorting kinds, and 10 ns for each change of kind.
  TimeRules Judge();
  // The same for the last lines that were added, of which `own` was given no others and
  // which `alone` was judged of. What came before them says which kinds count, unless
  // none of theirs would.
  TimeRules JudgeLast(const RuleJudge& own, const TimeRules& alone);

 private:
  // Lines with times of one kind, between which are none of another.
  struct Run {
    TimeKind kind;
    uint32_t lines = 0;
    int64_t first = 0;
    int64_t last = 0;
  };
  // Runs are judged in batches of so many: two MiB.
  static constexpr size_t kMostRuns = size_t{1} << 16;

  // Numbers in dates of one kind.
  struct Numbers {
    uint64_t lines = 0;
    std::array<uint64_t, 3> impossible = {};  // by order: lines that rule it out
    uint64_t changes_of_first = 0;
    uint64_t changes_of_third = 0;
    DateNumbers last;
  };
  struct NumbersOf {
    TimeKind kind;
    Numbers numbers;
  };

  // Of a batch of runs.
  struct KindFacts {
    uint64_t lines = 0;
    uint64_t runs = 0;
    size_t start = 0;  // its first run
  };

  void Start(const LineStamp& stamp);
  void Count(const LineStamp& stamp);
  void JudgeRuns();
  bool IsOfRecords(TimeKind kind, TimeKind leader,
                   const std::bitset<TimeKind::kCount>& counts,
                   const std::array<KindFacts, TimeKind::kCount>& facts,
                   uint64_t lines) const;

  std::vector<Run> runs_;
  std::bitset<TimeKind::kCount> seen_;      // of all batches
  std::bitset<TimeKind::kCount> accepted_;  // in some batch
  std::vector<NumbersOf> numbers_;
};

// Of the lines of a text; its first byte starts a line.
TimeRules JudgeText(std::string_view text);

}  // namespace rondo::time

#endif  // RONDO_TIME_RULE_JUDGE_H_
