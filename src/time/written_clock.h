// Times of day as logs write them behind a date. docs/format/container.md, "Dates".
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_WRITTEN_CLOCK_H_
#define RONDO_TIME_WRITTEN_CLOCK_H_

#include <cstddef>
#include <cstdint>

#include "time/text_cursor.h"

namespace rondo::time {

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int64_t nanos = 0;
  int64_t unit = 1'000'000'000;  // nanoseconds of its last part
  bool plain = false;            // it has no marks
};

// What stands before a clock decides which ways to write it count.
struct ClockPlace {
  char gap = ' ';          // the first byte behind the date
  bool has_year = false;   // the date has one
  size_t date_digits = 0;  // of a date without marks: 6 or 8
  bool first = false;      // the date starts the line, or all but a letter of it
};

// Takes a clock and its fraction; false if there is none.
bool TakeClock(TextCursor* text, const ClockPlace& place, Clock* clock);

// Takes a clock of 6 or 4 digits. REQUIRES: so many are ahead.
void TakePlainClock(TextCursor* text, size_t digits, Clock* clock);

// Takes the fraction of a second, if one is ahead. `unpadded`: of what stands before the
// minutes or the seconds have one digit.
void TakeFraction(TextCursor* text, bool unpadded, Clock* clock);

// Takes a fraction's digits. REQUIRES: so many are ahead.
void TakeFractionDigits(TextCursor* text, size_t digits, Clock* clock);

// Takes "AM" or "PM", if it is ahead.
void TakeHalfOfDay(TextCursor* text, Clock* clock);

// Whether a day has such a time, its end and leap seconds included.
bool IsTimeOfDay(const Clock& clock);

}  // namespace rondo::time

#endif  // RONDO_TIME_WRITTEN_CLOCK_H_
