// What is left of a pattern while it is read, and what its dialect is.
//
// Thread rule: plain data.
#ifndef RONDO_SEARCH_SYNTAX_PATTERN_TEXT_H_
#define RONDO_SEARCH_SYNTAX_PATTERN_TEXT_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "rondo/search.h"
#include "search/syntax/characters.h"

namespace rondo::search {

inline bool IsAsciiAlnum(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}

inline absl::Status Mistake(const std::string& what) {
  return absl::InvalidArgumentError(what);
}

struct PatternText {
  PatternText(std::string_view pattern, const PatternOptions& pattern_options)
      : rest(pattern),
        options(pattern_options),
        re2(options.syntax == PatternSyntax::kRe2),
        basic(options.syntax == PatternSyntax::kBasic),
        bytes(!IsUtf8(pattern)),
        rewritten(!re2 || bytes || options.crlf) {}

  std::string_view rest;
  const PatternOptions& options;
  const bool re2;
  const bool basic;
  const bool bytes;      // not all of it is UTF-8
  bool rewritten;        // RE2 does not take it as it was typed
  bool gave_up = false;  // RE2 is asked about the pattern as it was typed

  // The pattern is RE2's own and wrong, or beyond this: RE2 tells.
  absl::Status LeaveToRe2() {
    if (rewritten) {
      return Mistake(absl::StrCat("cannot read \"", std::string(rest), "\""));
    }
    gave_up = true;
    return absl::OkStatus();
  }

  bool TakeIf(std::string_view start) {
    if (!rest.starts_with(start)) return false;
    rest.remove_prefix(start.size());
    return true;
  }
  std::string_view Take(size_t bytes) {
    const std::string_view taken = rest.substr(0, bytes);
    rest.remove_prefix(taken.size());
    return taken;
  }
  // A character, or a byte that is none.
  std::string_view TakeCharacter() {
    return Take(std::max<size_t>(1, CharacterAt(rest, 0).bytes));
  }
  // An operator that has a backslash in front of it in one of the two dialects of grep.
  bool TakeOperator(std::string_view mark) {
    return TakeIf(basic ? absl::StrCat("\\", std::string(mark)) : std::string(mark));
  }
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_PATTERN_TEXT_H_
