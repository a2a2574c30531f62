// Finds the first of a few strings in a text.
#ifndef RONDO_SEARCH_MATCH_LITERAL_FINDER_H_
#define RONDO_SEARCH_MATCH_LITERAL_FINDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::search {

class LiteralFinder {
 public:
  static constexpr size_t kNone = std::string_view::npos;

  // Finds nothing.
  LiteralFinder() = default;
  // `ignore_case`: ASCII letters match in either case. REQUIRES: no literal is empty.
  LiteralFinder(const std::vector<std::string>& literals, bool ignore_case);

  bool empty() const { return needles_.empty(); }
  // Where the first occurrence at or after `from` starts, or kNone.
  // Cost: about 0.1 ns a byte for each literal, plus its near misses.
  size_t Find(std::string_view text, size_t from) const;

 private:
  // Bits to set in a byte before it is compared: 0x20 makes a letter lower case.
  struct Probe {
    size_t at = 0;  // in the literal
    uint8_t fold = 0;
    uint8_t byte = 0;  // folded
  };
  struct Needle {
    std::string folded;
    std::string folds;  // by byte of the literal
    std::array<Probe, 2> probes;
    bool IsAt(const char* text) const;
  };

  std::vector<Needle> needles_;
  size_t longest_ = 0;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_LITERAL_FINDER_H_
