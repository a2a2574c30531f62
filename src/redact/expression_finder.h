// Finds what a regular expression matches.
#ifndef RONDO_REDACT_EXPRESSION_FINDER_H_
#define RONDO_REDACT_EXPRESSION_FINDER_H_

#include <memory>
#include <optional>
#include <string_view>

#include "redact/class_list.h"
#include "redact/finder.h"

namespace rondo::redact {

// Thread rule: any number of threads. Cost: linear for each value, as RE2 may have to look
// at all that follows to know where a match ends.
class ExpressionFinder : public Finder {
 public:
  explicit ExpressionFinder(const ClassList::Expression& expression)
      : compiled_(expression.compiled), name_(expression.name) {}

  std::optional<Value> Next(std::string_view line, size_t from) const override;

 private:
  const std::shared_ptr<const re2::RE2> compiled_;
  const size_t name_;
};

}  // namespace rondo::redact

#endif  // RONDO_REDACT_EXPRESSION_FINDER_H_
