// A format is cut into parts once, letters that stand for several are spelt out:
//
//   "%d.%m.%Y %T"  ->  d '.' m '.' Y ' ' H ':' M ':' S
//
// A text is read part by part into fields, and from these a time is made if they are the
// fields of one.
//
// Tested by tests/time/asked/line_format_test.cc.
#include "time/asked/time_format.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "time/text_cursor.h"
#include "time/wall_clock.h"
#include "time/written_clock.h"
#include "time/written_zone.h"

namespace rondo::time {
namespace {

// As in POSIX: of two digits these and later ones are of the last century.
constexpr int kFirstShortYear = 69;

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

struct Fields {
  std::optional<int> year;
  std::optional<int> month;
  std::optional<int> day;
  std::optional<int> day_of_year;
  std::optional<int64_t> since_1970;  // nanoseconds
  std::optional<int> zone_minutes;
  Clock clock;
  std::optional<bool> is_afternoon;
};

// Letters that mean the same.
char Usual(char letter) {
  switch (letter) {
    case 'e':
      return 'd';
    case 'k':
      return 'H';
    case 'l':
      return 'I';
    case 'h':
    case 'B':
      return 'b';
    case 'A':
      return 'a';
    case 'L':
    case 'N':
      return 'f';
    case 'n':
    case 't':
      return ' ';
    default:
      return letter;
  }
}

std::string_view SpeltOut(char letter) {
  switch (letter) {
    case 'F':
      return "%Y-%m-%d";
    case 'T':
      return "%H:%M:%S";
    case 'R':
      return "%H:%M";
    case 'D':
      return "%m/%d/%y";
    case 'r':
      return "%I:%M:%S %p";
    default:
      return "";
  }
}

// Up to so many digits, behind blanks.
std::optional<int> TakeNumber(TextCursor* text, size_t most_digits) {
  text->TakeBlanks();
  const size_t digits = std::min(text->Run(), most_digits);
  if (digits == 0) return std::nullopt;
  return text->Number(digits);
}

// The number of the name that is ahead, whole or cut to three letters.
template <size_t kNames>
std::optional<int> TakeName(TextCursor* text,
                            const std::array<std::string_view, kNames>& names) {
  const std::string_view ahead(text->at(), std::min<size_t>(text->left(), 9));
  for (size_t i = 0; i < kNames; ++i) {
    for (const std::string_view name : {names[i], names[i].substr(0, 3)}) {
      if (!absl::EqualsIgnoreCase(
              std::string(ahead.substr(0, std::min(name.size(), ahead.size()))),
              std::string(name))) {
        continue;
      }
      text->Skip(name.size());
      return static_cast<int>(i);
    }
  }
  return std::nullopt;
}

bool TakeSince1970(TextCursor* text, Fields* fields) {
  constexpr size_t kMostDigits = 10;
  const size_t digits = text->Run();
  if (digits == 0 || digits > kMostDigits) return false;
  int64_t seconds = 0;
  for (size_t i = 0; i < digits; ++i, text->Skip(1)) {
    seconds = seconds * 10 + (text->Peek() - '0');
  }
  constexpr int64_t kMostSeconds = INT64_MAX / kSecond - 1;
  if (seconds > kMostSeconds) return false;
  fields->since_1970 = seconds * kSecond;
  if ((text->Peek() == '.' || text->Peek() == ',') && IsDigit(text->Peek(1))) {
    text->Skip(1);
    Clock clock;
    TakeFractionDigits(text, text->Run(), &clock);
    *fields->since_1970 += clock.nanos;
  }
  return true;
}

bool TakeZonePart(TextCursor* text, Fields* fields, bool may_be_any_name) {
  fields->zone_minutes = TakeZone(text, /*behind_fraction=*/false);
  if (fields->zone_minutes) return true;
  if (!may_be_any_name || !IsLetter(text->Peek())) return false;
  while (IsLetter(text->Peek())) text->Skip(1);
  return true;
}

bool TakeHalf(TextCursor* text, Fields* fields) {
  const char half = absl::ascii_tolower(text->Peek());
  if (half != 'a' && half != 'p') return false;
  const size_t point = text->Peek(1) == '.' ? 1 : 0;
  if (absl::ascii_tolower(text->Peek(1 + point)) != 'm') return false;
  text->Skip(2 + point);
  if (point != 0) text->Take('.');
  fields->is_afternoon = half == 'p';
  return true;
}

bool Keep(std::optional<int> number, std::optional<int>* field) {
  if (number) *field = number;
  return number.has_value();
}

bool Keep(std::optional<int> number, int* field) {
  if (number) *field = *number;
  return number.has_value();
}

bool TakePart(char letter, TextCursor* text, Fields* fields) {
  switch (letter) {
    case ' ':
      while (IsBlank(text->Peek())) text->Skip(1);
      return true;
    case 'Y':
      return text->Run() >= 4 && Keep(text->Number(4), &fields->year);
    case 'y': {
      if (text->Run() < 2) return false;
      const int year = text->Number(2);
      fields->year = year + (year < kFirstShortYear ? 2000 : 1900);
      return true;
    }
    case 'm':
      return Keep(TakeNumber(text, 2), &fields->month);
    case 'b': {
      const std::optional<int> month = TakeName(text, kMonths);
      if (month) fields->month = *month + 1;
      return month.has_value();
    }
    case 'a':
      return TakeName(text, kWeekdays).has_value();
    case 'd':
      return Keep(TakeNumber(text, 2), &fields->day);
    case 'j':
      return Keep(TakeNumber(text, 3), &fields->day_of_year);
    case 'H':
    case 'I':
      return Keep(TakeNumber(text, 2), &fields->clock.hour);
    case 'M':
      return Keep(TakeNumber(text, 2), &fields->clock.minute);
    case 'S':
      return Keep(TakeNumber(text, 2), &fields->clock.second);
    case 'p':
      return TakeHalf(text, fields);
    case 'f':
      if (text->Run() == 0) return false;
      TakeFractionDigits(text, text->Run(), &fields->clock);
      return true;
    case 's':
      return TakeSince1970(text, fields);
    case 'z':
      return TakeZonePart(text, fields, /*may_be_any_name=*/false);
    default:  // 'Z'
      return TakeZonePart(text, fields, /*may_be_any_name=*/true);
  }
}

std::optional<WrittenTime> TimeOf(Fields fields) {
  using std::chrono::day;
  using std::chrono::days;
  using std::chrono::month;
  using std::chrono::sys_days;
  using std::chrono::year;
  if (fields.since_1970) {
    return WrittenTime{
        .time = *fields.since_1970, .has_year = true, .zoned = true, .numbers = {}};
  }
  if (fields.is_afternoon) {
    if (fields.clock.hour > 12) return std::nullopt;
    fields.clock.hour = fields.clock.hour % 12 + (*fields.is_afternoon ? 12 : 0);
  }
  if (!IsTimeOfDay(fields.clock)) return std::nullopt;
  const year in_year(fields.year.value_or(kYearlessYear));
  sys_days date;
  if (fields.day_of_year) {
    const int last = in_year.is_leap() ? 366 : 365;
    if (*fields.day_of_year < 1 || *fields.day_of_year > last) return std::nullopt;
    date = sys_days(in_year / 1 / 1) + days(*fields.day_of_year - 1);
  } else {
    const auto written = in_year / month(static_cast<unsigned>(*fields.month)) /
                         day(static_cast<unsigned>(*fields.day));
    if (!written.ok()) return std::nullopt;
    date = written;
  }
  if (fields.year && (*fields.year < 1900 || *fields.year > 2199)) return std::nullopt;
  const Clock& clock = fields.clock;
  const int64_t minutes = int64_t{date.time_since_epoch().count()} * 24 * 60 +
                          clock.hour * 60 + clock.minute -
                          fields.zone_minutes.value_or(0);
  return WrittenTime{.time = (minutes * 60 + clock.second) * kSecond + clock.nanos,
                     .has_year = fields.year.has_value(),
                     .zoned = fields.zone_minutes.has_value(),
                     .numbers = {}};
}

// Whether what was taken ends within a longer number or name.
bool EndsInside(const TextCursor& text) {
  const char before = text.at()[-1];
  return (IsDigit(before) && IsDigit(text.Peek())) ||
         (IsLetter(before) && IsLetter(text.Peek()));
}

}  // namespace

absl::StatusOr<TimeFormat> TimeFormat::Create(std::string_view format) {
  constexpr std::string_view kLetters = " YymbadjHIMSpfszZ";
  TimeFormat made;
  std::string spelt;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '%' && i + 1 < format.size() && !SpeltOut(format[i + 1]).empty()) {
      spelt += SpeltOut(format[++i]);
    } else {
      spelt += format[i];
      if (format[i] == '%' && i + 1 < format.size()) spelt += format[++i];
    }
  }
  for (size_t i = 0; i < spelt.size(); ++i) {
    if (IsBlank(spelt[i])) {
      made.parts_.push_back({.letter = ' '});
      continue;
    }
    if (spelt[i] != '%') {
      made.parts_.push_back({.literal = spelt[i]});
      continue;
    }
    const size_t sign = i++;
    while (i < spelt.size() && (IsDigit(spelt[i]) || IsOneOf(spelt[i], "-_"))) ++i;
    const char letter = i < spelt.size() ? Usual(spelt[i]) : '\0';
    if (letter == '%') {
      made.parts_.push_back({.literal = '%'});
    } else if (letter != '\0' && kLetters.find(letter) != std::string_view::npos) {
      made.parts_.push_back({.letter = letter});
    } else {
      return absl::InvalidArgumentError(absl::StrCat(
          "\"", std::string(format), "\" has \"", spelt.substr(sign, i + 1 - sign),
          "\", which is not known; there are %Y %y %m %d %j %b %a %H %I %M %S %p %f %z "
          "%Z "
          "%s %F %T %R %D"));
    }
  }
  RONDO_RETURN_IF_ERROR(made.Check());
  return made;
}

bool TimeFormat::Has(std::string_view letters) const {
  return std::ranges::any_of(parts_, [letters](const Part& part) {
    return part.letter != 0 && letters.find(part.letter) != std::string_view::npos;
  });
}

absl::Status TimeFormat::Check() const {
  const bool has_year = Has("Yy");
  if (!Has("s") && !(Has("d") && Has("mb")) && !(Has("j") && has_year)) {
    return absl::InvalidArgumentError(
        "the format names no day: expected %d with %m or %b, %j with %Y, or %s");
  }
  return absl::OkStatus();
}

std::optional<WrittenTime> TimeFormat::Match(std::string_view text) const {
  TextCursor cursor(text);
  Fields fields;
  for (const Part& part : parts_) {
    const bool taken = part.letter == 0
                           ? part.literal != '\0' && cursor.Take(part.literal)
                           : TakePart(part.letter, &cursor, &fields);
    if (!taken) return std::nullopt;
  }
  if (cursor.at() == text.data() || EndsInside(cursor)) return std::nullopt;
  std::optional<WrittenTime> written = TimeOf(fields);
  if (written) written->length = static_cast<size_t>(cursor.at() - text.data());
  return written;
}

}  // namespace rondo::time
