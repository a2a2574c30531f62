// The strings of which every matching line holds one.
#ifndef RONDO_SEARCH_MATCH_NEEDLE_STRINGS_H_
#define RONDO_SEARCH_MATCH_NEEDLE_STRINGS_H_

#include <span>
#include <string>
#include <vector>

#include "rondo/search.h"
#include "search/syntax/pattern_syntax.h"

namespace rondo::search {

struct NeedleStrings {
  std::vector<std::string> strings;  // empty: nothing is known
  std::vector<std::string> also;     // a matching line holds all of these
  bool ignore_case = false;          // of ASCII letters
  bool decides = false;              // a line that holds one of them matches
};

// So many can be looked for one by one, and that fast.
inline constexpr size_t kMaxNeedles = 8;
// Of lists, so many that a segment can be asked for all of them.
inline constexpr size_t kMaxListNeedles = 100'000;

// `patterns` are valid. Never more than max_strings strings, none of them empty.
NeedleStrings FindNeedleStrings(std::span<const ReadPattern> patterns,
                                const PatternOptions& options, size_t max_strings);

// The strings, quoted, with commas; of many the first 20, and how many more there are.
std::string Describe(const NeedleStrings& needed);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_NEEDLE_STRINGS_H_
