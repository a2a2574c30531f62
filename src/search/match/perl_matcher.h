// Matches of a regular expression of Perl.
#ifndef RONDO_SEARCH_MATCH_PERL_MATCHER_H_
#define RONDO_SEARCH_MATCH_PERL_MATCHER_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "search/match/matcher.h"

namespace rondo::search {

// By PCRE2, which backtracks: a line that takes too long is an error, in status().
class PerlMatcher : public Matcher, public SpanFinder {
 public:
  // kInvalidArgument: not such an expression.
  static absl::StatusOr<std::unique_ptr<const Matcher>> Create(
      const std::string& pattern, const PatternOptions& options);
  ~PerlMatcher() override;

  std::optional<Hit> FindLine(std::string_view text, size_t from) const override;
  bool Matches(std::string_view line) const override { return Find(line, 0).has_value(); }
  void AddFinders(std::string_view,
                  std::vector<const SpanFinder*>* finders) const override {
    finders->push_back(this);
  }
  std::optional<TextSpan> Find(std::string_view line, size_t from) const override;
  std::optional<size_t> LongestEnd(std::string_view line, size_t from,
                                   size_t to) const override;
  absl::Status status() const override;

 private:
  class Code;
  explicit PerlMatcher(std::unique_ptr<const Code> code);

  const std::unique_ptr<const Code> code_;
  mutable std::atomic<int> error_ = 0;  // of PCRE2, the first
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_MATCH_PERL_MATCHER_H_
