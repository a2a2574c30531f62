// The dictionary of a zstd-lens segment.
#ifndef RONDO_STREAM_ZSTD_DICTIONARY_H_
#define RONDO_STREAM_ZSTD_DICTIONARY_H_

#include <cstdint>
#include <span>

#include "base/byte_io.h"

namespace rondo::stream {

// The largest that a score may hold. docs/FORMAT.md, "Zstd lens".
inline constexpr uint64_t kMaxZstdDictionaryBytes = uint64_t{16} << 20;

// A dictionary trained on the segment, or nothing where it would not earn its place: too
// few blocks, or a sample of them gains less than the dictionary costs. Deterministic.
ByteVector TrainZstdDictionary(Bytes segment, std::span<const uint64_t> block_ends,
                               int zstd_level);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_ZSTD_DICTIONARY_H_
