// Numbers as symbols: every number is a token below 253 and raw bits behind it.
//
//   value < 128            the token is the value
//   2^7 <= value < 2^15    8 tokens an octave, then the lower bits raw
//   2^15 <= value < 2^27   2 tokens an octave
//   2^27 <= value < 2^64   1 token an octave
//
//   100 -> 100;  300 -> token 137 (256 + 32 .. 256 + 63), 5 raw bits 01100
//
// docs/format/entropy.md, "Tokens". Thread rule: pure functions.
#ifndef RONDO_ENTROPY_NUMBER_TOKEN_H_
#define RONDO_ENTROPY_NUMBER_TOKEN_H_

#include <cstdint>

namespace rondo::entropy {

inline constexpr uint32_t kDirectTokens = 128;
inline constexpr uint32_t kNumberTokens = 253;

struct NumberToken {
  uint8_t token;
  uint8_t raw_bits;  // <= 63
  uint64_t raw;      // < 2^raw_bits
};

constexpr NumberToken SplitNumber(uint64_t value) {
  if (value < kDirectTokens) return {static_cast<uint8_t>(value), 0, 0};
  const int octave = 63 - __builtin_clzll(value);
  const int kept = octave < 15 ? 3 : octave < 27 ? 1 : 0;  // bits below the leading one
  const int base = octave < 15   ? 128 + 8 * (octave - 7)
                   : octave < 27 ? 192 + 2 * (octave - 15)
                                 : 216 + (octave - 27);
  const int raw_bits = octave - kept;
  const uint64_t top = value >> raw_bits & ((1u << kept) - 1);
  return {static_cast<uint8_t>(base + top), static_cast<uint8_t>(raw_bits),
          value & ((uint64_t{1} << raw_bits) - 1)};
}

// The smallest value of a token, and how many raw bits follow it. token < kNumberTokens.
struct TokenRange {
  uint64_t base;
  uint8_t raw_bits;
};
constexpr TokenRange RangeOfToken(uint32_t token) {
  if (token < kDirectTokens) return {token, 0};
  const uint32_t kept = token < 192 ? 3 : token < 216 ? 1 : 0;
  const uint32_t start = token < 192 ? 128 : token < 216 ? 192 : 216;
  const uint32_t octave = ((token - start) >> kept) + (token < 192   ? 7
                                                       : token < 216 ? 15
                                                                     : 27);
  const uint64_t top = (token - start) & ((1u << kept) - 1);
  const uint32_t raw_bits = octave - kept;
  return {((uint64_t{1} << kept) + top) << raw_bits, static_cast<uint8_t>(raw_bits)};
}

// Raw bits are coded in parts of at most 32, the upper part first.
// Calls put(uint32_t part, int bits) for each; bits <= 63.
template <typename Put>
inline void PutRaw(uint64_t raw, int bits, const Put& put) {
  if (bits > 32) {
    put(static_cast<uint32_t>(raw >> 32), bits - 32);
    bits = 32;
  }
  if (bits > 0) put(static_cast<uint32_t>(raw & ((uint64_t{1} << bits) - 1)), bits);
}
// get(int bits) gives each part.
template <typename Get>
inline uint64_t GetRaw(int bits, const Get& get) {
  uint64_t raw = 0;
  if (bits > 32) {
    raw = uint64_t{get(bits - 32)} << 32;
    bits = 32;
  }
  return bits > 0 ? raw | get(bits) : raw;
}

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_NUMBER_TOKEN_H_
