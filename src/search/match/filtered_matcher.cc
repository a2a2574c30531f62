// One expression of all of them would have an automaton with more states than memory.
// But a line that an expression matches holds a string of it. The strings of all are
// looked for at once, and in lines that hold some, those expressions are tried whose
// strings they are.
//
//   disk [0-9]+ full
//   user \w+ logged in      the strings "disk ", " logged in" and " is down": of a line with
//   (a|b)[0-9] is down      "disk " only the first is tried, and most lines have none.
//
// R. Cox describes it for RE2's FilteredRE2 (2010).
//
// Tested by tests/search/pattern_list_test.cc.
#include "search/match/filtered_matcher.h"

#include <algorithm>
#include <map>
#include <utility>

namespace rondo::search {

FilteredMatcher::FilteredMatcher(std::vector<Regex> regexes, bool ignore_case) {
  std::map<std::string, std::vector<uint32_t>> needed_by;
  for (Regex& regex : regexes) {
    for (std::string& string : regex.strings) {
      needed_by[std::move(string)].push_back(static_cast<uint32_t>(regexes_.size()));
    }
    regexes_.push_back(std::move(regex.matcher));
  }
  std::vector<std::string> strings;
  for (auto& [string, needing] : needed_by) {
    strings.push_back(string);
    needed_by_.push_back(std::move(needing));
  }
  strings_ = StringSet(std::move(strings), ignore_case);
}

std::optional<Matcher::Hit> FilteredMatcher::FindLine(std::string_view text,
                                                      size_t from) const {
  const size_t at = strings_.FindLine(text, from);
  if (at == StringSet::kNone) return std::nullopt;
  return Hit{at, false};
}

std::vector<uint32_t> FilteredMatcher::Candidates(std::string_view line) const {
  std::vector<uint32_t> candidates;
  strings_.ForEachIn(line, [&](size_t string) {
    candidates.insert(candidates.end(), needed_by_[string].begin(),
                      needed_by_[string].end());
  });
  std::ranges::sort(candidates);
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  return candidates;
}

bool FilteredMatcher::Matches(std::string_view line) const {
  return std::ranges::any_of(
      Candidates(line), [&](uint32_t regex) { return regexes_[regex]->Matches(line); });
}

void FilteredMatcher::AddFinders(std::string_view line,
                                 std::vector<const SpanFinder*>* finders) const {
  for (const uint32_t regex : Candidates(line)) {
    finders->push_back(regexes_[regex].get());
  }
}

}  // namespace rondo::search
