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

namespace rondo::time {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

// Before it are times without a year, and no others, whatever the zone.
constexpr int64_t kYearlessEnd = -86400 * kSecond;

// Where a date or a count may start at the latest.
constexpr size_t kDatePlaces = 100;
constexpr size_t kCountPlaces = 64;
// Of what may be the date and the time of day of glog.
constexpr size_t kGlogBytes = 40;
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
  char name[24];
  size_t length = 0;
  for (const char c : key) {
    if (c == '@' || c == '_' || c == '-') continue;
    if (length == sizeof(name)) return -1;
    name[length++] = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 32 : c);
  }
  static constexpr std::string_view kUsual[] = {
      "timestamp",        "time", "ts", "t", "date", "datetime", "instant", "timemillis",
      "realtimetimestamp"};
  static constexpr std::string_view kOther[] = {
      "eventtime", "timecreated", "created",     "createdat",
      "asctime",   "logtime",     "utctime",     "timestampms",
      "timems",    "tsms",        "timestampns", "sourcerealtimetimestamp"};
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
      const std::optional<int64_t> time = Value(string);
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

  // Of the key that was just read. A time may be an object: MongoDB's {"$date":...}, the
  // {"seconds":...,"nanos":...} of protocol buffers, Log4j's {"epochSecond":...}. Date
  // and time of day may be two values.
  std::optional<int64_t> Value(std::string_view key) {
    std::string_view value = Behind(at_);
    for (int depth = 0; depth < 2 && value.starts_with("{"); ++depth) {
      const size_t name = value.find_first_not_of(" {");
      if (name == std::string_view::npos || value[name] != '"') return std::nullopt;
      const size_t end = value.find('"', name + 1);
      if (end == std::string_view::npos || end > kObjectName) return std::nullopt;
      const std::string_view inner = value.substr(name + 1, end - name - 1);
      if (!IsTimeObject(inner)) return std::nullopt;
      value =
          value.substr(std::min(value.find_first_not_of(" :", end + 1), value.size()));
    }
    const bool quoted = value.starts_with('"');
    const std::string_view bare = value.substr(quoted ? 1 : 0);
    if (quoted) {
      if (const auto written = ParseWrittenTime(bare)) return written->time;
      if (const auto both = DateAndClock(key, bare)) return both;
    }
    const auto count = ParseCount(bare);
    if (!count) return std::nullopt;
    return count->time + Nanos(bare.substr(count->length));
  }

  static bool IsTimeObject(std::string_view key) {
    static constexpr std::string_view kKeys[] = {"$date", "$numberLong", "seconds",
                                                 "epochSecond"};
    return std::ranges::find(kKeys, key) != std::end(kKeys);
  }

  // Of the second value of an object whose first was seconds.
  static int64_t Nanos(std::string_view rest) {
    for (const std::string_view key : {",\"nanos\":", ",\"nanoOfSecond\":"}) {
      if (!rest.starts_with(key)) continue;
      int64_t nanos = 0;
      for (size_t i = key.size(); i < rest.size() && IsDigit(rest[i]); ++i) {
        nanos = nanos * 10 + (rest[i] - '0');
        if (nanos >= kSecond) return 0;
      }
      return nanos;
    }
    return 0;
  }

  std::optional<int64_t> DateAndClock(std::string_view key, std::string_view value) {
    const std::string_view text = value.substr(0, value.find('"'));
    if (text.size() > kValueBytes) return std::nullopt;
    (key == "date" ? date_ : clock_) = text;
    if (date_.empty() || clock_.empty()) return std::nullopt;
    char both[2 * kValueBytes + 1];
    char* end = std::ranges::copy(date_, both).out;
    *end++ = ' ';
    end = std::ranges::copy(clock_, end).out;
    const auto written = ParseWrittenTime(std::string_view(both, end));
    return written ? std::optional(written->time) : std::nullopt;
  }

  std::string_view Behind(size_t at) const {
    return text_.substr(std::min(text_.find_first_not_of(" :", at), text_.size()));
  }

  static constexpr size_t kObjectName = 24;
  static constexpr size_t kValueBytes = 40;

  std::string_view date_;
  std::string_view clock_;
  const std::string_view text_;
  size_t at_ = 0;
};

// A date may start after these, and after an m that ends a colour.
constexpr auto kEndsWord = [] {
  std::array<bool, 256> ends{};
  for (size_t i = 0; i < ends.size(); ++i) {
    const char c = static_cast<char>(i);
    ends[i] = c == 'm' || (!IsDigit(c) && !IsLetter(c) && !IsOneOf(c, ".-_/+@\\"));
  }
  return ends;
}();

