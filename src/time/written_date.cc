// A text is read from the left by a grammar, part by part, each part by one function:
//
//   Fri, 04 Mar 2022 10:02:03.25 PM +0100
//   |    |          |        |   |  zone
//   |    |          |        |   half of the day
//   |    |          |        fraction
//   |    date       clock
//   weekday
//
// Which way a date is written is told by its first digits or name and by the byte behind
// them, so that nothing is tried twice. All parts have bounded lengths. Numbers are
// checked when all are known: a date must exist, a weekday is not compared.
//
// What decides between a day, a month and a year of two digits is in OrderNumbers.
//
// Tested by tests/time/written_date_test.cc and tests/time/real_formats_test.cc.
#include "time/written_date.h"

#include <algorithm>
#include <chrono>

#include "time/decimal.h"
#include "time/zone_name.h"

namespace rondo::time {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kDay = 86400 * kSecond;

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2199;
constexpr int kMaxOffset = 14 * 60;  // minutes
// Of a date of three short numbers, a first one above is no year.
constexpr int kLastShortYear = 30;
// In a gap; columns may be aligned.
constexpr int kMaxBlanks = 8;
// Longer runs of digits are none of a date.
constexpr size_t kMaxRun = 21;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLetter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
constexpr bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }
constexpr bool IsWord(char c) { return IsDigit(c) || IsLetter(c) || c == '_'; }
// Of a few: compares beat a search.
constexpr bool IsOneOf(char c, std::string_view set) {
  for (const char one : set) {
    if (c == one) return true;
  }
  return false;
}

constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
constexpr std::string_view kWeekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                          "friday", "saturday", "sunday"};
constexpr size_t kShortName = 3;

constexpr uint32_t ShortName(const char* text) {
  return static_cast<uint8_t>(text[0]) << 16 | static_cast<uint8_t>(text[1]) << 8 |
         static_cast<uint8_t>(text[2]);
}

