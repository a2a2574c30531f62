// One grammar of dates, read from left to right. Blanks are one to three.
//
//   time  = [weekday [","] blanks] date gap clock [AM|PM] [zone] [blanks year]
//   date  = year s month s day       2024-03-04  2024/3/4  2024-Mar-04  2023 Mar  4
//         | year "-W" week "-" day   | year "-" day of the year
//         | yyyymmdd | yymmdd        20240304, 240304 before its clock
//         | day s month [s year]     04/Mar/2024  4 Mar 2024  04.03.2024  4 Mar
//         | month s day [[","] year] Mar  4  March 4, 2024  3/4/2024  03-04
//   clock = hh ":" mm [":" ss [mark fraction]] | hh "." mm "." ss | hhmmss
//
// A field is told by its width and by what stands behind it, so that no byte is read
// twice but for the run of digits at the start:
//
//   "Wed Jul 15 11:13:07.315 CEST 2020"
//    weekday, month's name, day, no year; gap; clock with a fraction; zone +7200; year
//
// The year may stand in three places, and the last is looked for where no other had one:
// so a longer date is never taken for the shorter one that it holds.
//
// Days from civil dates: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
// Tested by tests/time/written_time_test.cc.
#include "time/written_time.h"

#include <algorithm>

namespace rondo::time {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kDaySeconds = 86400;
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2199;
constexpr int kYearlessDays = 366;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLetter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
constexpr bool IsOneOf(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// The first three letters of a name in one number, and the letters behind them.
constexpr uint32_t NameKey(char a, char b, char c) {
  return static_cast<uint32_t>(a | 32) << 16 | static_cast<uint32_t>(b | 32) << 8 |
         static_cast<uint32_t>(c | 32);
}

struct Name {
  constexpr Name(std::string_view name)
      : key(NameKey(name[0], name[1], name[2])), rest(name.substr(3)) {}
  uint32_t key;
  std::string_view rest;
};

constexpr Name kMonths[] = {{"january"},   {"february"}, {"march"},    {"april"},
                            {"may"},       {"june"},     {"july"},     {"august"},
                            {"september"}, {"october"},  {"november"}, {"december"}};
constexpr Name kWeekdays[] = {{"monday"}, {"tuesday"},  {"wednesday"}, {"thursday"},
                              {"friday"}, {"saturday"}, {"sunday"}};

int64_t DaysFromCivil(int year, int month, int day) {
  year -= month <= 2;
  const int era = year / 400;
  const int year_of_era = year - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return int64_t{era} * 146097 + day_of_era - 719468;
}

constexpr bool IsLeap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int DaysOf(int year, int month) {
  if (month == 2) return IsLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool StartsName(std::string_view text) {
  if (text.size() < 3) return false;
  const uint32_t key = NameKey(text[0], text[1], text[2]);
  const auto is = [key](const Name& name) { return name.key == key; };
  return std::ranges::any_of(kMonths, is) || std::ranges::any_of(kWeekdays, is);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<WrittenTime> Parse() {
    if (IsLetter(Peek())) TakeWeekday();
    if (!TakeDate() || !TakeGap() || !TakeClock()) return std::nullopt;
    TakeMeridiem();
    TakeZone();
    if (year_ == 0 && named_month_) TakeLastYear();
    const bool yearless = year_ == 0;
    const int year = yearless ? kYearlessYear : year_;
    if (day_ > DaysOf(year, month_)) return std::nullopt;
    const int64_t first = DaysFromCivil(year, 1, 1) * kDaySeconds;
    int64_t seconds = DaysFromCivil(year, month_, day_) * kDaySeconds + hour_ * 3600 +
                      minute_ * 60 + second_ - offset_;
    // Whatever its zone, a time without a year stays in its year.
    constexpr int64_t kYear = kYearlessDays * kDaySeconds;
    if (yearless && seconds < first) seconds += kYear;
    if (yearless && seconds >= first + kYear) seconds -= kYear;
    return WrittenTime{.time = seconds * kSecond + fraction_, .length = at_};
  }

 private:
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }

  // Up to three.
  size_t TakeBlanks() {
    size_t count = 0;
    while (count < 3 && IsOneOf(Peek(), " \t")) ++count, ++at_;
    return count;
  }

  size_t Run() const {
    size_t run = 0;
    while (run < 20 && IsDigit(Peek(run))) ++run;
    return run;
  }

  int Number(size_t digits) {
    int value = 0;
    for (; digits > 0; --digits) value = value * 10 + (text_[at_++] - '0');
    return value;
  }

  // The index of the name, or its first three letters and maybe a full stop, that stands
  // next; -1 for none.
  template <size_t kCount>
  int TakeName(const Name (&names)[kCount]) {
    if (at_ + 3 > text_.size()) return -1;
    const uint32_t key = NameKey(text_[at_], text_[at_ + 1], text_[at_ + 2]);
    size_t index = 0;
    while (index < kCount && names[index].key != key) ++index;
    if (index == kCount) return -1;
    const std::string_view rest = names[index].rest;
    size_t more = 0;
    while (more < rest.size() && (Peek(3 + more) | 32) == rest[more]) ++more;
    const bool sept = more == 1 && rest[0] == 't';
    if ((more != 0 && more != rest.size() && !sept) || IsLetter(Peek(3 + more)))
      return -1;
    at_ += 3 + more;
    if (Peek() == '.' && Peek(1) == ' ') ++at_;
    return static_cast<int>(index);
  }

  void TakeWeekday() {
    const size_t from = at_;
    if (TakeName(kWeekdays) < 0) return;
    Take(',');
    if (TakeBlanks() == 0) at_ = from;
  }

  bool TakeDate() {
    if (IsLetter(Peek())) return MonthFirst();
    switch (Run()) {
      case 1:
      case 2:
        return SmallFirst();
      case 4:
        return YearFirst();
      case 6:
        year_ = Century(Number(2));
        compact_ = true;
        return Month(Number(2)) && Day(Number(2)) && IsOneOf(Peek(), " \t");
      case 8:
      case 14:
      case 17:
        packed_ = Run() > 8;
        compact_ = true;
        return Year(Number(4)) && Month(Number(2)) && Day(Number(2));
      default:
        return false;
    }
  }

  static int Century(int year) { return year + (year < 70 ? 2000 : 1900); }

  bool Year(int year) {
    year_ = year;
    return year >= kFirstYear && year <= kLastYear;
  }
  bool Month(int month) {
    month_ = month;
    return month >= 1 && month <= 12;
  }
  bool Day(int day) {
    day_ = day;
    return day >= 1 && day <= 31;
  }

  // One or two digits, or -1.
  int Small() {
    const size_t run = Run();
    return run == 1 || run == 2 ? Number(run) : -1;
  }

  bool YearFirst() {
    if (!Year(Number(4))) return false;
    const char mark = Peek();
    if (!IsOneOf(mark, "-/.: ")) return false;
    TakeMark(mark);
    if (mark == '-' && Peek() == 'W') return Week();
    if (mark == '-' && Run() == 3) return DayOfYear(Number(3));
    const int name = TakeName(kMonths);
    if (name < 0 && mark == ' ') return false;
    if (!Month(name < 0 ? Small() : name + 1)) return false;
    if (!TakeMark(mark)) return false;
    return Day(Small());
  }

  bool TakeMark(char mark) { return mark == ' ' ? TakeBlanks() > 0 : Take(mark); }

  // ISO 8601: week 1 has the year's first Thursday.
  bool Week() {
    ++at_;
    if (Run() != 2) return false;
    const int week = Number(2);
    if (!Take('-') || Run() != 1) return false;
    const int weekday = Number(1);
    if (week < 1 || week > 53 || weekday < 1 || weekday > 7) return false;
    const int64_t fourth = DaysFromCivil(year_, 1, 4);
    const int64_t monday = fourth - (fourth + 3) % 7;
    const int64_t day =
        monday + (week - 1) * 7 + weekday - 1 - DaysFromCivil(year_, 1, 1) + 1;
    if (day >= 1) return DayOfYear(static_cast<int>(day));
    --year_;
    return DayOfYear(static_cast<int>(day) + (IsLeap(year_) ? 366 : 365));
  }

  bool DayOfYear(int day) {
    const int days = IsLeap(year_) ? 366 : 365;
    if (day > days) day -= days, ++year_;
    for (month_ = 1; month_ < 12 && day > DaysOf(year_, month_); ++month_) {
      day -= DaysOf(year_, month_);
    }
    return Day(day);
  }

  // A day or a month, or a year of two digits.
  bool SmallFirst() {
    const size_t digits = Run();
    const int first = Number(digits);
    const char mark = Peek();
    if (!IsOneOf(mark, "/.- ")) return false;
    TakeMark(mark);
    const int name = TakeName(kMonths);
    if (name >= 0) {
      named_month_ = true;
      return Day(first) && Month(name + 1) && YearBehind(mark);
    }
    if (mark == ' ') return false;
    const size_t more = Run();
    const int second = Small();
    if (second < 0) return false;
    if (Peek() != mark) {  // Android 03-17, Proxifier 10.30, Snort 03/17-
      const std::string_view gaps = mark == '/' ? "-" : " |";
      return digits == 2 && more == 2 && IsOneOf(Peek(), gaps) && Month(first) &&
             Day(second);
    }
    ++at_;
    const size_t width = Run();
    if (width == 4) {
      if (!Year(Number(4))) return false;
    } else if (width == 2) {
      const int third = Number(2);
      // Spark's 17/06/09; all else has its year behind.
      if (mark == '/' && digits == 2 && more == 2 && Month(second) && Day(third)) {
        year_ = Century(first);
        return true;
      }
      year_ = Century(third);
    } else {
      return false;
    }
    const bool month_first = second > 12 || (mark == '/' && first <= 12);
    return Month(month_first ? first : second) && Day(month_first ? second : first);
  }

  // Behind "04/Mar", "4 Mar".
  bool YearBehind(char mark) {
    if (mark != ' ') {
      if (!Take(mark)) return mark == '-' && Peek() == ' ';
      return FourOrTwo();
    }
    const size_t from = at_;
    Take(',');
    if (TakeBlanks() == 0) return false;
    if (Run() == 4) return Year(Number(4));
    if (Run() == 2 && Peek(2) == ' ') return FourOrTwo();
    at_ = from;
    return true;
  }

  bool FourOrTwo() {
    const size_t run = Run();
    if (run == 2) year_ = Century(Number(2));
    return run == 2 || (run == 4 && Year(Number(4)));
  }

  bool MonthFirst() {
    const int name = TakeName(kMonths);
    if (name < 0) return false;
    named_month_ = true;
    const char mark = Peek();
    if (!IsOneOf(mark, "-/ \t")) return false;
    if (!TakeMark(mark == '\t' ? ' ' : mark)) return false;
    if (!Month(name + 1) || !Day(Small())) return false;
    if (mark == '-' || mark == '/') return !Take(mark) || FourOrTwo();
    const size_t from = at_;
    Take(',');
    if (TakeBlanks() > 0 && Run() == 4) return Year(Number(4));
    at_ = from;
    return true;
  }

  // Between a date and its time of day.
  bool TakeGap() {
    if (packed_) return true;
    const char c = Peek();
    if (c == 'T' || c == 't' || c == '_' || c == ':' || c == '-') {
      ++at_;
      if (c == ':') Take(c);  // Erlang
      return IsDigit(Peek());
    }
    if (IsOneOf(c, "\"])")) ++at_;
    size_t marks = 0;
    while (marks < 4 && IsOneOf(Peek(), " \t,;|")) ++marks, ++at_;
    if (marks == 0) return false;
    constexpr std::string_view kWords[] = {"at ", "- ", "time="};
    for (const std::string_view word : kWords) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      break;
    }
    if (IsOneOf(Peek(), "\"[(")) ++at_;
    return true;
  }

  bool TakeClock() {
    const size_t run = Run();
    if (packed_ || (compact_ && run >= 6)) return PackedClock(run);
    if (run != 1 && run != 2) return false;
    hour_ = Number(run);
    const char mark = Peek();
    if (mark != ':' && mark != '.') return false;
    ++at_;
    if (Run() != 2) return false;
    minute_ = Number(2);
    if (Peek() == mark && IsDigit(Peek(1))) {
      ++at_;
      if (Run() != 2) return false;
      second_ = Number(2);
      TakeFraction();
    } else if (mark != ':' || !EndsShort()) {
      return false;
    }
    return IsClock();
  }

  // Hours and minutes alone are told from other numbers by a year before them.
  bool EndsShort() const {
    return year_ != 0 && (!IsLetter(Peek()) || IsOneOf(Peek(), "ZAPap")) && Peek() != '_';
  }

  bool PackedClock(size_t run) {
    if (run < 6 || (run > 6 && run != 9)) return false;
    hour_ = Number(2);
    minute_ = Number(2);
    second_ = Number(2);
    if (run == 9) {
      fraction_ = Number(3) * (kSecond / 1000);
    } else {
      TakeFraction();
    }
    return IsClock();
  }

  void TakeFraction() {
    const char mark = Peek();
    if (!IsOneOf(mark, ".,:") || !IsDigit(Peek(1))) return;
    ++at_;
    if (mark == ':' && Run() != 3) {
      --at_;
      return;
    }
    for (int64_t unit = kSecond / 10; IsDigit(Peek()); unit /= 10, ++at_) {
      fraction_ += (Peek() - '0') * unit;
    }
  }

  bool IsClock() const {
    if (minute_ > 59 || second_ > 60) return false;
    if (second_ == 60) return minute_ == 59 && hour_ <= 23;
    return hour_ <= 23 || (hour_ == 24 && minute_ == 0 && second_ == 0 && fraction_ == 0);
  }

  void TakeMeridiem() {
    constexpr std::string_view kNarrow = "\xe2\x80\xaf";  // before Java's PM
    const std::string_view rest = text_.substr(at_);
    size_t at = rest.starts_with(kNarrow) ? kNarrow.size() : rest.starts_with(' ');
    if (rest.size() < at + 2 || hour_ < 1 || hour_ > 12) return;
    const char half = static_cast<char>(rest[at] | 32);
    if (half != 'a' && half != 'p') return;
    const bool stops = rest[++at] == '.';
    at += stops ? 1 : 0;
    if (at >= rest.size() || (rest[at] | 32) != 'm') return;
    ++at;
    if (stops && at < rest.size() && rest[at] == '.') ++at;
    if (at < rest.size() && (IsLetter(rest[at]) || IsDigit(rest[at]))) return;
    hour_ = hour_ % 12 + (half == 'p' ? 12 : 0);
    at_ += at;
  }

  void TakeZone() {
    const size_t from = at_;
    if (Take('Z') || Take('z')) {
      if (!IsLetter(Peek()) && !IsDigit(Peek())) return;
      at_ = from;
    }
    Take(' ');
    const bool bracket = Take('(');
    size_t letters = 0;
    while (letters < 5 && Peek(letters) >= 'A' && Peek(letters) <= 'Z') ++letters;
    if (letters >= 3) {
      const auto named = NamedZone(text_.substr(at_, letters));
      if (named) {
        at_ += letters;
        const bool zero = *named == 0;
        if (!(zero && TakeOffset(1)) && !EndsZone()) {
          at_ = from;
          return;
        }
        offset_ += *named;
        if (bracket) Take(')');
        return;
      }
    } else if (TakeOffset(2) && (!bracket || Take(')'))) {
      return;
    }
    at_ = from;
    offset_ = 0;
  }

  bool EndsZone() const {
    const char c = Peek();
    return !IsLetter(c) && !IsDigit(c) && !IsOneOf(c, "_-+/");
  }

  // A sign and hours of `least` digits or two, maybe with minutes.
  bool TakeOffset(size_t least) {
    const size_t from = at_;
    const bool east = Peek() == '+';
    if (!east && !Take('-')) return false;
    if (east) ++at_;
    const size_t run = Run();
    int hours = -1;
    int minutes = 0;
    if (run == 4) {
      hours = Number(2);
      minutes = Number(2);
    } else if (run == 2 || run == least) {
      hours = Number(run);
      if (Peek() == ':' && IsDigit(Peek(1))) {
        ++at_;
        minutes = Run() == 2 ? Number(2) : -1;
      }
    }
    // Minutes are quarters of an hour: other numbers are none.
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 45 || minutes % 15 != 0 ||
        !EndsZone() || (Peek() == '.' && IsDigit(Peek(1)))) {
      at_ = from;
      return false;
    }
    offset_ = (hours * 60 + minutes) * (east ? 60 : -60);
    return true;
  }

