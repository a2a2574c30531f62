// Matches of many regular expressions, each of which needs a string.
#ifndef RONDO_SEARCH_MATCH_FILTERED_MATCHER_H_
#define RONDO_SEARCH_MATCH_FILTERED_MATCHER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "search/match/matcher.h"
#include "search/match/regex_matcher.h"
#include "search/match/string_set.h"

namespace rondo::search {

class FilteredMatcher : public Matcher {
 public:
  struct Regex {
    std::unique_ptr<const RegexMatcher> matcher;
    std::vector<std::string> strings;  // every match holds one of these
  };
  // `ignore_case`: of ASCII letters in the strings.
  FilteredMatcher(std::vector<Regex> regexes, bool ignore_case);

  std::optional<Hit> FindLine(std::string_view text, size_t from) const override;
  bool Matches(std::string_view line) const override;
  void AddFinders(std::string_view line,
                  std::vector<const SpanFinder*>* finders) const override;

 private:
  // Those whose strings are in the line, in order.
  std::vector<uint32_t> Candidates(std::string_view line) const;

  std::vector<std::unique_ptr<const RegexMatcher>> regexes_;
  std::vector<std::vector<uint32_t>> needed_by_;  // by string: regexes
  StringSet strings_;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_FILTERED_MATCHER_H_
