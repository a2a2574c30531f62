// Tested by tests/redact/recogniser_test.cc.
#include "redact/mark.h"

#include <algorithm>

#include "redact/class_list.h"
#include "redact/letters.h"

namespace rondo::redact {

size_t EndOfMark(std::string_view line, size_t at, std::span<const std::string> names) {
  if (at >= line.size() || line[at] != '<') return at;
  const std::string_view text = line.substr(at + 1, kMaxNameBytes + kKeyedDigits + 2);
  const size_t end = text.find('>');
  const size_t hyphen = text.find('-');
  if (end == std::string_view::npos || hyphen >= end) return at;
  const std::string_view digits = text.substr(hyphen + 1, end - hyphen - 1);
  if (digits.empty() || digits.size() > kKeyedDigits) return at;
  const auto is_small_hex = [](char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); };
  const bool good =
      std::ranges::all_of(digits, IsDigit) ||
      (digits.size() == kKeyedDigits && std::ranges::all_of(digits, is_small_hex));
  if (!good || std::ranges::find(names, text.substr(0, hyphen)) == names.end()) return at;
  return at + 1 + end + 1;
}

bool IsWithinMark(std::string_view line, size_t from, size_t to,
                  std::span<const std::string> names) {
  constexpr size_t kMostBefore = kMaxNameBytes + kKeyedDigits + 3;
  const size_t least = from - std::min(from, kMostBefore);
  const size_t before = line.substr(least, from + 1 - least).rfind('<');
  if (before == std::string_view::npos) return false;
  const size_t start = least + before;
  return to <= EndOfMark(line, start, names);
}

}  // namespace rondo::redact
