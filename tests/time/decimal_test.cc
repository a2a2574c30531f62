#include "time/decimal.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

namespace rondo::time {
namespace {

std::string Plain(uint64_t value, int width) {
  const std::string digits = std::to_string(value);
  return std::string(std::max<int>(width - static_cast<int>(digits.size()), 0), '0') +
         digits;
}

std::string Put(uint64_t value, int width) {
  char out[32];
  return {out, PutNumber(value, width, out)};
}

// All that can go wrong in EightDigits lies within four digits.
TEST(DecimalTest, EightDigitsAreExact) {
  for (uint32_t i = 0; i < 10000; ++i) {
    const std::string four = Plain(i, 4);
    for (const uint32_t value : {i, i * 10000, i * 10000 + 9999, 99990000 + i}) {
      ASSERT_EQ(Put(value, 8), Plain(value, 8));
      ASSERT_EQ(Put(value, 1), Plain(value, 1));
    }
  }
}

TEST(DecimalTest, EdgesOfEveryLength) {
  for (const uint64_t power : kPow10) {
    for (const uint64_t value : {power - 1, power, power + 1, ~uint64_t{0} - power}) {
      EXPECT_EQ(DigitsOf(value), std::to_string(value).size());
      for (int width = 0; width <= 20; ++width)
        EXPECT_EQ(Put(value, width), Plain(value, width)) << value;
    }
  }
}

RC_GTEST_PROP(DecimalTest, NumbersAreWhatPlainOnesAre, (uint64_t bits)) {
  const uint64_t value = bits >> *rc::gen::inRange(0, 64);
  const int width = *rc::gen::inRange(0, 21);
  RC_ASSERT(Put(value, width) == Plain(value, width));
  RC_ASSERT(DigitsOf(value) == static_cast<int>(std::to_string(value).size()));
  const int least = std::max(width, 1);
  const uint64_t fits = least < 20 ? value % kPow10[least] : value;
  char out[32];
  if (least < 20)
    RC_ASSERT(std::string(out, PutFixed(fits, least, out)) == Plain(fits, least));
}

}  // namespace
}  // namespace rondo::time
