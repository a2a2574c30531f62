// The grammar of dates on lines of real software; the table is in real_formats_*.cc.
#include "time/real_formats.h"

#include <gtest/gtest.h>

#include <chrono>
#include <span>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "time/line_time.h"
#include "time/written_date.h"

namespace rondo::time {
namespace {

// As RealFormat::time.
std::string Instant(int64_t time) {
  using std::chrono::nanoseconds;
  const std::chrono::sys_time<nanoseconds> instant{nanoseconds(time)};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(instant - day);
  const int year = static_cast<int>(date.year());
  std::string fraction = absl::StrFormat(".%09d", clock.subseconds().count());
  fraction.erase(fraction.find_last_not_of(".0") + 1);
  return absl::StrCat(
      year == kYearlessYear ? "-" : absl::StrFormat("%04d", year),
      absl::StrFormat("-%02d-%02dT%02d:%02d:%02d", static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day()), clock.hours().count(),
                      clock.minutes().count(), clock.seconds().count()),
      fraction, year == kYearlessYear ? "" : "Z");
}

void ExpectTimes(std::span<const RealFormat> formats) {
  for (const RealFormat& format : formats) {
    const auto time = LineTime(format.line);
    EXPECT_EQ(time ? Instant(*time) : "none", format.time)
        << format.software << ": " << format.line;
  }
}

TEST(RealFormats, OfSystems) { ExpectTimes(FormatsOfSystems()); }
TEST(RealFormats, OfServers) { ExpectTimes(FormatsOfServers()); }
TEST(RealFormats, OfStores) { ExpectTimes(FormatsOfStores()); }
TEST(RealFormats, OfPrograms) { ExpectTimes(FormatsOfPrograms()); }
TEST(RealFormats, WithVariants) { ExpectTimes(FormatsWithVariants()); }
TEST(RealFormats, WithoutTime) { ExpectTimes(LinesWithoutTime()); }

}  // namespace
}  // namespace rondo::time
