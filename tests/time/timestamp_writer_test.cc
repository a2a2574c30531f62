#include "time/timestamp_writer.h"

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "time/decimal.h"

namespace rondo::time {
namespace {

std::string Plain(const TimestampFormat& format, uint64_t value) {
  char out[kMaxTimestampBytes];
  return {out, RenderTimestamp(format, value, out)};
}

std::string Written(TimestampWriter& writer, const TimestampFormat& format,
                    uint64_t value) {
  char out[kMaxTimestampBytes];
  return {out, writer.Render(format, value, out)};
}

TimestampFormat SomeFormat() {
  const auto patterns = static_cast<int>(TimestampPatterns().size());
  TimestampFormat format;
  format.pattern = static_cast<uint8_t>(*rc::gen::inRange(0, patterns));
  format.fraction_digits = static_cast<uint8_t>(*rc::gen::inRange(0, 10));
  if (format.fraction_digits > 0) format.fraction_mark = *rc::gen::element('.', ',', ':');
  return format;
}

// Times of several formats that take turns, most of them near the one before.
RC_GTEST_PROP(TimestampWriterTest, WritesWhatRenderTimestampDoes, ()) {
  TimestampWriter writer;
  const int count = *rc::gen::inRange(1, 4);
  std::vector<TimestampFormat> formats;
  std::vector<uint64_t> values;
  for (int i = 0; i < count; ++i) {
    formats.push_back(SomeFormat());
    values.push_back(*rc::gen::inRange<uint64_t>(0, uint64_t{8'000'000'000}) *
                     kPow10[formats[i].fraction_digits % 10]);
  }
  for (int i = 0; i < 60; ++i) {
    const int f = *rc::gen::inRange(0, count);
    const uint64_t unit = kPow10[formats[f].fraction_digits % 10];
    const auto step = *rc::gen::element<uint64_t>(
        0, 1, unit / 3, unit, 59 * unit, 3601 * unit, 86400 * unit, 86399 * unit,
        40 * uint64_t{86400} * unit, uint64_t{1} << 63);
    values[f] = *rc::gen::arbitrary<bool>() ? values[f] + step : values[f] - step;
    RC_ASSERT(Written(writer, formats[f], values[f]) == Plain(formats[f], values[f]));
  }
}

TEST(TimestampWriterTest, CrossesSecondsDaysAndEnds) {
  TimestampWriter writer;
  const auto patterns = static_cast<uint8_t>(TimestampPatterns().size());
  for (uint8_t pattern = 0; pattern < patterns; ++pattern) {
    for (const uint8_t digits : {0, 3, 6, 8, 9}) {
      const TimestampFormat format = {pattern, digits, '.'};
      const uint64_t unit = kPow10[digits];
      const uint64_t day = 86400 * unit;
      for (const uint64_t value :
           {uint64_t{0}, unit - 1, unit, 60 * unit - 1, day - 1, day, 366 * day - 1,
            366 * day, 16801 * day - 1, 16801 * day + 1, 84006 * day - 1, 84006 * day,
            ~uint64_t{0}, day / 2 - 1, day / 2, uint64_t{0}}) {
        EXPECT_EQ(Written(writer, format, value), Plain(format, value))
            << TimestampPatterns()[pattern] << " " << value;
      }
    }
  }
}

TEST(TimestampWriterTest, RefusesWhatRenderTimestampRefuses) {
  TimestampWriter writer;
  EXPECT_EQ(Written(writer, {27, 0, '.'}, 86399), "23:59:59");
  EXPECT_EQ(Written(writer, {27, 0, '.'}, 86400), "");
  EXPECT_EQ(Written(writer, {27, 0, '.'}, 86399), "23:59:59");
  EXPECT_EQ(Written(writer, {255, 0, '.'}, 0), "");
  EXPECT_EQ(Written(writer, {0, 10, '.'}, 0), "");
  EXPECT_EQ(Written(writer, {4, 3, '.'}, 0), "");
}

}  // namespace
}  // namespace rondo::time
