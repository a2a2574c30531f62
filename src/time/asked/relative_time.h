// Times that are told by their distance from now, or by words: "2h ago", "-1h", "last
// monday", "yesterday 14:00", "this month".
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_ASKED_RELATIVE_TIME_H_
#define RONDO_TIME_ASKED_RELATIVE_TIME_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "rondo/time.h"

namespace rondo::time {

// The start of the day, in UTC, that `time` is in.
int64_t StartOfDay(int64_t time);

// The instant, a nanosecond long, that the text names by its distance from now, or "now".
std::optional<TimeSpan> ParseDistance(std::string_view text, int64_t now);

// The day, week, month or year that the text names by words.
std::optional<TimeSpan> ParseStretch(std::string_view text, int64_t now);

// A day that is told by a word or two: "today", "yesterday", "tomorrow", "monday", which
// is today or the last one, "last monday", which is before today. They are taken off the
// start of the text, with the blanks behind.
std::optional<TimeSpan> TakeDay(std::string_view* text, int64_t now);

}  // namespace rondo::time

#endif  // RONDO_TIME_ASKED_RELATIVE_TIME_H_
