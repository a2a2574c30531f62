// What a fuzzer lets one input cost: small scores may claim huge outputs, honestly.
#ifndef RONDO_FUZZ_LIMITS_H_
#define RONDO_FUZZ_LIMITS_H_

#include <cstdint>

#include "rondo/reader.h"

namespace rondo::fuzz {

inline constexpr uint64_t kMemoryBytes = uint64_t{64} << 20;
// Expanded bytes after which an input is left alone.
inline constexpr uint64_t kOutputBytes = uint64_t{4} << 20;

inline DecodeOptions Options() {
  DecodeOptions options;
  options.memory_limit_bytes = kMemoryBytes;
  return options;
}

}  // namespace rondo::fuzz

#endif  // RONDO_FUZZ_LIMITS_H_
