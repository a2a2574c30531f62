// The text is walked from quote to quote. `known` objects around the place at hand are
// those that the path names:
//
//   path "http.time":  {"id":[1],"http":{"x":{"time":0},"time":17...
//   depth               1              2    3         2
//   known               0              1    1         1
//
// Tested by tests/time/asked/line_format_test.cc.
#include "time/asked/json_key.h"

#include <cstddef>
#include <utility>

namespace rondo::time {
namespace {

// Behind the end of the string whose first byte is at `at`.
size_t StringEnd(std::string_view text, size_t at) {
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return at < text.size() ? at + 1 : text.size();
}

}  // namespace

std::string_view JsonValueOf(std::string_view text, std::string_view path) {
  std::string_view wanted = path;  // behind what is known
  size_t depth = 0;
  size_t known = 0;
  bool key_next = false;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') {
      // A path that led into an object without the key leads nowhere else.
      if (depth <= known + 1) return {};
      --depth;
    }
    if (c != '"') {
      key_next = depth == known + 1 && (c == '{' || c == ',' || (key_next && c <= ' '));
      continue;
    }
    const size_t from = at;
    at = StringEnd(text, at);
    if (!std::exchange(key_next, false)) continue;
    const std::string_view key = text.substr(from, at - 1 - from);
    const size_t value = text.find_first_not_of(" \t:", at);
    if (value == std::string_view::npos) return {};
    if (key == wanted) return text.substr(value);
    if (text[value] == '{' && wanted.size() > key.size() && wanted.starts_with(key) &&
        wanted[key.size()] == '.') {
      wanted.remove_prefix(key.size() + 1);
      ++known;
    }
  }
  return {};
}

}  // namespace rondo::time
