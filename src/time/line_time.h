// The time of a line of a log: where it says when it was written.
//
// A pure function of the line and of the rules of its segment, so that who stores times
// and who filters lines by them agree. docs/format/container.md, "Times of lines", has
// the rule in words.
//
// Times are those of time/written_date.h.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_LINE_TIME_H_
#define RONDO_TIME_LINE_TIME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "time/time_rules.h"

namespace rondo::time {

// A line's time is a function of this many bytes at its start.
inline constexpr size_t kTimeBytes = 32 << 10;

// The time that a line says, and how.
struct LineStamp {
  int64_t time = 0;
  TimeKind kind;
  bool has_year = false;  // else it stands in kYearlessYear
  bool zoned = false;     // else it counts as UTC
  DateNumbers numbers;
};

// The time of a line, given without its newline or cut after kTimeBytes; nothing if it
// has none, or one of a kind that does not count. Cost: about 50 ns; JSON about 1 ns a
// byte up to the time.
std::optional<LineStamp> StampOf(std::string_view line,
                                 const TimeRules& rules = kRulesOfALine);

inline std::optional<int64_t> LineTime(std::string_view line,
                                       const TimeRules& rules = kRulesOfALine) {
  const std::optional<LineStamp> stamp = StampOf(line, rules);
  return stamp ? std::optional(stamp->time) : std::nullopt;
}

}  // namespace rondo::time

#endif  // RONDO_TIME_LINE_TIME_H_
