// Classes of characters in brackets.
#ifndef RONDO_SEARCH_SYNTAX_BRACKET_CLASS_H_
#define RONDO_SEARCH_SYNTAX_BRACKET_CLASS_H_

#include <string>

#include "absl/status/statusor.h"
#include "search/syntax/pattern_text.h"

namespace rondo::search {

// Takes the class that the text starts with; the result is RE2's. It has no meaning if
// the text was left to RE2 (gave_up). kInvalidArgument: what it says has no meaning.
absl::StatusOr<std::string> TakeBracketClass(PatternText* text);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_BRACKET_CLASS_H_
