// One grammar of the dates with time of day that logs write. docs/format/container.md,
// "Times of lines", has it in words.
//
// Times are nanoseconds since 1970-01-01 00:00:00 UTC. A time without a zone counts as
// UTC. A time without a year stands in the year kYearlessYear, which no log has: what
// year is meant is for readers to say.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_WRITTEN_DATE_H_
#define RONDO_TIME_WRITTEN_DATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "time/time_rules.h"

namespace rondo::time {

// A leap year, early enough to be apart and late enough for 64 bits of nanoseconds.
inline constexpr int kYearlessYear = 1704;

struct WrittenTime {
  int64_t time = 0;
  int64_t unit = 0;       // nanoseconds of its last part: a minute, a second, or less
  size_t length = 0;      // bytes of text, zone included
  bool has_year = false;  // else it stands in kYearlessYear
  bool zoned = false;     // else it counts as UTC
  uint8_t form = 0;       // a TimeForm, or kNumbers and a class of numbers
  DateNumbers numbers;    // of a date whose order a line does not tell
};

// Where in a line a text starts: some ways to write a date look like other things, and
// count in one place only.
enum class DatePlace : uint8_t { kInside, kLineStart, kAfterSeverity };

// The date with time of day that `text` starts with, and the zone behind it. Of the rules
// only the orders count.
// Cost: 2 ns for text that is none, about 40 ns for one.
std::optional<WrittenTime> ParseWrittenTime(std::string_view text,
                                            DatePlace place = DatePlace::kLineStart,
                                            const TimeRules& rules = kRulesOfALine);

// Whether a date can start with this byte: a digit or the first letter of the name of a
// month or a weekday, which is a capital where it does not start the line.
inline bool MayStartDate(char c, DatePlace place) {
  static constexpr auto kMay = [] {
    std::array<bool, 256> may{};
    for (const char first : std::string_view("0123456789JFMASONDTW")) {
      may[static_cast<uint8_t>(first)] = true;
    }
    return may;
  }();
  // MikroTik starts lines with "mar".
  const bool small = place == DatePlace::kLineStart && c >= 'a' && c <= 'z';
  return kMay[static_cast<uint8_t>(small ? c - 'a' + 'A' : c)];
}

}  // namespace rondo::time

#endif  // RONDO_TIME_WRITTEN_DATE_H_
