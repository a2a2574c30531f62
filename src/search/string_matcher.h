// Matches of many strings.
#ifndef RONDO_SEARCH_STRING_MATCHER_H_
#define RONDO_SEARCH_STRING_MATCHER_H_

#include <string>
#include <vector>

#include "search/matcher.h"
#include "search/string_set.h"

namespace rondo::search {

class StringMatcher : public Matcher {
 public:
  // REQUIRES: as of StringSet.
  StringMatcher(const std::vector<std::string>& strings, bool ignore_case,
                bool whole_lines, bool crlf);

  std::optional<Hit> FindLine(std::string_view text, size_t from) const override;
  std::optional<TextSpan> Find(std::string_view line, size_t from) const override;
  std::optional<size_t> LongestEnd(std::string_view line, size_t from,
                                   size_t to) const override;

 private:
  std::optional<Hit> FindFolded(std::string_view text, size_t from) const;
  bool IsWhole(std::string_view line) const;

  const bool ignore_case_;
  const bool whole_lines_;
  const bool crlf_;
  const StringSet strings_;  // folded, if case is ignored
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_STRING_MATCHER_H_
