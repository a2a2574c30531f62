// The time of a line of a log: where it says when it was written.
//
// A pure function of the line, so that who stores times and who filters lines by them
// agree, whatever else is in the file. docs/format/container.md, "Times of lines", has
// the rule in words.
//
// Times are those of time/written_date.h.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_LINE_TIME_H_
#define RONDO_TIME_LINE_TIME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rondo::time {

// A line's time is a function of this many bytes at its start.
inline constexpr size_t kTimeBytes = 32 << 10;

// The time of a line, given without its newline or cut after kTimeBytes; nothing if it
// has none. Cost: about 50 ns; JSON about 1 ns a byte up to the time.
std::optional<int64_t> LineTime(std::string_view line);

}  // namespace rondo::time

#endif  // RONDO_TIME_LINE_TIME_H_
