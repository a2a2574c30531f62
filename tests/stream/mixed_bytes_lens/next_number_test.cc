#include "stream/mixed_bytes_lens/next_number.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace rondo::stream {
namespace {

// What is expected after `older` and `newer`, number by number.
std::string After(std::string_view older, std::string_view newer) {
  const std::string text = ";" + std::string(older) + ";" + std::string(newer) + ";";
  NextNumber number;
  number.Start(reinterpret_cast<const uint8_t*>(text.data()),
               static_cast<uint32_t>(text.size()),
               static_cast<uint32_t>(older.size() + 2), 1);
  std::string next;
  while (number.Byte() >= 0) {
    next.push_back(static_cast<char>(number.Byte()));
    number.Update(static_cast<uint8_t>(number.Byte()));
  }
  return next;
}

TEST(NextNumber, GoesOnByTheSameStep) {
  EXPECT_EQ(After("17", "19"), "21");
  EXPECT_EQ(After("98", "99"), "100");
  EXPECT_EQ(After("0008", "0009"), "0010");
  EXPECT_EQ(After("9", "6"), "3");
  EXPECT_EQ(After("0", "0"), "0");
}

TEST(NextNumber, ExpectsNothingWhereThereIsNoNumber) {
  EXPECT_EQ(After("x", "19"), "");
  EXPECT_EQ(After("9", "3"), "");                    // negative
  EXPECT_EQ(After("1", "1234567890123456789"), "");  // too long
  EXPECT_EQ(After("0", "999999999999999999"), "1999999999999999998");
}

TEST(NextNumber, EndsAtTheFirstOtherDigit) {
  const std::string text = ";1;2;";
  NextNumber number;
  number.Start(reinterpret_cast<const uint8_t*>(text.data()), 5, 3, 1);
  EXPECT_EQ(number.Byte(), '3');
  number.Update('4');
  EXPECT_EQ(number.Byte(), -1);
}

}  // namespace
}  // namespace rondo::stream
