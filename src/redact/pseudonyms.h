// What values are called in a rendition.
#ifndef RONDO_REDACT_PSEUDONYMS_H_
#define RONDO_REDACT_PSEUDONYMS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rondo::redact {

inline constexpr size_t kMinKeyBytes = 16;
inline constexpr size_t kMaxKeyBytes = 64u << 10;
// What a numbered value takes.
inline constexpr uint64_t kBytesOfValue = 72;

// Upper and lower case are the same in mail and IPv6 addresses, UUIDs and hexadecimal
// numbers; an IPv4 address within IPv6 (::ffff:10.0.0.5) is that address. Not
// thread-safe.
class Pseudonyms {
 public:
  virtual ~Pseudonyms() = default;
  // Appends "<NAME-...>" for a value that is called `name`. kResourceExhausted: there are
  // too many values to number; `out` is as it was.
  virtual absl::Status Append(std::string_view name, std::string_view value,
                              std::string* out) = 0;
  // Whether what a value is called depends on those before it.
  virtual bool NeedsAllBefore() const = 0;
};

// By number: those of a name count from 1 in the order in which they come. Holds 128 bits
// of a hash of each value; two values that share it, which nobody will see, would share
// their number. `memory_bytes`: for kBytesOfValue a value.
std::unique_ptr<Pseudonyms> NumberedPseudonyms(uint64_t memory_bytes);

// By HMAC-SHA-256 of name, NUL and value under the key, of which the first 40 bits are
// shown: the same for the same key, whatever else there is; among a million values the
// odds are one in three that two share them. Holds a fixed 0.5 MB. kInvalidArgument: the
// key is shorter than kMinKeyBytes or longer than kMaxKeyBytes.
absl::StatusOr<std::unique_ptr<Pseudonyms>> KeyedPseudonyms(std::string_view key);

}  // namespace rondo::redact

#endif  // RONDO_REDACT_PSEUDONYMS_H_
