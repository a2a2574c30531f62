// Finds names of users, by what stands around them.
#ifndef RONDO_REDACT_USER_FINDER_H_
#define RONDO_REDACT_USER_FINDER_H_

#include <memory>
#include <optional>
#include <string_view>

#include "redact/finder.h"

namespace re2 {
class RE2;
}

namespace rondo::redact {

// Thread rule: any number of threads.
class UserFinder : public Finder {
 public:
  UserFinder();
  ~UserFinder() override;

  std::optional<Value> Next(std::string_view line, size_t from) const override;

 private:
  const std::unique_ptr<const re2::RE2> forms_;
};

}  // namespace rondo::redact

#endif  // RONDO_REDACT_USER_FINDER_H_
