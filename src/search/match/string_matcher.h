// Matches of many strings.
#ifndef RONDO_SEARCH_MATCH_STRING_MATCHER_H_
#define RONDO_SEARCH_MATCH_STRING_MATCHER_H_

#include <string>
#include <vector>

#include "search/match/matcher.h"
#include "search/match/string_set.h"

namespace rondo::search {

class StringMatcher : public Matcher, public SpanFinder {
 public:
  // REQUIRES: as of StringSet.
  StringMatcher(std::vector<std::string> strings, bool ignore_case, bool whole_lines,
                bool crlf);

  std::optional<Hit> FindLine(std::string_view text, size_t from) const override;
  bool Matches(std::string_view line) const override { return Find(line, 0).has_value(); }
  void AddFinders(std::string_view,
                  std::vector<const SpanFinder*>* finders) const override {
    finders->push_back(this);
  }
  std::optional<TextSpan> Find(std::string_view line, size_t from) const override;
  std::optional<size_t> LongestEnd(std::string_view line, size_t from,
                                   size_t to) const override;

 private:
  std::optional<Hit> FindFolded(std::string_view text, size_t from) const;
  std::optional<TextSpan> FindInPart(std::string_view part) const;
  bool IsWhole(std::string_view line) const;

  const bool ignore_case_;
  const bool whole_lines_;
  const bool crlf_;
  const size_t longest_bytes_;  // of a text that is a string in another case, and more
  const StringSet strings_;     // folded, if case is ignored
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_STRING_MATCHER_H_
