// Tells where in a text strings of a small set may start, from few of its bytes.
#ifndef RONDO_SEARCH_MATCH_SHIFT_TABLE_H_
#define RONDO_SEARCH_MATCH_SHIFT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::search {

class ShiftTable {
 public:
  static constexpr size_t kNone = std::string_view::npos;

  // nullopt if strings are too short or too many for long strides.
  // `ignore_case`: ASCII letters are the same in either case.
  static std::optional<ShiftTable> For(const std::vector<std::string>& strings,
                                       bool ignore_case);

  // The first place at or after `from` where a string may start, or kNone: no string
  // starts there or later. Cost: about 0.5 ns a byte.
  size_t Next(std::string_view text, size_t from) const {
    for (size_t at = from + window_; at <= text.size();) {
      const uint8_t shift = shifts_[Pair(text[at - 2], text[at - 1])];
      if (shift == 0) return at - window_;
      at += shift;
    }
    return kNone;
  }

 private:
  explicit ShiftTable(size_t window)
      : window_(window), shifts_(size_t{1} << 16, static_cast<uint8_t>(window - 1)) {}

  static size_t Pair(char first, char second) {
    return size_t{static_cast<uint8_t>(first)} << 8 | static_cast<uint8_t>(second);
  }

  size_t window_;  // bytes of the shortest string
  std::vector<uint8_t> shifts_;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_SHIFT_TABLE_H_
