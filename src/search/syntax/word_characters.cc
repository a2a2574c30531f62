// Those of \w in the dialects of grep (named_classes.h). What is known of the characters
// that most texts have is kept.
//
// Tested by tests/search/characters_test.cc.
#include "search/syntax/word_characters.h"

#include <re2/re2.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "search/syntax/characters.h"
#include "search/syntax/named_classes.h"
#include "search/syntax/regex_program.h"

namespace rondo::search {
namespace {

bool IsOfWordClass(std::string_view character) {
  static const re2::RE2 kClass(absl::StrCat("[", MembersOfClass("[:alnum:]"), "]"));
  return re2::RE2::FullMatch(re2::StringPiece(character.data(), character.size()),
                             kClass);
}

// `text` is one character past ASCII.
bool IsWordCharacter(char32_t code, std::string_view text) {
  enum Known : uint8_t { kNotYet, kNo, kYes };
  static std::array<std::atomic<uint8_t>, 0x10000> known;
  if (code >= known.size()) return IsOfWordClass(text);
  uint8_t is = known[code].load(std::memory_order_relaxed);
  if (is == kNotYet) {
    is = IsOfWordClass(text) ? kYes : kNo;
    known[code].store(is, std::memory_order_relaxed);
  }
  return is == kYes;
}

// Bytes of the word's character that starts at `at`; 0 if none does.
size_t WordCharacterAt(std::string_view text, size_t at) {
  if (at == text.size()) return 0;
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return IsWordByte(first) ? 1 : 0;
  const auto [code, bytes] = CharacterAt(text, at);
  return bytes > 0 && IsWordCharacter(code, text.substr(at, bytes)) ? bytes : 0;
}

}  // namespace

bool WordFollows(std::string_view text, size_t at) {
  return WordCharacterAt(text, at) > 0 || IsInsideCharacter(text, at);
}

bool WordPrecedes(std::string_view text, size_t at) {
  if (at == 0) return false;
  const auto last = static_cast<unsigned char>(text[at - 1]);
  if (last < 0x80) return IsWordByte(last);
  if (IsInsideCharacter(text, at)) return true;
  const std::string_view before = text.substr(0, at);
  size_t start = at - 1;
  while (start > 0 && at - start < 4 && IsInsideCharacter(before, start)) --start;
  return WordCharacterAt(before, start) == at - start;
}

}  // namespace rondo::search
