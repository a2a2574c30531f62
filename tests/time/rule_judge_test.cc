// What the lines of a segment tell together: which of their dates are times, and in what
// order days and months stand.
#include "time/rule_judge.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace rondo::time {
namespace {

// "04-13 10:00" of each line with a time of its own, "-" of others.
std::vector<std::string> Times(const std::string& text,
                               DateOrder asked = DateOrder::kByLine) {
  TimeRules rules = JudgeText(text);
  rules.asked_order = asked;
  std::vector<std::string> times;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const auto time = LineTime({line.data(), line.size()}, rules);
    times.push_back(time ? FormatTime(*time).substr(0, 16) : "-");
  }
  return times;
}

using List = std::vector<std::string>;

TEST(RuleJudge, ADateInAContinuationLineIsNoTime) {
  const std::string head = "2024-03-04 10:00:00 ERROR first\n";
  const std::string tail = "2024-03-04 10:01:00 INFO last\n";
  for (const char* line :
       {"ValueError: bad date 2019-01-01 00:00:00",
        "Caused by: x.Y: old (2019-05-05 01:02:03)",
        "Caused by: too late (04/Mar/2024:10:00:59 +0000)", "1445680800424 is too long",
        "1445680800", "{\"time\":\"2019-01-01T00:00:00Z\"}", "not after Mar  4 10:00:09",
        "valid until=2030-01-01 00:00:00", "(2019-05-05 00:00:00, 'x')x",
        "@4000000065e59c250754d4c0", "Mon Mar  4 10:02:03 UTC 2019",
        "01/02/2019 10:00:00"}) {
    EXPECT_EQ(Times(absl::StrCat(head, line, "\n", tail)),
              (List{"2024-03-04 10:00", "-", "2024-03-04 10:01"}))
        << line;
    // At the end, several of them, and every time again.
    EXPECT_EQ(Times(absl::StrCat(head, tail, line, "\n")).back(), "-") << line;
    EXPECT_EQ(Times(absl::StrCat(head, line, "\n", "Caused by: a 2018-01-01 00:00:00\n",
                                 line, "\n", tail)),
              (List{"2024-03-04 10:00", "-", "-", "-", "2024-03-04 10:01"}))
        << line;
    std::string often;
    for (int i = 0; i < 40; ++i) absl::StrAppend(&often, head, line, "\n", tail);
    const List times = Times(often);
    for (size_t i = 1; i < times.size(); i += 3) EXPECT_EQ(times[i], "-") << line;
  }
}

TEST(RuleJudge, RecordsWhoseTimeIsInside) {
  EXPECT_EQ(Times("INFO  2024-03-04 10:00:00 a\n"
                  "ValueError: bad date 2019-01-01 00:00:00\n"
                  "INFO  2024-03-04 10:01:00 b\n"),
            (List{"2024-03-04 10:00", "-", "2024-03-04 10:01"}));
  EXPECT_EQ(Times("[INFO ] 2024-03-04 10:00:00 a\n[ERROR] 2024-03-04 10:01:00 b\n"
                  "[INFO ] 2024-03-04 10:02:00 c\n[INFO ] 2024-03-04 10:03:00 d\n"),
            (List{"2024-03-04 10:00", "2024-03-04 10:01", "2024-03-04 10:02",
                  "2024-03-04 10:03"}));
  EXPECT_EQ(Times("1.1.1.1 - - [04/Mar/2024:10:00:00 +0000] \"GET /\"\n"
                  "1.1.1.2 - ann [04/Mar/2024:10:01:00 +0000] \"GET /\"\n"
                  "1.1.1.1 - - [04/Mar/2024:10:02:00 +0000] \"GET /\"\n"),
            (List{"2024-03-04 10:00", "2024-03-04 10:01", "2024-03-04 10:02"}));
}

// Lines of a log from a minute on, of a kind.
std::string Log(int kind, int minute, int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i, ++minute) {
    const int hour = 10 + minute / 60;
    switch (kind) {
      case 0:
        absl::StrAppendFormat(&text, "2024-03-04 %02d:%02d:00 a\n", hour, minute % 60);
        break;
      case 1:
        absl::StrAppendFormat(&text, "h - - [04/Mar/2024:%02d:%02d:00 +0000] b\n", hour,
                              minute % 60);
        break;
      case 2:
        absl::StrAppendFormat(&text, "{\"ts\":\"2024-03-04T%02d:%02d:00Z\"}\n", hour,
                              minute % 60);
        break;
      default:
        absl::StrAppendFormat(&text, "audit msg=audit(%d.000:1):\n",
                              1709546400 + minute * 60);
    }
  }
  return text;
}

