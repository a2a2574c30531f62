// Times as people write them, and what a range of time means for lines without a year.
#include "rondo/time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rondo {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;
// 2024-03-04 10:02:03.5
constexpr int64_t kNow = 1709546523 * kSecond + kSecond / 2;

struct Case {
  const char* text;
  const char* from;
  int64_t length;
};

TEST(ParseTime, NamesAStretch) {
  const Case cases[] = {
      {"2024-03-04", "2024-03-04 00:00:00Z", kDay},
      {"2024-03-04T10", "2024-03-04 10:00:00Z", kHour},
      {"2024-03-04T10Z", "2024-03-04 10:00:00Z", kHour},
      {"2024-03-04T10:02", "2024-03-04 10:02:00Z", kMinute},
      {"2024-03-04 10:02", "2024-03-04 10:02:00Z", kMinute},
      {"2024-03-04T10:02:03", "2024-03-04 10:02:03Z", kSecond},
      {"2024-03-04T10:02:03Z", "2024-03-04 10:02:03Z", kSecond},
      {"2024-03-04T10:02+02:00", "2024-03-04 08:02:00Z", kMinute},
      {"2024-03-04 10:02:03 -0700", "2024-03-04 17:02:03Z", kSecond},
      {"2024-03-04T10:02:03.5Z", "2024-03-04 10:02:03Z", kSecond / 10},
      {"2024-03-04 10:02:03,117", "2024-03-04 10:02:03Z", kSecond / 1000},
      {"04/Mar/2024:10:02:03 +0100", "2024-03-04 09:02:03Z", kSecond},
      {"[04/Mar/2024:10:02:03 +0100]", "2024-03-04 09:02:03Z", kSecond},
      {"04/Mar/2024:10", "2024-03-04 10:00:00Z", kHour},
      {"04/Mar/2024", "2024-03-04 00:00:00Z", kDay},
      {"2024/03/04 10:02", "2024-03-04 10:02:00Z", kMinute},
      {"20240304", "2024-03-04 00:00:00Z", kDay},
      {"081109 203615", "2008-11-09 20:36:15Z", kSecond},
      {"2005-06-03-15.49.36.156884", "2005-06-03 15:49:36Z", kSecond / 1000000},
      {"Mon Mar  4 10:02:03 2024", "2024-03-04 10:02:03Z", kSecond},
      {"@1709546523", "2024-03-04 10:02:03Z", kSecond},
      {"@1709546523.25", "2024-03-04 10:02:03Z", kSecond / 100},
      {"now", "2024-03-04 10:02:03Z", 1},
      {"today", "2024-03-04 00:00:00Z", kDay},
      {"yesterday", "2024-03-03 00:00:00Z", kDay},
      {"10:02", "2024-03-04 10:02:00Z", kMinute},
      {"24:00", "2024-03-05 00:00:00Z", kMinute},
      {"23:59:58", "2024-03-04 23:59:58Z", kSecond},
      {"2h ago", "2024-03-04 08:02:03Z", 1},
      {"3d ago", "2024-03-01 10:02:03Z", 1},
      {"1d 12h ago", "2024-03-02 22:02:03Z", 1},
      {"90 minutes ago", "2024-03-04 08:32:03Z", 1},
      {"1w2d ago", "2024-02-24 10:02:03Z", 1},
      {"an hour ago", "2024-03-04 09:02:03Z", 1},
      {"2 Hours AGO", "2024-03-04 08:02:03Z", 1},
      {"-1h", "2024-03-04 09:02:03Z", 1},
      {"- 1 hour 30 min", "2024-03-04 08:32:03Z", 1},
      {"+30min", "2024-03-04 10:32:03Z", 1},
      {"1 month ago", "2024-02-04 10:02:03Z", 1},
      {"-2 years", "2022-03-04 10:02:03Z", 1},
      {"tomorrow", "2024-03-05 00:00:00Z", kDay},
      // It is a Monday.
      {"monday", "2024-03-04 00:00:00Z", kDay},
      {"last monday", "2024-02-26 00:00:00Z", kDay},
      {"Tuesday", "2024-02-27 00:00:00Z", kDay},
      {"last sun", "2024-03-03 00:00:00Z", kDay},
      {"this week", "2024-03-04 00:00:00Z", 7 * kDay},
      {"last week", "2024-02-26 00:00:00Z", 7 * kDay},
      {"this month", "2024-03-01 00:00:00Z", 31 * kDay},
      {"last month", "2024-02-01 00:00:00Z", 29 * kDay},
      {"last year", "2023-01-01 00:00:00Z", 365 * kDay},
      {"2024", "2024-01-01 00:00:00Z", 366 * kDay},
      {"2024-02", "2024-02-01 00:00:00Z", 29 * kDay},
      {"2024/12", "2024-12-01 00:00:00Z", 31 * kDay},
      {"yesterday 14:00", "2024-03-03 14:00:00Z", kMinute},
      {"yesterday at 14:00:05", "2024-03-03 14:00:05Z", kSecond},
      {"14:00 yesterday", "2024-03-03 14:00:00Z", kMinute},
      {"last friday 7:30", "2024-03-01 07:30:00Z", kMinute},
      {"10:02 UTC", "2024-03-04 10:02:00Z", kMinute},
      {"10:02Z", "2024-03-04 10:02:00Z", kMinute},
      {"10:02 +0200", "2024-03-04 08:02:00Z", kMinute},
      {"10:02:03 CET", "2024-03-04 09:02:03Z", kSecond},
      {"10:02 PM", "2024-03-04 22:02:00Z", kMinute},
      {"2024-03-04 10:02 UTC", "2024-03-04 10:02:00Z", kMinute},
      {"1709546523", "2024-03-04 10:02:03Z", kSecond},
      {"1709546523.25", "2024-03-04 10:02:03Z", kSecond / 100},
      {"1709546523250", "2024-03-04 10:02:03Z", kSecond / 1000},
      {"1709546523250001", "2024-03-04 10:02:03Z", kSecond / 1'000'000},
      {"1709546523250001002", "2024-03-04 10:02:03Z", 1},
  };
  for (const Case& c : cases) {
    const auto span = ParseTime(c.text, kNow);
    ASSERT_TRUE(span.ok()) << span.status();
    EXPECT_EQ(FormatTime(span->from), c.from) << c.text;
    EXPECT_EQ(span->to - span->from, c.length) << c.text;
  }
}

