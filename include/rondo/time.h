// Times of lines: which are asked for, and how people write them.
//
//   const int64_t now = ...;
//   const auto since = rondo::ParseTime("2h ago", now);
//   const auto times = rondo::TimeSet::Between(since->from, rondo::kEndOfTime, now);
//
// A time is a count of nanoseconds since 1970-01-01 00:00:00 UTC. What lines say without
// a zone is of the zone that the reader names, or UTC. A line without a time belongs to
// the record of the last line above that has one; lines before the first such line have
// no time and are in no set. docs/format/container.md, "Times of lines".
//
// Thread rule: plain data and pure functions.
#ifndef RONDO_TIME_H_
#define RONDO_TIME_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace rondo {

inline constexpr int64_t kStartOfTime = INT64_MIN;
inline constexpr int64_t kEndOfTime = INT64_MAX;

// In what order a date in numbers has its day, month and year, where neither the line nor
// its neighbours tell. By line: one above 12 is the day; else it is first between points,
// and second between other marks.
enum class DateOrder : uint8_t { kByLine, kDayMonthYear, kMonthDayYear, kYearMonthDay };

// A stretch of time, half open.
struct TimeSpan {
  int64_t from = kStartOfTime;
  int64_t to = kEndOfTime;
};

// The times that are asked for.
class TimeSet {
 public:
  // [from, to). Times that are written without a year are taken to lie in the year up to
  // the end of the day after `now`: mostly they are past, but clocks may be ahead.
  // Times without a zone are of `zone`.
  static TimeSet Between(int64_t from, int64_t to, int64_t now,
                         const absl::TimeZone& zone = absl::UTCTimeZone());

  // How dates in numbers are read where nothing else tells.
  DateOrder date_order() const { return date_order_; }
  void set_date_order(DateOrder order) { date_order_ = order; }

  // Times here are as lines have them: those without a year are in 1704, those without a
  // zone in UTC.
  bool Contains(int64_t time, bool zoned = true) const;
  // Some time of first .. last may be in the set, with a zone or without; all are, both
  // ways. REQUIRES: first <= last.
  bool Touches(int64_t first, int64_t last) const;
  bool Covers(int64_t first, int64_t last) const;

 private:
  using Spans = std::vector<TimeSpan>;  // at most 3, apart, none empty
  Spans spans_;                         // of times with a zone
  Spans wall_spans_;                    // of times without
  DateOrder date_order_ = DateOrder::kByLine;
};

// What `text` names, from its start to its end: a second, a day ... An instant is one
// nanosecond long.
//   "2024-03-04", "2024-03-04T10", "2024-03-04 10:02", "2024-03-04T10:02:03.5Z", "...+02:00"
//   "04/Mar/2024:10:02:03 +0100", "Mar  4 10:02:03", "Mar 4", and so on: as in logs
//   "2024", "2024-03"; "10:02", "10:02:03 CET" of today
//   "@1709546523", with fraction; 10, 13, 16 or 19 digits: seconds to nanoseconds
//   "now", "2h ago", "1d 12h ago", "1 month ago", "-1h", "+30 min"
//   "today", "yesterday", "tomorrow", "monday" (today or the last one), "last monday", with
//   a time of day, too: "yesterday 14:00"; "this week", "last month", "last year"
// What has no zone is of `zone`, and so are days. kInvalidArgument: none of these.
absl::StatusOr<TimeSpan> ParseTime(std::string_view text, int64_t now,
                                   const absl::TimeZone& zone = absl::UTCTimeZone());

// "2024-03-04 10:02:03Z"; of a time without a year "03-04 10:02:03". Whole seconds.
std::string FormatTime(int64_t time);

}  // namespace rondo

#endif  // RONDO_TIME_H_
