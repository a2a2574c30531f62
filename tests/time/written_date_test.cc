// The grammar of dates: random instants in each of its forms, and years that stand
// beside.
#include "time/written_date.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "time/line_time.h"

namespace rondo::time {
namespace {

using Texts = std::vector<std::string>;

// What absl::FormatTime makes of them names a day, with its year.
const Texts kDates = {"%Y-%m-%d",    "%Y/%m/%d",    "%Y.%m.%d",     "%Y:%m:%d",
                      "%Y-%b-%d",    "%Y %b %e",    "%Y %b %d",     "%Y, %b %e",
                      "%d/%b/%Y",    "%d-%b-%Y",    "%d %b %Y",     "%-d %b %Y",
                      "%d%b%Y",      "%b %e %Y",    "%b %d, %Y",    "%B %d, %Y",
                      "%b-%d-%Y",    "%m/%d/%Y",    "%d.%m.%Y",     "%m-%d-%Y",
                      "%Y%m%d",      "%a %b %d %Y", "%a, %d %b %Y", "%A, %B %e, %Y",
                      "%a %Y-%m-%d", "%a %d %b %Y", "%A, %d-%b-%Y"};
const Texts kUnpaddedDates = {"%Y-%-m-%-d", "%-m/%-d/%Y", "%-d.%-m.%Y", "%b %-d %Y"};
const Texts kGaps = {" ",   "  ",  "\t", ", ", ",", ";", "|",
                     " | ", " - ", "_",  "-",  "T", ":"};
const Texts kClocks = {"%H:%M:%S",    "%-H:%M:%S",   "%I:%M:%S %p", "%-I:%M:%S%p",
                       "%-H:%-M:%-S", "%I:%M:%S %P", "%H:%M:%S %p"};

struct Zone {
  const char* text;
  int minutes;
};
constexpr Zone kZones[] = {
    {"", 0},          {"Z", 0},         {" UTC", 0},         {" GMT", 0},
    {"+01", 60},      {"+0100", 60},    {"-07:00", -420},    {" +0530", 330},
    {" (+0100)", 60}, {" GMT+3", 180},  {" GMT-3", -180},    {" UTC+01:00", 60},
    {" CET", 60},     {" (CEST)", 120}, {" PDT", -420},      {" EST", -300},
    {" IST", 330},    {" AEDT", 660},   {" +0100 (CET)", 60}};

std::string Format(const std::string& format, int64_t seconds) {
  return absl::FormatTime(format, absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
}

// From 1970 to 2199.
int64_t AnyInstant() { return *rc::gen::inRange<int64_t>(0, int64_t{7258118400}); }

RC_GTEST_PROP(WrittenDate, EachFormIsItsInstant, ()) {
  Texts dates = kDates;
  dates.insert(dates.end(), kUnpaddedDates.begin(), kUnpaddedDates.end());
  const std::string date = *rc::gen::elementOf(dates);
  const std::string gap = *rc::gen::elementOf(kGaps);
  const std::string clock = *rc::gen::elementOf(kClocks);
  const Zone zone =
      *rc::gen::elementOf(std::vector(std::begin(kZones), std::end(kZones)));
  const int64_t seconds = AnyInstant();
  RC_PRE(std::string(zone.text) != "Z" ||
         clock.find_first_of("pP") == std::string::npos);  // AMZ is none
  const std::string text = absl::StrCat(Format(date + gap + clock, seconds), zone.text);
  const std::string line =
      *rc::gen::elementOf(Texts{"", "host ", "[", "<13>", "t=\"", "\x1b[32m"}) + text +
      *rc::gen::elementOf(Texts{"", " x", "] x", "\" 7", " - 5", ": x"});
  const std::optional<int64_t> time = LineTime(line);
  RC_LOG() << line;
  RC_ASSERT(time.has_value());
  RC_ASSERT(*time == (seconds - zone.minutes * 60) * 1'000'000'000);
  const auto written = ParseWrittenTime(text);
  RC_ASSERT(written.has_value());
  RC_ASSERT(written->has_year);
}

RC_GTEST_PROP(WrittenDate, FractionsOfAnyLength, ()) {
  const int64_t seconds = AnyInstant();
  const auto nanos = *rc::gen::inRange<int64_t>(0, 1'000'000'000);
  const auto digits = *rc::gen::inRange<size_t>(1, 10);
  std::string fraction = absl::StrCat(nanos + 1'000'000'000).substr(1, digits);
  const std::string text =
      absl::StrCat(Format("%Y-%m-%d %H:%M:%S", seconds), ".", fraction);
  fraction.resize(9, '0');
  const auto written = ParseWrittenTime(text);
  RC_ASSERT(written.has_value());
  RC_ASSERT(written->time == seconds * 1'000'000'000 + std::stoll(fraction));
  RC_ASSERT(written->length == text.size());
}

RC_GTEST_PROP(WrittenDate, WithoutAYearItIsTheInstantOfTheYearOfNone, ()) {
  // 2000 is a leap year, too.
  const auto seconds = *rc::gen::inRange<int64_t>(946684800, 978307200);
  const std::string date = *rc::gen::elementOf(
      Texts{"%b %e", "%b %d", "%b %-d", "%a %b %e", "%d %b", "%m-%d", "%m/%d"});
  const std::string text = Format(date + " %H:%M:%S", seconds);
  const auto written = ParseWrittenTime(text);
  RC_LOG() << text;
  RC_ASSERT(written.has_value());
  RC_ASSERT(!written->has_year);
  const absl::CivilSecond from_2000 =
      absl::ToCivilSecond(absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
  const absl::CivilSecond civil(kYearlessYear, from_2000.month(), from_2000.day(),
                                from_2000.hour(), from_2000.minute(), from_2000.second());
  RC_ASSERT(written->time ==
            absl::ToUnixNanos(absl::FromCivil(civil, absl::UTCTimeZone())));
}

// Wherever four digits of a year stand beside month and day, that is the year.
RC_GTEST_PROP(WrittenDate, TheYearBesideCounts, ()) {
  const std::string form = *rc::gen::elementOf(Texts{
      "%Y %b %e %H:%M:%S", "%Y %b %d %H:%M:%S.123", "%b %e %Y %H:%M:%S",
      "%b %d, %Y %H:%M:%S", "%b %e %H:%M:%S %Y", "%b %e %H:%M:%S UTC %Y",
      "%b %d %H:%M:%S.123 CET %Y", "%a %b %e %H:%M:%S %Y", "%a %b %e %H:%M:%S XYZ %Y",
      "%a %b %e %I:%M:%S %p UTC %Y", "%a %b %d %H:%M:%S.123456 %Y",
      "%a %b %d %H:%M:%S +0100 %Y", "%-d %b %H:%M:%S %Y", "%b %e %H:%M:%S, %Y",
      "%Y, %b %e %H:%M:%S", "%Y/%b/%d %H:%M:%S", "%d %B %Y %H:%M:%S"});
  // Not at the ends of years, which a zone crosses.
  const auto year = *rc::gen::inRange(1970, 2200);
  const auto day = *rc::gen::inRange(1, 364);
  const absl::Time start =
      absl::FromCivil(absl::CivilDay(year, 1, 1) + day, absl::UTCTimeZone());
  const int64_t seconds = absl::ToUnixSeconds(start) + *rc::gen::inRange(0, 86400);
  const std::string line =
      *rc::gen::elementOf(Texts{"", "host ", "[", "<13>", "# ", "*"}) +
      Format(form, seconds) +
      *rc::gen::elementOf(Texts{"", " x", "] x", " 1999x", ": 5", " 12"});
  RC_LOG() << line;
  const std::optional<int64_t> time = LineTime(line);
  RC_ASSERT(time.has_value());
  RC_ASSERT(absl::ToCivilYear(absl::FromUnixNanos(*time), absl::UTCTimeZone()) ==
            absl::CivilYear(year));
}

// Whatever the bytes: a time has a year of its own or none, and its text is there.
RC_GTEST_PROP(WrittenDate, OfAnyBytes, ()) {
  static const std::string kBytes =
      "0123456789012345678901234:-/., TZ+()\"MarAPmJunUTC\xe2";
  const auto places = *rc::gen::container<std::vector<size_t>>(
      rc::gen::inRange<size_t>(0, kBytes.size()));
  std::string text = "2024-03-";
  for (const size_t place : places) text += kBytes[place];
  const auto written = ParseWrittenTime(text);
  if (!written) return;
  RC_ASSERT(written->length <= text.size());
  RC_ASSERT(written->has_year);
}

TEST(WrittenDate, ZonesWithoutAYearStayInIt) {
  const auto before = ParseWrittenTime("Jan  1 00:30:00 CET");
  const auto same = ParseWrittenTime("Dec 31 23:30:00");
  ASSERT_TRUE(before && same);
  EXPECT_EQ(before->time, same->time);
}

TEST(WrittenDate, NumbersThatMayBeDayMonthOrYear) {
  const auto day_of = [](const char* text) {
    const auto written = ParseWrittenTime(absl::StrCat(text, " 10:02:03"));
    return written ? absl::FormatTime("%Y-%m-%d", absl::FromUnixNanos(written->time),
                                      absl::UTCTimeZone())
                   : "none";
  };
  EXPECT_EQ(day_of("01/04/2024"), "2024-01-04");
  EXPECT_EQ(day_of("13/04/2024"), "2024-04-13");
  EXPECT_EQ(day_of("04/13/2024"), "2024-04-13");
  EXPECT_EQ(day_of("01-04-2024"), "2024-01-04");
  EXPECT_EQ(day_of("01.04.2024"), "2024-04-01");
  EXPECT_EQ(day_of("04.13.2024"), "2024-04-13");
  EXPECT_EQ(day_of("04/03/24"), "2024-04-03");
  EXPECT_EQ(day_of("31/12/24"), "2024-12-31");
  EXPECT_EQ(day_of("12/31/24"), "2024-12-31");
  EXPECT_EQ(day_of("17/06/09"), "2017-06-09");
  EXPECT_EQ(day_of("17/13/09"), "none");
  EXPECT_EQ(day_of("24-03-04"), "2024-03-04");
  EXPECT_EQ(day_of("99/12/31"), "1999-12-31");
  EXPECT_EQ(day_of("04.03.24"), "2024-03-04");
  EXPECT_EQ(day_of("13/13/2024"), "none");
}

TEST(WrittenDate, SaysItsUnit) {
  constexpr int64_t kSecond = 1'000'000'000;
  EXPECT_EQ(ParseWrittenTime("2024-03-04 10:02")->unit, 60 * kSecond);
  EXPECT_EQ(ParseWrittenTime("2024-03-04 10:02:03")->unit, kSecond);
  EXPECT_EQ(ParseWrittenTime("2024-03-04 10:02:03.25")->unit, kSecond / 100);
  EXPECT_EQ(ParseWrittenTime("2024-03-04 10:02:03.123456789012")->unit, 1);
}

}  // namespace
}  // namespace rondo::time
