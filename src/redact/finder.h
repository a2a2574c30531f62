// What finds values in a line.
#ifndef RONDO_REDACT_FINDER_H_
#define RONDO_REDACT_FINDER_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace rondo::redact {

// Bytes [from, to) of a line, and how they are called: a number of ClassList::names().
struct Value {
  size_t from = 0;
  size_t to = 0;  // > from
  size_t name = 0;
};

// Thread rule: pure.
class Finder {
 public:
  virtual ~Finder() = default;
  // The first value that starts at `from` or behind. What was found before ends there or
  // before, so that to go on from the end of each value finds them all. Cost of a whole
  // line: linear, unless said otherwise.
  virtual std::optional<Value> Next(std::string_view line, size_t from) const = 0;
};

}  // namespace rondo::redact

#endif  // RONDO_REDACT_FINDER_H_
