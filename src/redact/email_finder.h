// Finds mail addresses.
#ifndef RONDO_REDACT_EMAIL_FINDER_H_
#define RONDO_REDACT_EMAIL_FINDER_H_

#include "redact/finder.h"

namespace rondo::redact {

// NAME@DOMAIN, or NAME%40DOMAIN as in addresses of the web. A domain has a point, and
// ends with two letters or more. Names of systemd's units ("getty@tty1.service") are
// none. What stands in angle brackets, or in quotation marks before the @, is taken
// whole. Cost: what memchr takes, and twice the bytes of addresses.
class EmailFinder : public Finder {
 public:
  std::optional<Value> Next(std::string_view line, size_t from) const override;
};

}  // namespace rondo::redact

#endif  // RONDO_REDACT_EMAIL_FINDER_H_
