// The value of one key of a JSON object.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_ASKED_JSON_KEY_H_
#define RONDO_TIME_ASKED_JSON_KEY_H_

#include <string_view>

namespace rondo::time {

// The text that starts with the value of the first key `path` of the object that `text`
// starts with, which may be cut short. "a.b" is the key "a.b", or b in an object a.
// Empty: there is none. Keys are compared as they are written. Cost: about 1 ns a byte up
// to it.
std::string_view JsonValueOf(std::string_view text, std::string_view path);

}  // namespace rondo::time

#endif  // RONDO_TIME_ASKED_JSON_KEY_H_
