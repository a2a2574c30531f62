// How the lines of a log write their times, where somebody says it: in the value of a
// key, in a format, or both. What is not said is found out as for other lines.
//
// Thread rule: immutable.
#ifndef RONDO_TIME_ASKED_LINE_FORMAT_H_
#define RONDO_TIME_ASKED_LINE_FORMAT_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "time/asked/time_format.h"
#include "time/line_time.h"
#include "time/said_times.h"

namespace rondo::time {

class LineFormat : public SaidTimes {
 public:
  // Either may be empty: null if both are. kInvalidArgument as TimeFormat::Create.
  static absl::StatusOr<std::shared_ptr<const LineFormat>> Create(
      std::string_view key, std::string_view format);

  // The time of a line, given as for time::StampOf:
  // - with a key, that of its value in a line that starts with "{", or else of what
  // stands
  //   behind the key, as a word, and "=";
  // - with a format alone, the first among the first 100 bytes that starts where no
  // letter
  //   or digit is before it, of lines that do not start with a blank, unless the format
  //   does.
  std::optional<LineStamp> StampOf(std::string_view line) const override;

  const std::string& key() const override { return key_; }
  const std::string& format() const override { return format_text_; }

 private:
  LineFormat(std::string_view key, std::string_view text,
             std::optional<TimeFormat> format)
      : key_(key), format_text_(text), format_(std::move(format)) {}
  std::optional<WrittenTime> TimeOfKey(std::string_view line) const;
  std::optional<WrittenTime> TimeOfValue(std::string_view value) const;
  std::optional<WrittenTime> TimeInLine(std::string_view line) const;

  std::string key_;
  std::string format_text_;
  std::optional<TimeFormat> format_;
};

}  // namespace rondo::time

#endif  // RONDO_TIME_ASKED_LINE_FORMAT_H_
