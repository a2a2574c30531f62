// Which characters words are made of: letters and digits of Unicode, and _.
#ifndef RONDO_SEARCH_SYNTAX_WORD_CHARACTERS_H_
#define RONDO_SEARCH_SYNTAX_WORD_CHARACTERS_H_

#include <cstddef>
#include <string_view>

namespace rondo::search {

// Whether a word's character starts at `at`. In a character both this and WordPrecedes
// are true: words have no edge there. Bytes that are no whole character are in no word.
// Cost of both: a load for ASCII, some 100 ns for the first of each other character.
bool WordFollows(std::string_view text, size_t at);
// Whether one ends there.
bool WordPrecedes(std::string_view text, size_t at);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_WORD_CHARACTERS_H_
