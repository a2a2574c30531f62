// Which lens a segment was encoded with, as its header says. docs/format/container.md,
// "Segment header".
//
// Thread rule: plain data.
#ifndef RONDO_STREAM_SCORE_LENS_ID_H_
#define RONDO_STREAM_SCORE_LENS_ID_H_

#include <cstdint>

namespace rondo::stream {

enum class Lens : uint8_t {
  kStored = 0,
  kZstd = 1,
  kGrammar = 2,
  kRecord = 3,
  kMixedBytes = 4,
};
inline constexpr Lens kLastLens = Lens::kMixedBytes;  // later ones are not known

// "stored", "zstd", "grammar", "record", "mixed bytes".
const char* LensName(Lens lens);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_LENS_ID_H_
