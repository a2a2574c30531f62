// What clocks on the wall of a time zone show, as nanoseconds since 1970-01-01 00:00:00
// of that zone. kStartOfTime and kEndOfTime, and what the wall has no number for, stay as
// they are.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_WALL_CLOCK_H_
#define RONDO_TIME_WALL_CLOCK_H_

#include <cstdint>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace rondo::time {

// Spans of time.
inline constexpr int64_t kSecond = 1'000'000'000;
inline constexpr int64_t kMillisecond = kSecond / 1000;
inline constexpr int64_t kMinute = 60 * kSecond;
inline constexpr int64_t kHour = 60 * kMinute;
inline constexpr int64_t kDay = 24 * kHour;
inline constexpr int64_t kWeek = 7 * kDay;

// The years whose times are told.
inline constexpr int kFirstYear = 1970;
inline constexpr int kLastYear = 2199;

// Zones are less than a day off.
inline bool WallHas(int64_t time) {
  constexpr int64_t kMost = INT64_MAX - kDay;
  return time >= -kMost && time <= kMost;
}

inline int64_t WallOf(int64_t time, const absl::TimeZone& zone) {
  if (!WallHas(time)) return time;
  return time + zone.At(absl::FromUnixNanos(time)).offset * kSecond;
}

// The first time at which clocks show this. What they skip, they would show if they went
// on.
inline int64_t TimeOfWall(int64_t wall, const absl::TimeZone& zone) {
  if (!WallHas(wall)) return wall;
  const int64_t seconds = wall / kSecond - (wall % kSecond < 0 ? 1 : 0);
  const absl::CivilSecond civil = absl::CivilSecond(1970, 1, 1) + seconds;
  return absl::ToUnixSeconds(zone.At(civil).pre) * kSecond + (wall - seconds * kSecond);
}

}  // namespace rondo::time

#endif  // RONDO_TIME_WALL_CLOCK_H_
