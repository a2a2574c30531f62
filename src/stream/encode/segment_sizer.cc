// What a grammar over words needs for each byte of a segment bounds the usual size; one
// over lines needs so much less that a segment whose lines repeat may be larger.
//
// Tested by tests/stream/encode/encoder_test.cc.
#include "stream/encode/segment_sizer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "base/thread.h"

namespace rondo::stream {
namespace {

// Memory for each byte of a segment, the byte itself included.
constexpr uint64_t kMemoryPerByte = 15;
constexpr uint64_t kMemoryPerRepetitiveByte = 4;
// Contexts, models, sets of pieces, buffers of fixed size, for each thread.
constexpr uint64_t kFixedMemory = uint64_t{36} << 20;
constexpr uint64_t kMinSegmentBytes = uint64_t{256} << 10;
// Segment sizes chosen here are multiples of this.
constexpr uint64_t kSegmentStep = uint64_t{64} << 10;

struct LevelSizes {
  uint64_t segment_bytes;
  uint64_t repetitive_segment_bytes;
  uint64_t fixed_memory;
};
constexpr LevelSizes kUsualSizes = {
    .segment_bytes = base::kDefaultSegmentBytes,
    .repetitive_segment_bytes = 3 * base::kDefaultSegmentBytes,
    .fixed_memory = kFixedMemory};
// The model of mixed bytes takes its memory beside that of the other lenses. Segments are
// smaller, for threads to encode and decode side by side.
constexpr LevelSizes kMixingSizes = {
    .segment_bytes = base::kMaxBlockBytes,
    .repetitive_segment_bytes = 4 * base::kMaxBlockBytes,
    .fixed_memory = kFixedMemory + (uint64_t{160} << 20)};

const LevelSizes& SizesOf(int level) {
  return level >= kFirstMixingLevel ? kMixingSizes : kUsualSizes;
}

// A segment per thread at work and, beside threads, one that is being collected.
uint64_t MemoryBound(uint64_t segment_bytes, uint64_t per_byte, const LevelSizes& level,
                     int threads) {
  const uint64_t collected = threads > 1 ? segment_bytes : 0;
  return threads * (segment_bytes * per_byte + level.fixed_memory) + collected;
}

// The largest segment within the limit.
uint64_t LargestSegment(uint64_t limit, uint64_t per_byte, const LevelSizes& level,
                        int threads) {
  const uint64_t fixed = threads * level.fixed_memory;
  if (limit <= fixed) return 0;
  const uint64_t factor = threads * per_byte + (threads > 1 ? 1 : 0);
  return (limit - fixed) / factor / kSegmentStep * kSegmentStep;
}

absl::Status CheckOptions(const EncodeOptions& options) {
  const auto bad = [](absl::string_view name, uint64_t found, uint64_t low,
                      uint64_t high) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " is ", found, ", expected ", low, " to ", high));
  };
  if (options.level < kMinLevel || options.level > kMaxLevel) {
    return absl::InvalidArgumentError(absl::StrCat(
        "level is ", options.level, ", expected ", kMinLevel, " to ", kMaxLevel));
  }
  RONDO_RETURN_IF_ERROR(base::CheckThreads(options.threads));
  if (options.block_bytes < base::kMinBlockBytes ||
      options.block_bytes > base::kMaxBlockBytes) {
    return bad("block size", options.block_bytes, base::kMinBlockBytes,
               base::kMaxBlockBytes);
  }
  if (options.segment_bytes != 0 && (options.segment_bytes < options.block_bytes ||
                                     options.segment_bytes > base::kMaxSegmentBytes)) {
    return bad("segment size", options.segment_bytes, options.block_bytes,
               base::kMaxSegmentBytes);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SegmentSizes> SizeSegments(const EncodeOptions& options) {
  RONDO_RETURN_IF_ERROR(CheckOptions(options));
  const int threads = options.threads;
  const LevelSizes& level = SizesOf(options.level);
  SegmentSizes sizes;
  sizes.usual_bytes = options.segment_bytes != 0
                          ? options.segment_bytes
                          : std::max<uint64_t>(level.segment_bytes, options.block_bytes);
  // A size that was asked for is kept to.
  sizes.repetitive_bytes =
      options.segment_bytes != 0 ? options.segment_bytes : level.repetitive_segment_bytes;
  if (options.memory_limit_bytes) {
    const uint64_t limit = *options.memory_limit_bytes;
    const uint64_t least = std::max<uint64_t>(kMinSegmentBytes, options.block_bytes);
    const uint64_t most = LargestSegment(limit, kMemoryPerByte, level, threads);
    if (most < std::min(least, sizes.usual_bytes)) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "memory limit is ", limit, " bytes, but ", threads,
          threads == 1 ? " thread needs at least " : " threads need at least ",
          MemoryBound(std::min(least, sizes.usual_bytes), kMemoryPerByte, level,
                      threads)));
    }
    sizes.usual_bytes = std::min(sizes.usual_bytes, most);
    sizes.repetitive_bytes =
        std::min(sizes.repetitive_bytes,
                 LargestSegment(limit, kMemoryPerRepetitiveByte, level, threads));
  }
  sizes.repetitive_bytes = std::max(sizes.repetitive_bytes, sizes.usual_bytes);
  sizes.memory_bound_bytes = std::max(
      MemoryBound(sizes.usual_bytes, kMemoryPerByte, level, threads),
      MemoryBound(sizes.repetitive_bytes, kMemoryPerRepetitiveByte, level, threads));
  return sizes;
}

}  // namespace rondo::stream
