// Tested by tests/search/pattern_test.cc.
#include "base/status_macros.h"
#include "rondo/search.h"
#include "search/compiled_pattern.h"

namespace rondo {

absl::StatusOr<Pattern> Pattern::Create(std::span<const std::string> patterns,
                                        const PatternOptions& options) {
  RONDO_ASSIGN_OR_RETURN(std::shared_ptr<const search::CompiledPattern> compiled,
                         search::CompiledPattern::Create(patterns, options));
  return Pattern(std::move(compiled));
}

absl::StatusOr<Pattern> Pattern::Create(std::string_view pattern,
                                        const PatternOptions& options) {
  const std::string only(pattern);
  return Create(std::span(&only, 1), options);
}

bool Pattern::Matches(std::string_view line) const { return compiled_->Matches(line); }

std::vector<TextSpan> Pattern::Find(std::string_view line) const {
  return compiled_->Find(line);
}

}  // namespace rondo
