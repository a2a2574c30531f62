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
// What decides between a day, a month and a year of two digits is in LineOrder, unless
// the rules of the segment say more.
//
// Tested by tests/time/written_date_test.cc and tests/time/real_formats_test.cc.
#include "time/written_date.h"

#include <chrono>
#include <span>

#include "time/text_cursor.h"
#include "time/wall_clock.h"
#include "time/written_clock.h"
#include "time/written_zone.h"

namespace rondo::time {
namespace {

// Of a date of three short numbers, a first one above is no year.
constexpr int kLastShortYear = 30;

constexpr size_t kShortName = 3;

constexpr uint32_t ShortName(const char* text) {
  return static_cast<uint8_t>(text[0]) << 16 | static_cast<uint8_t>(text[1]) << 8 |
         static_cast<uint8_t>(text[2]);
}

struct Name {
  constexpr explicit Name(std::string_view text)
      : start(ShortName(text.data())), rest(text.substr(kShortName)) {}
  uint32_t start;
  std::string_view rest;
};

constexpr Name kMonths[] = {Name("january"), Name("february"), Name("march"),
                            Name("april"),   Name("may"),      Name("june"),
                            Name("july"),    Name("august"),   Name("september"),
                            Name("october"), Name("november"), Name("december")};
constexpr Name kWeekdays[] = {Name("monday"),   Name("tuesday"), Name("wednesday"),
                              Name("thursday"), Name("friday"),  Name("saturday"),
                              Name("sunday")};

// From 1970 on.
constexpr int64_t DaysOf(int year, int month, int day) {
  const auto date = std::chrono::year(year) / month / day;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

class Parser : private TextCursor {
 public:
  Parser(std::string_view text, DatePlace place, const TimeRules& rules)
      : TextCursor(text), begin_(text.data()), place_(place), rules_(rules) {}

  bool Parse() {
    if (IsDigit(Peek()) && (Peek(1) == ':' || Peek(2) == ':')) return ClockFirst();
    TakeWeekday();
    if (!Date()) return false;
    if (!clock_known_ && (!Gap() || !TakeClock(this, Place(), &clock_))) return false;
    TakeBehindClock();
    if (!has_year_ && named_month_ && TakeYearBehind() && !zoned_) TakeZoneBehind();
    return Exists() && MayEnd();
  }

  // REQUIRES: Parse succeeded.
  WrittenTime Result() const {
    int64_t time =
        (int64_t{clock_.hour} * 3600 + clock_.minute * 60 + clock_.second) * kSecond +
        clock_.nanos - zone_minutes_ * kMinute;
    if (has_year_) {
      time += DaysOf(year_, month_, day_) * kDay;
    } else {
      // A zone must not lead out of the year, which is a circle.
      constexpr int64_t kFirst = DaysOf(kYearlessYear, 1, 1);
      constexpr int64_t kSpan = 366 * kDay;
      time += (DaysOf(kYearlessYear, month_, day_) - kFirst) * kDay;
      if (time < 0) time += kSpan;
      if (time >= kSpan) time -= kSpan;
      time += kFirst * kDay;
    }
    return {.time = time,
            .unit = clock_.unit,
            .length = static_cast<size_t>(at() - begin_),
            .has_year = has_year_,
            .zoned = zoned_,
            .form = Form(),
            .numbers = numbers_};
  }

 private:
  uint8_t Form() const {
    TimeForm form = form_;
    if (weekday_) form = TimeForm::kWeekday;
    if (form == TimeForm::kMonthName && has_year_) form = TimeForm::kMonthNameYear;
    if (form == TimeForm::kDayNameYear && !has_year_) form = TimeForm::kDayNameNoYear;
    const auto number = static_cast<uint8_t>(form);
    return static_cast<uint8_t>(form == TimeForm::kNumbers ? number + numbers_.cls
                                                           : number);
  }

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

  // The index of a name, in any case, that may be cut down to three letters; or -1.
  int TakeName(std::span<const Name> names) {
    if (left() < kShortName) return -1;
    const uint32_t start = ShortName(at()) | 0x202020;
    for (size_t i = 0; i < names.size(); ++i) {
      if (start != names[i].start) continue;
      const std::string_view rest = names[i].rest;
      Skip(kShortName);
      size_t letters = 0;
      while (letters < rest.size() && Lower(Peek(letters)) == rest[letters]) ++letters;
      Skip(letters);
      return IsLetter(Peek()) ? -1 : static_cast<int>(i);
    }
    return -1;
  }

  bool MonthName() {
    const int index = TakeName(kMonths);
    month_ = index + 1;
    named_month_ = true;
    return index >= 0;
  }

  void TakeWeekday() {
    if (!IsOneOf(Peek(), "MTWFS")) return;
    const TextCursor start = *this;
    weekday_ = TakeName(kWeekdays) >= 0;
    if (weekday_ && IsOneOf(Peek(), ",.")) Skip(1);
    weekday_ = weekday_ && TakeBlanks() > 0;
    if (!weekday_) GoTo(start);
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
        form_ = TimeForm::kCompact14;
        clock_known_ = true;
        TakePlainClock(this, 6, &clock_);
        if (digits > 14) {
          TakeFractionDigits(this, digits - 14, &clock_);
        } else {
          TakeFraction(this, /*unpadded=*/false, &clock_);
        }
        return true;
      default:
        return false;
    }
  }

  // "Mar  4", "Mar 4, 2024", "March 4th 2024", "Mar-04-2024".
  bool MonthFirst() {
    form_ = TimeForm::kMonthName;
    if (!MonthName()) return false;
    if (IsOneOf(Peek(), "-/.") && IsDigit(Peek(1))) {
      const char mark = Peek();
      Skip(1);
      return Short(&day_) && Take(mark) && FullYear();
    }
    if (TakeBlanks() == 0 || !Short(&day_)) return false;
    TakeYearOfDate();
    return true;
  }

  // A year behind day and month in words, if there is one.
  void TakeYearOfDate() {
    const TextCursor start = *this;
    Take(',');
    TakeBlanks();
    if (at() != start.at() && FullYear() && !IsDigit(Peek())) return;
    GoTo(start);
    has_year_ = false;
  }

  // "04/Mar/2024", "4 Mar 2024", "04Mar2024", "04-MAR-24", "03/04/2024", "03-04".
  bool ShortFirst(size_t digits) {
    const char mark = Peek(digits);
    if (IsOneOf(mark, "-/.") && IsDigit(Peek(digits + 1))) return Numbers();
    Short(&day_);
    form_ = TimeForm::kDayNameYear;
    if (IsOneOf(mark, "-/.")) {
      form_ = TimeForm::kDayName;
      Skip(1);
      if (!MonthName() || !Take(mark)) return false;
      if (Run() != 2) return FullYear();
      ShortYear(Number(2));
      return true;
    }
    const bool blank = TakeBlanks() > 0;
    if (!IsLetter(Peek()) || !MonthName()) return false;
    if (!blank) return FullYear();
    if (IsBlank(Peek()) && Run(1) == 2 && IsBlank(Peek(3))) {  // RFC 822
      Skip(1);
      ShortYear(Number(2));
    } else {
      TakeYearOfDate();
    }
    return true;
  }

  // Two or three numbers, the first of one or two digits.
  bool Numbers() {
    using Years = DateNumbers::Years;
    const TextCursor start = *this;
    int first = 0;
    int second = 0;
    Short(&first);
    const char mark = Peek();
    Skip(1);
    if (!Short(&second)) return false;
    const bool shorts = at() - start.at() < 5;  // not two digits each
    form_ = TimeForm::kNumbers;
    numbers_.first = static_cast<uint8_t>(first);
    numbers_.second = static_cast<uint8_t>(second);
    if (Peek() == mark && IsDigit(Peek(1))) {
      Skip(1);
      if (Run() == 2) {
        numbers_.cls = static_cast<int8_t>(DateNumbers::ClassOf(mark, Years::kTwo));
        numbers_.third = static_cast<uint8_t>(Number(2));
        // 1.2.24 is a version.
        if (mark == '.' && shorts) return false;
      } else {
        numbers_.cls = static_cast<int8_t>(DateNumbers::ClassOf(mark, Years::kFour));
        if (!FullYear()) return false;
      }
    } else {
      // 3/10 may be a share of work, 3.10 a version.
      if (shorts && (mark != '/' || place_ != DatePlace::kLineStart)) return false;
      numbers_.cls = static_cast<int8_t>(DateNumbers::ClassOf(mark, Years::kNone));
    }
    TakeOrder(mark);
    return true;
  }

  // As the line says; but if that is a date, and what the rules say makes one, too, that.
  void TakeOrder(char mark) {
    const DateOrder own = LineOrder(mark);
    SetOrder(own);
    const unsigned said = rules_.orders.Of(numbers_.cls);
    if (said == 0 && rules_.asked_order == DateOrder::kByLine) return;
    if (!DateExists()) return;
    const unsigned may = said == 0 ? DateOrders::kAny : said;
    for (const DateOrder order : {rules_.asked_order, own, DateOrder::kDayMonthYear,
                                  DateOrder::kMonthDayYear, DateOrder::kYearMonthDay}) {
      if ((may & DateOrders::BitOf(order)) == 0 || !MayStandIn(order, numbers_)) continue;
      SetOrder(order);
      if (DateExists()) return;
    }
    SetOrder(own);
  }

  // Of a day and a month one above 12 tells. Else the day comes first where points are
  // between them, and the month where slashes or hyphens are. A year of two digits is the
  // last one, but it is the first one where that cannot be a month, or between hyphens,
  // if there is such a date.
  DateOrder LineOrder(char mark) const {
    const int first = numbers_.first;
    const int second = numbers_.second;
    if (numbers_.has_two_digit_year()) {
      const bool may_be_first = mark == '-' || (mark == '/' && first > 12);
      const bool is_year = first <= kLastShortYear || first > 31;
      if (may_be_first && is_year && second <= 12 && numbers_.third <= 31)
        return DateOrder::kYearMonthDay;
    }
    const bool points =
        mark == '.' && numbers_.cls / DateNumbers::kMarks !=
                           static_cast<unsigned>(DateNumbers::Years::kNone);
    return first > 12 || (points && second <= 12) ? DateOrder::kDayMonthYear
                                                  : DateOrder::kMonthDayYear;
  }

  void SetOrder(DateOrder order) {
    if (order == DateOrder::kYearMonthDay) {
      ShortYear(numbers_.first);
      month_ = numbers_.second;
      day_ = numbers_.third;
      return;
    }
    if (numbers_.has_two_digit_year()) ShortYear(numbers_.third);
    const bool day_first = order == DateOrder::kDayMonthYear;
    day_ = day_first ? numbers_.first : numbers_.second;
    month_ = day_first ? numbers_.second : numbers_.first;
  }

  // "2024-03-04", "2024-Mar-04", "2024 Mar  4"; "0304" of glog, "0304/100203.5" of
  // Chromium.
  bool FourFirst() {
    const char mark = Peek(4);
    form_ = TimeForm::kMonthDay;
    if (mark == '/' && Run(5) == 6) {
      MonthAndDay();
      Skip(1);
      clock_known_ = true;
      TakePlainClock(this, 6, &clock_);
      const bool fraction = Peek() == '.';
      TakeFraction(this, /*unpadded=*/false, &clock_);
      return fraction;
    }
    if (mark == ' ' && IsDigit(Peek(5))) {
      if (place_ != DatePlace::kAfterSeverity) return false;
      MonthAndDay();
      return true;
    }
    if (!IsOneOf(mark, "-/.: ,") || !FullYear()) return false;
    form_ = mark == '-' ? TimeForm::kYearHyphen : TimeForm::kYearMark;
    if (!IsDigit(Peek(1)) && Peek(1) != 'W') form_ = TimeForm::kYearName;
    if (mark == ' ' || mark == ',') {
      Take(',');
      return TakeBlanks() > 0 && MonthName() && TakeBlanks() > 0 && Short(&day_);
    }
    Skip(1);
    if (mark == '-' && (Peek() == 'W' || Run() == 3)) return DayOfWeekOrYear();
    if (!(IsDigit(Peek()) ? Short(&month_) : MonthName())) return false;
    return Take(mark) && Short(&day_);
  }

  // "W10-1" or "064" behind the year, of ISO 8601.
  bool DayOfWeekOrYear() {
    using std::chrono::days;
    using std::chrono::January;
    using std::chrono::sys_days;
    const std::chrono::year year(year_);
    sys_days date;
    if (Take('W')) {
      int week = 0;
      if (!TwoDigits(&week) || !Take('-') || Run() != 1) return false;
      const int day = Number(1);
      if (week < 1 || week > 53 || day < 1 || day > 7) return false;
      // January 4 is in the first week.
      const sys_days fourth = year / January / 4;
      date = fourth - (std::chrono::weekday(fourth) - std::chrono::Monday) +
             days(7 * (week - 1) + day - 1);
    } else {
      const int day = Number(3);
      if (day < 1 || day > 365 + year.is_leap()) return false;
      date = sys_days(year / January / 1) + days(day - 1);
    }
    const std::chrono::year_month_day civil(date);
    year_ = static_cast<int>(civil.year());
    month_ = static_cast<int>(static_cast<unsigned>(civil.month()));
    day_ = static_cast<int>(static_cast<unsigned>(civil.day()));
    return true;
  }

  void MonthAndDay() {
    month_ = Number(2);
    day_ = Number(2);
  }

  // "20240304" or "240304".
  bool Compact(size_t digits) {
    compact_ = digits;
    form_ = digits == 6 ? TimeForm::kCompact6 : TimeForm::kCompact8;
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
        Skip(1);
        TakeBlanks();
      } else if (Peek() == 'a') {
        if (!TakeText("at ")) return false;
      } else if (Peek() == 't') {
        if (!TakeText("time=")) return false;
        if (!quoted) Take('"');
      }
    } else {
      if (!IsOneOf(gap_, "Tt,;|_-:.")) return false;
      Skip(1);
      if (gap_ == ':') Take(':');  // Erlang
      const bool blank = TakeBlanks() > 0;
      if (!(blank && TakeText("at ")) && TakeText("time=") && !quoted) Take('"');
    }
    // Two numbers and a point, a comma or a colon may be anything. Geth writes a bar.
    if (!has_year_ && !named_month_ && !IsOneOf(gap_, " \t-|")) return false;
    return !quoted || Take('"');
  }

