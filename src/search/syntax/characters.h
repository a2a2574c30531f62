// Characters of UTF-8 in texts that may hold any bytes.
#ifndef RONDO_SEARCH_SYNTAX_CHARACTERS_H_
#define RONDO_SEARCH_SYNTAX_CHARACTERS_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace rondo::search {

struct Character {
  char32_t code = 0;
  size_t bytes = 0;  // 1 to 4; 0: none starts there
};

// The character that starts at `at`. None does in half a character, in an overlong form,
// at the end of the text, or if it would be a surrogate or past U+10FFFF.
Character CharacterAt(std::string_view text, size_t at);

// Whether all of the text is characters.
bool IsUtf8(std::string_view text);

// Whether a character that starts before `at` goes on behind it.
bool IsInsideCharacter(std::string_view text, size_t at);

// Whether all bytes are below 0x80.
bool IsAscii(std::string_view text);

void AppendUtf8(char32_t code, std::string* text);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_CHARACTERS_H_
