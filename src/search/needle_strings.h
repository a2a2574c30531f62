// The strings of which every matching line holds one.
#ifndef RONDO_SEARCH_NEEDLE_STRINGS_H_
#define RONDO_SEARCH_NEEDLE_STRINGS_H_

#include <span>
#include <string>
#include <vector>

#include "rondo/search.h"

namespace rondo::search {

struct NeedleStrings {
  std::vector<std::string> strings;  // empty: nothing is known
  std::vector<std::string> also;     // a matching line holds all of these
  bool ignore_case = false;          // of ASCII letters
  bool decides = false;              // a line that holds one of them matches
};

// `patterns` are valid. `latin1`: they are taken byte for character.
// Never more than kMaxNeedles strings, none of them empty.
inline constexpr size_t kMaxNeedles = 8;
NeedleStrings FindNeedleStrings(std::span<const std::string> patterns,
                                const PatternOptions& options, bool latin1);

// The strings, quoted, with commas.
std::string Describe(const NeedleStrings& needed);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_NEEDLE_STRINGS_H_
