// A text is tried in turn as a word, as a count "@N", as "N unit ago", and as a time in
// one of the ways of logs. The last may be cut short from the right: what is missing of
// it is filled up, and tells how much time the text names.
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
#include "absl/strings/str_cat.h"
#include "rondo/time.h"
#include "time/written_date.h"

namespace rondo {
namespace {

using time::WrittenTime;

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kWeek = 7 * kDay;

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '['))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == ']'))
    text.remove_suffix(1);
  return text;
}

int64_t StartOfDay(int64_t time) {
  const int64_t rest = time % kDay;
  return time - (rest < 0 ? rest + kDay : rest);
}

std::optional<TimeSpan> Word(std::string_view text, int64_t now) {
  if (text == "now") return TimeSpan{now, now + 1};
  const int64_t today = StartOfDay(now);
  if (text == "today") return TimeSpan{today, today + kDay};
  if (text == "yesterday") return TimeSpan{today - kDay, today};
  return std::nullopt;
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

// "@1709546523" or "@1709546523.25".
std::optional<TimeSpan> Count(std::string_view text) {
  if (!text.starts_with('@')) return std::nullopt;
  text.remove_prefix(1);
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

// The letters at the front name a unit of time; they are taken off.
std::optional<int64_t> TakeUnit(std::string_view* text) {
  struct Unit {
    std::string_view name;
    int64_t length;
  };
  static constexpr Unit kUnits[] = {
      {"s", kSecond},       {"sec", kSecond},     {"secs", kSecond}, {"second", kSecond},
      {"seconds", kSecond}, {"m", kMinute},       {"min", kMinute},  {"mins", kMinute},
      {"minute", kMinute},  {"minutes", kMinute}, {"h", kHour},      {"hour", kHour},
      {"hours", kHour},     {"d", kDay},          {"day", kDay},     {"days", kDay},
      {"w", kWeek},         {"week", kWeek},      {"weeks", kWeek}};
  size_t letters = 0;
  while (letters < text->size() && absl::ascii_isalpha((*text)[letters])) ++letters;
  const std::string_view name = text->substr(0, letters);
  for (const Unit& unit : kUnits) {
    if (unit.name != name) continue;
    text->remove_prefix(letters);
    return unit.length;
  }
  return std::nullopt;
}

// "2h ago", "1d 12h ago".
std::optional<TimeSpan> Ago(std::string_view text, int64_t now) {
  constexpr std::string_view kAgo = "ago";
  if (!text.ends_with(kAgo)) return std::nullopt;
  text.remove_suffix(kAgo.size());
  text = Trim(text);
  if (text.empty()) return std::nullopt;
  int64_t time = now;
  while (!text.empty()) {
    const std::optional<int64_t> count = TakeNumber(&text);
    text = Trim(text);
    const std::optional<int64_t> unit = TakeUnit(&text);
    text = Trim(text);
    int64_t length = 0;
    if (!count || !unit || __builtin_mul_overflow(*count, *unit, &length) ||
        __builtin_sub_overflow(time, length, &time)) {
      return std::nullopt;
    }
  }
  return TimeSpan{time, time + 1};
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

std::optional<TimeSpan> Written(std::string_view text) {
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
    return TimeSpan{written->time, written->time + length};
  }
  return std::nullopt;
}

// "10:02" and "10:02:03" are of today.
std::optional<TimeSpan> OfToday(std::string_view text, int64_t now) {
  if (text.size() < 5 || text[2] != ':') return std::nullopt;
  const std::string day = FormatTime(StartOfDay(now)).substr(0, 11);
  return Written(absl::StrCat(day, std::string(text)));
}

// A time without a year is the last one of its kind, as TimeSet has it.
TimeSpan WithYear(const TimeSpan& span, int64_t now) {
  using std::chrono::days;
  using std::chrono::sys_days;
  using std::chrono::year;
  using std::chrono::year_month_day;
  using Instant = std::chrono::sys_time<std::chrono::nanoseconds>;
  const Instant written{std::chrono::nanoseconds(span.from)};
  const sys_days day = std::chrono::floor<days>(written);
  const year_month_day date(day);
  if (date.year() != year(time::kYearlessYear)) return span;
  const int64_t end = StartOfDay(now) + 2 * kDay;
  const year_month_day last(
      std::chrono::floor<days>(Instant(std::chrono::nanoseconds(end))));
  const auto in_year = [&](year y) {
    const Instant moved = sys_days(y / date.month() / date.day()) + (written - day);
    return moved.time_since_epoch().count();
  };
  int64_t from = in_year(last.year());
  if (from >= end) from = in_year(last.year() - std::chrono::years(1));
  return {from, from + (span.to - span.from)};
}

}  // namespace

absl::StatusOr<TimeSpan> ParseTime(std::string_view text, int64_t now) {
  const std::string_view trimmed = Trim(text);
  if (const auto span = Word(trimmed, now)) return *span;
  if (const auto span = Count(trimmed)) return *span;
  if (const auto span = Ago(trimmed, now)) return *span;
  if (const auto span = OfToday(trimmed, now)) return *span;
  if (const auto span = Written(trimmed)) return WithYear(*span, now);
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", std::string(text),
      "\" is no time; expected one like 2024-03-04, 2024-03-04T10:02:03Z, 10:02, "
      "\"Mar  4 10:02:03\", @1709546523, \"2h ago\" or yesterday"));
}

}  // namespace rondo
