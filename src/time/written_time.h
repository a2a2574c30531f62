// Dates with a time of day as software writes them: one grammar of fields, what may stand
// between them, and what may be left out. docs/format/container.md, "Written times", has
// it in words.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_WRITTEN_TIME_H_
#define RONDO_TIME_WRITTEN_TIME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rondo::time {

// The year of a time without one: a leap year, early enough to be apart and late enough
// for 64 bits of nanoseconds.
inline constexpr int kYearlessYear = 1704;

struct WrittenTime {
  int64_t time = 0;   // nanoseconds since 1970-01-01 00:00:00 UTC
  size_t length = 0;  // bytes of text, zone included
};

// The date with time of day that `text` starts with, and the zone behind it; nothing if
// it starts with none. Looks at no more than about 80 bytes. Cost: about 30 ns.
std::optional<WrittenTime> ParseWrittenTime(std::string_view text);

// The seconds that a zone's name, as "CEST", is east of UTC; nothing for other names.
std::optional<int> NamedZone(std::string_view name);

}  // namespace rondo::time

#endif  // RONDO_TIME_WRITTEN_TIME_H_
