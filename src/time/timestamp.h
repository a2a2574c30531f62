// Timestamps as integers: recognises about 25 ways to write a point in time, and renders
// them back byte for byte.
//
// A time is kept as written, without its zone (a zone is text that follows it): an
// unsigned count of units since 1970-01-01 00:00:00 in the clock of the log. The unit is
// 10^-digits seconds, where `digits` is the number of fraction digits. Formats without a
// year count from 2000-01-01, a leap year; formats without a date count from midnight.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_TIMESTAMP_H_
#define RONDO_TIME_TIMESTAMP_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace rondo::time {

// How a timestamp is written: an index into TimestampPatterns(), and its fraction.
struct TimestampFormat {
  uint8_t pattern = 0;
  uint8_t fraction_digits = 0;  // 0 .. 9
  char fraction_mark = '.';     // '.' or ',' or ':'; '.' if there are no digits
  friend bool operator==(const TimestampFormat&, const TimestampFormat&) = default;
};

struct Timestamp {
  TimestampFormat format;
  uint32_t length = 0;  // bytes of text; 0: none was found
  uint64_t value = 0;
};

// Longest text that RenderTimestamp writes.
inline constexpr uint32_t kMaxTimestampBytes = 48;

// The patterns, for tests and documentation. Y year, y two-digit year, m month, n month
// without zero, b month name, d day, e day padded with a space, D day without zero, w
// weekday name, H M S time of day, I p hour of 12 with AM or PM, f place of the optional
// fraction; other letters and punctuation stand for themselves.
std::span<const std::string_view> TimestampPatterns();

// Bytes of a letter of a pattern; 0 if they differ, and for the fraction.
constexpr uint8_t TimestampPartBytes(char part) {
  switch (part) {
    case 'n':
    case 'D':
    case 'I':
    case 'f':
      return 0;
    case 'Y':
      return 4;
    case 'b':
    case 'w':
      return 3;
    case 'y':
    case 'm':
    case 'd':
    case 'e':
    case 'H':
    case 'M':
    case 'S':
    case 'p':
      return 2;
    default:
      return 1;
  }
}

// Bytes of all texts of a valid format, or 0 if they differ.
uint32_t FixedTimestampBytes(const TimestampFormat& format);

// Whether a timestamp can start with this byte: a digit or the first letter of a month or
// weekday name.
bool MayStartTimestamp(uint8_t byte);

// The timestamp that [text, end) starts with, or length 0. What it returns always renders
// back to the same bytes. Cost: 2 ns for text that is none, about 40 ns for one.
Timestamp ParseTimestamp(const char* text, const char* end);

// Writes the text at `out`, which has room for kMaxTimestampBytes, and returns its
// length; 0 if the format or the value is out of range (hostile tables).
uint32_t RenderTimestamp(const TimestampFormat& format, uint64_t value, char* out);

// False for formats that no tokeniser makes.
bool IsValid(const TimestampFormat& format);

}  // namespace rondo::time

#endif  // RONDO_TIME_TIMESTAMP_H_