  // "Mon Mar  4 10:02:03 UTC 2024". The name of an unknown zone is passed over, where the
  // name of the weekday says that a year is due.
  bool TakeYearBehind() {
    if (!weekday_ && !IsDigit(Peek(1)) && !IsBlank(Peek(1))) return false;
    const TextCursor start = *this;
    Take(',');
    if (TakeBlanks() > 0) {
      if (weekday_ && IsCapital(Peek())) {
        while (IsLetter(Peek()) && at() - start.at() < 8) Skip(1);
        TakeBlanks();
      }
      if (FullYear() && !IsWord(Peek()) &&
          !(IsOneOf(Peek(), ".:-/") && IsWord(Peek(1)))) {
        return true;
      }
    }
    GoTo(start);
    has_year_ = false;
    return false;
  }

  bool Exists() const { return DateExists() && IsTimeOfDay(clock_); }

  bool DateExists() const {
    constexpr int kDaysIn[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month_ < 1 || month_ > 12 || day_ < 1 || day_ > kDaysIn[month_ - 1]) return false;
    const bool leap = year_ % 4 == 0 && (year_ % 100 != 0 || year_ % 400 == 0);
    return day_ != 29 || month_ != 2 || !has_year_ || leap;
  }

  // "10:02" and "20240304100203" may be the start of something else.
  bool MayEnd() const {
    if (clock_.unit == kMinute) return has_year_ && !IsWord(Peek());
    return !clock_.plain ||
           (!IsWord(Peek()) && !(IsOneOf(Peek(), ".-+~") && IsWord(Peek(1))));
  }