TEST(RuleJudge, LogsAfterEachOtherKeepTheirTimes) {
  for (const int lines : {2, 3, 20, 200}) {
    for (const int more : {2, 5, 20, 200}) {
      const std::string text =
          Log(0, 0, lines) + Log(1, 0, more) + Log(2, 0, lines) + Log(3, 0, more);
      EXPECT_TRUE(JudgeText(text).kinds.none()) << lines << " " << more;
    }
  }
  // And lose dates that are none.
  std::string text;
  for (int i = 0; i < 50; ++i) {
    absl::StrAppend(&text, Log(0, i, 1), "E: bad date 2019-01-01 00:00:00\n");
  }
  const std::string both = text + Log(1, 0, 100) + Log(3, 0, 100);
  const TimeRules rules = JudgeText(both);
  EXPECT_EQ(rules.kinds.count(), 3u);
  EXPECT_FALSE(LineTime("E: bad date 2019-01-01 00:00:00", rules));
}

TEST(RuleJudge, LogsAtTheSameTimeKeepTheirTimes) {
  for (unsigned seed = 1; seed < 20; ++seed) {
    std::minstd_rand random(seed);
    std::string text;
    for (int i = 0; i < 300; ++i) {
      text += Log(std::array{0, 0, 0, 1, 2}[random() % 5], i, 1);
    }
    EXPECT_TRUE(JudgeText(text).kinds.none()) << seed;
  }
}

TEST(RuleJudge, CollectionsOfLinesKeepTheirTimes) {
  EXPECT_TRUE(JudgeText(Log(0, 0, 1) + Log(1, 0, 1) + Log(2, 0, 1) + Log(0, 1, 1) +
                        "Mar  4 10:00:00 a\n04.03.2024 10:00:00 b\n20240304100000 c\n" +
                        "Mon Mar  4 10:00:00 2024 d\n")
                  .kinds.none());
  // The head of a log.
  EXPECT_TRUE(JudgeText("opened at 2024-03-04 09:00:00\n" + Log(0, 0, 9)).kinds.none());
}

TEST(RuleJudge, OneNumberAbove12DecidesForAllLines) {
  EXPECT_EQ(
      Times("01/04/2024 10:00:00 a\n02/04/2024 10:00:00 a\n13/04/2024 10:00:00 a\n"),
      (List{"2024-04-01 10:00", "2024-04-02 10:00", "2024-04-13 10:00"}));
  EXPECT_EQ(Times("01/04/2024 10:00:00 a\n01/13/2024 10:00:00 a\n"),
            (List{"2024-01-04 10:00", "2024-01-13 10:00"}));
  EXPECT_EQ(Times("04.03.2024 10:00:00 a\n04.13.2024 10:00:00 a\n"),
            (List{"2024-04-03 10:00", "2024-04-13 10:00"}));
  EXPECT_EQ(Times("04/03/24 10:00:00 a\n31/12/24 10:00:00 a\n"),
            (List{"2024-03-04 10:00", "2024-12-31 10:00"}));
  EXPECT_EQ(Times("04/03/24 10:00:00 a\n12/31/24 10:00:00 a\n"),
            (List{"2024-04-03 10:00", "2024-12-31 10:00"}));
  EXPECT_EQ(Times("01-04-24 10:00:00 a\n02-04-24 10:00:00 a\n13-04-24 10:00:00 a\n"),
            (List{"2024-04-01 10:00", "2024-04-02 10:00", "2024-04-13 10:00"}));
  EXPECT_EQ(Times("13/04/24 10:00:00 a\n20/04/24 10:00:00 a\n"),
            (List{"2024-04-13 10:00", "2024-04-20 10:00"}));
  EXPECT_EQ(Times("24/03/04 10:00:00 a\n24/03/05 10:00:00 a\n"),
            (List{"2024-03-04 10:00", "2024-03-05 10:00"}));
  EXPECT_EQ(
      Times("{\"time\":\"01/04/2024 10:00:00\"}\n{\"time\":\"13/04/2024 10:00:00\"}\n"),
      (List{"2024-04-01 10:00", "2024-04-13 10:00"}));
}

