// The keys of the outermost object are walked in order. The first that names a time, and
// whose value is one, tells it; a date and a time of day may have a key each:
//
//   {"id":7,"ts":{"seconds":1709546523,"nanos":5},...
//   {"date":"2024-03-04","time":"10:02:03",...
//
// Tested by tests/time/line_time_test.cc and tests/time/real_formats_test.cc.
#include "time/json_time.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "time/characters.h"
#include "time/decimal.h"
#include "time/written_count.h"
#include "time/written_date.h"

namespace rondo::time {
namespace {

// Of a date or a time of day that has a key of its own.
constexpr size_t kMaxPart = 32;

// The string that starts at `at`, which is behind its quote and moves behind its end.
std::string_view TakeString(std::string_view text, size_t* at) {
  const size_t from = *at;
  for (; *at < text.size(); ++*at) {
    if (text[*at] == '"') return text.substr(from, (*at)++ - from);
    if (text[*at] == '\\') ++*at;
  }
  *at = text.size();
  return text.substr(std::min(from, text.size()));
}

// The key that the object at `text` starts with, and what follows its colon.
struct FirstKey {
  std::string_view name;
  std::string_view value;
};

FirstKey TakeKey(std::string_view text) {
  size_t at = text.find_first_not_of(" {,");
  if (at == std::string_view::npos || text[at] != '"') return {};
  const std::string_view name = TakeString(text, &++at);
  at = text.find_first_not_of(" :", at);
  return {name, at == std::string_view::npos ? std::string_view() : text.substr(at)};
}

using Written = std::optional<WrittenTime>;

Written Counted(std::string_view text) {
  const auto count = ParseCount(text);
  if (!count) return std::nullopt;
  return WrittenTime{.time = *count, .has_year = true, .zoned = true, .numbers = {}};
}

// {"$date":...} of MongoDB and {"seconds":...,"nanos":...} of Google and Log4j.
Written ObjectTime(std::string_view value, const TimeRules& rules) {
  const auto bare = [](std::string_view text) {
    return text.starts_with('"') ? text.substr(1) : text;
  };
  FirstKey key = TakeKey(value);
  if (key.name == "$date") {
    if (key.value.starts_with('{')) key = TakeKey(key.value);  // {"$numberLong":"17..."}
    const std::string_view text = bare(key.value);
    const Written written = ParseWrittenTime(text, DatePlace::kLineStart, rules);
    return written ? written : Counted(text);
  }
  if (key.name != "seconds" && key.name != "epochSecond") return std::nullopt;
  const std::string_view digits = bare(key.value);
  Written time = Counted(digits);
  const size_t comma = digits.find_first_not_of("0123456789\" ");
  if (!time || comma == std::string_view::npos || digits[comma] != ',') return time;
  const FirstKey rest = TakeKey(digits.substr(comma));
  if (rest.name != "nanos" && rest.name != "nanoOfSecond") return time;
  int64_t nanos = 0;
  for (size_t i = 0; i < rest.value.size() && i < 9 && IsDigit(rest.value[i]); ++i) {
    nanos = nanos * 10 + (rest.value[i] - '0');
  }
  time->time += nanos;
  return time;
}

Written StringTime(std::string_view string, const TimeRules& rules) {
  if (const Written written = ParseWrittenTime(string, DatePlace::kLineStart, rules))
    return written;
  if (string.starts_with("\\/Date(")) string.remove_prefix(7);  // .NET
  return Counted(string);
}

class Walk {
 public:
  Walk(std::string_view text, const TimeRules& rules) : text_(text), rules_(rules) {}

  Written Time() {
    Written other;
    int depth = 0;
    bool key_next = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c != '"') {
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        key_next = depth == 1 && (c == '{' || c == ',' || (key_next && IsBlank(c)));
        ++at_;
        continue;
      }
      const std::string_view string = TakeString(text_, &++at_);
      if (!std::exchange(key_next, false)) continue;
      const int rank = TimeKeyRank(string);
      if (rank < 0 || (rank > 0 && other)) continue;
      const Written time = Value(string);
      if (rank == 0 && time) return time;
      if (time) other = time;
    }
    return other;
  }

 private:
  // Of the key that was just read.
  Written Value(std::string_view key) {
    const size_t at = text_.find_first_not_of(" :", at_);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view value = text_.substr(at);
    if (value[0] == '{') return ObjectTime(value, rules_);
    if (value[0] != '"') return Counted(value);
    size_t behind = at + 1;
    const std::string_view string = TakeString(text_, &behind);
    const Written written = StringTime(string, rules_);
    return written ? written : Joined(key, string);
  }

  // Of a date and a time of day, once both are known.
  Written Joined(std::string_view key, std::string_view part) {
    if (part.size() > kMaxPart || key.size() != 4) return std::nullopt;
    ((key[0] | 32) == 'd' ? date_ : clock_) = part;
    if (date_.empty() || clock_.empty()) return std::nullopt;
    const std::string joined = std::string(date_) + ' ' + std::string(clock_);
    return ParseWrittenTime(joined, DatePlace::kLineStart, rules_);
  }

  const std::string_view text_;
  const TimeRules& rules_;
  size_t at_ = 0;
  std::string_view date_;
  std::string_view clock_;
};

}  // namespace

int TimeKeyRank(std::string_view key) {
  char name[24];
  size_t length = 0;
  for (const char c : key) {
    if (c == '@' || c == '_' || c == '-') continue;
    if (length == sizeof(name)) return -1;
    name[length++] = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 32 : c);
  }
  static constexpr std::string_view kUsual[] = {
      "timestamp",        "time", "ts", "t", "date", "datetime", "timemillis", "instant",
      "realtimetimestamp"};
  static constexpr std::string_view kOther[] = {"eventtime",
                                                "timecreated",
                                                "created",
                                                "createdat",
                                                "asctime",
                                                "logtime",
                                                "utctime",
                                                "timestampms",
                                                "timems",
                                                "tsms",
                                                "timestampns",
                                                "timelocal",
                                                "timeiso8601",
                                                "starttime",
                                                "logtimestamp",
                                                "eventtimestamp",
                                                "creationtime",
                                                "timegenerated",
                                                "requestreceivedtimestamp",
                                                "seconds",
                                                "epochsecond",
                                                "epoch"};
  const std::string_view folded(name, length);
  if (std::ranges::find(kUsual, folded) != std::end(kUsual)) return 0;
  return std::ranges::find(kOther, folded) != std::end(kOther) ? 1 : -1;
}

std::optional<WrittenTime> JsonValueTime(std::string_view text, const TimeRules& rules) {
  if (text.empty()) return std::nullopt;
  if (text.front() == '{') return ObjectTime(text, rules);
  if (text.front() != '"') return StringTime(text, rules);
  size_t behind = 1;
  return StringTime(TakeString(text, &behind), rules);
}

std::optional<WrittenTime> JsonTime(std::string_view text, const TimeRules& rules) {
  return Walk(text, rules).Time();
}

}  // namespace rondo::time
