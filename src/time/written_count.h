// Times that logs write as counts since 1970.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_WRITTEN_COUNT_H_
#define RONDO_TIME_WRITTEN_COUNT_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace rondo::time {

// The time, in nanoseconds since 1970, of the count of seconds, milli-, micro- or
// nanoseconds that `text` starts with, from 2001 to 2033: those are told by their 10, 13,
// 16 or 19 digits and a leading 1. Nothing if there is none.
std::optional<int64_t> ParseCount(std::string_view text);

// The same of a TAI64N label, "@" and 24 hexadecimal digits, as multilog and svlogd write
// it: ten seconds are taken off, and no leap seconds.
std::optional<int64_t> ParseTai64n(std::string_view text);

}  // namespace rondo::time

#endif  // RONDO_TIME_WRITTEN_COUNT_H_
