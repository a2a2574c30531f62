// Words are taken from the left, in either case. A distance is one count and unit or
// more; months and years go by the calendar, and a day that the month lacks is its last:
//
//   "1d 12h ago"  ->  now less 36 hours
//   "-1 month", on the 31st of March  ->  the last day of February, at the same time
//
// Tested by tests/time/time_test.cc.
#include "time/asked/relative_time.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "time/wall_clock.h"

namespace rondo::time {
namespace {

using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;

void SkipBlanks(std::string_view* text) {
  while (!text->empty() && text->front() == ' ') text->remove_prefix(1);
}

// The letters at the front, taken off with the blanks behind them.
std::string_view TakeWord(std::string_view* text) {
  size_t letters = 0;
  while (letters < text->size() && absl::ascii_isalpha((*text)[letters])) ++letters;
  const std::string_view word = text->substr(0, letters);
  text->remove_prefix(letters);
  SkipBlanks(text);
  return word;
}

bool Is(std::string_view word, std::string_view name) {
  return absl::EqualsIgnoreCase(std::string(word), std::string(name));
}

// The digits at the front, at most 18 of them, are taken off.
std::optional<int64_t> TakeCount(std::string_view* text) {
  size_t digits = 0;
  int64_t value = 0;
  for (; digits < text->size() && absl::ascii_isdigit((*text)[digits]); ++digits) {
    if (digits == 18) return std::nullopt;
    value = value * 10 + ((*text)[digits] - '0');
  }
  text->remove_prefix(digits);
  SkipBlanks(text);
  return digits > 0 ? std::optional(value) : std::nullopt;
}

struct Unit {
  std::string_view name;
  int64_t length = 0;  // nanoseconds; 0: by the calendar
  int months = 0;
};
constexpr Unit kUnits[] = {
    {"s", kSecond},       {"sec", kSecond},     {"secs", kSecond}, {"second", kSecond},
    {"seconds", kSecond}, {"m", kMinute},       {"min", kMinute},  {"mins", kMinute},
    {"minute", kMinute},  {"minutes", kMinute}, {"h", kHour},      {"hr", kHour},
    {"hrs", kHour},       {"hour", kHour},      {"hours", kHour},  {"d", kDay},
    {"day", kDay},        {"days", kDay},       {"w", kWeek},      {"week", kWeek},
    {"weeks", kWeek},     {"month", 0, 1},      {"months", 0, 1},  {"y", 0, 12},
    {"year", 0, 12},      {"years", 0, 12}};

const Unit* UnitOf(std::string_view word) {
  const auto* const unit = std::ranges::find_if(
      kUnits, [word](const Unit& one) { return Is(word, one.name); });
  return unit == std::end(kUnits) ? nullptr : unit;
}

year_month_day DateOf(int64_t day_start) {
  return year_month_day(sys_days(std::chrono::days(day_start / kDay)));
}
int64_t TimeOf(const year_month_day& date) {
  return int64_t{sys_days(date).time_since_epoch().count()} * kDay;
}

// Within what a calendar has and 64 bits of nanoseconds hold.
constexpr int64_t kMostMonths = 12 * 200;

std::optional<int64_t> AddMonths(int64_t time, int64_t count) {
  if (count < -kMostMonths || count > kMostMonths) return std::nullopt;
  const int64_t day = StartOfDay(time);
  year_month_day date = DateOf(day) + months(count);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return TimeOf(date) + (time - day);
}

// "2h ago", "1d 12h ago", "an hour ago", "-1h", "+30 min".
std::optional<TimeSpan> Distance(std::string_view text, int64_t now) {
  bool back = text.starts_with('-');
  const bool is_signed = back || text.starts_with('+');
  if (is_signed) {
    text.remove_prefix(1);
    SkipBlanks(&text);
  }
  int64_t time = now;
  // The last word says where to, so that it is needed before the counts are added.
  constexpr std::string_view kAgo = "ago";
  if (!is_signed) {
    if (text.size() <= kAgo.size() || !Is(text.substr(text.size() - kAgo.size()), kAgo))
      return std::nullopt;
    text.remove_suffix(kAgo.size());
    while (text.ends_with(' ')) text.remove_suffix(1);
    back = true;
  }
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::optional<int64_t> count = TakeCount(&text);
    std::string_view word = TakeWord(&text);
    if (!count && (Is(word, "a") || Is(word, "an"))) {
      count = 1;
      word = TakeWord(&text);
    }
    const Unit* const unit = UnitOf(word);
    if (!count || unit == nullptr) return std::nullopt;
    const int64_t steps = back ? -*count : *count;
    if (unit->months > 0) {
      if (steps < -kMostMonths || steps > kMostMonths) return std::nullopt;
      const auto moved = AddMonths(time, steps * unit->months);
      if (!moved) return std::nullopt;
      time = *moved;
      continue;
    }
    int64_t length = 0;
    if (__builtin_mul_overflow(steps, unit->length, &length) ||
        __builtin_add_overflow(time, length, &time)) {
      return std::nullopt;
    }
  }
  return TimeSpan{time, time + 1};
}

// 0 is Sunday.
std::optional<unsigned> Weekday(std::string_view word) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  for (unsigned i = 0; i < kNames.size(); ++i) {
    if (Is(word, kNames[i]) || Is(word, kNames[i].substr(0, 3))) return i;
  }
  return std::nullopt;
}

