// What the spellings of a character are is taken from the C library's table for all of
// Unicode: two characters are the same if their upper cases have the same lower case.
// (So k, K and the Kelvin sign are, and s, S and the long s.) Two of Turkish are left
// out, as RE2 leaves them out: the dotted capital I and the dotless small i.
//
//   "Größe \xFF"   ->   "größe \xFF\xFF"      "ΣΑΣ", "σας", "Σας"   ->   "σασ"
//
// Tested by tests/search/string_set_test.cc.
#include "search/syntax/folded_text.h"

#include <algorithm>
#include <clocale>
#include <cwctype>
#include <map>

#include "search/syntax/characters.h"

namespace rondo::search {
namespace {

constexpr char32_t kDottedI = 0x130;
constexpr char32_t kDotlessI = 0x131;
constexpr char32_t kEndOfCased = 0x1F000;  // no character past it has case

char32_t FoldByTable(char32_t code) {
  static const locale_t kUnicode = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (kUnicode == nullptr || code == kDottedI || code == kDotlessI) return code;
  return static_cast<char32_t>(
      ::towlower_l(::towupper_l(static_cast<wint_t>(code), kUnicode), kUnicode));
}

}  // namespace

char32_t FoldedCharacter(char32_t code) {
  if (code < 0x80) return code >= 'A' && code <= 'Z' ? code | 0x20 : code;
  return code < kEndOfCased ? FoldByTable(code) : code;
}

std::vector<char32_t> OtherSpellings(char32_t code) {
  static const auto kSpellings = [] {
    std::map<char32_t, std::vector<char32_t>> spellings;
    for (char32_t one = 0; one < kEndOfCased; ++one) {
      const char32_t folded = FoldedCharacter(one);
      if (folded != one) spellings[folded].push_back(one);
    }
    return spellings;
  }();
  const char32_t folded = FoldedCharacter(code);
  const auto found = kSpellings.find(folded);
  if (found == kSpellings.end()) return {};
  std::vector<char32_t> others = found->second;
  others.push_back(folded);
  std::erase(others, code);
  std::ranges::sort(others);
  return others;
}

FoldedText::FoldedText(std::string_view text) {
  text_.reserve(text.size());
  origins_.reserve(text.size() + 1);
  for (size_t at = 0; at < text.size();) {
    const Character character = CharacterAt(text, at);
    if (character.bytes == 0) {
      text_.push_back('\xFF');
      text_.push_back(text[at]);
    } else {
      AppendUtf8(FoldedCharacter(character.code), &text_);
    }
    origins_.resize(text_.size(), static_cast<uint32_t>(at));
    at += std::max<size_t>(1, character.bytes);
  }
  origins_.push_back(static_cast<uint32_t>(text.size()));
}

size_t FoldedText::Folded(size_t origin) const {
  return static_cast<size_t>(std::ranges::lower_bound(origins_, origin) -
                             origins_.begin());
}

}  // namespace rondo::search
