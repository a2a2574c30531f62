// A way to write a time that somebody says, in the letters of strptime.
//
//   %Y %y %m %d %j      year, of two digits 1969 to 2068, month, day, day of the year
//   %b %a               name of a month or a weekday, whole or cut to three letters
//   %H %I %M %S %p      time of day; hour of twelve and AM or PM
//   %f                  fraction of a second, 1 to 9 digits; also %L, %N, %3N
//   %z %Z               zone: Z, +0100, +01:00; a name
//   %s                  seconds since 1970, with a fraction
//   %F %T %R %D         %Y-%m-%d, %H:%M:%S, %H:%M, %m/%d/%y
//   %n %t, a blank      any number of blanks; %% is the sign
//
// %e, %k, %l, %h, %B, %A and the flags "-", "_" and "0" are as in date(1): numbers may
// have zeros or a blank in front anyway. Other letters stand for themselves.
//
// Thread rule: immutable.
#ifndef RONDO_TIME_ASKED_TIME_FORMAT_H_
#define RONDO_TIME_ASKED_TIME_FORMAT_H_

#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "time/written_date.h"

namespace rondo::time {

class TimeFormat {
 public:
  // kInvalidArgument: a letter that is not known, or no day in it.
  static absl::StatusOr<TimeFormat> Create(std::string_view format);

  // The time that `text` starts with. A number or a name does not end within a longer
  // one. Without a time of day it is midnight. Cost: about 5 ns a part.
  std::optional<WrittenTime> Match(std::string_view text) const;
  bool starts_with_blank() const { return parts_.front().letter == ' '; }

 private:
  struct Part {
    char letter = 0;   // 0: `literal`
    char literal = 0;  // the character itself
  };
  bool Has(std::string_view letters) const;
  absl::Status Check() const;

  std::vector<Part> parts_;  // not empty
};

}  // namespace rondo::time

#endif  // RONDO_TIME_ASKED_TIME_FORMAT_H_