  ClockPlace Place() const {
    return {.gap = gap_,
            .has_year = has_year_,
            .date_digits = compact_,
            .first = place_ != DatePlace::kInside};
  }

  void TakeBehindClock() {
    // Of most logs a word in small letters or a mark follows.
    const char next = Peek() == ' ' ? Peek(1) : Peek();
    if (!IsCapital(next) && !IsOneOf(next, "apz+-(") && static_cast<uint8_t>(next) < 0x80)
      return;
    TakeHalfOfDay(this, &clock_);
    TakeZoneBehind();
  }

  void TakeZoneBehind() {
    const std::optional<int> minutes = TakeZone(this, clock_.unit < kSecond);
    zone_minutes_ = minutes.value_or(0);
    zoned_ = minutes.has_value();
  }

  // "10:02:03.123 UTC Mon Mar 4 2024", and no clock behind, whose the date would be.
  bool ClockFirst() {
    if (!TakeClock(this, Place(), &clock_) || clock_.unit > kSecond) return false;
    TakeBehindClock();
    Take(',');
    if (TakeBlanks() == 0) return false;
    TakeWeekday();
    if (!MayStartDate(Peek(), place_) || !Date() || !has_year_ || compact_ > 0 ||
        IsWord(Peek()))
      return false;
    TextCursor end = *this;
    Clock other;
    if (Gap() && TakeClock(this, Place(), &other)) return false;
    GoTo(end);
    form_ = TimeForm::kClockFirst;
    weekday_ = false;
    return Exists();
  }

  const char* const begin_;
  const DatePlace place_;
  const TimeRules& rules_;

  int year_ = 0;
  int month_ = 0;
  int day_ = 0;
  Clock clock_;
  int zone_minutes_ = 0;
  bool zoned_ = false;
  bool has_year_ = false;
  bool named_month_ = false;
  bool weekday_ = false;
  bool clock_known_ = false;  // it is part of the date
  size_t compact_ = 0;        // digits of a date without marks
  char gap_ = '\0';
  TimeForm form_ = TimeForm::kJson;
  DateNumbers numbers_;
};

}  // namespace

std::optional<WrittenTime> ParseWrittenTime(std::string_view text, DatePlace place,
                                            const TimeRules& rules) {
  // The shortest is like 1/2/03 4:05.
  constexpr size_t kShortest = 11;
  if (text.size() < kShortest || !MayStartDate(text[0], place)) return std::nullopt;
  Parser parser(text, place, rules);
  if (!parser.Parse()) return std::nullopt;
  return parser.Result();
}

}  // namespace rondo::time
