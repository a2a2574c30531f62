// Finds values that are words, or start with one: addresses, UUIDs, hexadecimal and
// decimal numbers.
#ifndef RONDO_REDACT_WORD_FINDER_H_
#define RONDO_REDACT_WORD_FINDER_H_

#include <optional>
#include <string_view>

#include "redact/class_list.h"
#include "redact/finder.h"

namespace rondo::redact {

class WordFinder : public Finder {
 public:
  // `list` must outlive the finder.
  explicit WordFinder(const ClassList& list);

  std::optional<Value> Next(std::string_view line, size_t from) const override;

 private:
  struct Word;

  // Where the address ends that starts at `at`, or `at`.
  size_t TryIpv6(std::string_view line, size_t at) const;
  std::optional<Value> OfWord(std::string_view line, const Word& word,
                              size_t* next) const;
  std::optional<Value> OfHexDigits(std::string_view line, const Word& word) const;
  std::optional<Value> OfDigits(std::string_view line, const Word& word,
                                size_t* next) const;
  std::optional<Value> OfLetters(std::string_view line, const Word& word,
                                 size_t* next) const;

  const ClassList& list_;
  const bool ip_;
  const bool uuid_;
  const bool hex_;
  const bool number_;
};

}  // namespace rondo::redact

#endif  // RONDO_REDACT_WORD_FINDER_H_
