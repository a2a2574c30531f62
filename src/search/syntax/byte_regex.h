// Characters in expressions for bytes, RE2's Latin-1, of which single bytes are written.
#ifndef RONDO_SEARCH_SYNTAX_BYTE_REGEX_H_
#define RONDO_SEARCH_SYNTAX_BYTE_REGEX_H_

#include <string>
#include <string_view>

namespace rondo::search {

// A character past ASCII, as alternatives. Single bytes are groups here and in
// BytesInAnyCase: what RE2 (2022-06) makes of alternatives of Latin-1 that start with the
// same literal looks for that in UTF-8.
inline constexpr char kManyBytes[] =
    "[\\xC2-\\xDF][\\x80-\\xBF]|(\\xE0)[\\xA0-\\xBF][\\x80-\\xBF]|"
    "[\\xE1-\\xEC\\xEE\\xEF][\\x80-\\xBF]{2}|(\\xED)[\\x80-\\x9F][\\x80-\\xBF]|"
    "(\\xF0)[\\x90-\\xBF][\\x80-\\xBF]{2}|[\\xF1-\\xF3][\\x80-\\xBF]{3}|"
    "(\\xF4)[\\x80-\\x8F][\\x80-\\xBF]{2}";

// What matches these bytes, which are a character or one that is none; with ignore_case
// in any case.
std::string BytesInAnyCase(std::string_view bytes, bool ignore_case);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_BYTE_REGEX_H_
