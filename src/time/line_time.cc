// A log line says its time near its start, in one of three ways, which are tried in turn:
//
//   {"level":"info","ts":1445680800424,...}         a JSON object with a key that means time
//   83.149.9.216 - - [17/May/2015:10:05:47 +0000]   a date with time of day, after a mark
//   4295  1795220745.823982 mmap(NULL, 8192         a count of seconds since 1970
//
// What starts with a blank goes on with the line above (stack traces, dumps) and has
// none. Nothing is learnt from one line for the next: logs of several programs in one
// file, and files whose format changes, need no care, and a line means the same wherever
// it stands.
//
// Tested by tests/time/line_time_test.cc.
#include "time/line_time.h"

#include <algorithm>
#include <array>
#include <utility>

#include "time/decimal.h"
#include "time/timestamp.h"

namespace rondo::time {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kDay = 86400 * kSecond;
// From 1970-01-01 to the first day of kYearlessYear.
constexpr int64_t kYearlessDays = -97155;

// Where a date or a count may start at the latest.
constexpr size_t kDatePlaces = 100;
constexpr size_t kCountPlaces = 64;
// Of a date like 081109.
constexpr size_t kShortDateDigits = 6;
// A bare count is one of the first words: sizes and ids look the same further on.
constexpr int kCountWords = 2;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLetter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }
constexpr bool IsOneOf(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

enum class PatternKind : uint8_t { kWhole, kYearless, kDateOnly, kTimeOnly };

PatternKind KindOf(uint8_t pattern) {
  static const auto kKinds = [] {
    std::array<PatternKind, 64> kinds{};
    for (size_t i = 0; i < TimestampPatterns().size(); ++i) {
      const std::string_view text = TimestampPatterns()[i];
      const auto has = [text](const char* any) {
        return text.find_first_of(any) != std::string_view::npos;
      };
      kinds[i] = !has("deD")  ? PatternKind::kTimeOnly
                 : !has("HI") ? PatternKind::kDateOnly
                 : !has("Yy") ? PatternKind::kYearless
                              : PatternKind::kWhole;
    }
    return kinds;
  }();
  return kKinds[pattern];
}

int64_t Nanoseconds(const Timestamp& stamp) {
  return static_cast<int64_t>(stamp.value * kPow10[9 - stamp.format.fraction_digits]);
}

Timestamp ParseStamp(std::string_view text) {
  return ParseTimestamp(text.data(), text.data() + text.size());
}

// Two digits below `end`, or -1.
int TwoDigits(std::string_view text, size_t at, int end) {
  if (text.size() < at + 2 || !IsDigit(text[at]) || !IsDigit(text[at + 1])) return -1;
  const int value = (text[at] - '0') * 10 + text[at + 1] - '0';
  return value < end ? value : -1;
}

// Takes "Z", "+0200" or "-07:00" off the start of what follows a time, maybe after a
// space.
void TakeZone(std::string_view rest, WrittenTime* written) {
  size_t at = rest.starts_with(' ') ? 1 : 0;
  if (at == 0 && rest.starts_with('Z')) {
    ++written->length;
    return;
  }
  if (at >= rest.size() || (rest[at] != '+' && rest[at] != '-')) return;
  const bool east = rest[at] == '+';
  const int hours = TwoDigits(rest, ++at, 15);
  at += 2;
  if (at < rest.size() && rest[at] == ':') ++at;
  const int minutes = TwoDigits(rest, at, 60);
  at += 2;
  // Minutes are quarters of an hour: other numbers are none.
  if (hours < 0 || minutes < 0 || minutes % 15 != 0) return;
  if (at < rest.size() && (IsDigit(rest[at]) || IsLetter(rest[at]))) return;
  const int64_t offset = (int64_t{hours} * 60 + minutes) * 60 * kSecond;
  written->time += east ? -offset : offset;
  written->length += at;
}

// A count of seconds, milli-, micro- or nanoseconds since 1970, from 2001 to 2033: those
// are told by their digits and a leading 1.
std::optional<WrittenTime> ParseCount(std::string_view text) {
  if (!text.starts_with('1')) return std::nullopt;
  size_t digits = 0;
  int64_t value = 0;
  while (digits < text.size() && digits < 20 && IsDigit(text[digits])) {
    if (digits < 19) value = value * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits != 10 && digits != 13 && digits != 16 && digits != 19) return std::nullopt;
  WrittenTime written = {.time = value * static_cast<int64_t>(kPow10[19 - digits]),
                         .length = digits};
  if (digits == 10 && text.size() > 11 && text[10] == '.' && IsDigit(text[11])) {
    int64_t unit = kSecond / 10;
    for (++written.length; written.length < text.size() && IsDigit(text[written.length]);
         ++written.length, unit /= 10) {
      written.time += (text[written.length] - '0') * unit;
    }
  }
  const char next = written.length < text.size() ? text[written.length] : ' ';
  if (IsLetter(next) || next == '_' || next == '-' || next == '.') return std::nullopt;
  return written;
}

// 0: the name of the time of a record; 1: of some time; -1: of something else.
int KeyRank(std::string_view key) {
  char name[16];
  size_t length = 0;
  for (const char c : key) {
    if (c == '@' || c == '_' || c == '-') continue;
    if (length == sizeof(name)) return -1;
    name[length++] = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 32 : c);
  }
  static constexpr std::string_view kUsual[] = {"timestamp", "time", "ts",
                                                "t",         "date", "datetime"};
  static constexpr std::string_view kOther[] = {
      "eventtime", "timecreated", "created", "createdat", "asctime",    "logtime",
      "utctime",   "timestampms", "timems",  "tsms",      "timestampns"};
  const std::string_view folded(name, length);
  if (std::ranges::find(kUsual, folded) != std::end(kUsual)) return 0;
  return std::ranges::find(kOther, folded) != std::end(kOther) ? 1 : -1;
}

