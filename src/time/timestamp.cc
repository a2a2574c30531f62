// Timestamps are written in patterns of fixed-width parts, so one table of patterns
// drives both directions. The parser picks candidate patterns by the first few bytes
// (length of the leading digit run and the byte after it, or a name of three letters),
// walks the pattern, and accepts only what the renderer gives back: every part has its
// one canonical width, dates must exist, weekdays must fit their date.
//
//   "17/May/2015:18:05:04"  d/b/Y:H:M:S  ->  1431885904
//   "Jun 14 15:16:01"       b e H:M:S    ->  seconds since 2000-01-01
//   "18:14:39,117"          H:M:Sf, 3 digits, ','  ->  65679117
//
// Days and civil dates: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
// Tested by tests/time/timestamp_test.cc.
#include "time/timestamp.h"

#include <array>
#include <cstring>

#include "time/characters.h"
#include "time/decimal.h"
#include "time/wall_clock.h"

namespace rondo::time {
namespace {

// What Candidates lists in its order: of patterns that start alike the longer first.
constexpr std::string_view kPatterns[] = {
    "Y-m-dTH:M:Sf",     // 0 ISO 8601
    "Y-m-d H:M:Sf",     // 1 log4j, Python, SQL
    "Y-m-d-H.M.Sf",     // 2 BGL, DB2
    "Y-m-d_H:M:Sf",     // 3 file names
    "Y-m-d",            // 4
    "Y/m/d H:M:Sf",     // 5 nginx, Go
    "Y/m/d-H:M:Sf",     // 6
    "Y/m/d",            // 7
    "Y.m.d H:M:Sf",     // 8
    "Y.m.d",            // 9
    "YmdTHMSf",         // 10 ISO 8601, basic
    "Ymd-H:M:Sf",       // 11 HealthApp
    "Ymd H:M:Sf",       // 12
    "ymd HMSf",         // 13 HDFS
    "ymd H:M:Sf",       // 14 old MySQL
    "md H:M:Sf",        // 15 glog, after its severity letter
    "d/b/Y:H:M:Sf",     // 16 common log format
    "d-b-Y H:M:Sf",     // 17 BIND, Tomcat
    "d b Y H:M:Sf",     // 18 Redis
    "y/m/d H:M:Sf",     // 19 Spark
    "m/d/Y H:M:Sf",     // 20
    "m/d/Y I:M:Sf p",   // 21
    "n/D/Y I:M:Sf p",   // 22 Windows
    "d/m/Y H:M:Sf",     // 23
    "d.m.Y H:M:Sf",     // 24
    "m-d H:M:Sf",       // 25 Android
    "m.d H:M:Sf",       // 26 Proxifier
    "H:M:Sf",           // 27
    "b e H:M:Sf",       // 28 syslog
    "b d Y H:M:Sf",     // 29
    "b d, Y I:M:Sf p",  // 30 java.util.logging
    "w b d H:M:Sf Y",   // 31 Apache error log
    "w b e H:M:Sf Y",   // 32 ctime
    "w, d b Y H:M:Sf",  // 33 HTTP, mail
    "b e Y H:M:Sf",     // 34 Cisco
};
constexpr uint8_t kPatternCount = std::size(kPatterns);

constexpr char kMonthLetters[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr char kDayLetters[] = "SunMonTueWedThuFriSat";
constexpr int kYearlessBase = 2000;

struct Civil {
  int year = kFirstYear;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// Which parts a pattern has.
struct Traits {
  bool year = false;
  bool two_digit_year = false;
  bool date = false;
};

constexpr Traits TraitsOf(std::string_view pattern) {
  Traits traits;
  for (char c : pattern) {
    traits.year |= c == 'Y' || c == 'y';
    traits.two_digit_year |= c == 'y';
    traits.date |= c == 'd' || c == 'e' || c == 'D';
  }
  return traits;
}

constexpr auto kTraits = [] {
  std::array<Traits, kPatternCount> traits{};
  for (int i = 0; i < kPatternCount; ++i) traits[i] = TraitsOf(kPatterns[i]);
  return traits;
}();

// Bytes of texts without a fraction, or 0 if they differ.
constexpr auto kFixedBytes = [] {
  std::array<uint8_t, kPatternCount> sizes{};
  for (int i = 0; i < kPatternCount; ++i) {
    for (const char part : kPatterns[i]) {
      const uint8_t bytes = TimestampPartBytes(part);
      if (bytes == 0 && part != 'f') {
        sizes[i] = 0;
        break;
      }
      sizes[i] = static_cast<uint8_t>(sizes[i] + bytes);
    }
  }
  return sizes;
}();

int64_t DaysFromCivil(int year, int month, int day) {
  year -= month <= 2;
  const int era = year / 400;
  const int year_of_era = year - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return int64_t{era} * 146097 + day_of_era - 719468;
}

void CivilFromDays(int64_t days, Civil* civil) {
  days += 719468;
  const int64_t era = days / 146097;
  const int day_of_era = static_cast<int>(days - era * 146097);
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * day_of_year + 2) / 153;
  civil->day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  civil->month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  civil->year = static_cast<int>(year_of_era + era * 400) + (civil->month <= 2);
}

int DaysInMonth(int year, int month) {
  constexpr int kDayLettersIn[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDayLettersIn[month - 1] + (month == 2 && leap);
}

int Weekday(int64_t days) { return static_cast<int>((days + 4) % 7); }  // 0: Sunday

// Index of the three letters at `text` in a table of names, or -1.
int NameIndex(const char* text, std::string_view names) {
  for (size_t i = 0; i < names.size(); i += 3) {
    if (std::memcmp(text, names.data() + i, 3) == 0) return static_cast<int>(i / 3);
  }
  return -1;
}

int64_t BaseDays(const Traits& traits) {
  if (!traits.date) return 0;
  return DaysFromCivil(traits.year ? kFirstYear : kYearlessBase, 1, 1);
}

// One walk over a pattern; every part either reads its canonical form or fails.
class Matcher {
 public:
  Matcher(const char* text, const char* end) : begin_(text), at_(text), end_(end) {}

  bool Match(std::string_view pattern, const Traits& traits) {
    if (!traits.year) civil_.year = kYearlessBase;
    for (const char part : pattern) {
      if (!Part(part)) return false;
    }
    return at_ == end_ || !IsDigit(*at_);
  }

  // REQUIRES: Match succeeded.
  bool Finish(const Traits& traits, Timestamp* out) {
    int64_t days = 0;
    if (traits.date) {
      if (civil_.day > DaysInMonth(civil_.year, civil_.month)) return false;
      days = DaysFromCivil(civil_.year, civil_.month, civil_.day);
      if (weekday_ >= 0 && Weekday(days) != weekday_) return false;
      days -= BaseDays(traits);
    }
    if (afternoon_ >= 0) civil_.hour = civil_.hour % 12 + 12 * afternoon_;
    const uint64_t seconds = static_cast<uint64_t>(days) * 86400 + civil_.hour * 3600 +
                             civil_.minute * 60 + civil_.second;
    out->value = seconds * kPow10[fraction_digits_] + fraction_;
    out->format.fraction_digits = static_cast<uint8_t>(fraction_digits_);
    out->format.fraction_mark = fraction_mark_;
    out->length = static_cast<uint32_t>(at_ - begin_);
    return true;
  }

 private:
  bool Two(int low, int high, int* value) {
    if (end_ - at_ < 2 || !IsDigit(at_[0]) || !IsDigit(at_[1])) return false;
    *value = (at_[0] - '0') * 10 + at_[1] - '0';
    at_ += 2;
    return *value >= low && *value <= high;
  }

  // One or two digits without a leading zero.
  bool Plain(int high, int* value) {
    if (at_ == end_ || !IsDigit(*at_) || *at_ == '0') return false;
    if (end_ - at_ >= 2 && IsDigit(at_[1])) return Two(10, high, value);
    *value = *at_++ - '0';
    return true;
  }

  bool Name(std::string_view names, int* index) {
    if (end_ - at_ < 3) return false;
    *index = NameIndex(at_, names);
    at_ += 3;
    return *index >= 0;
  }

  bool Year() {
    int high = 0;
    int low = 0;
    if (!Two(19, 21, &high) || !Two(0, 99, &low)) return false;
    civil_.year = high * 100 + low;
    return civil_.year >= kFirstYear;
  }

  // Always succeeds: a mark that no digits follow, or too many, is not a fraction.
  bool Fraction() {
    if (end_ - at_ < 2 || (*at_ != '.' && *at_ != ',' && *at_ != ':')) return true;
    int digits = 0;
    uint64_t value = 0;
    while (end_ - at_ > digits + 1 && IsDigit(at_[digits + 1])) {
      if (++digits > 9) return true;
      value = value * 10 + (at_[digits] - '0');
    }
    if (digits < 3) return true;
    fraction_mark_ = *at_;
    fraction_digits_ = digits;
    fraction_ = value;
    at_ += digits + 1;
    return true;
  }

  bool Part(char part) {
    int value = 0;
    switch (part) {
      case 'Y':
        return Year();
      case 'y':
        if (!Two(0, 99, &value)) return false;
        civil_.year = value >= 70 ? 1900 + value : 2000 + value;
        return true;
      case 'm':
        return Two(1, 12, &civil_.month);
      case 'n':
        return Plain(12, &civil_.month);
      case 'd':
        return Two(1, 31, &civil_.day);
      case 'D':
        return Plain(31, &civil_.day);
      case 'e':
        if (at_ != end_ && *at_ == ' ') {
          ++at_;
          return Plain(9, &civil_.day);
        }
        return Two(10, 31, &civil_.day);
      case 'b':
        if (!Name(kMonthLetters, &value)) return false;
        civil_.month = value + 1;
        return true;
      case 'w':
        return Name(kDayLetters, &weekday_);
      case 'H':
        return Two(0, 23, &civil_.hour);
      case 'I':
        return Plain(12, &civil_.hour);
      case 'M':
        return Two(0, 59, &civil_.minute);
      case 'S':
        return Two(0, 59, &civil_.second);
      case 'f':
        return Fraction();
      case 'p':
        if (end_ - at_ < 2 || at_[1] != 'M' || (at_[0] != 'A' && at_[0] != 'P'))
          return false;
        afternoon_ = at_[0] == 'P';
        at_ += 2;
        return true;
      default:
        return at_ != end_ && *at_++ == part;
    }
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  Civil civil_;
  int weekday_ = -1;
  int afternoon_ = -1;
  int fraction_digits_ = 0;
  char fraction_mark_ = '.';
  uint64_t fraction_ = 0;
};

// Candidate patterns, in order, for a leading digit run and the byte after it.
std::string_view DigitCandidates(int digits, char next) {
  using namespace std::string_view_literals;
  switch (digits) {
    case 1:
      return next == '/' ? "\x16"sv : ""sv;
    case 2:
      switch (next) {
        case ':':
          return "\x1b"sv;
        case '/':
          return "\x10\x13\x16\x15\x14\x17"sv;
        case '-':
          return "\x11\x19"sv;
        case ' ':
          return "\x12"sv;
        case '.':
          return "\x18\x1a"sv;
        default:
          return ""sv;
      }
    case 4:
      switch (next) {
        case '-':
          return "\x00\x01\x02\x03\x04"sv;
        case '/':
          return "\x05\x06\x07"sv;
        case '.':
          return "\x08\x09"sv;
        case ' ':
          return "\x0f"sv;
        default:
          return ""sv;
      }
    case 6:
      return next == ' ' ? "\x0d\x0e"sv : ""sv;
    case 8:
      switch (next) {
        case 'T':
          return "\x0a"sv;
        case '-':
          return "\x0b"sv;
        case ' ':
          return "\x0c"sv;
        default:
          return ""sv;
      }
    default:
      return ""sv;
  }
}

std::string_view Candidates(const char* text, const char* end) {
  using namespace std::string_view_literals;
  if (!IsDigit(*text)) {
    if (text[3] == ',') return "\x21"sv;
    if (text[3] != ' ') return ""sv;
    return NameIndex(text, kDayLetters) >= 0 ? "\x1f\x20"sv : "\x1c\x22\x1d\x1e"sv;
  }
  int digits = 1;
  while (digits < 9 && text + digits < end && IsDigit(text[digits])) ++digits;
  return text + digits < end ? DigitCandidates(digits, text[digits]) : ""sv;
}

char* PutTwo(int value, char* out) {
  out[0] = static_cast<char>('0' + value / 10);
  out[1] = static_cast<char>('0' + value % 10);
  return out + 2;
}

char* PutPlain(int value, char* out) {
  if (value >= 10) return PutTwo(value, out);
  *out = static_cast<char>('0' + value);
  return out + 1;
}

char* PutName(const char* names, int index, char* out) {
  std::memcpy(out, names + 3 * index, 3);
  return out + 3;
}

char* PutFraction(const TimestampFormat& format, uint64_t fraction, char* out) {
  if (format.fraction_digits == 0) return out;
  *out++ = format.fraction_mark;
  for (int i = format.fraction_digits - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + fraction % 10);
    fraction /= 10;
  }
  return out + format.fraction_digits;
}

char* PutPart(char part, const Civil& civil, int64_t days, char* out) {
  switch (part) {
    case 'Y':
      return PutTwo(civil.year % 100, PutTwo(civil.year / 100, out));
    case 'y':
      return PutTwo(civil.year % 100, out);
    case 'm':
      return PutTwo(civil.month, out);
    case 'n':
      return PutPlain(civil.month, out);
    case 'd':
      return PutTwo(civil.day, out);
    case 'D':
      return PutPlain(civil.day, out);
    case 'e':
      if (civil.day < 10) *out++ = ' ';
      return PutPlain(civil.day, out);
    case 'b':
      return PutName(kMonthLetters, civil.month - 1, out);
    case 'w':
      return PutName(kDayLetters, Weekday(days), out);
    case 'H':
      return PutTwo(civil.hour, out);
    case 'I':
      return PutPlain((civil.hour + 11) % 12 + 1, out);
    case 'M':
      return PutTwo(civil.minute, out);
    case 'S':
      return PutTwo(civil.second, out);
    case 'p':
      *out++ = civil.hour >= 12 ? 'P' : 'A';
      *out++ = 'M';
      return out;
    default:
      *out++ = part;
      return out;
  }
}

// Seconds past the last moment a format can write.
uint64_t EndSeconds(const Traits& traits) {
  if (!traits.date) return 86400;
  if (!traits.year) return 366 * 86400;
  const int last_year = traits.two_digit_year ? 2069 : kLastYear;
  return static_cast<uint64_t>(DaysFromCivil(last_year + 1, 1, 1)) * 86400;
}

}  // namespace

std::span<const std::string_view> TimestampPatterns() { return kPatterns; }

uint32_t FixedTimestampBytes(const TimestampFormat& format) {
  const uint32_t bytes = kFixedBytes[format.pattern];
  const uint32_t digits = format.fraction_digits;
  return bytes == 0 || digits == 0 ? bytes : bytes + 1 + digits;
}

bool MayStartTimestamp(uint8_t byte) {
  static constexpr auto kMay = [] {
    std::array<bool, 256> may{};
    for (int c = '0'; c <= '9'; ++c) may[c] = true;
    for (char c : "JFMASONDTW") may[static_cast<uint8_t>(c)] = c != '\0';
    return may;
  }();
  return kMay[byte];
}

Timestamp ParseTimestamp(const char* text, const char* end) {
  Timestamp found;
  if (end - text < 8 || !MayStartTimestamp(static_cast<uint8_t>(*text))) return found;
  for (const char index : Candidates(text, end)) {
    const auto pattern = static_cast<uint8_t>(index);
    Matcher matcher(text, end);
    if (matcher.Match(kPatterns[pattern], kTraits[pattern]) &&
        matcher.Finish(kTraits[pattern], &found)) {
      found.format.pattern = pattern;
      return found;
    }
  }
  return found;
}

bool IsValid(const TimestampFormat& format) {
  if (format.pattern >= kPatternCount || format.fraction_digits > 9) return false;
  if (format.fraction_digits == 0) return format.fraction_mark == '.';
  const bool mark = format.fraction_mark == '.' || format.fraction_mark == ',' ||
                    format.fraction_mark == ':';
  return mark && kPatterns[format.pattern].find('f') != std::string_view::npos;
}

uint32_t RenderTimestamp(const TimestampFormat& format, uint64_t value, char* out) {
  if (!IsValid(format)) return 0;
  const Traits& traits = kTraits[format.pattern];
  const uint64_t unit = kPow10[format.fraction_digits];
  const uint64_t seconds = value / unit;
  static const auto kEnds = [] {
    std::array<uint64_t, kPatternCount> ends{};
    for (int i = 0; i < kPatternCount; ++i) ends[i] = EndSeconds(kTraits[i]);
    return ends;
  }();
  if (seconds >= kEnds[format.pattern]) return 0;

  const auto second_of_day = static_cast<int>(seconds % 86400);
  const int64_t days = static_cast<int64_t>(seconds / 86400) + BaseDays(traits);
  Civil civil;
  if (traits.date) CivilFromDays(days, &civil);
  civil.hour = second_of_day / 3600;
  civil.minute = second_of_day / 60 % 60;
  civil.second = second_of_day % 60;
  char* at = out;
  for (const char part : kPatterns[format.pattern]) {
    at = part == 'f' ? PutFraction(format, value % unit, at)
                     : PutPart(part, civil, days, at);
  }
  return static_cast<uint32_t>(at - out);
}

}  // namespace rondo::time
