// Powers of ten and pairs of decimal digits, for reading and writing numbers.
#ifndef RONDO_TIME_DECIMAL_H_
#define RONDO_TIME_DECIMAL_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace rondo::time {

// All that fit 64 bits.
inline constexpr auto kPow10 = [] {
  std::array<uint64_t, 20> pow{};
  pow[0] = 1;
  for (size_t i = 1; i < pow.size(); ++i) pow[i] = pow[i - 1] * 10;
  return pow;
}();

// "00" "01" ... "99", end to end.
inline constexpr auto kTwoDigits = [] {
  std::array<char, 200> digits{};
  for (int i = 0; i < 100; ++i) {
    digits[2 * i] = static_cast<char>('0' + i / 10);
    digits[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return digits;
}();

}  // namespace rondo::time

#endif  // RONDO_TIME_DECIMAL_H_
