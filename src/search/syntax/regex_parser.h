// Reads a regular expression.
#ifndef RONDO_SEARCH_SYNTAX_REGEX_PARSER_H_
#define RONDO_SEARCH_SYNTAX_REGEX_PARSER_H_

#include <optional>
#include <string_view>

#include "search/syntax/regex_program.h"

namespace rondo::search {

// A program that matches what RE2 matches with the flag m, never a newline, in UTF-8.
// nullopt for what is beyond it: flags, ends of the text, properties and characters past
// ASCII in classes or regardless of case, more than kMaxRegexSteps.
// REQUIRES: RE2 takes the pattern.
// Cost: linear in the pattern with its repetitions written out.
std::optional<RegexProgram> ParseRegex(std::string_view pattern, bool ignore_case);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_REGEX_PARSER_H_