// The week from Monday, the month or the year that a day is in, or one of them before.
std::optional<TimeSpan> Stretch(std::string_view word, int64_t day, bool last) {
  const year_month_day date = DateOf(day);
  if (Is(word, "week")) {
    const unsigned after_monday = std::chrono::weekday(sys_days(date)).iso_encoding() - 1;
    const int64_t monday = day - after_monday * kDay - (last ? kWeek : 0);
    return TimeSpan{monday, monday + kWeek};
  }
  const bool month = Is(word, "month");
  if (!month && !Is(word, "year")) return std::nullopt;
  const months length(month ? 1 : 12);
  year_month_day first = date.year() / (month ? date.month() : std::chrono::January) / 1;
  if (last) first -= length;
  return TimeSpan{TimeOf(first), TimeOf(first + length)};
}

}  // namespace

int64_t StartOfDay(int64_t time) {
  const int64_t rest = time % kDay;
  return time - (rest < 0 ? rest + kDay : rest);
}

std::optional<TimeSpan> TakeDay(std::string_view* text, int64_t now) {
  std::string_view rest = *text;
  std::string_view word = TakeWord(&rest);
  const int64_t today = StartOfDay(now);
  std::optional<int64_t> day;
  if (Is(word, "today")) day = today;
  if (Is(word, "yesterday")) day = today - kDay;
  if (Is(word, "tomorrow")) day = today + kDay;
  const bool last = Is(word, "last");
  if (last) word = TakeWord(&rest);
  if (const auto weekday = Weekday(word)) {
    const std::chrono::weekday of_today{sys_days(std::chrono::days(today / kDay))};
    const int64_t back = (of_today - std::chrono::weekday(*weekday)).count();
    day = today - (back == 0 && last ? 7 : back) * kDay;
  }
  if (!day) return std::nullopt;
  *text = rest;
  return TimeSpan{*day, *day + kDay};
}

std::optional<TimeSpan> ParseDistance(std::string_view text, int64_t now) {
  if (Is(text, "now")) return TimeSpan{now, now + 1};
  return Distance(text, now);
}

std::optional<TimeSpan> ParseStretch(std::string_view text, int64_t now) {
  std::string_view rest = text;
  if (const auto day = TakeDay(&rest, now); day && rest.empty()) return day;
  rest = text;
  const std::string_view word = TakeWord(&rest);
  if (Is(word, "this") || Is(word, "last")) {
    return Stretch(rest, StartOfDay(now), Is(word, "last"));
  }
  return std::nullopt;
}

}  // namespace rondo::time
