// Times without a year are lines' month, day and time of day. What the set means for them
// is the piece of it within a year's length before `now` (a day of grace for clocks that
// are ahead), laid over the year that stands for none, in which it is one piece or two.
//
// What has no zone says what a clock on the wall showed. The set is laid out a second
// time as that clock had it, so that nothing is converted for each line. Where a clock
// goes back an hour is twice on the wall, and in the set if either may be.
//
// Example, now = 2024-03-04: what lies after 2023-12-01 is Dec 1 to Dec 31 and Jan 1 to
// Mar 5 of no year.
//
// Tested by tests/time/time_test.cc.
#include <algorithm>
#include <chrono>

#include "absl/strings/str_format.h"
#include "rondo/time.h"
#include "time/wall_clock.h"
#include "time/written_date.h"

namespace rondo {
namespace {

using std::chrono::nanoseconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

using Instant = std::chrono::sys_time<nanoseconds>;

Instant InstantOf(int64_t time) { return Instant(nanoseconds(time)); }

int64_t TimeOf(Instant instant) { return instant.time_since_epoch().count(); }

constexpr Instant kYearlessEnd = sys_days(year(time::kYearlessYear + 1) / 1 / 1);
// What has a year starts here: long before 1970, long after 1704.
constexpr Instant kYearsStart = sys_days(year(1900) / 1 / 1);

year YearOf(Instant instant) {
  return year_month_day(std::chrono::floor<std::chrono::days>(instant)).year();
}

Instant StartOf(year y) { return sys_days(y / 1 / 1); }

// The same month, day and time of day in the year that stands for none.
Instant WithoutYear(Instant instant) {
  const sys_days day = std::chrono::floor<std::chrono::days>(instant);
  const year_month_day date(day);
  const year_month_day moved(year(time::kYearlessYear), date.month(), date.day());
  return sys_days(moved) + (instant - day);
}

// Within one calendar year: [from, to) without that year.
TimeSpan SpanWithoutYear(Instant from, Instant to) {
  const bool to_end = to == StartOf(YearOf(from) + std::chrono::years(1));
  return {TimeOf(WithoutYear(from)),
          to_end ? TimeOf(kYearlessEnd) : TimeOf(WithoutYear(to))};
}

std::vector<TimeSpan> SpansOf(int64_t from, int64_t to, int64_t now) {
  std::vector<TimeSpan> spans;
  // The window of a year's length, to the end of tomorrow's day.
  const Instant window_to =
      std::chrono::floor<std::chrono::days>(InstantOf(now)) + std::chrono::days(2);
  const Instant this_year = StartOf(YearOf(window_to));
  const TimeSpan window_now = SpanWithoutYear(this_year, window_to);
  const auto add = [&spans](int64_t begin, int64_t end) {
    if (begin < end) spans.push_back({begin, end});
  };
  const Instant asked_from = std::max(InstantOf(from), this_year);
  const Instant asked_to = std::min(InstantOf(to), window_to);
  if (asked_from < asked_to) {
    const TimeSpan span = SpanWithoutYear(asked_from, asked_to);
    add(span.from, std::min(span.to, window_now.to));
  }
  const Instant last_year = StartOf(YearOf(window_to) - std::chrono::years(1));
  const Instant old_from = std::max(InstantOf(from), last_year);
  const Instant old_to = std::min(InstantOf(to), this_year);
  if (old_from < old_to) {
    const TimeSpan span = SpanWithoutYear(old_from, old_to);
    add(std::max(span.from, window_now.to), span.to);
  }
  add(std::max(from, TimeOf(kYearsStart)), to);
  return spans;
}

bool Touch(const std::vector<TimeSpan>& spans, int64_t first, int64_t last) {
  return std::ranges::any_of(
      spans, [&](const TimeSpan& span) { return first < span.to && last >= span.from; });
}

bool Cover(const std::vector<TimeSpan>& spans, int64_t first, int64_t last) {
  return std::ranges::any_of(
      spans, [&](const TimeSpan& span) { return first >= span.from && last < span.to; });
}

}  // namespace

TimeSet TimeSet::Between(int64_t from, int64_t to, int64_t now,
                         const absl::TimeZone& zone) {
  TimeSet set;
  set.spans_ = SpansOf(from, to, now);
  set.wall_spans_ =
      SpansOf(time::WallOf(from, zone), time::WallOf(to, zone), time::WallOf(now, zone));
  return set;
}

bool TimeSet::Contains(int64_t time, bool zoned) const {
  return Touch(zoned ? spans_ : wall_spans_, time, time);
}

bool TimeSet::Touches(int64_t first, int64_t last) const {
  return Touch(spans_, first, last) || Touch(wall_spans_, first, last);
}

bool TimeSet::Covers(int64_t first, int64_t last) const {
  return Cover(spans_, first, last) && Cover(wall_spans_, first, last);
}

std::string FormatTime(int64_t time) {
  const Instant instant = InstantOf(time);
  const sys_days day = std::chrono::floor<std::chrono::days>(instant);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss clock(
      std::chrono::floor<std::chrono::seconds>(instant - day));
  const std::string rest =
      absl::StrFormat("%02d-%02d %02d:%02d:%02d", static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day()), clock.hours().count(),
                      clock.minutes().count(), clock.seconds().count());
  if (instant < kYearsStart) return rest;
  return absl::StrFormat("%04d-%sZ", static_cast<int>(date.year()), rest);
}

}  // namespace rondo
