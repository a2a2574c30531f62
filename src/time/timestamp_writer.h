// Renders times that follow each other, as those of the lines of a log do: most are of
// the second, nearly all of the day of the one before.
//
// For each format the last text is kept. Of a time of the same second only the fraction
// is written, of one of the same day the clock; others are rendered as a whole.
//
//   2024-05-17 10:32:01,123    rendered
//   2024-05-17 10:32:01,876                    876: in the same second
//   2024-05-17 10:32:04,005           10 32 04 005: on the same day
//
// Formats whose texts differ in length (months and hours without zeros) are rendered anew
// each time.
//
// Thread rule: externally synchronised.
#ifndef RONDO_TIME_TIMESTAMP_WRITER_H_
#define RONDO_TIME_TIMESTAMP_WRITER_H_

#include <cstddef>
#include <cstdint>

#include "time/timestamp.h"

namespace rondo::time {

class TimestampWriter {
 public:
  // As RenderTimestamp; kMaxTimestampBytes may be written, whatever the length.
  // Cost: 3 ns in the same second, 8 on the same day.
  uint32_t Render(const TimestampFormat& format, uint64_t value, char* out);

 private:
  static constexpr size_t kKept = 16;
  // Where parts go that a pattern does not have: behind any text.
  static constexpr uint8_t kNowhere = kMaxTimestampBytes;

  struct Last {
    uint32_t length = 0;  // 0: nothing is kept
    TimestampFormat format;
    uint8_t hour_at = kNowhere;
    uint8_t minute_at = kNowhere;
    uint8_t second_at = kNowhere;
    uint8_t digits_at = kNowhere;  // of the fraction, the last eight of them at most
    uint64_t unit = 1;             // a second
    uint64_t second_begin = 0;  // of the values that have this text, but for the fraction
    uint64_t day_begin = 0;
    uint64_t day_size = 0;
    char text[kMaxTimestampBytes + 8] = {};  // zeros for the digits of the fraction
  };

  // Whether what is kept can be changed to a value.
  static bool MoveTo(uint64_t value, Last* last);
  static bool Start(const TimestampFormat& format, uint64_t value, Last* last);

  Last last_[kKept];
};

}  // namespace rondo::time

#endif  // RONDO_TIME_TIMESTAMP_WRITER_H_
