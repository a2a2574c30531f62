// Bounds that every reader of a score enforces before it allocates, and every writer
// keeps. docs/format/container.md, "Limits", lists them.
#ifndef RONDO_BASE_LIMITS_H_
#define RONDO_BASE_LIMITS_H_

#include <cstdint>

namespace rondo::base {

// Expanded bytes of one block: the unit that is decoded alone.
inline constexpr uint32_t kMinBlockBytes = 1u << 10;
inline constexpr uint32_t kDefaultBlockBytes = 64u << 10;
inline constexpr uint32_t kMaxBlockBytes = 16u << 20;

// Expanded bytes of one segment: the unit that owns tables.
inline constexpr uint64_t kDefaultSegmentBytes = 64u << 20;
inline constexpr uint64_t kMaxSegmentBytes = uint64_t{1} << 30;

// Threads that one call may be asked to use (thread.h).
inline constexpr int kMaxThreads = 256;

}  // namespace rondo::base

#endif  // RONDO_BASE_LIMITS_H_
