// A pattern ready for use: what its matches need, and the regular expression.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_SEARCH_COMPILED_PATTERN_H_
#define RONDO_SEARCH_COMPILED_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "rondo/search.h"
#include "search/literal_finder.h"
#include "search/needle_strings.h"
#include "stream/lens/needles.h"

namespace re2 {
class RE2;
}

namespace rondo::search {

class CompiledPattern {
 public:
  // These are as in Pattern.
  static absl::StatusOr<std::unique_ptr<const CompiledPattern>> Create(
      std::span<const std::string> patterns, const PatternOptions& options);
  ~CompiledPattern();
  bool Matches(std::string_view line) const;
  std::vector<TextSpan> Find(std::string_view line) const;

  // What lines that match hold: strings, if every one of them is known to hold one, and
  // an automaton that finds them, if there is one and the strings do not decide.
  const stream::Needles& needles() const { return *needles_; }
  // Whether a line matches if and only if it holds a needle.
  bool needles_decide() const { return strings_decide_ || automaton_decides_; }
  // The strings, quoted, with commas.
  std::string DescribeStrings() const { return Describe(strings_); }

  // The first line that matches and starts at or after `from`, without its newline.
  // `text` is one line or several, the last one without its newline; `from` is the start
  // of a line. Adds to `tried` the lines that were given to the regular expression alone.
  std::optional<TextSpan> NextLine(std::string_view text, size_t from,
                                   uint64_t* tried) const;

 private:
  CompiledPattern();

  // The leftmost match that starts at `from` or later.
  std::optional<TextSpan> Next(std::string_view line, size_t from) const;
  std::optional<TextSpan> NextWord(std::string_view line, size_t from) const;
  std::optional<TextSpan> LongestWordAt(std::string_view line, size_t from) const;

  std::unique_ptr<const re2::RE2> regex_;  // null: matches nothing
  bool whole_words_ = false;
  bool line_by_line_ = false;  // the expression speaks of the ends of the text
  NeedleStrings strings_;
  LiteralFinder finder_;  // of them
  bool strings_decide_ = false;
  bool automaton_decides_ = false;
  std::unique_ptr<const stream::Needles> needles_;  // never null once created
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_COMPILED_PATTERN_H_
