// Tested by tests/time/asked/line_format_test.cc.
#include "time/asked/line_format.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "time/asked/json_key.h"
#include "time/characters.h"
#include "time/json_time.h"

namespace rondo::time {
namespace {

constexpr size_t kDatePlaces = 100;

// What stands behind `key` and "=", where the key is a word; empty if nothing does.
std::string_view ValueBehind(std::string_view line, std::string_view key) {
  for (size_t at = 0; (at = line.find(key, at)) != std::string_view::npos; ++at) {
    const size_t behind = at + key.size();
    const bool is_word = at == 0 || IsOneOf(line[at - 1], " \t,;|([{\"");
    if (is_word && behind < line.size() && line[behind] == '=')
      return line.substr(behind + 1);
  }
  return {};
}

}  // namespace

absl::StatusOr<std::shared_ptr<const LineFormat>> LineFormat::Create(
    std::string_view key, std::string_view format) {
  std::optional<TimeFormat> parsed;
  if (!format.empty()) {
    RONDO_ASSIGN_OR_RETURN(parsed, TimeFormat::Create(format));
  }
  if (key.empty() && !parsed) return std::shared_ptr<const LineFormat>();
  return std::shared_ptr<const LineFormat>(
      new LineFormat(key, format, std::move(parsed)));
}

std::optional<LineStamp> LineFormat::StampOf(std::string_view line) const {
  line = line.substr(0, kTimeBytes);
  const std::optional<WrittenTime> written =
      key_.empty() ? TimeInLine(line) : TimeOfKey(line);
  if (!written) return std::nullopt;
  return LineStamp{.time = written->time,
                   .kind = {},
                   .has_year = written->has_year,
                   .zoned = written->zoned,
                   .numbers = {}};
}

std::optional<WrittenTime> LineFormat::TimeOfKey(std::string_view line) const {
  const size_t start = line.find_first_not_of(" \t\x1e");
  if (start == std::string_view::npos) return std::nullopt;
  const std::string_view value = line[start] == '{'
                                     ? JsonValueOf(line.substr(start), key_)
                                     : ValueBehind(line, key_);
  return value.empty() ? std::nullopt : TimeOfValue(value);
}

std::optional<WrittenTime> LineFormat::TimeOfValue(std::string_view value) const {
  if (!format_) return JsonValueTime(value, kRulesOfALine);
  if (value.front() == '"' || value.front() == '\'') value.remove_prefix(1);
  return format_->Match(value);
}

std::optional<WrittenTime> LineFormat::TimeInLine(std::string_view line) const {
  if (line.empty() || (IsBlank(line.front()) && !format_->starts_with_blank()))
    return std::nullopt;
  const size_t places = std::min(line.size(), kDatePlaces);
  for (size_t i = 0; i < places; ++i) {
    if (i > 0 && (IsDigit(line[i - 1]) || IsLetter(line[i - 1]))) continue;
    if (auto written = format_->Match(line.substr(i))) return written;
  }
  return std::nullopt;
}

}  // namespace rondo::time
