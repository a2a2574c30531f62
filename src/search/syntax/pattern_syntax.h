// Patterns in the dialects of grep, as RE2 takes them.
#ifndef RONDO_SEARCH_SYNTAX_PATTERN_SYNTAX_H_
#define RONDO_SEARCH_SYNTAX_PATTERN_SYNTAX_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "rondo/search.h"
#include "search/syntax/regex_tree.h"

namespace rondo::search {

struct ReadPattern {
  std::string regex;                   // for RE2, without flags for ends of lines
  std::optional<std::string> literal;  // what it matches, if that is one string
  // The expression is for bytes (RE2's Latin-1), for not all of the pattern is UTF-8.
  bool bytes = false;
  std::vector<RegexSequence> tree = {};  // what it says, unless it is left to RE2
  // If it asks for edges of words: the expression without them, which matches more. Of
  // the edges `regex` knows those of ASCII alone, or, if it is not for_ascii, none.
  std::optional<std::string> relaxed = std::nullopt;
  bool for_ascii = true;
};

// `pattern` has no newline. kInvalidArgument: what it says has no meaning in the dialect,
// or none that RE2 could match; then the message says what to write. RE2 has the last
// word: what is wrong in its own dialect is left to it.
// REQUIRES: the syntax is not kPerl.
absl::StatusOr<ReadPattern> ReadAsRe2(std::string_view pattern,
                                      const PatternOptions& options);

// The string as a pattern that matches it.
ReadPattern ReadString(std::string_view string, const PatternOptions& options);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_PATTERN_SYNTAX_H_
