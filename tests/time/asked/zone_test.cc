// Times of lines and times that are asked for, where neither names a zone.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "rondo/time.h"
#include "time/line_time.h"
#include "time/wall_clock.h"

namespace rondo::time {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

int64_t At(const char* text) {
  const auto span = ParseTime(text, 0);
  EXPECT_TRUE(span.ok()) << text;
  return span.ok() ? span->from : 0;
}

std::string Asked(const char* text, const char* now, const char* zone) {
  const auto span = ParseTime(text, At(now), Zone(zone));
  return span.ok() ? FormatTime(span->from) + " " + FormatTime(span->to)
                   : std::string(span.status().message());
}

TEST(WallClock, ThereAndBack) {
  const absl::TimeZone berlin = Zone("Europe/Berlin");
  for (const char* text :
       {"2024-03-04 10:00:00", "2024-07-01 23:30:00", "2024-03-31 00:59:59",
        "2024-03-31 01:00:00", "1980-12-31 23:59:59"}) {
    EXPECT_EQ(TimeOfWall(WallOf(At(text), berlin), berlin), At(text)) << text;
  }
  EXPECT_EQ(WallOf(At("2024-07-01 10:00:00"), berlin), At("2024-07-01 12:00:00"));
  // Twice on the wall: the first.
  EXPECT_EQ(TimeOfWall(At("2024-10-27 02:30:00"), berlin), At("2024-10-27 00:30:00"));
  for (const int64_t end : {kStartOfTime, kEndOfTime}) {
    EXPECT_EQ(WallOf(end, berlin), end);
    EXPECT_EQ(TimeOfWall(end, berlin), end);
  }
}

TEST(ParseTime, InAZone) {
  constexpr char kNow[] = "2024-03-04 23:30:00";  // 00:30 of the next day in Berlin
  const auto in_berlin = [&](const char* text) {
    return Asked(text, kNow, "Europe/Berlin");
  };
  EXPECT_EQ(in_berlin("today"), "2024-03-04 23:00:00Z 2024-03-05 23:00:00Z");
  EXPECT_EQ(in_berlin("yesterday 14:00"), "2024-03-04 13:00:00Z 2024-03-04 13:01:00Z");
  EXPECT_EQ(in_berlin("2024-07-01 10:00"), "2024-07-01 08:00:00Z 2024-07-01 08:01:00Z");
  EXPECT_EQ(in_berlin("2024-07-01 10:00:00 UTC"),
            "2024-07-01 10:00:00Z 2024-07-01 10:00:01Z");
  EXPECT_EQ(in_berlin("2024-07-01T10:00Z"), "2024-07-01 10:00:00Z 2024-07-01 10:01:00Z");
  EXPECT_EQ(in_berlin("10:02 UTC"), "2024-03-05 10:02:00Z 2024-03-05 10:03:00Z");
  EXPECT_EQ(in_berlin("10:02"), "2024-03-05 09:02:00Z 2024-03-05 09:03:00Z");
  EXPECT_EQ(in_berlin("2024-03"), "2024-02-29 23:00:00Z 2024-03-31 22:00:00Z");
  EXPECT_EQ(in_berlin("Mar  4 10:02:03"), "2024-03-04 09:02:03Z 2024-03-04 09:02:04Z");
  EXPECT_EQ(in_berlin("2h ago"), "2024-03-04 21:30:00Z 2024-03-04 21:30:00Z");
  EXPECT_EQ(in_berlin("1709546523"), "2024-03-04 10:02:03Z 2024-03-04 10:02:04Z");
  EXPECT_EQ(Asked("today", kNow, "America/Los_Angeles"),
            "2024-03-04 08:00:00Z 2024-03-05 08:00:00Z");
}

TEST(TimeSet, InAZone) {
  const int64_t now = At("2024-07-02 12:00:00");
  const TimeSet hour = TimeSet::Between(
      At("2024-07-01 10:00:00"), At("2024-07-01 11:00:00"), now, Zone("Europe/Berlin"));
  const auto holds = [&](const char* line) {
    const auto stamp = StampOf(line);
    return stamp && hour.Contains(stamp->time, stamp->zoned);
  };
  EXPECT_TRUE(holds("2024-07-01 12:30:00 local"));
  EXPECT_FALSE(holds("2024-07-01 10:30:00 local"));
  EXPECT_TRUE(holds("2024-07-01T10:30:00Z"));
  EXPECT_FALSE(holds("2024-07-01T12:30:00Z"));
  EXPECT_TRUE(holds("2024-07-01 12:30:00 +0200"));
  EXPECT_TRUE(holds("1719829800 of 10:30"));
  EXPECT_TRUE(holds("Jul  1 12:30:00 host a: b"));
  EXPECT_FALSE(holds("Jul  1 10:30:00 host a: b"));
  EXPECT_TRUE(holds("{\"time\":\"2024-07-01T12:30:00\"}"));
  EXPECT_TRUE(holds("{\"time\":\"2024-07-01T10:30:00Z\"}"));
  // What bounds hold may have a zone or not.
  const int64_t ten = At("2024-07-01 10:00:00");
  EXPECT_TRUE(hour.Touches(ten, ten + kHour - 1));
  EXPECT_TRUE(hour.Touches(ten + 2 * kHour, ten + 3 * kHour - 1));
  EXPECT_FALSE(hour.Covers(ten, ten + kHour - 1));
  EXPECT_FALSE(hour.Touches(ten + kHour, ten + 2 * kHour - 1));
}

}  // namespace
}  // namespace rondo::time
