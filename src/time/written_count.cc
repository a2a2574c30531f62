// Tested by tests/time/line_time_test.cc and tests/time/real_formats_test.cc.
#include "time/written_count.h"

#include <cstddef>

#include "time/characters.h"
#include "time/decimal.h"
#include "time/wall_clock.h"

namespace rondo::time {
namespace {

// Of what may stand behind a count.
bool EndsCount(std::string_view text, size_t at) {
  const char next = at < text.size() ? text[at] : ' ';
  return !IsLetter(next) && next != '_' && next != '-' && next != '.';
}

// "1.709546523123e+09", as Go prints seconds. REQUIRES: it starts with "1.".
std::optional<int64_t> ParsePower(std::string_view text) {
  constexpr size_t kLeastDigits = 6;
  constexpr std::string_view kPower = "e+09";
  int64_t time = kSecond * kSecond;
  int64_t unit = time / 10;
  size_t at = 2;
  for (; at < text.size() && IsDigit(text[at]); ++at, unit /= 10) {
    time += (text[at] - '0') * unit;
  }
  if (at < 2 + kLeastDigits || !text.substr(at).starts_with(kPower)) return std::nullopt;
  if (!EndsCount(text, at + kPower.size())) return std::nullopt;
  return time;
}

}  // namespace

std::optional<int64_t> ParseCount(std::string_view text) {
  if (!text.starts_with('1')) return std::nullopt;
  if (text.starts_with("1.")) return ParsePower(text);
  size_t digits = 0;
  int64_t value = 0;
  while (digits < text.size() && digits < 20 && IsDigit(text[digits])) {
    if (digits < 19) value = value * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits != 10 && digits != 13 && digits != 16 && digits != 19) return std::nullopt;
  int64_t time = value * static_cast<int64_t>(kPow10[19 - digits]);
  size_t at = digits;
  if (digits == 10 && text.size() > 11 && text[10] == '.' && IsDigit(text[11])) {
    int64_t unit = kSecond / 10;
    for (++at; at < text.size() && IsDigit(text[at]); ++at, unit /= 10) {
      time += (text[at] - '0') * unit;
    }
  }
  return EndsCount(text, at) ? std::optional(time) : std::nullopt;
}

std::optional<int64_t> ParseTai64n(std::string_view text) {
  constexpr size_t kLabelDigits = 24;
  // 2^62 is 1970. Labels of these years start with 4000000, which keeps products small.
  if (text.size() < kLabelDigits + 1 || !text.starts_with("@4000000"))
    return std::nullopt;
  uint64_t seconds = 0;
  uint64_t nanos = 0;
  for (size_t i = 1; i <= kLabelDigits; ++i) {
    const char c = static_cast<char>(text[i] | 32);
    if (!IsDigit(text[i]) && (c < 'a' || c > 'f')) return std::nullopt;
    const auto digit =
        static_cast<uint64_t>(IsDigit(text[i]) ? text[i] - '0' : c - 'a' + 10);
    uint64_t& part = i <= 16 ? seconds : nanos;
    part = part << 4 | digit;
  }
  if (nanos >= kSecond) return std::nullopt;
  const auto since = static_cast<int64_t>(seconds - (uint64_t{1} << 62)) - 10;
  if (since < 0 || since > INT64_MAX / kSecond - 1) return std::nullopt;
  return since * kSecond + static_cast<int64_t>(nanos);
}

}  // namespace rondo::time
