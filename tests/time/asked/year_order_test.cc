// Years by the order of lines, against logs whose years are known.
#include "time/asked/year_order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "time/wall_clock.h"
#include "time/written_date.h"

namespace rondo::time {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

int64_t InstantOf(sys_days day) { return int64_t{day.time_since_epoch().count()} * kDay; }

// Noon of a day, as a line says it without its year.
int64_t Said(sys_days day) {
  const year_month_day date(day);
  return InstantOf(sys_days(year(kYearlessYear) / date.month() / date.day())) + kDay / 2;
}

// The years that lines on these days get if the log was changed on the last of them.
std::vector<int> YearsOf(const std::vector<sys_days>& lines) {
  YearOrder order;
  for (size_t i = 0; i < lines.size(); ++i) order.Add(Said(lines[i]), i);
  const TimeSet any = TimeSet::Between(0, kEndOfTime, InstantOf(lines.back()));
  const std::vector<YearStart> starts = order.YearsFor(any);
  // Found by asking for one year after the other.
  std::vector<int> years(lines.size());
  for (int y = 1990; y < 2092; ++y) {
    TimeSet times = TimeSet::Between(InstantOf(sys_days(year(y) / 1 / 1)),
                                     InstantOf(sys_days(year(y + 1) / 1 / 1)),
                                     InstantOf(lines.back()));
    times.SetYears(starts);
    for (size_t i = 0; i < lines.size(); ++i) {
      if (times.Contains(Said(lines[i]), true, i)) years[i] = y;
    }
  }
  return years;
}

sys_days Day(int y, unsigned m, unsigned d) {
  return year(y) / std::chrono::month(m) / std::chrono::day(d);
}

TEST(YearOrder, BeginsAgainInJanuary) {
  EXPECT_EQ(
      YearsOf({Day(2022, 11, 30), Day(2022, 12, 31), Day(2023, 1, 1), Day(2023, 6, 1),
               Day(2023, 11, 30), Day(2023, 12, 31), Day(2024, 1, 1), Day(2024, 3, 4)}),
      (std::vector<int>{2022, 2022, 2023, 2023, 2023, 2023, 2024, 2024}));
}

TEST(YearOrder, ALineThatIsOffChangesNothingBehindIt) {
  // A clock that starts in January until it is set; a late line of the old year.
  EXPECT_EQ(
      YearsOf({Day(2022, 10, 1), Day(2023, 1, 1), Day(2022, 10, 2), Day(2022, 12, 31),
               Day(2023, 1, 1), Day(2022, 12, 31), Day(2023, 1, 2)}),
      (std::vector<int>{2022, 2023, 2022, 2022, 2023, 2022, 2023}));
}

TEST(YearOrder, NothingIsLaterThanTheEnd) {
  // Nobody wrote from March to November.
  EXPECT_EQ(YearsOf({Day(2022, 12, 1), Day(2023, 3, 1), Day(2023, 11, 1)}),
            (std::vector<int>{2022, 2023, 2023}));
}

TEST(YearOrder, WithoutAStepAllIsOfTheYearUpToTheEnd) {
  YearOrder order;
  order.Add(Said(Day(2023, 3, 1)), 0);
  order.Add(Said(Day(2023, 6, 1)), 10);
  EXPECT_TRUE(order.empty());
  const auto years = order.YearsFor(TimeSet::Between(0, 1, 0));
  ASSERT_EQ(years.size(), 1u);
  EXPECT_EQ(years[0].year, std::nullopt);
}

TEST(YearOrder, MoreYearsThanThereWereAreTheFirst) {
  YearOrder order;
  for (uint64_t i = 0; i < 9'000; ++i) {
    order.Add(Said(Day(2023, i % 3 == 0 ? 1 : i % 3 == 1 ? 6 : 11, 1)), i);
  }
  TimeSet times = TimeSet::Between(InstantOf(Day(1970, 1, 1)), InstantOf(Day(1971, 1, 1)),
                                   InstantOf(Day(2024, 1, 1)));
  const auto years = order.YearsFor(times);
  ASSERT_EQ(years.size(), 3'000u);
  times.SetYears(years);
  EXPECT_TRUE(times.Contains(Said(Day(2023, 1, 1)), true, 0));
  EXPECT_FALSE(times.Contains(Said(Day(2023, 11, 1)), true, 8'999));
}

TEST(YearOrder, TooManyChangesAreNone) {
  YearOrder order;
  for (uint64_t i = 0; i < 20'001; ++i) {
    order.Add(Said(Day(2023, i % 2 == 0 ? 1 : 12, 1)), i);
  }
  EXPECT_EQ(order.YearsFor(TimeSet::Between(0, 1, 0)).size(), 1u);
}

RC_GTEST_PROP(YearOrderProperty, LogsWithoutLongGapsHaveTheirYears, ()) {
  const int last = *rc::gen::inRange(2000, 2090);
  sys_days day = Day(last, *rc::gen::inRange(1, 13), *rc::gen::inRange(1, 29));
  std::vector<sys_days> lines = {day};
  std::vector<int> years = {last};
  const auto gaps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-3, 170));
  for (const int gap : gaps) {
    day -= days(gap);
    if (day > lines.front() || day < Day(1991, 1, 1)) continue;
    lines.push_back(day);
    years.push_back(static_cast<int>(year_month_day(day).year()));
  }
  std::ranges::reverse(lines);
  std::ranges::reverse(years);
  RC_ASSERT(YearsOf(lines) == years);
}

}  // namespace
}  // namespace rondo::time
