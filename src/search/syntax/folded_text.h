// Texts regardless of case: every spelling of a character becomes the same one.
#ifndef RONDO_SEARCH_SYNTAX_FOLDED_TEXT_H_
#define RONDO_SEARCH_SYNTAX_FOLDED_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::search {

// The character that stands for all spellings of `code`.
char32_t FoldedCharacter(char32_t code);
// The other spellings of `code`, in order; none if it has no case.
std::vector<char32_t> OtherSpellings(char32_t code);

// A text, folded. A byte that is no character becomes 0xFF and itself, which is found in
// no character and in no other spelling. Cost: linear, about 3 ns a byte.
class FoldedText {
 public:
  FoldedText() = default;
  explicit FoldedText(std::string_view text);

  const std::string& text() const { return text_; }
  // Where what stands at `at` of the folded text, a start of a character or the end, is
  // in the text that was folded.
  size_t Origin(size_t at) const { return origins_[at]; }
  // The other way, for the start of a character or the end.
  size_t Folded(size_t origin) const;

 private:
  std::string text_;
  std::vector<uint32_t> origins_;  // by place in text_, and one for its end
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_FOLDED_TEXT_H_
