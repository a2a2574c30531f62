// Tested by tests/redact/recogniser_test.cc.
#include "redact/expression_finder.h"

#include <re2/re2.h>

#include <algorithm>

namespace rondo::redact {

std::optional<Value> ExpressionFinder::Next(std::string_view line, size_t from) const {
  const re2::StringPiece text(line.data(), line.size());
  const int groups = std::min(compiled_->NumberOfCapturingGroups(), 1);
  while (from <= line.size()) {
    re2::StringPiece found[2];
    if (!compiled_->Match(text, from, line.size(), re2::RE2::UNANCHORED, found,
                          1 + groups)) {
      return std::nullopt;
    }
    const re2::StringPiece value = found[groups];
    if (!value.empty()) {
      const size_t start = static_cast<size_t>(value.data() - line.data());
      return Value{start, start + value.size(), name_};
    }
    // Nothing, or a group that takes no part: on behind the match, by one byte at least.
    const size_t end =
        static_cast<size_t>(found[0].data() - line.data()) + found[0].size();
    from = std::max(from + 1, end);
  }
  return std::nullopt;
}

}  // namespace rondo::redact
