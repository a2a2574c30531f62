// Tested by tests/search/pattern_syntax_test.cc.
#include "search/syntax/byte_regex.h"

#include "absl/strings/str_cat.h"
#include "search/syntax/characters.h"
#include "search/syntax/folded_text.h"

namespace rondo::search {
namespace {

std::string QuoteBytes(std::string_view bytes) {
  std::string quoted;
  for (const char c : bytes) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    quoted += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return quoted;
}

}  // namespace

std::string BytesInAnyCase(std::string_view bytes, bool ignore_case) {
  const Character character = CharacterAt(bytes, 0);
  std::string text = absl::StrCat("(?-i:(", QuoteBytes(bytes));
  if (ignore_case && character.bytes > 0) {
    for (const char32_t other : OtherSpellings(character.code)) {
      std::string spelling;
      AppendUtf8(other, &spelling);
      absl::StrAppend(&text, ")|(", QuoteBytes(spelling));
    }
  }
  return text + "))";
}

}  // namespace rondo::search
