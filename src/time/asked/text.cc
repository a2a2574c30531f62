// A text is tried in turn as a time relative to now, as a time of a day, as a count, as a
// month, and as a time in one of the ways of logs. The last may be cut short from the
// right: what is missing of it is filled up, and tells how much time the text names.
//
//   "2024-03-04T10:02Z"  ->  "2024-03-04T10:02" + ":00", in UTC: a minute
//   "04/Mar/2024"        ->  "04/Mar/2024" + ":00:00:00": a day
//
// Tested by tests/time/time_test.cc.
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "rondo/time.h"
#include "time/asked/relative_time.h"
#include "time/wall_clock.h"
#include "time/written_date.h"

namespace rondo {
namespace {

using time::kDay;
using time::kHour;
using time::kMinute;
using time::kSecond;
using time::WrittenTime;

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '['))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == ']'))
    text.remove_suffix(1);
  return text;
}

// The digits at the front, at most 18 of them, are taken off.
std::optional<int64_t> TakeNumber(std::string_view* text) {
  size_t digits = 0;
  int64_t value = 0;
  for (; digits < text->size() && absl::ascii_isdigit((*text)[digits]); ++digits) {
    if (digits == 18) return std::nullopt;
    value = value * 10 + ((*text)[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  text->remove_prefix(digits);
  return value;
}

// "@1709546523", "@1709546523.25"; of ten digits before the point, without the mark, too.
std::optional<TimeSpan> Seconds(std::string_view text) {
  constexpr size_t kUsualDigits = 10;
  if (text.starts_with('@')) {
    text.remove_prefix(1);
  } else if (std::min(text.find('.'), text.size()) != kUsualDigits) {
    return std::nullopt;
  }
  const std::optional<int64_t> seconds = TakeNumber(&text);
  constexpr int64_t kMostSeconds = INT64_MAX / kSecond - 1;
  if (!seconds || *seconds > kMostSeconds) return std::nullopt;
  TimeSpan span = {*seconds * kSecond, (*seconds + 1) * kSecond};
  if (text.empty()) return span;
  if (text.size() < 2 || text.size() > 10 || text[0] != '.') return std::nullopt;
  int64_t unit = kSecond;
  for (const char c : text.substr(1)) {
    if (!absl::ascii_isdigit(c)) return std::nullopt;
    unit /= 10;
    span.from += (c - '0') * unit;
  }
  span.to = span.from + unit;
  return span;
}

// "1709546523250": milli-, micro- or nanoseconds, as many digits as those of today have.
std::optional<TimeSpan> SmallUnits(std::string_view text) {
  if (text.size() != 13 && text.size() != 16 && text.size() != 19) return std::nullopt;
  int64_t unit = 1;
  for (size_t digits = 19; digits > text.size(); --digits) unit *= 10;
  int64_t value = 0;
  if (!absl::SimpleAtoi(std::string(text), &value) || value <= 0) return std::nullopt;
  int64_t from = 0;
  if (__builtin_mul_overflow(value, unit, &from) || from == INT64_MAX)
    return std::nullopt;
  return TimeSpan{from, from + unit};
}

// "2024" and "2024-03".
std::optional<TimeSpan> YearOrMonth(std::string_view text) {
  using std::chrono::month;
  using std::chrono::months;
  using std::chrono::year;
  std::string_view rest = text;
  const std::optional<int64_t> in_year = TakeNumber(&rest);
  if (!in_year || text.size() - rest.size() != 4 || *in_year < 1970 || *in_year > 2199)
    return std::nullopt;
  std::optional<int64_t> in_month;
  if (!rest.empty()) {
    if (rest.front() != '-' && rest.front() != '/') return std::nullopt;
    rest.remove_prefix(1);
    in_month = TakeNumber(&rest);
    if (!in_month || *in_month < 1 || *in_month > 12 || !rest.empty())
      return std::nullopt;
  }
  const auto first = year(static_cast<int>(*in_year)) /
                     month(static_cast<unsigned>(in_month.value_or(1)));
  const auto start = [](const std::chrono::year_month& date) {
    return int64_t{std::chrono::sys_days(date / 1).time_since_epoch().count()} * kDay;
  };
  return TimeSpan{start(first), start(first + months(in_month ? 1 : 12))};
}

struct ZonedText {
  std::string_view local;
  std::string_view zone;  // "", "Z", " +0100", "-07:00"
};

// A zone stands behind digits of a time of day, which have a colon or a T before them.
ZonedText SplitZone(std::string_view text) {
  if (text.find_first_of(":T") == std::string_view::npos) return {text, ""};
  if (text.ends_with('Z')) return {text.substr(0, text.size() - 1), "Z"};
  const size_t sign = text.find_last_of("+-");
  if (sign == std::string_view::npos || sign == 0) return {text, ""};
  const std::string_view offset = text.substr(sign + 1);
  const bool colon = offset.size() == 5 && offset[2] == ':';
  if (!(colon || offset.size() == 4) || !std::ranges::all_of(offset, [](char c) {
        return absl::ascii_isdigit(c) || c == ':';
      })) {
    return {text, ""};
  }
  const size_t from = text[sign - 1] == ' ' ? sign - 1 : sign;
  return {text.substr(0, from), text.substr(from)};
}

struct WrittenSpan {
  TimeSpan span;
  bool zoned = false;
};

std::optional<WrittenSpan> Written(std::string_view text) {
  struct Ending {
    std::string_view text;
    int64_t length;  // 0: of what is written last
  };
  static constexpr Ending kEndings[] = {
      {"", 0},           {":00:00:00", kDay}, {"T00:00:00", kDay}, {" 00:00:00", kDay},
      {":00:00", kHour}, {":00", kMinute}};
  const ZonedText zoned = SplitZone(text);
  for (const Ending& ending : kEndings) {
    const std::string whole = absl::StrCat(
        std::string(zoned.local), std::string(ending.text), std::string(zoned.zone));
    const std::optional<WrittenTime> written = time::ParseWrittenTime(whole);
    if (!written || written->length != whole.size()) continue;
    const int64_t length = ending.length > 0 ? ending.length : written->unit;
    return WrittenSpan{{written->time, written->time + length}, written->zoned};
  }
  return std::nullopt;
}

// "10:02" and "10:02:03" are of today; another day may be told before or behind them:
// "yesterday 14:00", "14:00 last monday".
std::optional<WrittenSpan> OfDay(std::string_view text, int64_t now) {
  std::optional<TimeSpan> day;
  if (!text.empty() && absl::ascii_isdigit(text.front())) {
    day = TimeSpan{time::StartOfDay(now), 0};
    const size_t blank = text.find(' ');
    if (blank != std::string_view::npos) {
      std::string_view rest = Trim(text.substr(blank));
      if (const auto told = time::TakeDay(&rest, now); told && rest.empty()) {
        day = told;
        text = text.substr(0, blank);
      }
    }
  } else {
    day = time::TakeDay(&text, now);
    if (!day) return std::nullopt;
    if (text.starts_with("at ")) text = Trim(text.substr(3));
  }
  const size_t colon = text.find(':');
  const auto is_digit = [text](size_t at) {
    return at < text.size() && absl::ascii_isdigit(text[at]);
  };
  if ((colon != 1 && colon != 2) || !is_digit(colon + 1) || !is_digit(colon + 2))
    return std::nullopt;
  const std::string date = FormatTime(day->from).substr(0, 11);
  return Written(absl::StrCat(date, colon == 1 ? "0" : "", std::string(text)));
}

// A time without a year is the last one of its kind, as TimeSet has it.
TimeSpan WithYear(const TimeSpan& span, int64_t now) {
  using std::chrono::days;
  using std::chrono::sys_days;
  using std::chrono::year;
  using std::chrono::year_month_day;
  using SysTime = std::chrono::sys_time<std::chrono::nanoseconds>;
  const SysTime written{std::chrono::nanoseconds(span.from)};
  const sys_days day = std::chrono::floor<days>(written);
  const year_month_day date(day);
  if (date.year() != year(time::kYearlessYear)) return span;
  const int64_t end = time::StartOfDay(now) + 2 * kDay;
  const year_month_day last(
      std::chrono::floor<days>(SysTime(std::chrono::nanoseconds(end))));
  const auto in_year = [&](year y) {
    const SysTime moved = sys_days(y / date.month() / date.day()) + (written - day);
    return moved.time_since_epoch().count();
  };
  int64_t from = in_year(last.year());
  if (from >= end) from = in_year(last.year() - std::chrono::years(1));
  return {from, from + (span.to - span.from)};
}

}  // namespace

absl::StatusOr<TimeSpan> ParseTime(std::string_view text, int64_t now,
                                   const absl::TimeZone& zone) {
  const std::string_view trimmed = Trim(text);
  const int64_t wall = time::WallOf(now, zone);
  const auto of_wall = [&zone](const TimeSpan& span) {
    return TimeSpan{time::TimeOfWall(span.from, zone), time::TimeOfWall(span.to, zone)};
  };
  const auto written = [&of_wall](const WrittenSpan& found) {
    return found.zoned ? found.span : of_wall(found.span);
  };
  if (const auto span = time::ParseDistance(trimmed, now)) return *span;
  if (const auto span = time::ParseStretch(trimmed, wall)) return of_wall(*span);
  if (const auto found = OfDay(trimmed, wall)) return written(*found);
  for (const auto parse : {&Seconds, &SmallUnits}) {
    if (const auto span = parse(trimmed)) return *span;
  }
  if (const auto span = YearOrMonth(trimmed)) return of_wall(*span);
  if (auto found = Written(trimmed)) {
    found->span = WithYear(found->span, wall);
    return written(*found);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", std::string(text),
      "\" is no time; expected one like 2024-03-04, 2024-03-04T10:02:03Z, 10:02, "
      "\"Mar  4 10:02:03\", 2024-03, 1709546523, -2h, \"2h ago\", yesterday or "
      "\"last monday 14:00\""));
}

}  // namespace rondo