// From 1970 on.
constexpr int64_t DaysOf(int year, int month, int day) {
  const auto date = std::chrono::year(year) / month / day;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

class Parser {
 public:
  Parser(std::string_view text, DatePlace place)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), place_(place) {}

  bool Parse() {
    TakeWeekday();
    if (!Date()) return false;
    if (!clock_known_ && (!Gap() || !Clock())) return false;
    TakeHalfOfDay();
    bool zoned = TakeZone();
    if (!has_year_ && named_month_ && TakeYearBehind() && !zoned) zoned = TakeZone();
    // "10:02" and "20240304100203" may be the start of something else.
    if (unit_ == kMinute && !has_year_) return false;
    if ((unit_ == kMinute || plain_clock_) && IsWord(Peek())) return false;
    return Exists();
  }

  // REQUIRES: Parse succeeded.
  WrittenTime Result() const {
    int64_t time = (int64_t{hour_} * 3600 + minute_ * 60 + second_) * kSecond + nanos_ -
                   zone_minutes_ * kMinute;
    if (has_year_) {
      time += DaysOf(year_, month_, day_) * kDay;
    } else {
      // A zone must not lead out of the year, which is a circle.
      constexpr int64_t kFirst = DaysOf(kYearlessYear, 1, 1);
      constexpr int64_t kSpan = 366 * kDay;
      time += (DaysOf(kYearlessYear, month_, day_) - kFirst) * kDay;
      time = kFirst * kDay + (time % kSpan + kSpan) % kSpan;
    }
    return {.time = time,
            .unit = unit_,
            .length = static_cast<size_t>(at_ - begin_),
            .has_year = has_year_};
  }

 private:
  char Peek(size_t ahead = 0) const {
    return ahead < static_cast<size_t>(end_ - at_) ? at_[ahead] : '\0';
  }

  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }

  bool TakeText(std::string_view text) {
    if (!std::string_view(at_, end_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  // How many were taken, at most kMaxBlanks.
  int TakeBlanks() {
    int blanks = 0;
    for (; blanks < kMaxBlanks && IsBlank(Peek()); ++blanks) ++at_;
    return blanks;
  }

  // Digits ahead, at most kMaxRun.
  size_t Run() const {
    size_t digits = 0;
    while (digits < kMaxRun && IsDigit(Peek(digits))) ++digits;
    return digits;
  }

  // REQUIRES: so many digits are ahead, at most 9.
  int Number(size_t digits) {
    int value = 0;
    for (; digits > 0; --digits) value = value * 10 + (*at_++ - '0');
    return value;
  }

  // A number of one or two digits.
  bool Short(int* value) {
    const size_t digits = Run();
    if (digits < 1 || digits > 2) return false;
    *value = Number(digits);
    return true;
  }

  bool TwoDigits(int* value) { return Run() == 2 && Short(value); }

  bool FullYear() {
    if (Run() != 4) return false;
    year_ = Number(4);
    has_year_ = true;
    return year_ >= kFirstYear && year_ <= kLastYear;
  }

  void ShortYear(int value) {
    year_ = value >= 70 ? 1900 + value : 2000 + value;
    has_year_ = true;
  }

  // The index of a name, in any case, that may be cut down to three letters; -1, and
  // nothing is taken, if there is none.
  template <size_t kCount>
  int TakeName(const std::string_view (&names)[kCount]) {
    if (end_ - at_ < static_cast<ptrdiff_t>(kShortName)) return -1;
    const uint32_t start = ShortName(at_) | 0x202020;
    for (size_t i = 0; i < kCount; ++i) {
      const std::string_view name = names[i];
      if (start != ShortName(name.data())) continue;
      size_t letters = kShortName;
      while (letters < name.size() && Lower(letters) == name[letters]) ++letters;
      if (IsLetter(Peek(letters))) return -1;
      at_ += letters;
      return static_cast<int>(i);
    }
    return -1;
  }

  char Lower(size_t ahead) const { return static_cast<char>(Peek(ahead) | 32); }

  bool MonthName() {
    const int index = TakeName(kMonths);
    month_ = index + 1;
    named_month_ = true;
    return index >= 0;
  }

  void TakeWeekday() {
    if (IsDigit(Peek())) return;
    const char* const start = at_;
    if (TakeName(kWeekdays) < 0) return;
    if (Peek() == ',' || Peek() == '.') ++at_;
    if (TakeBlanks() == 0) at_ = start;
    weekday_ = at_ != start;
  }

  bool Date() {
    const size_t digits = Run();
    switch (digits) {
      case 0:
        return MonthFirst();
      case 1:
      case 2:
        return ShortFirst(digits);
      case 4:
        return FourFirst();
      case 6:
      case 8:
        return Compact(digits);
      case 14:  // 20240304100203, and with milli- or microseconds
      case 17:
      case 20:
        if (!Compact(8)) return false;
        clock_known_ = true;
        return PlainClock(6) && (digits == 14 || Fraction(digits - 14)) &&
               (digits > 14 || TakeFraction());
      default:
        return false;
    }
  }

  // "Mar  4", "Mar 4, 2024", "March 4th 2024", "Mar-04-2024".
  bool MonthFirst() {
    if (!MonthName()) return false;
    if (IsOneOf(Peek(), "-/.") && IsDigit(Peek(1))) {
      const char mark = *at_++;
      return Short(&day_) && Take(mark) && FullYear();
    }
    if (TakeBlanks() == 0 || !Short(&day_)) return false;
    TakeYearOfDate();
    return true;
  }

  // A year behind day and month in words, if there is one.
  void TakeYearOfDate() {
    const char* const start = at_;
    Take(',');
    TakeBlanks();
    if (at_ != start && FullYear() && !IsDigit(Peek())) return;
    at_ = start;
    has_year_ = false;
  }

  // "04/Mar/2024", "4 Mar 2024", "04Mar2024", "04-MAR-24", "03/04/2024", "03-04".
  bool ShortFirst(size_t digits) {
    const char mark = Peek(digits);
    if (IsOneOf(mark, "-/.") && IsDigit(Peek(digits + 1))) return Numbers();
    Short(&day_);
    if (IsOneOf(mark, "-/.")) {
      ++at_;
      if (!MonthName() || !Take(mark)) return false;
      if (Run() != 2) return FullYear();
      ShortYear(Number(2));
      return true;
    }
    const bool blank = TakeBlanks() > 0;
    if (!IsLetter(Peek()) || !MonthName()) return false;
    if (!blank) return FullYear();
    TakeYearOfDate();
    return true;
  }

  // Two or three numbers, the first of one or two digits.
  bool Numbers() {
    const char* const start = at_;
    int first = 0;
    int second = 0;
    Short(&first);
    const char mark = *at_++;
    if (!Short(&second)) return false;
    const auto shorts = static_cast<size_t>(at_ - start) < 5;  // not two digits each
    if (Peek() == mark && IsDigit(Peek(1))) {
      ++at_;
      // 1.2.24 is a version.
      if (Run() == 2) return !(mark == '.' && shorts) && OrderShort(first, second, mark);
      return FullYear() && OrderDay(first, second, mark);
    }
    // 3/10 may be a share of work, 3.10 a version.
    if (shorts && (mark != '/' || place_ != DatePlace::kLineStart)) return false;
    return OrderDay(first, second, '-');
  }

  // Of a day and a month one above 12 tells. Else the day comes first where points are
  // between them, and the month where slashes or hyphens are.
  bool OrderDay(int first, int second, char mark) {
    const bool day_first = first > 12 || (mark == '.' && second <= 12);
    day_ = day_first ? first : second;
    month_ = day_first ? second : first;
    return true;
  }

  // Three numbers, the third ahead, of two digits. The year is the last one, but it is
  // the first one where that cannot be a month, or between hyphens, if there is such a
  // date.
  bool OrderShort(int first, int second, char mark) {
    const int third = Number(2);
    const bool may_be_first = mark == '-' || (mark == '/' && first > 12);
    const bool is_year = first <= kLastShortYear || first > 31;
    if (may_be_first && is_year && second <= 12 && third <= 31) {
      ShortYear(first);
      month_ = second;
      day_ = third;
      return true;
    }
    ShortYear(third);
    return OrderDay(first, second, mark);
  }

  // "2024-03-04", "2024-Mar-04", "2024 Mar  4"; "0304" of glog, "0304/100203.5" of
  // Chromium.
  bool FourFirst() {
    const char mark = Peek(4);
    if (mark == '/' && IsDigit(Peek(9)) && IsDigit(Peek(7))) {
      MonthAndDay();
      ++at_;
      clock_known_ = true;
      return Run() == 6 && PlainClock(6) && Peek() == '.' && TakeFraction();
    }
    if (mark == ' ' && IsDigit(Peek(5))) {
      if (place_ != DatePlace::kAfterSeverity) return false;
      MonthAndDay();
      return true;
    }
    if (!IsOneOf(mark, "-/.: ,") || !FullYear()) return false;
    if (mark == ' ' || mark == ',') {
      Take(',');
      return TakeBlanks() > 0 && MonthName() && TakeBlanks() > 0 && Short(&day_);
    }
    ++at_;
    if (!(IsDigit(Peek()) ? Short(&month_) : MonthName())) return false;
    return Take(mark) && Short(&day_);
  }

  void MonthAndDay() {
    month_ = Number(2);
    day_ = Number(2);
  }

  // "20240304" or "240304".
  bool Compact(size_t digits) {
    compact_ = digits;
    if (digits == 6) {
      ShortYear(Number(2));
    } else {
      year_ = Number(4);
      has_year_ = true;
    }
    MonthAndDay();
    return year_ >= kFirstYear && year_ <= kLastYear;
  }

  // What stands between date and clock.
  bool Gap() {
    const bool quoted = Take('"');
    gap_ = Peek();
    if (IsBlank(gap_)) {
      TakeBlanks();
      if (IsOneOf(Peek(), "-|") && IsBlank(Peek(1))) {
        ++at_;
        TakeBlanks();
      } else if (Peek() == 'a') {
        if (!TakeText("at ")) return false;
      } else if (Peek() == 't') {
        if (!TakeText("time=")) return false;
        if (!quoted) Take('"');
      }
    } else {
      if (!IsOneOf(gap_, "Tt,;|_-:.")) return false;
      ++at_;
      if (gap_ == ':') Take(':');  // Erlang
      if (TakeBlanks() > 0) TakeText("at ");
    }
    // Two numbers and a point, a comma or a colon may be anything.
    if (!has_year_ && !named_month_ && !IsOneOf(gap_, " \t-")) return false;
    return !quoted || Take('"');
  }

  bool Clock() {
    const size_t digits = Run();
    const char mark = Peek(digits);
    if (digits == 1 || digits == 2) {
      if (mark == ':') return ColonClock();
      // "10.02.03", "10-02-03"
      const bool may = mark == '.' || (mark == '-' && IsOneOf(gap_, "T_-"));
      return may && has_year_ && TwoDigits(&hour_) && Take(mark) && TwoDigits(&minute_) &&
             Take(mark) && TwoDigits(&second_) && TakeFraction();
    }
    if (digits != 6 && digits != 4) return false;
    // "20240304T100203"; digits after a blank may be any number.
    const bool blank = IsBlank(gap_) && place_ != DatePlace::kInside;
    const bool may = compact_ == 6   ? blank
                     : compact_ == 8 ? blank || IsOneOf(gap_, "Tt_-.:")
                                     : has_year_ && IsOneOf(gap_, "T_");
    return may && (digits == 6 || IsOneOf(gap_, "Tt")) && PlainClock(digits) &&
           TakeFraction();
  }

  // "10:02:03", "4:5:6", "10:02".
  bool ColonClock() {
    if (!Short(&hour_) || !Take(':')) return false;
    const size_t minute_digits = Run();
    if (!Short(&minute_)) return false;
    if (Peek() == ':' && IsDigit(Peek(1))) {
      ++at_;
      const size_t second_digits = Run();
      if (!Short(&second_)) return false;
      unpadded_ = minute_digits + second_digits < 4;
      return TakeFraction();
    }
    unit_ = kMinute;
    return minute_digits == 2 && compact_ != 6 && !(Peek() == '.' && IsDigit(Peek(1)));
  }

  bool PlainClock(size_t digits) {
    plain_clock_ = true;
    hour_ = Number(2);
    minute_ = Number(2);
    if (digits == 6) {
      second_ = Number(2);
    } else {
      unit_ = kMinute;
    }
    return true;
  }

  // The fraction of a second, if one is ahead. Always succeeds: marks without digits, or
  // with a number of them that is none of a fraction, are what follows.
  bool TakeFraction() {
    const char mark = Peek();
    if (!IsOneOf(mark, ".,:")) return true;
    ++at_;
    const size_t digits = Run();
    if (mark == ':' && unpadded_ && (digits == 1 || digits == 2)) {
      nanos_ = Number(digits) * (kSecond / 1000);  // HealthApp has no zeros anywhere
      unit_ = kSecond / 1000;
      return true;
    }
    // Behind a comma may be the next column.
    const bool may = mark == '.'
                         ? digits >= 1
                         : digits == 3 || digits == 6 || digits == 7 || digits == 9;
    if (may) return Fraction(digits);
    --at_;
    return true;
  }

  // REQUIRES: so many digits are ahead.
  bool Fraction(size_t digits) {
    const size_t counted = std::min<size_t>(digits, 9);
    unit_ = static_cast<int64_t>(kPow10[9 - counted]);
    nanos_ = Number(counted) * unit_;
    while (IsDigit(Peek())) ++at_;
    return true;
  }

  // " PM", "am", "p.m."
  void TakeHalfOfDay() {
    const char* const start = at_;
    // The blank may be one that does not break the line: U+202F or U+00A0.
    if (!Take(' ') && static_cast<uint8_t>(Peek()) >= 0x80) {
      if (!TakeText("\u202f") && !TakeText("\u00a0")) return;
    }
    const char half = Lower(0);
    if (half == 'a' || half == 'p') {
      ++at_;
      const bool points = Take('.');
      const bool is_half = Lower(0) == 'm';
      at_ += is_half;
      if (is_half && (!points || Take('.')) && !IsWord(Peek()) &&
          !IsOneOf(Peek(), "[/") && !(Peek() == '-' && IsLetter(Peek(1)))) {
        // Some write 22:02:03 PM.
        if (hour_ <= 12) hour_ = hour_ % 12 + (half == 'p' ? 12 : 0);
        return;
      }
    }
    at_ = start;
  }

  // Whether a zone was taken.
  bool TakeZone() {
    const char* const start = at_;
    const bool blank = Take(' ');
    const bool bracket = Take('(');
    if (Zone(blank || bracket) && (!bracket || Take(')'))) return true;
    at_ = start;
    zone_minutes_ = 0;
    return false;
  }

  bool Zone(bool apart) {
    const char first = Peek();
    if (first == '+' || first == '-') return Offset(/*named=*/false, apart);
    if (first == 'Z' || first == 'z') {
      ++at_;
      return !IsWord(Peek());
    }
    if (!IsCapital(first)) return false;
    size_t letters = 1;
    while (letters <= kMaxZoneName && IsCapital(Peek(letters))) ++letters;
    const std::string_view name(at_, letters);
    const std::optional<int> minutes = ZoneMinutes(name);
    if (!minutes || IsWord(Peek(letters))) return false;
    at_ += letters;
    zone_minutes_ = *minutes;
    if (*minutes == 0) {
      const char* const behind = at_;
      if (name == "GMT") Take(' ');
      if (IsOneOf(Peek(), "+-") && Offset(/*named=*/true, apart)) return true;
      at_ = behind;
    }
    return !(IsOneOf(Peek(), "-./") && IsWord(Peek(1)));
  }

  // "+01", "+0100", "-07:00"; "+3" behind a name; "+060", which are minutes, right behind
  // a fraction.
  bool Offset(bool named, bool apart) {
    const bool west = *at_++ == '-';
    int minutes = 0;
    int rest = 0;
    switch (const size_t digits = Run(); digits) {
      case 1:
        if (!named) return false;
        [[fallthrough]];
      case 2:
        minutes = 60 * Number(digits);
        if (Peek() == ':' && IsDigit(Peek(1))) {
          ++at_;
          if (!TwoDigits(&rest)) return false;
        }
        break;
      case 3:
        if (apart || unit_ >= kSecond) return false;
        minutes = Number(3);
        break;
      case 4:
        minutes = 60 * Number(2);
        rest = Number(2);
        break;
      default:
        return false;
    }
    // Other numbers are none of a zone.
    if (rest > 59) return false;
    minutes += rest;
    if (minutes > kMaxOffset || minutes % 15 != 0 || IsWord(Peek())) return false;
    if (IsOneOf(Peek(), ".:-/+") && IsDigit(Peek(1))) return false;
    zone_minutes_ = west ? -minutes : minutes;
    return true;
  }

  // "Mon Mar  4 10:02:03 UTC 2024". The name of an unknown zone is passed over, where the
  // name of the weekday says that a year is due.
  bool TakeYearBehind() {
    const char* const start = at_;
    Take(',');
    if (TakeBlanks() > 0) {
      if (weekday_ && IsCapital(Peek())) {
        while (IsLetter(Peek()) && at_ - start < 8) ++at_;
        TakeBlanks();
      }
      if (FullYear() && !IsWord(Peek()) &&
          !(IsOneOf(Peek(), ".:-/") && !IsBlank(Peek(1)))) {
        return true;
      }
    }
    at_ = start;
    has_year_ = false;
    return false;
  }

  bool Exists() const {
    constexpr int kDaysIn[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month_ < 1 || month_ > 12 || day_ < 1 || day_ > kDaysIn[month_ - 1]) return false;
    const bool leap = year_ % 4 == 0 && (year_ % 100 != 0 || year_ % 400 == 0);
    if (day_ == 29 && month_ == 2 && has_year_ && !leap) return false;
    if (hour_ == 24)
      return unit_ < kMinute && minute_ == 0 && second_ == 0 && nanos_ == 0;
    // Leap seconds come before an hour is full, or half an hour in other zones.
    const bool leap_second = second_ == 60 && minute_ % 30 == 29;
    return hour_ < 24 && minute_ < 60 && (second_ < 60 || leap_second);
  }

  const char* const begin_;
  const char* at_;
  const char* const end_;
  const DatePlace place_;

  int year_ = 0;
  int month_ = 0;
  int day_ = 0;
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  int64_t nanos_ = 0;
  int64_t unit_ = kSecond;
  int zone_minutes_ = 0;
  bool has_year_ = false;
  bool named_month_ = false;
  bool weekday_ = false;
  bool clock_known_ = false;  // it is part of the date
  bool plain_clock_ = false;  // it has no marks
  bool unpadded_ = false;     // minutes or seconds have one digit
  size_t compact_ = 0;        // digits of a date without marks
  char gap_ = '\0';
};

}  // namespace

std::optional<WrittenTime> ParseWrittenTime(std::string_view text, DatePlace place) {
  // The shortest is like 1/2/03 4:05.
  constexpr size_t kShortest = 11;
  if (text.size() < kShortest || !MayStartDate(text[0])) return std::nullopt;
  Parser parser(text, place);
  if (!parser.Parse()) return std::nullopt;
  return parser.Result();
}

}  // namespace rondo::time