// What a date starts with: a digit, or the first letter of a month or a weekday.
constexpr auto kStartsDate = [] {
  std::array<bool, 256> starts{};
  for (const char c : std::string_view("0123456789"))
    starts[static_cast<uint8_t>(c)] = true;
  for (const char c : std::string_view("ADFJMNOSTW")) {
    starts[static_cast<uint8_t>(c)] = true;
    starts[static_cast<uint8_t>(c | 32)] = true;
  }
  return starts;
}();

// Whether an m at `at` ends what sets a colour: "ESC[1;32m".
bool EndsColour(std::string_view line, size_t at) {
  while (at > 0 && (IsDigit(line[at - 1]) || line[at - 1] == ';')) --at;
  return at > 1 && line[at - 1] == '[' && line[at - 2] == '\x1b';
}

// Month and day, or a date without marks, behind the letter of a severity: glog, klog.
std::optional<int64_t> GlogDate(std::string_view line) {
  if (line.size() < 6 || !IsOneOf(line[0], "IWEF")) return std::nullopt;
  const std::string_view rest = line.substr(1);
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits >= rest.size() || rest[digits] != ' ') return std::nullopt;
  if (digits == 8 || digits == kShortDateDigits) {
    const auto written = ParseWrittenTime(rest);
    return written ? std::optional(written->time) : std::nullopt;
  }
  if (digits != 4) return std::nullopt;
  // "0304 10:02:03" is "03-04 10:02:03".
  char dashed[kGlogBytes + 1];
  const std::string_view head = rest.substr(0, kGlogBytes);
  char* end = std::ranges::copy(head.substr(0, 2), dashed).out;
  *end++ = '-';
  end = std::ranges::copy(head.substr(2), end).out;
  const auto written = ParseWrittenTime(std::string_view(dashed, end));
  return written ? std::optional(written->time) : std::nullopt;
}

std::optional<int64_t> DateIn(std::string_view line) {
  if (const auto time = GlogDate(line)) return time;
  const size_t places = std::min(line.size(), kDatePlaces);
  // A date may stand behind these at the start: wget's "--", Cisco's ".".
  size_t marks = 0;
  while (marks < 2 && marks < line.size() && IsOneOf(line[marks], "-.")) ++marks;
  for (size_t i = 0; i < places; ++i) {
    if (i > marks && !kEndsWord[static_cast<uint8_t>(line[i - 1])]) continue;
    if (!kStartsDate[static_cast<uint8_t>(line[i])]) continue;
    if (i > marks && line[i - 1] == 'm' && !EndsColour(line, i - 1)) continue;
    const auto written = ParseWrittenTime(line.substr(i));
    if (!written) continue;
    // Two numbers of six digits are a date and a time (HDFS) at the start of a line only.
    const std::string_view text = line.substr(i, written->length);
    const bool plain = text.size() > kShortDateDigits &&
                       IsBlank(text[kShortDateDigits]) &&
                       text.find(':') == std::string_view::npos && IsDigit(text[2]) &&
                       IsDigit(text[kShortDateDigits - 1]);
    if (plain && i > 0) continue;
    return written->time;
  }
  return std::nullopt;
}

std::optional<int64_t> CountIn(std::string_view line) {
  const size_t places = std::min(line.size(), kCountPlaces);
  if (line.substr(0, places).find('1') == std::string_view::npos) return std::nullopt;
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

// TAI64N: "@", then seconds and nanoseconds in 24 hexadecimal digits. As daemontools has
// it, seconds of 1970 count from 2^62 + 10.
std::optional<int64_t> Tai64n(std::string_view line) {
  constexpr size_t kDigits = 24;
  constexpr size_t kSecondDigits = 16;
  if (!line.starts_with("@40000000") || line.size() < kDigits + 1) return std::nullopt;
  int64_t seconds = 0;
  int64_t nanos = 0;
  for (size_t i = 0; i < kDigits; ++i) {
    const char c = line[i + 1];
    const bool letter = c >= 'a' && c <= 'f';
    if (!letter && !IsDigit(c)) return std::nullopt;
    int64_t& part = i < kSecondDigits ? seconds : nanos;
    part = part * 16 + (letter ? c - 'a' + 10 : c - '0');
  }
  seconds -= (int64_t{1} << 62) + 10;
  if (seconds < 0 || nanos >= kSecond) return std::nullopt;
  return seconds * kSecond + nanos;
}

}  // namespace

std::optional<int64_t> LineTime(std::string_view line) {
  line = line.substr(0, kTimeBytes);
  if (line.empty()) return std::nullopt;
  const size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  if (line[first] == '{') {
    if (const auto time = JsonWalk(line.substr(first)).Time()) return time;
  }
  if (first > 0) return std::nullopt;
  if (line[0] == '@') {
    if (const auto time = Tai64n(line)) return time;
  }
  const std::optional<int64_t> date = DateIn(line);
  // A count knows its year: it is asked first where the date has none.
  if (date && *date >= kYearlessEnd) return date;
  const std::optional<int64_t> count = CountIn(line);
  return count ? count : date;
}

}  // namespace rondo::time
