// How long is waited for a gateway, and how much is taken from it.
#ifndef RONDO_DICTIONARY_GATEWAY_LIMITS_H_
#define RONDO_DICTIONARY_GATEWAY_LIMITS_H_

#include <chrono>
#include <cstdint>

namespace rondo::dictionary {

// So many requests are under way at once, each with a block of at most kMaxBlockBytes in
// memory.
inline constexpr int kParallelRequests = 6;
inline constexpr int kMaxRedirects = 3;

struct GatewayLimits {
  std::chrono::milliseconds connect{10'000};
  // Ends what brings less than 1,000 bytes a second for so long.
  std::chrono::seconds stall{30};
  std::chrono::milliseconds whole{600'000};  // of a dictionary from one gateway
  uint64_t dictionary_bytes = uint64_t{1} << 30;
  // Of a request that is answered 429, 500, 502, 503 or 504, or broken off. Before the
  // second is waited so long, or as the answer asks for, up to kMaxRetryAfter; before
  // the third twice as long.
  int tries = 3;
  std::chrono::milliseconds first_wait{500};
};

inline constexpr std::chrono::milliseconds kMaxRetryAfter{5'000};

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_GATEWAY_LIMITS_H_
