// Hashes of contexts. docs/format/mixed_bytes.md, "Hashes".
//
// Thread rule: pure.
#ifndef RONDO_STREAM_MIXED_BYTES_LENS_CONTEXT_HASH_H_
#define RONDO_STREAM_MIXED_BYTES_LENS_CONTEXT_HASH_H_

#include <cstdint>

namespace rondo::stream {

// A hash of what `hash` is of, and `next` after it.
inline uint32_t HashAfter(uint32_t hash, uint32_t next) {
  const uint32_t mixed = (hash ^ (next + 1) * 0x9e3779b1u) * 0x85ebca6bu;
  return mixed ^ mixed >> 15;
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_MIXED_BYTES_LENS_CONTEXT_HASH_H_
