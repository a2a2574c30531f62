// The years of times that name none, from the order of lines.
//
//   Nov 30  Dec 31 | Jan 1  Mar 4 ... Nov 5  Dec 31 | Jan 1     of 2024 at the end
//   2022      2022 | 2023    2023 ... 2023     2023 | 2024
//
// Lines are mostly in order, so a time that is more than half a year before the one above
// it is of the next year, and one that is more than half a year after it of the last: a
// line or a clock that is off for a while changes nothing behind it. The last time is the
// one whose year is known best: it is of the year up to when the log was last changed.
//
// Thread rule: externally synchronised.
#ifndef RONDO_TIME_ASKED_YEAR_ORDER_H_
#define RONDO_TIME_ASKED_YEAR_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "rondo/time.h"

namespace rondo::time {

// Half of the year in which times without one stand, in nanoseconds.
inline constexpr int64_t kHalfYear = int64_t{183} * 86400 * 1'000'000'000;

class YearOrder {
 public:
  // The time without a year of the next line, which starts at `offset`.
  void Add(int64_t time, uint64_t offset) {
    if (last_) Step(time - *last_, offset);
    last_ = time;
  }
  // All times from one line to another that are not added change no year; the last one is
  // this.
  void Pass(int64_t last) { last_ = last; }

  // Whether all times so far are of one year, as far as is known.
  bool empty() const { return steps_.empty(); }
  // For TimeSet::SetYears. Where there are more changes than any log has, none counts.
  std::vector<YearStart> YearsFor(const TimeSet& times) const;

 private:
  static constexpr size_t kMostSteps = 10'000;
  struct YearStep {
    uint64_t offset = 0;
    int years = 0;  // since the first line
  };

  void Step(int64_t distance, uint64_t offset);

  std::optional<int64_t> last_;
  int years_ = 0;
  std::vector<YearStep> steps_;
};

}  // namespace rondo::time

#endif  // RONDO_TIME_ASKED_YEAR_ORDER_H_
