// Times that are where, and as, somebody says.
#include "time/asked/line_format.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "rondo/time.h"
#include "time/asked/json_key.h"

namespace rondo::time {
namespace {

// "2024-03-04 10:02:03Z", with what is left of the second; "none".
std::string TimeIn(const std::string& key, const std::string& format,
                   const std::string& line) {
  const auto made = LineFormat::Create(key, format);
  if (!made.ok()) return std::string(made.status().message());
  const auto stamp = (*made)->StampOf(line);
  if (!stamp) return "none";
  const int64_t rest = ((stamp->time % 1'000'000'000) + 1'000'000'000) % 1'000'000'000;
  return FormatTime(stamp->time) + (rest == 0 ? "" : "+" + std::to_string(rest)) +
         (stamp->zoned ? " zoned" : "");
}

TEST(LineFormat, Formats) {
  struct Case {
    std::string format;
    std::string line;
    std::string time;
  };
  const std::vector<Case> cases = {
      {"%d.%m.%Y %H:%M", "04.03.2024 10:02 x", "2024-03-04 10:02:00Z"},
      {"%d.%m.%Y %H:%M", "[INFO] 4.3.2024   9:02 x", "2024-03-04 09:02:00Z"},
      {"%d.%m.%Y %H:%M", "104.03.2024 10:02", "none"},
      {"%d.%m.%Y %H:%M", "04.03.2024 10:021", "none"},
      {"%d.%m.%Y %H:%M", "  04.03.2024 10:02 of the record above", "none"},
      {"  %d.%m.%Y %H:%M", "  04.03.2024 10:02", "2024-03-04 10:02:00Z"},
      {"%d.%m.%Y %H:%M", "31.02.2024 10:02", "none"},
      {"%d.%m.%Y %H:%M", "04.03.2024 24:01", "none"},
      {"%F %T.%f", "2024-03-04 10:02:03.25", "2024-03-04 10:02:03Z+250000000"},
      {"%F %T.%3N%z", "2024-03-04 10:02:03.250+02:00",
       "2024-03-04 08:02:03Z+250000000 zoned"},
      {"%FT%T%z", "2024-03-04T10:02:03Z", "2024-03-04 10:02:03Z zoned"},
      {"%F %T %Z", "2024-03-04 10:02:03 CET", "2024-03-04 09:02:03Z zoned"},
      {"%F %T %Z", "2024-03-04 10:02:03 XYZT", "2024-03-04 10:02:03Z"},
      {"%a %b %e %H:%M:%S %Y", "Mon Mar  4 10:02:03 2024", "2024-03-04 10:02:03Z"},
      {"%A, %d %B %Y um %H.%M Uhr", "Monday, 04 March 2024 um 10.02 Uhr",
       "2024-03-04 10:02:00Z"},
      {"%b %d %T", "Mar  4 10:02:03 host", "03-04 10:02:03"},
      {"%D %I:%M %p", "03/04/24 12:02 AM", "2024-03-04 00:02:00Z"},
      {"%D %I:%M %p", "03/04/24 1:02 p.m.", "2024-03-04 13:02:00Z"},
      {"%y%m%d%H%M%S", "690304100203", "1969-03-04 10:02:03Z"},
      {"%Y%j", "2024064", "2024-03-04 00:00:00Z"},
      {"%Y%j", "2023366", "none"},
      {"%s", "1709546523.25 x", "2024-03-04 10:02:03Z+250000000 zoned"},
      {"%s", "99999999999", "none"},
      {"<%d/%m/%Y>", "a<04/03/2024>", "none"},
      {"<%d/%m/%Y>", "a <04/03/2024>", "2024-03-04 00:00:00Z"},
      {"%d%%%m%%%Y", "04%03%2024", "2024-03-04 00:00:00Z"},
      {"%d.%m.%Y %T", "31.12.2016 23:59:60", "2017-01-01 00:00:00Z"},
      {"%d.%m.%Y %T", "", "none"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(TimeIn("", one.format, one.line), one.time)
        << one.format << "|" << one.line;
  }
}

TEST(LineFormat, MistakesSayWhatThereIs) {
  for (const char* format :
       {"%Q", "%d.%m %", "%H:%M", "%Y", "%Ey-%m-%d", "abc", "%d %j"}) {
    const auto made = LineFormat::Create("", format);
    EXPECT_TRUE(absl::IsInvalidArgument(made.status())) << format;
  }
  EXPECT_EQ(*LineFormat::Create("", ""), nullptr);
}

TEST(LineFormat, Keys) {
  struct Case {
    std::string key;
    std::string line;
    std::string time;
  };
  const std::vector<Case> cases = {
      {"when", R"({"time":"2019-01-01 00:00:00","when":"2024-03-04T10:02:03Z"})",
       "2024-03-04 10:02:03Z zoned"},
      {"when", R"( { "a": {"when": 1}, "when" : 1709546523 })",
       "2024-03-04 10:02:03Z zoned"},
      {"when", R"({"a":{"when":"2024-03-04 10:02:03"}})", "none"},
      {"a.when", R"({"a":{"x":[{"when":1}],"when":"2024-03-04 10:02:03"}})",
       "2024-03-04 10:02:03Z"},
      {"a.when", R"({"a.when":"2024-03-04 10:02:03"})", "2024-03-04 10:02:03Z"},
      {"a.when", R"({"a":{"b":1},"when":"2024-03-04 10:02:03"})", "none"},
      {"a.b.c", R"({"a":{"b":{"c":{"seconds":1709546523}}}})",
       "2024-03-04 10:02:03Z zoned"},
      {"when",
       R"({"say":"\"when\":\"2019-01-01 00:00:00\"","when":"2024-03-04 10:02:03"})",
       "2024-03-04 10:02:03Z"},
      {"when", R"({"x":"2024-03-04 10:02:03"})", "none"},
      {"when", R"({"when":"soon"})", "none"},
      {"when", R"({"when)", "none"},
      {"when", R"({"when":)", "none"},
      {"when", "level=info when=2024-03-04T10:02:03Z x", "2024-03-04 10:02:03Z zoned"},
      {"when", "when=\"2024-03-04 10:02:03\" x", "2024-03-04 10:02:03Z"},
      {"when", "somewhen=2019-01-01T00:00:00 when=1709546523",
       "2024-03-04 10:02:03Z zoned"},
      {"when", "2024-03-04 10:02:03 x", "none"},
      {"when", "when=", "none"},
      {"when", "", "none"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(TimeIn(one.key, "", one.line), one.time) << one.key << "|" << one.line;
  }
  EXPECT_EQ(TimeIn("when", "%d.%m.%Y", R"({"when":"04.03.2024"})"),
            "2024-03-04 00:00:00Z");
  EXPECT_EQ(TimeIn("when", "%d.%m.%Y", "when=04.03.2024"), "2024-03-04 00:00:00Z");
  EXPECT_EQ(TimeIn("when", "%s", R"({"when":1709546523})"), "2024-03-04 10:02:03Z zoned");
}

// What a clock of Abseil writes is read back by the same letters.
RC_GTEST_PROP(LineFormatProperty, ReadsWhatIsWrittenByIt, ()) {
  const int64_t second =
      *rc::gen::inRange<int64_t>(0, int64_t{7'200'000'000});  // to 2198
  const absl::Time time = absl::FromUnixSeconds(second);
  const std::string format = *rc::gen::elementOf(std::vector<std::string>{
      "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %T", "%a, %d %b %Y %T %z", "%Y%m%d%H%M%S",
      "%A %B %e %I:%M:%S %p %Y", "%Y/%j %T", "%s"});
  const std::string text = absl::FormatTime(format, time, absl::UTCTimeZone());
  const auto made = LineFormat::Create("", format);
  RC_ASSERT(made.ok());
  const auto stamp = (*made)->StampOf(text + " and more");
  if (format == "%s" && text.size() > 10) return;
  RC_ASSERT(stamp.has_value());
  RC_ASSERT(stamp->time == second * 1'000'000'000);
}

// No bytes make it do anything but say yes or no.
RC_GTEST_PROP(LineFormatProperty, TakesAnyBytes, (const std::string& line)) {
  for (const char* format : {"%F %T%z", "%a %b %e %p %f %s %j%Y"}) {
    for (const char* key : {"", "a", "a.b"}) {
      const auto made = LineFormat::Create(key, format);
      RC_ASSERT(made.ok());
      (void)(*made)->StampOf(line);
      (void)(*made)->StampOf("{\"a\":{\"b\":" + line);
      (void)(*made)->StampOf("a=" + line);
    }
  }
}

}  // namespace
}  // namespace rondo::time
