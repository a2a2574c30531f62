// How the lines of a log write their times where somebody said it, rather than where it
// was found out: time/asked/line_format.h.
//
// Thread rule: immutable.
#ifndef RONDO_TIME_SAID_TIMES_H_
#define RONDO_TIME_SAID_TIMES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rondo::time {

struct LineStamp;

class SaidTimes {
 public:
  // What a segment keeps of it, key and format together.
  static constexpr size_t kMostBytes = 100;

  virtual ~SaidTimes() = default;
  // The time of a line, given as for StampOf in time/line_time.h.
  virtual std::optional<LineStamp> StampOf(std::string_view line) const = 0;
  // What was said; of both, one may be empty.
  virtual const std::string& key() const = 0;
  virtual const std::string& format() const = 0;
};

}  // namespace rondo::time

#endif  // RONDO_TIME_SAID_TIMES_H_