TEST(ParseTime, WithoutAYearIsTheLastOne) {
  const Case cases[] = {
      {"Mar  4 10:02:03", "2024-03-04 10:02:03Z", kSecond},
      {"Mar 4 10:02", "2024-03-04 10:02:00Z", kMinute},
      {"Mar 4", "2024-03-04 00:00:00Z", kDay},
      {"Mar 5 23:00", "2024-03-05 23:00:00Z", kMinute},  // clocks may be ahead
      {"Mar 6", "2023-03-06 00:00:00Z", kDay},
      {"Dec 31 23:59:59", "2023-12-31 23:59:59Z", kSecond},
      {"Feb 29", "2024-02-29 00:00:00Z", kDay},
  };
  for (const Case& c : cases) {
    const auto span = ParseTime(c.text, kNow);
    ASSERT_TRUE(span.ok()) << span.status();
    EXPECT_EQ(FormatTime(span->from), c.from) << c.text;
    EXPECT_EQ(span->to - span->from, c.length) << c.text;
  }
}

TEST(ParseTime, ADayThatAMonthLacksIsItsLast) {
  // 2024-03-31 10:00:00
  const auto span = ParseTime("1 month ago", 1711879200 * kSecond);
  ASSERT_TRUE(span.ok()) << span.status();
  EXPECT_EQ(FormatTime(span->from), "2024-02-29 10:00:00Z");
}

