// Tested by tests/time/written_date_test.cc and tests/time/real_formats_test.cc.
#include "time/written_clock.h"

#include <algorithm>

#include "time/decimal.h"
#include "time/wall_clock.h"

namespace rondo::time {
namespace {

// "10:02:03", "4:5:6", "10:02".
bool TakeColonClock(TextCursor* text, const ClockPlace& place, Clock* clock) {
  if (!text->Short(&clock->hour) || !text->Take(':')) return false;
  const char* const minutes = text->at();
  if (!text->Short(&clock->minute)) return false;
  const bool short_minutes = text->at() - minutes < 2;
  if (text->Peek() == ':' && IsDigit(text->Peek(1))) {
    text->Skip(1);
    const char* const seconds = text->at();
    if (!text->Short(&clock->second)) return false;
    TakeFraction(text, /*unpadded=*/short_minutes || text->at() - seconds < 2, clock);
    return true;
  }
  clock->unit = kMinute;
  return !short_minutes && place.date_digits != 6 &&
         !(text->Peek() == '.' && IsDigit(text->Peek(1)));
}

// "10.02.03", "10-02-03".
bool TakeMarkedClock(TextCursor* text, char mark, Clock* clock) {
  if (!text->TwoDigits(&clock->hour) || !text->Take(mark) ||
      !text->TwoDigits(&clock->minute) || !text->Take(mark) ||
      !text->TwoDigits(&clock->second)) {
    return false;
  }
  TakeFraction(text, /*unpadded=*/false, clock);
  return true;
}

}  // namespace

bool TakeClock(TextCursor* text, const ClockPlace& place, Clock* clock) {
  const size_t digits = text->Run();
  if (digits == 1 || digits == 2) {
    const char mark = text->Peek(digits);
    if (mark == ':') return TakeColonClock(text, place, clock);
    const bool may = mark == '.' || (mark == '-' && IsOneOf(place.gap, "T_-"));
    return may && place.has_year && TakeMarkedClock(text, mark, clock);
  }
  if (digits != 6 && (digits != 4 || !IsOneOf(place.gap, "Tt"))) return false;
  // "20240304T100203"; digits after a blank may be any number.
  const bool blank = IsBlank(place.gap) && place.first;
  const bool may = place.date_digits == 6   ? blank
                   : place.date_digits == 8 ? blank || IsOneOf(place.gap, "Tt_-.:")
                                            : place.has_year && IsOneOf(place.gap, "T_");
  if (!may) return false;
  TakePlainClock(text, digits, clock);
  TakeFraction(text, /*unpadded=*/false, clock);
  return true;
}

void TakePlainClock(TextCursor* text, size_t digits, Clock* clock) {
  clock->plain = true;
  clock->hour = text->Number(2);
  clock->minute = text->Number(2);
  if (digits == 6) {
    clock->second = text->Number(2);
  } else {
    clock->unit = kMinute;
  }
}

// A mark without digits, or with a number of them that is none of a fraction, is what
// follows.
void TakeFraction(TextCursor* text, bool unpadded, Clock* clock) {
  const char mark = text->Peek();
  if (!IsOneOf(mark, ".,:")) return;
  TextCursor fraction = *text;
  fraction.Skip(1);
  const size_t digits = fraction.Run();
  if (mark == ':' && unpadded && (digits == 1 || digits == 2)) {
    // Who writes no zeros before minutes writes none before milliseconds.
    clock->nanos = fraction.Number(digits) * kMillisecond;
    clock->unit = kMillisecond;
    *text = fraction;
    return;
  }
  // Behind a comma may be the next column.
  const bool may = mark == '.' ? digits >= 1
                               : digits == 3 || digits == 6 || digits == 7 || digits == 9;
  if (!may) return;
  TakeFractionDigits(&fraction, digits, clock);
  *text = fraction;
}

void TakeFractionDigits(TextCursor* text, size_t digits, Clock* clock) {
  const size_t counted = std::min<size_t>(digits, 9);
  clock->unit = static_cast<int64_t>(kPow10[9 - counted]);
  clock->nanos = text->Number(counted) * clock->unit;
  while (IsDigit(text->Peek())) text->Skip(1);
}

// " PM", "am", "p.m."
void TakeHalfOfDay(TextCursor* text, Clock* clock) {
  TextCursor half = *text;
  // The blank may be one that does not break the line: U+202F or U+00A0.
  if (!half.Take(' ') && static_cast<uint8_t>(half.Peek()) >= 0x80) {
    if (!half.TakeText("\u202f") && !half.TakeText("\u00a0")) return;
  }
  const char letter = Lower(half.Peek());
  if (letter != 'a' && letter != 'p') return;
  half.Skip(1);
  const bool points = half.Take('.');
  if (Lower(half.Peek()) != 'm') return;
  half.Skip(1);
  if (points && !half.Take('.')) return;
  // "pm[17]", "am/x", "pm-x" are names of programs.
  const char next = half.Peek();
  if (IsWord(next) || IsOneOf(next, "[/") || (next == '-' && IsLetter(half.Peek(1)))) {
    return;
  }
  *text = half;
  // Some write 22:02:03 PM.
  if (clock->hour <= 12) clock->hour = clock->hour % 12 + (letter == 'p' ? 12 : 0);
}

bool IsTimeOfDay(const Clock& clock) {
  if (clock.hour == 24) {
    return clock.unit < kMinute && clock.minute == 0 && clock.second == 0 &&
           clock.nanos == 0;
  }
  // Leap seconds come before an hour is full, or half an hour in other zones.
  const bool leap_second = clock.second == 60 && clock.minute % 30 == 29;
  return clock.hour < 24 && clock.minute < 60 && (clock.second < 60 || leap_second);
}

}  // namespace rondo::time
