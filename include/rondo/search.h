// Search: the lines of a text that match a pattern, with where they are.
//
//   auto pattern = rondo::Pattern::Create("time ?out");
//   rondo::SearchScore(**reader, *pattern, {}, [](const rondo::FoundLine& line) {
//     std::cout << line.number << ": " << line.text << "\n";
//     return absl::OkStatus();
//   });
//
// The answer is always that of expanding the text and looking at each of its lines; parts
// of a score that cannot hold a match are not expanded.
//
// Lines end with a newline or with the text. Any bytes may be in them: what is not UTF-8
// is matched by no character of a pattern but by the same bytes.
#ifndef RONDO_SEARCH_H_
#define RONDO_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "rondo/reader.h"

namespace rondo {

namespace search {
class CompiledPattern;  // internal
}

// How regular expressions are written.
enum class PatternSyntax {
  kRe2,    // as RE2 and ripgrep read them, with \<, \>, {,n}, [[.x.]] and [[=x=]] of grep
  kBasic,  // as grep and grep -G do, without back references
  kExtended,  // as grep -E does, without back references
  kPerl,      // as grep -P does, by PCRE2: backtracks, and a score is expanded
};

struct PatternOptions {
  bool fixed_strings = false;  // the patterns are strings, whatever the syntax
  PatternSyntax syntax = PatternSyntax::kRe2;
  bool ignore_case = false;
  bool whole_words = false;  // no letter, digit or _ right before or after a match
  bool whole_lines = false;  // a match is a whole line
  bool crlf = false;         // a line may end with \r, which is none of its characters
};

// Bytes [from, to) of a line.
struct TextSpan {
  size_t from = 0;
  size_t to = 0;
};

// Several regular expressions (https://github.com/google/re2/wiki/Syntax, or another
// PatternSyntax), or strings, of which one has to match. Immutable and thread-safe;
// copies share what was compiled.
class Pattern final {
 public:
  // Each pattern may hold newlines, which part it in several. No patterns match nothing,
  // an empty one every line. Bytes of a pattern that are no character match themselves;
  // with ignore_case not within a character. kInvalidArgument: not a regular expression,
  // or too large a one.
  static absl::StatusOr<Pattern> Create(std::span<const std::string> patterns,
                                        const PatternOptions& options = {});
  static absl::StatusOr<Pattern> Create(std::string_view pattern,
                                        const PatternOptions& options = {});
  // No moves, which would leave a pattern without anything behind.
  Pattern(const Pattern&) = default;
  Pattern& operator=(const Pattern&) = default;

  // `line` is without its newline.
  bool Matches(std::string_view line) const;
  // Where it matches: leftmost first, of regular expressions the preferred alternative,
  // of whole words, strings, basic and extended expressions the longest. Of more than
  // eight patterns strings come first, then expressions in their order. Spans do not
  // overlap; empty ones are left out.
  std::vector<TextSpan> Find(std::string_view line) const;

  // For the library itself.
  const search::CompiledPattern& compiled() const { return *compiled_; }

 private:
  explicit Pattern(std::shared_ptr<const search::CompiledPattern> compiled)
      : compiled_(std::move(compiled)) {}

  std::shared_ptr<const search::CompiledPattern> compiled_;  // never null
};

struct SearchOptions {
  bool invert = false;              // lines that do not match
  bool count_only = false;          // the sink is not called
  uint64_t max_lines = UINT64_MAX;  // stops after that many selected lines
  uint64_t before = 0;              // lines of context
  uint64_t after = 0;
  // Only lines of these times are there for the search, also as context; numbers and
  // offsets of lines are those of the whole text. Absent: all lines.
  std::optional<TimeSet> times = std::nullopt;
  int threads = 1;  // segments of a score that are worked on at once, <= 256
  // For lines that come in pieces. What the reader of a score takes is its own limit's.
  std::optional<uint64_t> memory_limit_bytes = kDefaultMemoryLimitBytes;
};

struct FoundLine {
  std::string_view text;  // without its newline
  uint64_t number = 0;    // 1-based
  uint64_t offset = 0;    // of its first byte
  bool selected = true;   // false: context
};

// Takes lines in order, context too. A status that is not ok ends the search.
using FoundLineSink = std::function<absl::Status(const FoundLine&)>;

// What a search did.
struct SearchSummary {
  uint64_t selected_lines = 0;
  uint64_t text_bytes = 0;        // of the text, as far as the search went
  uint64_t expanded_bytes = 0;    // of it, those that were expanded
  uint64_t segments = 0;          // of a score, as far as the search went
  uint64_t skipped_segments = 0;  // of them, those whose presence rules a match out
  uint64_t blocks = 0;            // of a score, as far as the search went
  uint64_t skipped_blocks = 0;  // of them, those without a string that the pattern needs
  uint64_t counted_lines = 0;   // selected lines that were counted without being expanded
  uint64_t tabled_lines = 0;    // of them, those that the tables of a segment count
  uint64_t tried_lines = 0;     // lines that were given to the regular expression alone
  // Strings of which every match holds one, quoted, with commas, of many the first 20;
  // empty: none are known.
  std::string needed;
};

// Searches a text that comes in pieces. Not thread-safe. Holds a piece, the lines of
// context before, and the longest line; if times are asked for, up to 16 MiB more: so
// much is judged together, as the lines of a segment of a score are.
class TextSearch {
 public:
  static std::unique_ptr<TextSearch> Create(const Pattern& pattern,
                                            const SearchOptions& options,
                                            FoundLineSink sink);
  virtual ~TextSearch() = default;
  // False once the search needs no more text. Errors: those of the sink;
  // kResourceExhausted if a line does not fit memory_limit_bytes.
  virtual absl::StatusOr<bool> Add(std::string_view text) = 0;
  // Says that nothing more comes for now: the lines that have come are searched, whose
  // times are judged without those that follow.
  virtual absl::Status Settle() = 0;
  // Says that the text has ended.
  virtual absl::StatusOr<SearchSummary> Finish() = 0;
};

// Finds the years of times without one in a text that comes in pieces, from the order of
// its lines, for a search of it. Not thread-safe. Holds up to 16 MiB.
class TextYears {
 public:
  static std::unique_ptr<TextYears> Create(const TimeSet& times);
  virtual ~TextYears() = default;
  // False once it seems to be a text whose times have years.
  virtual absl::StatusOr<bool> Add(std::string_view text) = 0;
  // For TimeSet::SetYears.
  virtual absl::StatusOr<std::vector<YearStart>> Finish() = 0;
};

// Searches a score. Of one that is damaged, what comes before the damage is delivered,
// and then the error returned; `before_error`, if not null, gets what was found until
// then.
absl::StatusOr<SearchSummary> SearchScore(const Reader& reader, const Pattern& pattern,
                                          const SearchOptions& options,
                                          const FoundLineSink& sink,
                                          SearchSummary* before_error = nullptr);

}  // namespace rondo

#endif  // RONDO_SEARCH_H_
