// The algorithm of Wu and Manber (1994) with blocks of two bytes. A window as long as the
// shortest string moves over the text. Its last two bytes tell how far it may move: until
// they come to the place where they stand last in the first bytes of any string.
//
//   {"time", "tired"}   window 4:  "ti" moves it by 2, "im" and "ir" by 1, "me" and "re" by
//   0, which is a place to look at, and every other pair by 3.
//
// Tested by tests/search/string_set_test.cc.
#include "search/match/shift_table.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace rondo::search {
namespace {

constexpr size_t kMinWindow = 3;
constexpr size_t kMaxWindow = 64;
// Of so many pairs a text has others often enough. Many strings may have few: addresses.
constexpr size_t kMaxPairs = 300;

std::string Cases(char c, bool ignore_case) {
  const char other = absl::ascii_islower(static_cast<unsigned char>(c))
                         ? absl::ascii_toupper(static_cast<unsigned char>(c))
                         : absl::ascii_tolower(static_cast<unsigned char>(c));
  return ignore_case && other != c ? std::string{c, other} : std::string{c};
}

}  // namespace

std::optional<ShiftTable> ShiftTable::For(const std::vector<std::string>& strings,
                                          bool ignore_case) {
  size_t window = kMaxWindow;
  for (const std::string& string : strings) window = std::min(window, string.size());
  if (window < kMinWindow) return std::nullopt;
  ShiftTable table(window);
  const uint8_t whole = static_cast<uint8_t>(window - 1);
  size_t pairs = 0;
  for (const std::string& string : strings) {
    for (size_t at = 0; at + 2 <= window; ++at) {
      const auto shift = static_cast<uint8_t>(window - 2 - at);
      for (const char first : Cases(string[at], ignore_case)) {
        for (const char second : Cases(string[at + 1], ignore_case)) {
          uint8_t& known = table.shifts_[Pair(first, second)];
          pairs += known == whole;
          known = std::min(known, shift);
        }
      }
    }
    if (pairs > kMaxPairs) return std::nullopt;
  }
  return table;
}

}  // namespace rondo::search
