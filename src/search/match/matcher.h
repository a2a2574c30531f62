// Finds what some of the patterns of a search match: in which lines, and where in a line.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_SEARCH_MATCH_MATCHER_H_
#define RONDO_SEARCH_MATCH_MATCHER_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "rondo/search.h"

namespace rondo::search {

// Where in a line, which is without its newline.
class SpanFinder {
 public:
  virtual ~SpanFinder() = default;
  // The leftmost match that starts at `from` or later, of them the one that counts.
  virtual std::optional<TextSpan> Find(std::string_view line, size_t from) const = 0;
  // Where the longest match ends that starts at `from` and ends at or before `to`.
  virtual std::optional<size_t> LongestEnd(std::string_view line, size_t from,
                                           size_t to) const = 0;
};

// In which lines.
class Matcher {
 public:
  struct Hit {
    size_t at = 0;         // in the line, or at its end
    bool certain = false;  // the line matches
  };

  virtual ~Matcher() = default;
  // A place in the first line of text[from..) that may match; nullopt: none does. The
  // text is one line or several, the last one without its newline; `from` is the start of
  // a line.
  virtual std::optional<Hit> FindLine(std::string_view text, size_t from) const = 0;
  virtual bool Matches(std::string_view line) const = 0;
  // Adds what finds the matches in this line, of one pattern or more each, in the order
  // of the patterns.
  virtual void AddFinders(std::string_view line,
                          std::vector<const SpanFinder*>* finders) const = 0;
  // Not ok once some line could not be decided: kResourceExhausted.
  virtual absl::Status status() const { return absl::OkStatus(); }
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_MATCHER_H_
