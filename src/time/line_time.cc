// A log line says its time near its start, in one of a few ways, which are tried in turn:
//
//   {"level":"info","ts":1445680800424,...}         a JSON object with a key that means time
//   @4000000065e59c250754d4c0 starting              a label of TAI64N
//   83.149.9.216 - - [17/May/2015:10:05:47 +0000]   a date with time of day, after a mark
//   4295  1795220745.823982 mmap(NULL, 8192         a count of seconds since 1970
//
// A date without a year says less than a count before it. What starts with a blank, and
// is no JSON, goes on with the line above (stack traces, dumps) and has
// none. Nothing is learnt here from one line for the next; what a segment's lines have in
// common is in its rules.
//
// Tested by tests/time/line_time_test.cc and tests/time/real_formats_test.cc.
#include "time/line_time.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "time/characters.h"
#include "time/json_time.h"
#include "time/written_count.h"
#include "time/written_date.h"

namespace rondo::time {
namespace {

// Where a date or a count may start at the latest.
constexpr size_t kDatePlaces = 100;
constexpr size_t kCountPlaces = 64;
// A bare count is one of the first words: sizes and ids look the same further on.
constexpr int kCountWords = 2;

// A date may start after these.
constexpr auto kEndsWord = [] {
  std::array<bool, 256> ends{};
  for (int c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    ends[c] = !IsDigit(byte) && !IsLetter(byte) && !IsOneOf(byte, ".-_/+@\\");
  }
  return ends;
}();

bool EndsWord(char c) { return kEndsWord[static_cast<uint8_t>(c)]; }

// Whether a colour of a terminal ends before `at`: ESC, "[", numbers, and "m".
bool EndsColour(std::string_view line, size_t at) {
  constexpr size_t kLongest = 20;
  if (line[at - 1] != 'm') return false;
  const size_t from = at > kLongest ? at - kLongest : 0;
  const size_t start = line.substr(from, at - 1 - from).find_last_not_of("0123456789;:");
  return start != std::string_view::npos && start > 0 && line[from + start] == '[' &&
         line[from + start - 1] == '\x1b';
}

// Cisco sets a point before times of a clock that was not set, Wget hyphens.
bool MayFollow(std::string_view line, size_t at) {
  if (EndsWord(line[at - 1]) || EndsColour(line, at)) return true;
  if (at <= 2 && line.substr(0, at).find_first_not_of('-') == std::string_view::npos)
    return true;
  return line[at - 1] == '.' && IsLetter(line[at]) && (at == 1 || line[at - 2] == ' ');
}

struct Found {
  WrittenTime written;
  size_t at = 0;
};

std::optional<Found> DateIn(std::string_view line, const TimeRules& rules) {
  // glog: a letter for the severity, then month and day.
  if (line.size() > 1 && IsOneOf(line[0], "IWEFDV") && IsDigit(line[1])) {
    const auto written =
        ParseWrittenTime(line.substr(1), DatePlace::kAfterSeverity, rules);
    if (written) return Found{*written, 1};
  }
  const size_t places = std::min(line.size(), kDatePlaces);
  for (size_t i = 0; i < places; ++i) {
    const auto place = i == 0 ? DatePlace::kLineStart : DatePlace::kInside;
    if (!MayStartDate(line[i], place) || (i > 0 && !MayFollow(line, i))) continue;
    if (const auto written = ParseWrittenTime(line.substr(i), place, rules)) {
      return Found{*written, i};
    }
  }
  return std::nullopt;
}

struct FoundCount {
  int64_t time = 0;
  size_t at = 0;
  TimeForm form = TimeForm::kCount;
};

std::optional<FoundCount> CountIn(std::string_view line, size_t places) {
  places = std::min({line.size(), kCountPlaces, places});
  int words = 0;  // that have started
  char before = ' ';
  for (size_t i = 0; i < places; before = line[i++]) {
    if (IsBlank(before) && !IsBlank(line[i])) ++words;
    if (line[i] != '1') continue;
    auto form = TimeForm::kNamedCount;
    if (before == '=') {
      const size_t key = line.find_last_of(" \t,;", i - 1) + 1;  // npos + 1 is 0
      if (TimeKeyRank(line.substr(key, i - 1 - key)) != 0) continue;
    } else if (before == '(' && line.substr(0, i).ends_with("audit(")) {
      // Of the kernel, at any word.
    } else if (words > kCountWords || !IsOneOf(before, " \t([")) {
      continue;
    } else {
      form = TimeForm::kCount;
    }
    if (const auto count = ParseCount(line.substr(i))) return FoundCount{*count, i, form};
  }
  return std::nullopt;
}

// Whether a byte makes a word of what stands between blanks: a bar or a bracket does not,
// so that "[INFO ]" and "[ERROR]" are a word each.
constexpr bool MakesWord(char c) {
  return IsDigit(c) || IsLetter(c) || c == '-' || static_cast<uint8_t>(c) >= 0x80;
}

// The place of a kind. Some start lines with marks or colours, and others not.
unsigned PlaceOf(std::string_view line, size_t at) {
  if (at == 0 || line[0] == '\x1b' || (at == 1 && IsOneOf(line[0], "*."))) return 0;
  unsigned place = 1;
  bool in_word = false;
  for (size_t i = 0; i < at; ++i) {
    if (!IsBlank(line[i])) {
      in_word = in_word || MakesWord(line[i]);
    } else if (in_word) {
      in_word = false;
      if (++place == TimeKind::kLastPlace) break;
    }
  }
  return place;
}

LineStamp StampOfCount(int64_t time, TimeKind kind) {
  return {.time = time, .kind = kind, .has_year = true, .zoned = true, .numbers = {}};
}

LineStamp StampOfDate(const WrittenTime& written, TimeKind kind) {
  return {.time = written.time,
          .kind = kind,
          .has_year = written.has_year,
          .zoned = written.zoned,
          .numbers = written.numbers};
}

std::optional<LineStamp> AnyStamp(std::string_view line, const TimeRules& rules) {
  line = line.substr(0, kTimeBytes);
  size_t start = 0;
  while (start < line.size() && (IsBlank(line[start]) || line[start] == '\x1e')) ++start;
  if (start == line.size()) return std::nullopt;
  if (line[start] == '{') {
    if (const auto written = JsonTime(line.substr(start), rules))
      return StampOfDate(*written, TimeKind(TimeForm::kJson, 0));
  }
  if (IsBlank(line[0])) return std::nullopt;
  if (line[0] == '@') {
    if (const auto time = ParseTai64n(line))
      return StampOfCount(*time, TimeKind(TimeForm::kTai64n, 0));
  }
  const std::optional<Found> date = DateIn(line, rules);
  // A count before a date without a year says more.
  if (!date || !date->written.has_year) {
    if (const auto count = CountIn(line, date ? date->at : line.size())) {
      return StampOfCount(count->time, TimeKind(count->form, PlaceOf(line, count->at)));
    }
  }
  if (!date) return std::nullopt;
  return StampOfDate(date->written, TimeKind(static_cast<TimeForm>(date->written.form),
                                             PlaceOf(line, date->at)));
}

}  // namespace

std::optional<LineStamp> StampOf(std::string_view line, const TimeRules& rules) {
  if (rules.said != nullptr) return rules.said->StampOf(line);
  std::optional<LineStamp> stamp = AnyStamp(line, rules);
  if (stamp && !rules.Counts(stamp->kind)) stamp.reset();
  return stamp;
}

}  // namespace rondo::time