  // Of `date` and ctime, whose year stands last.
  void TakeLastYear() {
    const size_t from = at_;
    if (TakeBlanks() > 0 && Run() == 4) {
      const int year = Number(4);
      const bool ends = !IsLetter(Peek()) && (!IsOneOf(Peek(), "_-/.:@") ||
                                              (Peek() == ':' && !IsDigit(Peek(1))) ||
                                              (Peek() == '.' && !IsDigit(Peek(1))));
      if (year >= kFirstYear && year <= kLastYear && ends) {
        year_ = year;
        return;
      }
    }
    at_ = from;
  }

  const std::string_view text_;
  size_t at_ = 0;
  int year_ = 0;  // 0: none was written
  int month_ = 0;
  int day_ = 0;
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  int offset_ = 0;  // seconds east of UTC
  int64_t fraction_ = 0;
  bool named_month_ = false;
  bool compact_ = false;  // the date has no marks
  bool packed_ = false;   // nor has what stands between it and its time of day
};

}  // namespace

std::optional<WrittenTime> ParseWrittenTime(std::string_view text) {
  // Most words that may start a date are no names: that is seen at once.
  if (!text.empty() && IsLetter(text[0]) && !StartsName(text)) return std::nullopt;
  return Parser(text).Parse();
}

}  // namespace rondo::time
