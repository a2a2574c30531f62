// The time that a JSON object on a line says of itself.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_JSON_TIME_H_
#define RONDO_TIME_JSON_TIME_H_

#include <optional>
#include <string_view>

#include "time/time_rules.h"
#include "time/written_date.h"

namespace rondo::time {

// 0: the name of the time of a record; 1: of some time; -1: of something else.
int TimeKeyRank(std::string_view key);

// The time of the object that `text` starts with, which may be cut short. Its form and
// its length mean nothing. Of the rules only the orders count. Cost: about 1 ns a byte up
// to the time.
std::optional<WrittenTime> JsonTime(std::string_view text,
                                    const TimeRules& rules = kRulesOfALine);

// The time of a value, which `text` starts with: a count, an object with one, or a string
// that starts with a date or a count, with quotes or without.
std::optional<WrittenTime> JsonValueTime(std::string_view text, const TimeRules& rules);

}  // namespace rondo::time

#endif  // RONDO_TIME_JSON_TIME_H_
