// What a segment says of the times of its lines: which ways to write one count, and in
// what order its days and months stand. docs/format/container.md, "Rules of times".
//
// One line does not tell whether 04/03/2024 is in April, nor whether a date in a message
// is when it was written; many lines do. Who looks at many is time/rule_judge.h.
//
// Thread rule: plain data and pure functions.
#ifndef RONDO_TIME_TIME_RULES_H_
#define RONDO_TIME_TIME_RULES_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "rondo/time.h"
#include "time/said_times.h"

namespace rondo::time {

// How a time is written, as far as one program writes all of its times alike. Numbers are
// those of the format.
enum class TimeForm : uint8_t {
  kJson = 0,
  kTai64n = 1,
  kCount = 2,
  kNamedCount = 3,     // after a key, or audit(
  kYearHyphen = 4,     // 2024-03-04, 2024-064
  kYearMark = 5,       // 2024/03/04, 2024.03.04
  kYearName = 6,       // 2024 Mar 4, 2024-Mar-04
  kMonthName = 7,      // Mar 4
  kMonthNameYear = 8,  // Mar 4, 2024
  kDayName = 9,        // 04/Mar/2024
  kDayNameYear = 10,   // 4 Mar 2024
  kDayNameNoYear = 11,
  kWeekday = 12,  // Mon, 4 Mar 2024
  kCompact6 = 13,
  kCompact8 = 14,
  kCompact14 = 15,
  kMonthDay = 16,  // 0304
  kClockFirst = 17,
  kNumbers = 18,  // of the first class of numbers; the others follow
};

// A form and a place in the line: 0 at its start, 1 behind something in its first word, 2
// in the second, and so on; 7 in the seventh and later.
class TimeKind {
 public:
  static constexpr unsigned kLastPlace = 7;
  static constexpr size_t kCount = 256;

  constexpr TimeKind() = default;
  constexpr explicit TimeKind(uint8_t number) : number_(number) {}
  // REQUIRES: place <= kLastPlace.
  constexpr TimeKind(TimeForm form, unsigned place)
      : number_(static_cast<uint8_t>(place * 32 + static_cast<unsigned>(form))) {}

  constexpr uint8_t number() const { return number_; }
  constexpr unsigned place() const { return number_ / 32; }
  constexpr unsigned form() const { return number_ % 32; }
  friend bool operator==(const TimeKind&, const TimeKind&) = default;

 private:
  uint8_t number_ = 0;
};

// Dates in numbers whose order a line alone does not tell: their classes are marks, and
// whether a year of four digits is last, one of two is anywhere, or there is none.
struct DateNumbers {
  static constexpr unsigned kMarks = 3;  // "/", "-", "."
  enum class Years : uint8_t { kFour, kTwo, kNone };
  static constexpr unsigned kClasses = 9;

  static constexpr uint8_t ClassOf(char mark, Years years) {
    const unsigned number = mark == '/' ? 0 : mark == '-' ? 1 : 2;
    return static_cast<uint8_t>(static_cast<unsigned>(years) * kMarks + number);
  }

  int8_t cls = -1;  // none: the date is written otherwise
  uint8_t first = 0;
  uint8_t second = 0;
  uint8_t third = 0;  // of two-digit years
  bool has_two_digit_year() const {
    return cls >= 0 && cls / kMarks == static_cast<unsigned>(Years::kTwo);
  }
};

// Whether numbers make a day and a month in an order.
constexpr bool MayStandIn(DateOrder order, const DateNumbers& numbers) {
  const auto is = [](uint8_t month, uint8_t day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
  };
  switch (order) {
    case DateOrder::kDayMonthYear:
      return is(numbers.second, numbers.first);
    case DateOrder::kMonthDayYear:
      return is(numbers.first, numbers.second);
    case DateOrder::kYearMonthDay:
      return numbers.has_two_digit_year() && is(numbers.second, numbers.third);
    default:
      return false;
  }
}

// The orders that the dates of each class may have.
class DateOrders {
 public:
  static constexpr unsigned kBits = 3;  // of a class: one for each order
  static constexpr unsigned kAny = 7;
  static constexpr uint32_t kMost = (1U << kBits * DateNumbers::kClasses) - 1;

  constexpr DateOrders() = default;
  constexpr explicit DateOrders(uint32_t bits) : bits_(bits & kMost) {}

  constexpr uint32_t bits() const { return bits_; }
  // 0: nothing is said of the class.
  constexpr unsigned Of(int cls) const { return bits_ >> kBits * cls & kAny; }
  constexpr void Set(int cls, unsigned orders) {
    bits_ = (bits_ & ~(kAny << kBits * cls)) | orders << kBits * cls;
  }
  static constexpr unsigned BitOf(DateOrder order) {
    return order == DateOrder::kByLine ? 0 : 1U << (static_cast<unsigned>(order) - 1);
  }
  friend bool operator==(const DateOrders&, const DateOrders&) = default;

 private:
  uint32_t bits_ = 0;
};

struct TimeRules {
  // More are none: then all count.
  static constexpr size_t kMostKinds = 32;

  std::bitset<TimeKind::kCount> kinds;  // that count; none: all do
  DateOrders orders;
  // Times are where and as this says, and nothing else counts; null: they are found out.
  std::shared_ptr<const SaidTimes> said;
  // What is asked for where the orders leave more than one. No part of the format.
  DateOrder asked_order = DateOrder::kByLine;

  bool Counts(TimeKind kind) const { return kinds.none() || kinds[kind.number()]; }
  friend bool operator==(const TimeRules&, const TimeRules&) = default;
};

// Every line is judged by itself.
inline const TimeRules kRulesOfALine;

}  // namespace rondo::time

#endif  // RONDO_TIME_TIME_RULES_H_
