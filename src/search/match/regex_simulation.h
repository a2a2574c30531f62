// Matches of a regular expression with edges of words, in lines past ASCII.
#ifndef RONDO_SEARCH_MATCH_REGEX_SIMULATION_H_
#define RONDO_SEARCH_MATCH_REGEX_SIMULATION_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "rondo/search.h"
#include "search/syntax/regex_program.h"
#include "search/syntax/regex_tree.h"

namespace re2 {
class RE2;
}

namespace rondo::search {

struct RegexTraits {
  bool bytes = false;  // for bytes, not for UTF-8
  bool ignore_case = false;
  bool longest = false;           // of matches at one place the longest counts
  bool whole_characters = false;  // a match is no half of a character
};

// It goes from character to character, and a byte that is none is one by itself.
// Thread rule: immutable, thread-safe.
class RegexSimulation {
 public:
  // The steps of a program that has its repetitions written out.
  static constexpr size_t kMaxSteps = 100'000;

  // Null if the expression takes more than kMaxSteps.
  // Cost: some 20 us for each class of characters in it.
  static std::unique_ptr<const RegexSimulation> Create(
      const std::vector<RegexSequence>& alternatives, const RegexTraits& traits);
  ~RegexSimulation();

  // The leftmost match that starts at `from` or later, of them the one that counts.
  // Cost: some 20 ns for each character and step that is alive there.
  std::optional<TextSpan> Find(std::string_view line, size_t from) const {
    return Run(line, from, {.anywhere = true, .longest = longest_});
  }
  // Where the longest match ends that starts at `from` and ends at or before `to`, which
  // is taken for the end of the line.
  std::optional<size_t> LongestEnd(std::string_view line, size_t from, size_t to) const;

 private:
  struct Class {
    std::bitset<128> ascii;
    std::unique_ptr<const re2::RE2> regex;  // takes one character
  };
  struct Wanted {
    bool anywhere = false;  // at `from` and later
    bool longest = false;
  };
  class Builder;
  class Threads;

  RegexSimulation(RegexProgram program, std::vector<Class> classes, bool longest);
  bool Takes(uint32_t step, std::string_view character) const;
  std::optional<TextSpan> Run(std::string_view line, size_t from, Wanted wanted) const;

  const RegexProgram program_;
  const std::vector<Class> classes_;
  const bool longest_;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_REGEX_SIMULATION_H_
