#include "entropy/number_token.h"

#include <cstdint>

#include "base/byte_io.h"
#include "gtest/gtest.h"

namespace rondo::entropy {
namespace {

uint64_t Join(const NumberToken& token) {
  const TokenRange range = RangeOfToken(token.token);
  EXPECT_EQ(range.raw_bits, token.raw_bits);
  return range.base + token.raw;
}

TEST(NumberToken, NumbersComeBack) {
  for (uint64_t value = 0; value < (1u << 18); ++value)
    ASSERT_EQ(Join(SplitNumber(value)), value);
  for (int bit = 0; bit < 64; ++bit) {
    for (int64_t near = -2; near <= 2; ++near) {
      const uint64_t value = (uint64_t{1} << bit) + static_cast<uint64_t>(near);
      ASSERT_EQ(Join(SplitNumber(value)), value);
      ASSERT_LT(SplitNumber(value).token, kNumberTokens);
    }
  }
}

TEST(NumberToken, TokensTileTheNumbers) {
  uint64_t next = 0;
  for (uint32_t token = 0; token < kNumberTokens; ++token) {
    const TokenRange range = RangeOfToken(token);
    ASSERT_EQ(range.base, next) << token;
    next = range.base + (uint64_t{1} << range.raw_bits);
  }
  EXPECT_EQ(next, 0u);  // 2^64
}

TEST(NumberToken, ZigZagInterleavesSigns) {
  for (int64_t value = -1000; value <= 1000; ++value) {
    const auto number = static_cast<uint64_t>(value);
    EXPECT_EQ(base::ZigZag(number),
              static_cast<uint64_t>(value < 0 ? -2 * value - 1 : 2 * value));
    EXPECT_EQ(base::UnZigZag(base::ZigZag(number)), number);
  }
}

}  // namespace
}  // namespace rondo::entropy
