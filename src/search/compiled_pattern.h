// Patterns ready for use: what finds their matches, and what these need.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_SEARCH_COMPILED_PATTERN_H_
#define RONDO_SEARCH_COMPILED_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/search.h"
#include "search/match/matcher.h"
#include "search/match/needle_strings.h"
#include "stream/lens/needles.h"

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
  // an automaton that finds them, if there is one and the strings do not decide. Made
  // when it is asked for first.
  const stream::Needles& needles() const { return made().needles; }
  // Whether a line matches if and only if it holds a needle.
  bool needles_decide() const { return made().decide; }
  // Needles of which a line holds one only if it matches, for patterns that ask for edges
  // of words; null if there are none like that.
  const stream::Needles* sure_needles() const { return made().sure.get(); }
  // The strings, quoted, with commas; of many the first 20.
  std::string DescribeStrings() const { return Describe(strings_); }

  // Not ok if some line could not be decided: then what was found is not all there is.
  absl::Status status() const;

 private:
  friend class LineSearch;

  struct Made {
    stream::Needles needles;
    bool decide = false;
    std::unique_ptr<const stream::Needles> sure;
  };

  CompiledPattern();
  absl::Status Add(std::span<const ReadPattern> patterns, const PatternOptions& options);
  absl::Status AddList(std::span<const ReadPattern> patterns,
                       const PatternOptions& options);
  absl::Status AddRegexes(std::span<const ReadPattern> patterns,
                          const PatternOptions& options);
  const Made& made() const;

  class LineSpans;
  std::optional<TextSpan> NextWord(LineSpans* spans, size_t from) const;

  std::vector<std::unique_ptr<const Matcher>> matchers_;  // none: matches nothing
  bool longest_ = false;      // of matches at one place the longest counts
  bool whole_words_ = false;  // and matchers do not know
  NeedleStrings strings_;
  bool strings_decide_ = false;
  std::string regex_;       // for the automaton; empty: it has none
  bool has_edges_ = false;  // of words
  bool ignore_case_ = false;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const Made> made_;
};

// Goes from one line that matches to the next. Not thread-safe.
class LineSearch {
 public:
  // `text` is one line or several, the last one without its newline. Both must outlive
  // the search.
  LineSearch(const CompiledPattern& pattern, std::string_view text)
      : pattern_(pattern), text_(text), ahead_(pattern.matchers_.size()) {}

  // The first line that matches and starts at or after `from`, without its newline.
  // `from` is the start of a line, and none before the last one.
  std::optional<TextSpan> Next(size_t from);

  // Lines that were given to an expression alone.
  uint64_t tried() const { return tried_; }

 private:
  // What a matcher found behind the lines that were looked at.
  struct Ahead {
    bool known = false;
    std::optional<Matcher::Hit> hit;  // absent: nothing up to the end
  };

  const CompiledPattern& pattern_;
  const std::string_view text_;
  std::vector<Ahead> ahead_;
  uint64_t tried_ = 0;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_COMPILED_PATTERN_H_
