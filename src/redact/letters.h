// Kinds of ASCII characters. Bytes of 128 or more are of none of them.
#ifndef RONDO_REDACT_LETTERS_H_
#define RONDO_REDACT_LETTERS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rondo::redact {

inline constexpr uint8_t kDigit = 1;
inline constexpr uint8_t kHexLetter = 2;    // a to f, either case
inline constexpr uint8_t kOtherLetter = 4;  // g to z
inline constexpr uint8_t kLocal = 8;        // of the name in a mail address, letters too
inline constexpr uint8_t kDomain = 16;      // of its domain
inline constexpr uint8_t kWord = kDigit | kHexLetter | kOtherLetter;

inline constexpr std::array<uint8_t, 256> kKinds = [] {
  std::array<uint8_t, 256> kinds = {};
  for (int c = 0; c < 256; ++c) {
    const int small = c | 0x20;
    if (c >= '0' && c <= '9') kinds[c] = kDigit;
    if (small >= 'a' && small <= 'f') kinds[c] = kHexLetter;
    if (small >= 'g' && small <= 'z') kinds[c] = kOtherLetter;
    if (c >= 128) kinds[c] |= kLocal | kDomain;
    if (kinds[c] & kWord) kinds[c] |= kLocal | kDomain;
  }
  for (const char c : {'.', '_', '+', '-', '%', '~'}) kinds[c] |= kLocal;
  for (const char c : {'.', '-'}) kinds[c] |= kDomain;
  return kinds;
}();

constexpr uint8_t KindOf(char c) { return kKinds[static_cast<uint8_t>(c)]; }
constexpr bool IsDigit(char c) { return KindOf(c) & kDigit; }
constexpr bool IsHexDigit(char c) { return KindOf(c) & (kDigit | kHexLetter); }
constexpr bool IsLetter(char c) { return KindOf(c) & (kHexLetter | kOtherLetter); }
constexpr bool IsWord(char c) { return KindOf(c) & kWord; }

// The character at `at`; NUL behind the end, and before the start by wrapping.
constexpr char At(std::string_view line, size_t at) {
  return at < line.size() ? line[at] : '\0';
}

// Bytes of the word at `at` that are of an escape before it: of "\t10" in JSON the t, of
// "\u003c10" five, of "%2F10" in an address of the web two. 0: none.
constexpr size_t EscapeBytes(std::string_view line, size_t at) {
  const auto hex_digits = [&](size_t from, size_t count) {
    for (size_t i = from; i < from + count; ++i) {
      if (!IsHexDigit(At(line, i))) return false;
    }
    return true;
  };
  if (at == 0 || (line[at - 1] != '\\' && line[at - 1] != '%')) return 0;
  if (line[at - 1] == '%') return hex_digits(at, 2) ? 2 : 0;
  const char letter = At(line, at);
  if (letter == 'u') return hex_digits(at + 1, 4) ? 5 : 0;
  if (letter == 'x') return hex_digits(at + 1, 2) ? 3 : 0;
  return letter == 't' || letter == 'n' || letter == 'r' ? 1 : 0;
}

}  // namespace rondo::redact

#endif  // RONDO_REDACT_LETTERS_H_
