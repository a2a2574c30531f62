// The alphabet of slot values: the tokens of numbers, and one for values that are neither
// in a cache nor in a dictionary. docs/format/record_lens.md, "Tokens".
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_SYMBOLS_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_SYMBOLS_H_

#include <cstdint>

#include "entropy/number_token.h"

namespace rondo::stream {

using entropy::kNumberTokens;
using entropy::NumberToken;
using entropy::RangeOfToken;
using entropy::SplitNumber;
using entropy::TokenRange;

inline constexpr uint32_t kRecordTokens = 256;  // alphabet of every model
inline constexpr uint8_t kMissToken = 255;  // not in the cache, or not in the dictionary
static_assert(kMissToken >= kNumberTokens);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_SYMBOLS_H_