TEST(RuleJudge, WhatStaysOpenIsAsTheLineSaysOrAsAsked) {
  const std::string open = "01/04/2024 10:00:00 a\n02/04/2024 10:00:00 a\n";
  EXPECT_EQ(Times(open), (List{"2024-01-04 10:00", "2024-02-04 10:00"}));
  EXPECT_EQ(Times(open, DateOrder::kDayMonthYear),
            (List{"2024-04-01 10:00", "2024-04-02 10:00"}));
  EXPECT_EQ(Times(open, DateOrder::kYearMonthDay), Times(open));
  EXPECT_EQ(Times("01.04.2024 10:00:00 a\n", DateOrder::kMonthDayYear),
            (List{"2024-01-04 10:00"}));
  EXPECT_EQ(Times("04/03/02 10:00:00 a\n", DateOrder::kYearMonthDay),
            (List{"2004-03-02 10:00"}));
  // What is known is not asked.
  const std::string known = open + "13/04/2024 10:00:00 a\n";
  EXPECT_EQ(Times(known, DateOrder::kMonthDayYear), Times(known));
  // Logs of two orders: each line as it can be.
  EXPECT_EQ(Times("13/04/2024 10:00:00 a\n04/13/2024 10:00:00 a\n"),
            (List{"2024-04-13 10:00", "2024-04-13 10:00"}));
}

// No line gets a year that contradicts digits beside it: the year of a date in numbers is
// the one that is written there, whatever the rules.
RC_GTEST_PROP(RuleJudgeProperty, AYearIsOneThatStandsThere, ()) {
  const auto number = [](int low, int high) { return *rc::gen::inRange(low, high + 1); };
  const int year = number(1970, 2069);
  const std::string mark(1, "/-."[number(0, 2)]);
  const int month = number(1, 12);
  const int day = number(1, 28);
  TimeRules rules;
  rules.orders = DateOrders(static_cast<uint32_t>(number(0, INT32_MAX - 1)));
  rules.asked_order = static_cast<DateOrder>(number(0, 3));
  const std::string y4 = absl::StrFormat("%04d", year);
  const std::string md[] = {absl::StrFormat("%02d%s%02d", month, mark, day),
                            absl::StrFormat("%02d%s%02d", day, mark, month)};
  const std::string date = number(0, 1) == 0 ? absl::StrCat(y4, mark, md[0])
                                             : absl::StrCat(md[number(0, 1)], mark, y4);
  const auto stamp = StampOf(date + " 10:02:03 x", rules);
  RC_ASSERT(stamp.has_value());
  RC_ASSERT(FormatTime(stamp->time).substr(0, 4) == y4);
  // Of two digits: some of the three.
  const std::string shorts =
      absl::StrFormat("%02d%s%s", year % 100, mark, md[number(0, 1)]);
  if (const auto short_stamp = StampOf(shorts + " 10:02:03 x", rules)) {
    const std::string found = FormatTime(short_stamp->time).substr(2, 2);
    const std::vector<std::string> parts = absl::StrSplit(shorts, mark);
    RC_ASSERT(found == parts[0] || found == parts[2]);
  }
}

// What several machines said of a run of a benchmark.
TEST(RuleJudge, TimesBehindWordsCountWhereNoneStartsALine) {
  std::string text;
  for (int i = 10; i < 50; ++i) {
    const std::string day = absl::StrCat("2020-06-24 10:", i, ":46");
    absl::StrAppend(&text, "STARTING TIMING RUN AT ", day, " AM\nRESULT,3326,nvidia,",
                    day, " AM\nENDING TIMING RUN AT ", day, " AM\n");
  }
  const List times = Times(text);
  EXPECT_EQ(std::ranges::count(times, "-"), 0);
  // One date behind each record is no time.
  for (const char* other : {"2019-06-24 10:10:46", "2020-06-24 10:10:46"}) {
    std::string records;
    for (int i = 10; i < 50; ++i) {
      absl::StrAppend(&records, "[2020-06-24 10:", i, ":46] ERROR x\nValueError: no day ",
                      other, "\n");
    }
    const List found = Times(records);
    EXPECT_EQ(std::ranges::count(found, "-"), 40) << other;
  }
}

}  // namespace
}  // namespace rondo::time
