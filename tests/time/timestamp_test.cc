#include "time/timestamp.h"

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace rondo::grammar {
namespace {

time::Timestamp Parse(std::string_view text) {
  return time::ParseTimestamp(text.data(), text.data() + text.size());
}

std::string Render(const time::TimestampFormat& format, uint64_t value) {
  char out[time::kMaxTimestampBytes];
  return std::string(out, time::RenderTimestamp(format, value, out));
}

struct Example {
  std::string_view text;
  uint64_t value;
};

TEST(TimestampTest, ReadsWhatLogsWrite) {
  const Example examples[] = {
      {"1970-01-01T00:00:00", 0},
      {"2016-12-19 18:14:39,117", 1482171279117},
      {"2022-03-13T17:10:55.243", 1647191455243},
      {"17/May/2015:18:05:04", 1431885904},
      {"Jun 14 15:16:01", 14310961},
      {"Jun  4 15:16:01", 13446961},
      {"Sun Dec 04 05:04:03 2005", 1133672643},
      {"Sun Dec 04 05:04:03.000009 2005", 1133672643000009},
      {"Sun Dec  4 05:04:03 2005", 1133672643},
      {"Fri, 31 Dec 1999 23:59:59", 946684799},
      {"2005-06-09-14.54.30.103580", 1118328870103580},
      {"081109 224234", 1226270554},
      {"17/06/09 20:10:52", 1497039052},
      {"0301 00:00:00.000001", 5184000000001},
      {"03-01 00:00:00.001", 5184000001},
      {"20171223-22:15:36:356", 1514067336356},
      {"3/7/2019 4:05:06 PM", 1551974706},
      {"12/31/2019 12:00:00 AM", 1577750400},
      {"23:59:59", 86399},
      {"2024-02-29", 1709164800},
  };
  for (const Example& example : examples) {
    const time::Timestamp found = Parse(example.text);
    EXPECT_EQ(found.length, example.text.size()) << example.text;
    EXPECT_EQ(found.value, example.value) << example.text;
    EXPECT_EQ(Render(found.format, found.value), example.text);
  }
}

TEST(TimestampTest, StopsBeforeTheZone) {
  EXPECT_EQ(Parse("2022-03-13T17:10:55.243+0000 I").length, 23u);
  EXPECT_EQ(Parse("2022-03-13T17:10:55Z").length, 19u);
  EXPECT_EQ(Parse("17/May/2015:18:05:04 +0000]").length, 20u);
  // Two digits after a mark are no fraction, and ten are too many for one.
  EXPECT_EQ(Parse("10:11:12.34").length, 8u);
  EXPECT_EQ(Parse("10:11:12.1234567890").length, 8u);
}

TEST(TimestampTest, RefusesWhatDoesNotExist) {
  for (const std::string_view text :
       {"2023-02-29 00:00:00", "2023-13-01 00:00:00", "2023-00-01 00:00:00", "24:00:00",
        "10:60:00", "10:11:60", "10:11:123", "Feb 30 00:00:00",
        "Mon Dec 04 05:04:03 2005", "32/May/2015:18:05:04", "13/7/2019 4:05:06 XM",
        "Jxn 14 15:16:01", "Jun 014 15:16:01", "1969-12-31 23:59:59", "12345678", ""}) {
    EXPECT_EQ(Parse(text).length, 0u) << text;
  }
}

// Every pattern, with and without a fraction, on days around the edges of its range: what
// is rendered parses back whole, to a format and value that render the same.
TEST(TimestampTest, EveryFormatRendersAndParsesBack) {
  const auto patterns = time::TimestampPatterns();
  for (uint8_t pattern = 0; pattern < patterns.size(); ++pattern) {
    for (uint8_t digits = 0; digits <= 9; ++digits) {
      if (digits == 1 || digits == 2) continue;
      for (const char mark : {'.', ',', ':'}) {
        const time::TimestampFormat format = {pattern, digits, mark};
        if (!IsValid(format)) continue;
        uint64_t unit = 1;
        for (int i = 0; i < digits; ++i) unit *= 10;
        for (uint64_t day = 0; day < 84370; day += day < 800 ? 1 : 97) {
          const uint64_t second = day * 86400 + day * 7919 % 86400;
          const std::string text = Render(format, second * unit + day % unit);
          if (text.empty()) break;  // past the end of the format's range
          const time::Timestamp found = Parse(text);
          ASSERT_EQ(found.length, text.size()) << text;
          ASSERT_EQ(Render(found.format, found.value), text);
        }
      }
    }
  }
}

TEST(TimestampTest, EverySecondOfADay) {
  for (uint64_t second = 0; second < 86400; ++second) {
    const time::TimestampFormat clock = {27, 0, '.'};
    const std::string text = Render(clock, second);
    const time::Timestamp found = Parse(text);
    ASSERT_EQ(found.length, 8u) << text;
    ASSERT_EQ(found.value, second);
  }
}

// The value that a text of a pattern stands for is the one it was made from, unless the
// text reads as one of an earlier pattern too: a d/m/Y that could be m/d/Y.
bool ComesBack(const time::TimestampFormat& format, uint64_t value) {
  const std::string text = Render(format, value);
  const time::Timestamp found = Parse(text);
  if (found.length != text.size() || Render(found.format, found.value) != text)
    return false;
  return found.format.pattern != format.pattern || found.value == value;
}

TEST(TimestampTest, EveryPatternOnEveryDay) {
  const auto patterns = time::TimestampPatterns();
  for (uint8_t pattern = 0; pattern < patterns.size(); ++pattern) {
    const time::TimestampFormat format = {pattern, 0, '.'};
    uint64_t days = 0;
    while (!Render(format, days * 86400).empty()) {
      const bool has_time = patterns[pattern].find('M') != std::string_view::npos;
      const uint64_t second = has_time ? days * 7919 % 86400 : 0;
      ASSERT_TRUE(ComesBack(format, days * 86400 + second))
          << patterns[pattern] << " day " << days;
      ++days;
    }
    // Only the clock, a leap year, to 2069, or to 2199.
    EXPECT_TRUE(days == 1 || days == 366 || days == 36525 || days == 84006)
        << patterns[pattern] << ": " << days;
  }
}

TEST(TimestampTest, EveryPatternAtEverySecondOfADay) {
  const auto patterns = time::TimestampPatterns();
  for (uint8_t pattern = 0; pattern < patterns.size(); ++pattern) {
    if (patterns[pattern].find('M') == std::string_view::npos) continue;
    const uint64_t day = patterns[pattern].find('d') == std::string_view::npos &&
                                 patterns[pattern].find('e') == std::string_view::npos &&
                                 patterns[pattern].find('D') == std::string_view::npos
                             ? 0
                             : 59;  // 28 February, or 29 in the year 2000
    for (uint64_t second = 0; second < 86400; ++second) {
      ASSERT_TRUE(ComesBack({pattern, 0, '.'}, day * 86400 + second))
          << patterns[pattern] << " second " << second;
    }
  }
}

// Two digits of month and day, in every way, against the calendar.
TEST(TimestampTest, DatesExistOrAreText) {
  for (const int year : {1970, 1999, 2000, 2023, 2024, 2100, 2199}) {
    for (int month = 0; month < 100; ++month) {
      for (int day = 0; day < 100; ++day) {
        const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        const int days = month == 2 ? 28 + leap : 30 + (month + month / 8) % 2;
        const bool exists = month >= 1 && month <= 12 && day >= 1 && day <= days;
        char text[40];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
        ASSERT_EQ(Parse(text).length, exists ? 10u : 0u) << text;
        std::snprintf(text, sizeof text, "%04d-%02d-%02d 00:00:00", year, month, day);
        ASSERT_EQ(Parse(text).length, exists ? 19u : 0u) << text;
      }
    }
  }
}

// Whatever becomes of a timestamp whose bytes change: what is found in it renders as it
// stands there.
TEST(TimestampTest, BentTextsAreTextOrRenderBack) {
  const auto patterns = time::TimestampPatterns();
  int found_some = 0;
  for (uint8_t pattern = 0; pattern < patterns.size(); ++pattern) {
    for (const uint8_t digits : {0, 3, 6}) {
      const time::TimestampFormat format = {pattern, digits, '.'};
      if (!IsValid(format)) continue;
      const std::string whole = Render(format, digits == 0 ? 43261 : 43261000);
      for (size_t i = 0; i < whole.size(); ++i) {
        for (int byte = 0; byte < 256; ++byte) {
          std::string text = whole;
          text[i] = static_cast<char>(byte);
          const time::Timestamp found = Parse(text);
          if (found.length == 0) continue;
          ++found_some;
          ASSERT_EQ(Render(found.format, found.value), text.substr(0, found.length));
        }
      }
    }
  }
  EXPECT_GT(found_some, 10000);
}

TEST(TimestampTest, HostileFormatsAndValuesRenderNothing) {
  char out[time::kMaxTimestampBytes];
  EXPECT_EQ(time::RenderTimestamp({255, 0, '.'}, 0, out), 0u);
  EXPECT_EQ(time::RenderTimestamp({0, 10, '.'}, 0, out), 0u);
  EXPECT_EQ(time::RenderTimestamp({0, 3, 'x'}, 0, out), 0u);
  EXPECT_EQ(time::RenderTimestamp({4, 3, '.'}, 0, out), 0u);
  EXPECT_EQ(time::RenderTimestamp({0, 0, '.'}, ~uint64_t{0}, out), 0u);
  EXPECT_EQ(time::RenderTimestamp({27, 0, '.'}, 86400, out), 0u);
}

}  // namespace
}  // namespace rondo::grammar
