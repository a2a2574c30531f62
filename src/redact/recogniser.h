// Finds all values of a list of classes in a line.
#ifndef RONDO_REDACT_RECOGNISER_H_
#define RONDO_REDACT_RECOGNISER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "redact/class_list.h"
#include "redact/finder.h"

namespace rondo::redact {

// Thread rule: any number of threads.
class Recogniser {
 public:
  explicit Recogniser(ClassList list);

  // Calls use(value) for the values of a line, in order; they do not overlap. Of values
  // that do, the one that starts first counts, then the longest, then the one whose class
  // is first in ValueClass, expressions before all; and it is drawn out to where the
  // others end, so that no part of any is left. The line is without its newline; any
  // bytes may be in it. Memory: none that grows with the line.
  void ForEach(std::string_view line, const std::function<void(const Value&)>& use) const;

  const ClassList& list() const { return list_; }

 private:
  const ClassList list_;
  std::vector<std::unique_ptr<Finder>> finders_;  // those that count first are first
};

}  // namespace rondo::redact

#endif  // RONDO_REDACT_RECOGNISER_H_
