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
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace rondo {

namespace time {
class LineFormat;
}

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

// From the line that starts at `offset` on, times without a year are of this one; absent:
// of the year's length up to now.
struct YearStart {
  uint64_t offset = 0;
  std::optional<int> year;
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

  // How lines write their times, where that is not to be found out: the value of `key`,
  // in JSON ("a.b" for the b of an object a) or before "=", and by `format`, in
  // strptime's letters. Either may be empty. Lines that have no such time have none.
  // Cost: all lines of a score are looked at. kInvalidArgument: there is no such format.
  absl::Status SetLineFormat(std::string_view key, std::string_view format);
  // Null: it is found out.
  const time::LineFormat* line_format() const { return line_format_.get(); }

  // The years of times without one. Until this is called, a Reader finds them out from
  // the order of lines, where it takes more than a year. REQUIRES: offsets rise, the
  // first is 0.
  void SetYears(std::span<const YearStart> years);
  bool has_years() const { return has_years_; }
  // The year that such a time has up to now; and the last that any has.
  int YearOf(int64_t time_without_year) const;
  int newest_year() const;

  // Times here are as lines have them: those without a year are in 1704, those without a
  // zone in UTC. `offset`: where the line starts.
  bool Contains(int64_t time, bool zoned = true, uint64_t offset = 0) const;
  // Some time of first .. last, of lines that start from offset `from` to `to`, may be in
  // the set, with a zone or without; all are, both ways. REQUIRES: first <= last.
  bool Touches(int64_t first, int64_t last, uint64_t from = 0, uint64_t to = 0) const;
  bool Covers(int64_t first, int64_t last, uint64_t from = 0, uint64_t to = 0) const;

 private:
  using Spans = std::vector<TimeSpan>;  // at most 3, apart, none empty
  // Of the lines from an offset on.
  struct Part {
    uint64_t offset = 0;
    Spans spans;       // of times with a zone
    Spans wall_spans;  // of times without
  };
  Part PartOf(const YearStart& start) const;
  std::span<const Part> PartsOf(uint64_t from, uint64_t to) const;

  int64_t from_ = kStartOfTime;
  int64_t to_ = kEndOfTime;
  int64_t now_ = 0;
  absl::TimeZone zone_;
  std::vector<Part> parts_ = std::vector<Part>(1);
  bool has_years_ = false;
  DateOrder date_order_ = DateOrder::kByLine;
  std::shared_ptr<const time::LineFormat> line_format_;
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
