// Kinds of ASCII characters, whatever the locale.
#ifndef RONDO_TIME_CHARACTERS_H_
#define RONDO_TIME_CHARACTERS_H_

#include <string_view>

namespace rondo::time {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLetter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
constexpr bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
// Of a letter; other characters become others.
constexpr char Lower(char c) { return static_cast<char>(c | 32); }
constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }
constexpr bool IsWord(char c) { return IsDigit(c) || IsLetter(c) || c == '_'; }

// Of a few: compares beat a search.
constexpr bool IsOneOf(char c, std::string_view set) {
  for (const char one : set) {
    if (c == one) return true;
  }
  return false;
}

}  // namespace rondo::time

#endif  // RONDO_TIME_CHARACTERS_H_