TEST(ParseTime, RefusesOthers) {
  for (const char* text : {"",
                           " ",
                           "soon",
                           "2024-13-01",
                           "2024-02-30",
                           "2024-03-04T25",
                           "ago",
                           "2h",
                           "h ago",
                           "2 fortnights ago",
                           "@",
                           "@x",
                           "@99999999999999",
                           "@1.",
                           "@1.x",
                           "999999999999999999w ago",
                           "99999999999999999999s ago",
                           "10:0",
                           "2024-03-04T10:02:03ZZ",
                           "2024-03-04T10:02:03+99:00",
                           "24:01",
                           "170954652",
                           "2024-13",
                           "2024-0",
                           "2024-03-",
                           "last",
                           "last night",
                           "this monday week",
                           "yesterday 25:00",
                           "yesterday soon",
                           "14:00 soon",
                           "- ago",
                           "-2h ago",
                           "-2",
                           "an ago",
                           "999999999 months ago"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseTime(text, kNow).status())) << text;
  }
  EXPECT_THAT(std::string(ParseTime("soon", kNow).status().message()),
              ::testing::HasSubstr("\"soon\" is no time"));
}

int64_t At(const char* text) { return ParseTime(text, kNow)->from; }

// In the year that stands for none.
int64_t Yearless(int64_t day_of_leap_year, int64_t hours = 0) {
  return (-97155 + day_of_leap_year) * kDay + hours * kHour;
}

TEST(TimeSet, IsHalfOpen) {
  const TimeSet set = TimeSet::Between(At("2024-03-01"), At("2024-03-02"), kNow);
  EXPECT_FALSE(set.Contains(At("2024-03-01") - 1));
  EXPECT_TRUE(set.Contains(At("2024-03-01")));
  EXPECT_TRUE(set.Contains(At("2024-03-02") - 1));
  EXPECT_FALSE(set.Contains(At("2024-03-02")));
  EXPECT_TRUE(set.Touches(0, At("2024-03-01")));
  EXPECT_FALSE(set.Touches(0, At("2024-03-01") - 1));
  EXPECT_TRUE(set.Covers(At("2024-03-01"), At("2024-03-02") - 1));
  EXPECT_FALSE(set.Covers(At("2024-03-01"), At("2024-03-02")));
}

TEST(TimeSet, TimesWithoutAYear) {
  constexpr int64_t kFeb29 = 59, kMar1 = 60, kMar4 = 63, kMar6 = 65, kDec31 = 365;
  const TimeSet day = TimeSet::Between(At("2024-03-04"), At("2024-03-05"), kNow);
  EXPECT_TRUE(day.Contains(Yearless(kMar4, 12)));
  EXPECT_FALSE(day.Contains(Yearless(kMar4, 24)));
  EXPECT_FALSE(day.Contains(Yearless(kMar4 - 1, 23)));

  const TimeSet turn = TimeSet::Between(At("2023-12-31"), At("2024-01-02"), kNow);
  EXPECT_TRUE(turn.Contains(Yearless(kDec31, 23)));
  EXPECT_TRUE(turn.Contains(Yearless(0)));
  EXPECT_FALSE(turn.Contains(Yearless(1)));
  EXPECT_FALSE(turn.Contains(Yearless(kDec31 - 1)));

  // Of 2023 there is no Feb 29, and what is later than now was last year.
  const TimeSet all = TimeSet::Between(kStartOfTime, kEndOfTime, kNow);
  EXPECT_TRUE(all.Contains(Yearless(0)) && all.Contains(Yearless(kDec31, 23)));
  EXPECT_TRUE(all.Contains(Yearless(kFeb29)) && all.Contains(Yearless(kMar6)));
  const TimeSet old = TimeSet::Between(kStartOfTime, At("2023-12-31"), kNow);
  EXPECT_TRUE(old.Contains(Yearless(kMar6)));
  EXPECT_FALSE(old.Contains(Yearless(kMar4)));
  EXPECT_FALSE(old.Contains(Yearless(kMar1)));
  const TimeSet year_before = TimeSet::Between(kStartOfTime, At("2023-01-01"), kNow);
  for (int64_t d = 0; d <= kDec31; ++d) EXPECT_FALSE(year_before.Contains(Yearless(d)));
  const TimeSet this_year = TimeSet::Between(At("2024-01-01"), kEndOfTime, kNow);
  EXPECT_TRUE(this_year.Contains(Yearless(0)) && this_year.Contains(Yearless(kMar4)));
  EXPECT_FALSE(this_year.Contains(Yearless(kMar6)));
}

}  // namespace
}  // namespace rondo
