// Matches of regular expressions of RE2 that are joined to one.
#ifndef RONDO_SEARCH_MATCH_REGEX_MATCHER_H_
#define RONDO_SEARCH_MATCH_REGEX_MATCHER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "search/match/literal_finder.h"
#include "search/match/matcher.h"

namespace re2 {
class RE2;
}

namespace rondo::search {

struct RegexTraits {
  bool bytes = false;  // for bytes, not for UTF-8
  bool ignore_case = false;
  bool longest = false;           // of matches at one place the longest counts
  bool whole_characters = false;  // a match is no half of a character
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
  // matches.
  RegexMatcher(std::unique_ptr<const re2::RE2> regex, const RegexTraits& traits,
               LiteralFinder strings, bool decide);
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

  const std::unique_ptr<const re2::RE2> regex_;
  const bool whole_characters_;
  bool line_by_line_;
  const LiteralFinder finder_;
  const bool strings_decide_;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_REGEX_MATCHER_H_
