// Powers of ten, and numbers as decimal digits.
//
// Eight digits are made at once, in the bytes of one register: a number is cut in two
// halves, each of them in two again, and so on, and all halves of a size are cut by one
// multiplication. How many digits there are then only says how far to shift them, so that
// numbers of mixed lengths cost no mispredicted branches.
//
//   1234            0000 1234 | 00 00 12 34 | 0 0 0 0 1 2 3 4    most significant first
//   shifted by 4    1 2 3 4                                      and '0' added to each
#ifndef RONDO_TIME_DECIMAL_H_
#define RONDO_TIME_DECIMAL_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/little_endian.h"

namespace rondo::time {

// All that fit 64 bits.
inline constexpr auto kPow10 = [] {
  std::array<uint64_t, 20> pow{};
  pow[0] = 1;
  for (size_t i = 1; i < pow.size(); ++i) pow[i] = pow[i - 1] * 10;
  return pow;
}();

// How many digits a value has; 1 for 0.
constexpr int DigitsOf(uint64_t value) {
  value |= 1;  // changes nothing, except for 0
  // 1233 / 4096 is a little more than log10(2), so the guess is right or one too small.
  const int guess = std::bit_width(value) * 1233 >> 12;
  return guess + (value >= kPow10[guess]);
}

inline constexpr uint32_t kTenToThe8 = 100'000'000;
inline constexpr uint64_t kEightZeros = 0x3030303030303030;  // "00000000"

// The eight digits of a number, 0 to 9, the first in the lowest byte.
// REQUIRES: value < 10^8.
constexpr uint64_t EightDigits(uint32_t value) {
  // For all quotients q at once q + (x - q * c << n), as (x << n) - q * ((c << n) - 1).
  // They are exact: of 10^4 for all numbers of 32 bits, of 100 below 10^4, of 10 below
  // 100.
  const uint64_t fours =
      (uint64_t{value} << 32) - value / 10000 * ((uint64_t{10000} << 32) - 1);
  const uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007f0000007f;
  const uint64_t twos = (fours << 16) - hundreds * ((100 << 16) - 1);
  const uint64_t tens = (twos * 103 >> 10) & 0x000f000f000f000f;
  return (twos << 8) - tens * ((10 << 8) - 1);
}

// Writes eight digits from number `first` on, and zeros behind them. REQUIRES: first < 8.
inline void StoreDigits(uint64_t digits, int first, char* out) {
  base::StoreLittleEndian64(reinterpret_cast<uint8_t*>(out),
                            (digits + kEightZeros) >> (8 * first));
}

// How many zeros stand before a number, not counting its last digit.
inline int LeadingZeros(uint64_t digits) {
  return std::countr_zero(digits | uint64_t{1} << 56) / 8;
}

// The last `width` digits of a number; writes eight bytes, of which what is behind them
// means nothing. REQUIRES: value < 10^8, 1 <= width <= 8.
inline char* PutDigits(uint32_t value, int width, char* out) {
  StoreDigits(EightDigits(value), 8 - width, out);
  return out + width;
}

// The same with as many digits as the number has, at least `width`, and at least one.
// REQUIRES: value < 10^8, width <= 8.
inline char* PutShortNumber(uint32_t value, int width, char* out) {
  const uint64_t digits = EightDigits(value);
  const int first = std::min(LeadingZeros(digits), 8 - width);
  StoreDigits(digits, first, out);
  return out + (8 - first);
}

// PutNumber of 10^8 or more, or of a width above 8.
char* PutLongNumber(uint64_t value, int width, char* out);

// Digits of `value`, with zeros before it up to `width`; the end of what was written.
// Behind that, and up to out + 8, bytes may be written that mean nothing.
// REQUIRES: width <= 20. Cost: 2 to 3 ns below 10^8.
inline char* PutNumber(uint64_t value, int width, char* out) {
  if (value < kTenToThe8 && width <= 8)
    return PutShortNumber(static_cast<uint32_t>(value), width, out);
  return PutLongNumber(value, width, out);
}

// Exactly `width` digits, else the same. REQUIRES: value < 10^width, 1 <= width <= 19.
inline char* PutFixed(uint64_t value, int width, char* out) {
  return width <= 8 ? PutDigits(static_cast<uint32_t>(value), width, out)
                    : PutLongNumber(value, width, out);
}

}  // namespace rondo::time

#endif  // RONDO_TIME_DECIMAL_H_
