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
#include "base/status_macros.h"
#include "rondo/time.h"
#include "time/asked/line_format.h"
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

year YearAt(Instant instant) {
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
  const bool to_end = to == StartOf(YearAt(from) + std::chrono::years(1));
  return {TimeOf(WithoutYear(from)),
          to_end ? TimeOf(kYearlessEnd) : TimeOf(WithoutYear(to))};
}

// Where the window of a year's length ends: with tomorrow's day.
Instant WindowEnd(int64_t now) {
  return std::chrono::floor<std::chrono::days>(InstantOf(now)) + std::chrono::days(2);
}

std::vector<TimeSpan> SpansOf(int64_t from, int64_t to, Instant window_to) {
  std::vector<TimeSpan> spans;
  const Instant this_year = StartOf(YearAt(window_to));
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
  const Instant last_year = StartOf(YearAt(window_to) - std::chrono::years(1));
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
  set.from_ = from;
  set.to_ = to;
  set.now_ = now;
  set.zone_ = zone;
  set.parts_ = {set.PartOf({})};
  return set;
}

TimeSet::Part TimeSet::PartOf(const YearStart& start) const {
  // Counted back from the last line of an odd text, a year may be any.
  constexpr int kFirstYear = 1970;
  constexpr int kLastYear = 2199;
  const auto window_end = [&](int64_t now) {
    if (!start.year) return WindowEnd(now);
    return StartOf(year(std::clamp(*start.year, kFirstYear, kLastYear) + 1));
  };
  return {.offset = start.offset,
          .spans = SpansOf(from_, to_, window_end(now_)),
          .wall_spans = SpansOf(time::WallOf(from_, zone_), time::WallOf(to_, zone_),
                                window_end(time::WallOf(now_, zone_)))};
}

void TimeSet::SetYears(std::span<const YearStart> years) {
  parts_.clear();
  for (const YearStart& start : years) parts_.push_back(PartOf(start));
  has_years_ = true;
}

int TimeSet::newest_year() const {
  return static_cast<int>(YearAt(WindowEnd(time::WallOf(now_, zone_))));
}

int TimeSet::YearOf(int64_t time_without_year) const {
  const Instant window_to = WindowEnd(time::WallOf(now_, zone_));
  const bool past = time_without_year < TimeOf(WithoutYear(window_to));
  return newest_year() - (past ? 0 : 1);
}

absl::Status TimeSet::SetLineFormat(std::string_view key, std::string_view format) {
  RONDO_ASSIGN_OR_RETURN(line_format_, time::LineFormat::Create(key, format));
  return absl::OkStatus();
}

std::span<const TimeSet::Part> TimeSet::PartsOf(uint64_t from, uint64_t to) const {
  if (parts_.size() == 1) return parts_;
  const auto begin = std::ranges::upper_bound(parts_, from, {}, &Part::offset) - 1;
  const auto end = std::ranges::upper_bound(begin, parts_.end(), to, {}, &Part::offset);
  return {begin, std::max(end, begin + 1)};
}

bool TimeSet::Contains(int64_t time, bool zoned, uint64_t offset) const {
  const Part& part = PartsOf(offset, offset).front();
  return Touch(zoned ? part.spans : part.wall_spans, time, time);
}

bool TimeSet::Touches(int64_t first, int64_t last, uint64_t from, uint64_t to) const {
  return std::ranges::any_of(PartsOf(from, to), [&](const Part& part) {
    return Touch(part.spans, first, last) || Touch(part.wall_spans, first, last);
  });
}

bool TimeSet::Covers(int64_t first, int64_t last, uint64_t from, uint64_t to) const {
  return std::ranges::all_of(PartsOf(from, to), [&](const Part& part) {
    return Cover(part.spans, first, last) && Cover(part.wall_spans, first, last);
  });
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