// Walks the keys of the outermost object of a line.
class JsonWalk {
 public:
  explicit JsonWalk(std::string_view text) : text_(text) {}

  std::optional<int64_t> Time() {
    std::optional<int64_t> other;
    int depth = 0;
    bool key_next = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c != '"') {
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        key_next = depth == 1 && (c == '{' || c == ',');
        ++at_;
        continue;
      }
      const std::string_view string = TakeString();
      if (!std::exchange(key_next, false)) continue;
      const int rank = KeyRank(string);
      if (rank < 0 || (rank > 0 && other)) continue;
      const std::optional<int64_t> time = Value();
      if (rank == 0 && time) return time;
      if (time) other = time;
    }
    return other;
  }

 private:
  // The string that starts at at_, which moves behind it.
  std::string_view TakeString() {
    const size_t from = ++at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') return text_.substr(from, at_++ - from);
      if (text_[at_] == '\\') ++at_;
    }
    at_ = text_.size();
    return text_.substr(std::min(from, at_));
  }

  // Of the key that was just read; {"$date":...} is how MongoDB writes a time.
  std::optional<int64_t> Value() const {
    size_t at = text_.find_first_not_of(" :", at_);
    if (at == std::string_view::npos) return std::nullopt;
    constexpr std::string_view kMongo = "{\"$date\":";
    if (text_.substr(at).starts_with(kMongo)) at += kMongo.size();
    const std::string_view value = text_.substr(at);
    const bool quoted = value.starts_with('"');
    const std::string_view bare = value.substr(quoted ? 1 : 0);
    if (quoted) {
      if (const auto written = ParseWrittenTime(bare)) return written->time;
    }
    const auto count = ParseCount(bare);
    return count ? std::optional(count->time) : std::nullopt;
  }

  const std::string_view text_;
  size_t at_ = 0;
};

// A date may start after these.
bool EndsWord(char c) { return !IsDigit(c) && !IsLetter(c) && !IsOneOf(c, ".-_/+@\\"); }

std::optional<int64_t> DateIn(std::string_view line) {
  // glog: a letter for the severity, then month and day.
  if (line.size() > 5 && IsOneOf(line[0], "IWEF") && IsDigit(line[1]) && line[5] == ' ') {
    if (const auto written = ParseWrittenTime(line.substr(1))) return written->time;
  }
  const size_t places = std::min(line.size(), kDatePlaces);
  for (size_t i = 0; i < places; ++i) {
    if (!MayStartTimestamp(static_cast<uint8_t>(line[i]))) continue;
    if (i > 0 && !EndsWord(line[i - 1])) continue;
    // Two numbers of six digits are a date and a time (HDFS) at the start of a line only.
    const std::string_view ahead = line.substr(i, kShortDateDigits + 1);
    const std::string_view number = ahead.substr(0, ahead.find(' '));
    const bool plain = IsDigit(line[i]) && IsDigit(number.back());
    if (plain && i > 0 && number.size() == kShortDateDigits && IsDigit(number[2]))
      continue;
    // One of four is the month and day of glog, which was looked for.
    if (plain && number.size() == 4) continue;
    if (const auto written = ParseWrittenTime(line.substr(i))) return written->time;
  }
  return std::nullopt;
}

std::optional<int64_t> CountIn(std::string_view line) {
  const size_t places = std::min(line.size(), kCountPlaces);
  int words = 0;  // that have started
  char before = ' ';
  for (size_t i = 0; i < places; before = line[i++]) {
    if (IsBlank(before) && !IsBlank(line[i])) ++words;
    if (line[i] != '1') continue;
    if (before == '=') {
      const size_t key = line.find_last_of(" \t,;", i - 1) + 1;  // npos + 1 is 0
      if (KeyRank(line.substr(key, i - 1 - key)) != 0) continue;
    } else if (words > kCountWords || !IsOneOf(before, " \t([")) {
      continue;
    }
    if (const auto count = ParseCount(line.substr(i))) return count->time;
  }
  return std::nullopt;
}

}  // namespace

std::optional<WrittenTime> ParseWrittenTime(std::string_view text) {
  const Timestamp stamp = ParseStamp(text);
  if (stamp.length == 0) return std::nullopt;
  WrittenTime written = {.time = Nanoseconds(stamp), .length = stamp.length};
  switch (KindOf(stamp.format.pattern)) {
    case PatternKind::kTimeOnly:
      return std::nullopt;
    case PatternKind::kWhole:
      break;
    case PatternKind::kYearless:
      // The parser counts from 2000, another leap year. No such format has a zone.
      written.time += kYearlessDays * kDay;
      return written;
    case PatternKind::kDateOnly: {
      // Date and time of day may be two columns.
      std::string_view rest = text.substr(stamp.length);
      if (rest.empty() || !IsOneOf(rest[0], "\t,;| ")) return std::nullopt;
      const Timestamp clock = ParseStamp(rest.substr(1));
      if (clock.length == 0 || KindOf(clock.format.pattern) != PatternKind::kTimeOnly) {
        return std::nullopt;
      }
      written.time += Nanoseconds(clock);
      written.length += 1 + clock.length;
    }
  }
  TakeZone(text.substr(written.length), &written);
  return written;
}

std::optional<int64_t> LineTime(std::string_view line) {
  line = line.substr(0, kTimeBytes);
  if (line.empty() || IsBlank(line[0])) return std::nullopt;
  if (line[0] == '{') {
    if (const auto time = JsonWalk(line).Time()) return time;
  }
  if (const auto time = DateIn(line)) return time;
  return CountIn(line);
}

}  // namespace rondo::time
