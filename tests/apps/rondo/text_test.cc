#include "apps/rondo/text/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rondo::app {
namespace {

using ::testing::HasSubstr;

TEST(Text, ParsesDurations) {
  using std::chrono::milliseconds;
  EXPECT_EQ(*ParseDuration("100ms"), milliseconds(100));
  EXPECT_EQ(*ParseDuration("1s"), milliseconds(1'000));
  EXPECT_EQ(*ParseDuration("5"), milliseconds(5'000));
  EXPECT_EQ(*ParseDuration("2m"), milliseconds(120'000));
  EXPECT_EQ(*ParseDuration("24h"), milliseconds(86'400'000));
  for (const char* text :
       {"", "s", "0", "-1s", "1 s", "1.5s", "1d", "25h", "99999999999999999999s"}) {
    EXPECT_FALSE(ParseDuration(text).ok()) << text;
  }
}

TEST(ParseSize, TakesSuffixes) {
  EXPECT_EQ(*ParseSize("0"), 0u);
  EXPECT_EQ(*ParseSize("65536"), 65536u);
  EXPECT_EQ(*ParseSize("64K"), 65536u);
  EXPECT_EQ(*ParseSize("64k"), 65536u);
  EXPECT_EQ(*ParseSize("64KiB"), 65536u);
  EXPECT_EQ(*ParseSize("64KB"), 65536u);
  EXPECT_EQ(*ParseSize("7B"), 7u);
  EXPECT_EQ(*ParseSize("256M"), 256u << 20);
  EXPECT_EQ(*ParseSize("3G"), uint64_t{3} << 30);
  EXPECT_EQ(*ParseSize("2T"), uint64_t{2} << 40);
  EXPECT_EQ(*ParseSize("18446744073709551615"), UINT64_MAX);
}

TEST(ParseSize, RefusesWhatIsNoSize) {
  for (const char* text :
       {"", "K", "-1", "+1", " 1", "1 ", "1.5M", "1X", "1KK", "1Bi", "0x10",
        "18446744073709551616", "16777216T", "99999999999999999999G"}) {
    EXPECT_FALSE(ParseSize(text).ok()) << text;
  }
}

Extent Bytes(const char* range, uint64_t size) {
  return *ResolveByteRange(*ParseByteRange(range), size);
}

Extent Lines(const char* range, uint64_t lines) {
  return *ResolveLineRange(*ParseLineRange(range), lines);
}

void ExpectExtent(Extent extent, uint64_t from, uint64_t to) {
  EXPECT_EQ(extent.from, from);
  EXPECT_EQ(extent.to, to);
}

TEST(ByteRange, IsZeroBasedAndHalfOpen) {
  ExpectExtent(Bytes("0:10", 100), 0, 10);
  ExpectExtent(Bytes("5:5", 100), 5, 5);
  ExpectExtent(Bytes("10:", 100), 10, 100);
  ExpectExtent(Bytes(":10", 100), 0, 10);
  ExpectExtent(Bytes(":", 100), 0, 100);
  ExpectExtent(Bytes("1K:2K", 10000), 1024, 2048);
}

TEST(ByteRange, CountsFromTheEnd) {
  ExpectExtent(Bytes("-10:", 100), 90, 100);
  ExpectExtent(Bytes("-10:-5", 100), 90, 95);
  ExpectExtent(Bytes(":-5", 100), 0, 95);
  ExpectExtent(Bytes("90:-5", 100), 90, 95);
  ExpectExtent(Bytes("98:-5", 100), 98, 98);  // nothing
}

TEST(ByteRange, IsCutBackToTheData) {
  ExpectExtent(Bytes("0:1000", 100), 0, 100);
  ExpectExtent(Bytes("-1000:", 100), 0, 100);
  ExpectExtent(Bytes("100:", 100), 100, 100);
  ExpectExtent(Bytes(":", 0), 0, 0);
  ExpectExtent(Bytes("-9223372036854775807:", 100), 0, 100);
}

TEST(ByteRange, PastTheEndIsAnError) {
  const auto extent = ResolveByteRange(*ParseByteRange("101:"), 100);
  EXPECT_EQ(extent.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(extent.status().message()), HasSubstr("has 100 bytes"));
}

TEST(ByteRange, RefusesWhatIsNoRange) {
  for (const char* text :
       {"", "5", "5:4", "-4:-5", "a:b", "1:2:3", "--5:", "1-2", "9223372036854775808:"}) {
    EXPECT_FALSE(ParseByteRange(text).ok()) << text;
  }
}

TEST(LineRange, IsOneBasedAndInclusive) {
  ExpectExtent(Lines("1:1", 100), 0, 1);
  ExpectExtent(Lines("10:20", 100), 9, 20);
  ExpectExtent(Lines("7", 100), 6, 7);
  ExpectExtent(Lines("10:", 100), 9, 100);
  ExpectExtent(Lines(":10", 100), 0, 10);
  ExpectExtent(Lines(":", 100), 0, 100);
  ExpectExtent(Lines("100", 100), 99, 100);
}

TEST(LineRange, CountsFromTheEnd) {
  ExpectExtent(Lines("-1", 100), 99, 100);
  ExpectExtent(Lines("-10:", 100), 90, 100);
  ExpectExtent(Lines("-10:-1", 100), 90, 100);
  ExpectExtent(Lines("-10:-6", 100), 90, 95);
  ExpectExtent(Lines("98:-2", 100), 97, 99);
  ExpectExtent(Lines("-1000:-1000", 100), 0, 0);  // before the first line: nothing
}

TEST(LineRange, PastTheEndIsAnError) {
  const auto extent = ResolveLineRange(*ParseLineRange("101"), 100);
  EXPECT_EQ(extent.status().code(), absl::StatusCode::kOutOfRange);
  ExpectExtent(Lines("100:1000", 100), 99, 100);
  ExpectExtent(Lines(":", 0), 0, 0);
}

TEST(LineRange, RefusesWhatIsNoRange) {
  for (const char* text : {"", "0", "0:5", "5:0", "5:4", "x", "1:2:3", "-5:-6"}) {
    EXPECT_FALSE(ParseLineRange(text).ok()) << text;
  }
}

TEST(Format, Numbers) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(1000), "1,000");
  EXPECT_EQ(FormatCount(52428800), "52,428,800");
  EXPECT_EQ(FormatSize(0), "0 B");
  EXPECT_EQ(FormatSize(999), "999 B");
  EXPECT_EQ(FormatSize(1000), "1.0 KiB");
  EXPECT_EQ(FormatSize(50 << 20), "50.0 MiB");
  EXPECT_EQ(FormatRatio(100, 0), "-");
  EXPECT_EQ(FormatRatio(100, 8), "12.50");
  EXPECT_EQ(FormatDuration(0.421), "0.42 s");
  EXPECT_EQ(FormatDuration(12.34), "12.3 s");
  EXPECT_EQ(FormatDuration(247), "4:07");
  EXPECT_EQ(FormatDuration(3723), "1:02:03");
}

TEST(OneLine, ControlCharactersSayNothing) {
  EXPECT_EQ(OneLine("a name \xc3\xa9\xe2\x82\xac"), "a name \xc3\xa9\xe2\x82\xac");
  EXPECT_EQ(OneLine("\x1b[31m\n\t\x7f"), "?[31m???");
  EXPECT_EQ(OneLine("a\xc2\x9b"
                    "b\xc2\xa0"),
            "a?b\xc2\xa0");
}

}  // namespace
}  // namespace rondo::app
