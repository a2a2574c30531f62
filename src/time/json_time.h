// The time that a JSON object on a line says of itself.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_JSON_TIME_H_
#define RONDO_TIME_JSON_TIME_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace rondo::time {

// 0: the name of the time of a record; 1: of some time; -1: of something else.
int TimeKeyRank(std::string_view key);

// The time of the object that `text` starts with, which may be cut short: nanoseconds
// since 1970. Cost: about 1 ns a byte up to the time.
std::optional<int64_t> JsonTime(std::string_view text);

}  // namespace rondo::time

#endif  // RONDO_TIME_JSON_TIME_H_
