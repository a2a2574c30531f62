// The two checksums of a score: XXH3 for speed on every part that is read, SHA-256 for
// trust on every segment.
#ifndef RONDO_BASE_CHECKSUM_H_
#define RONDO_BASE_CHECKSUM_H_

#include <array>
#include <cstdint>
#include <memory>

#include "base/byte_io.h"

namespace rondo::base {

using Sha256Digest = std::array<uint8_t, 32>;

// XXH3, 64 bits, seed 0. About 10 GB/s.
uint64_t Xxh3(Bytes bytes);
// The low 32 bits of Xxh3: what blocks and table pages store.
inline uint32_t Xxh3Low(Bytes bytes) { return static_cast<uint32_t>(Xxh3(bytes)); }

// XXH3 of bytes that arrive in parts. Not thread-safe.
class Xxh3Stream {
 public:
  Xxh3Stream();
  ~Xxh3Stream();
  void Update(Bytes bytes);
  uint64_t Finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Sha256Digest Sha256(Bytes bytes);

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
inline constexpr bool kIgnoreChecksums = true;
#else
inline constexpr bool kIgnoreChecksums = false;
#endif

// Whether a stored checksum is the computed one. In fuzzer builds it always is, so that
// mutated bytes reach what lies behind the checksums.
template <typename Checksum>
bool ChecksumHolds(const Checksum& stored, const Checksum& computed) {
  return kIgnoreChecksums || stored == computed;
}

// SHA-256 of bytes that arrive in parts. Not thread-safe.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  void Update(Bytes bytes);
  // Call once, last.
  Sha256Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rondo::base

#endif  // RONDO_BASE_CHECKSUM_H_
