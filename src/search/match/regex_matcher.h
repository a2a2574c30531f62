// Matches of regular expressions of RE2 that are joined to one.
#ifndef RONDO_SEARCH_MATCH_REGEX_MATCHER_H_
#define RONDO_SEARCH_MATCH_REGEX_MATCHER_H_

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "search/match/literal_finder.h"
#include "search/match/matcher.h"
#include "search/match/regex_simulation.h"
#include "search/syntax/regex_tree.h"

namespace re2 {
class RE2;
}

namespace rondo::search {

// Of an expression that asks for edges of words, what finds them past ASCII.
struct RegexEdges {
  std::unique_ptr<const re2::RE2> relaxed;  // without them: matches more
  std::vector<RegexSequence> tree;          // with them
  bool ascii = true;  // RE2's expression knows those of ASCII; else it is relaxed, too
};

class RegexMatcher : public Matcher, public SpanFinder {
 public:
  // Most bytes of memory that an expression takes.
  static constexpr int64_t kMaxBytes = int64_t{64} << 20;

  // `regex` is in RE2's syntax. Never matches a newline; ^ and $ are ends of lines.
  // kInvalidArgument: it is none, or takes more than max_bytes.
  static absl::StatusOr<std::unique_ptr<re2::RE2>> Compile(const std::string& regex,
                                                           const RegexTraits& traits,
                                                           int64_t max_bytes = kMaxBytes);

  // `strings`: every match holds one of these; `decide`: and every line that does
  // matches. `edges`: if there are any.
  RegexMatcher(std::unique_ptr<const re2::RE2> regex, const RegexTraits& traits,
               LiteralFinder strings, bool decide,
               std::unique_ptr<RegexEdges> edges = nullptr);
  ~RegexMatcher() override;

  // Whether the expression looks at the ends of the text, or may match a newline: then
  // lines are given to it one by one.
  bool line_by_line() const { return line_by_line_; }

  std::optional<Hit> FindLine(std::string_view text, size_t from) const override;
  bool Matches(std::string_view line) const override;
  void AddFinders(std::string_view,
                  std::vector<const SpanFinder*>* finders) const override {
    finders->push_back(this);
  }
  std::optional<TextSpan> Find(std::string_view line, size_t from) const override;
  std::optional<size_t> LongestEnd(std::string_view line, size_t from,
                                   size_t to) const override;

 private:
  std::optional<TextSpan> Next(std::string_view text, size_t from) const;
  std::optional<Hit> FindLineWithEdges(std::string_view text, size_t from) const;
  // What decides the line; null: RE2 does.
  const RegexSimulation* SimulationFor(std::string_view line) const;

  const std::unique_ptr<const re2::RE2> regex_;
  const RegexTraits traits_;
  const std::unique_ptr<const RegexEdges> edges_;  // maybe null
  mutable std::once_flag simulation_once_;
  mutable std::unique_ptr<const RegexSimulation> simulation_;  // made for the first line
  bool line_by_line_;
  const LiteralFinder finder_;
  const bool strings_decide_;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_REGEX_MATCHER_H_
