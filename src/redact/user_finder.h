// Finds names of users, by what stands around them.
#ifndef RONDO_REDACT_USER_FINDER_H_
#define RONDO_REDACT_USER_FINDER_H_

#include <optional>
#include <string_view>

#include "redact/finder.h"

namespace rondo::redact {

// Thread rule: any number of threads.
class UserFinder : public Finder {
 public:
  std::optional<Value> Next(std::string_view line, size_t from) const override;
};

}  // namespace rondo::redact

#endif  // RONDO_REDACT_USER_FINDER_H_
