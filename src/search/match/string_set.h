// Finds strings of a large set, all at once.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_SEARCH_MATCH_STRING_SET_H_
#define RONDO_SEARCH_MATCH_STRING_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rondo/search.h"
#include "search/match/shift_table.h"

namespace rondo::search {

class StringSet {
 public:
  static constexpr size_t kNone = std::string_view::npos;
  // Most bytes that all strings of a set may have together. Each takes up to 21 bytes of
  // memory, and 0.1 µs to build.
  static constexpr size_t kMaxBytes = size_t{32} << 20;

  // A set of nothing.
  StringSet() : StringSet({}, false) {}
  // `ignore_case`: ASCII letters are the same in either case.
  // REQUIRES: none is empty or has a newline; all together have at most kMaxBytes.
  StringSet(std::vector<std::string> strings, bool ignore_case);

  bool empty() const { return labels_.size() == 1; }

  // A byte of the first string in the first line of text[from..) that holds one, or
  // kNone.
  // Cost: 0.5 ns a byte for strings of few pairs of bytes, 2 ns for others.
  size_t FindLine(std::string_view text, size_t from) const;
  // The leftmost string that starts at `from` or later; of several the longest.
  std::optional<TextSpan> Find(std::string_view text, size_t from) const;
  // Bytes of the longest string that starts at `from` and ends at or before `to`; 0 if
  // there is none.
  size_t LongestAt(std::string_view text, size_t from, size_t to) const;

  // Calls use(i) for each strings[i] that is in the text, as often as it is; of equal
  // strings for one.
  template <typename Use>
  void ForEachIn(std::string_view text, const Use& use) const {
    State state = kRoot;
    for (const char c : text) {
      state = Next(state, ClassOf(c)) & ~kEnds;
      for (State at = end_[state]; at != kRoot; at = end_[fall_back_[at]]) {
        use(size_t{string_[at]});
      }
    }
  }

 private:
  using State = uint32_t;
  using Class = uint8_t;  // of bytes that no string tells apart; 0: of those in none
  static constexpr State kRoot = 0;
  static constexpr State kNoState = ~State{0};
  static constexpr State kEnds = State{1} << 31;  // set in Next: a string ends here
  static constexpr size_t kMaxRowEntries = size_t{1} << 19;

  Class ClassOf(char c) const { return class_of_[static_cast<uint8_t>(c)]; }

  // The state behind another byte, maybe with kEnds.
  State Next(State state, Class byte) const {
    while (state >= rows_) {
      const State child = Child(state, byte);
      if (child != kNoState) return Marked(child);
      state = fall_back_[state];
    }
    return row_[state * classes_ + byte];
  }
  State Child(State state, Class byte) const {
    for (State at = first_child_[state]; at < first_child_[state + 1]; ++at) {
      if (labels_[at] == byte) return at;
    }
    return kNoState;
  }
  State Marked(State state) const { return end_[state] != kRoot ? state | kEnds : state; }

  void ClassifyBytes(const std::vector<std::string>& strings, bool ignore_case);
  void BuildTrie(const std::vector<std::string>& strings);
  void BuildFallBacks();

  std::array<Class, 256> class_of_ = {};  // by byte
  size_t classes_ = 1;
  // By state, breadth first, so that the children of a state follow on those of the one
  // before, and what a state falls back to is in front of it.
  std::vector<Class> labels_;       // of the byte that leads to it
  std::vector<State> first_child_;  // and one for the end
  std::vector<State> fall_back_;    // the longest proper suffix that is a state
  std::vector<State> end_;          // the longest suffix that is a string, or kRoot
  std::vector<uint32_t> depth_;     // bytes from the root
  std::vector<uint32_t> string_;    // the number of the string, if it is one
  // Of the first `rows_` states: Next, by state * classes_ + class.
  State rows_ = 0;
  std::vector<State> row_;
  std::optional<ShiftTable> shifts_;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_STRING_SET_H_
