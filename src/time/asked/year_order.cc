// Tested by tests/time/asked/year_order_test.cc.
#include "time/asked/year_order.h"

namespace rondo::time {

void YearOrder::Step(int64_t distance, uint64_t offset) {
  if (distance >= -kHalfYear && distance <= kHalfYear) return;
  years_ += distance < 0 ? 1 : -1;
  if (steps_.size() <= kMostSteps) steps_.push_back({offset, years_});
}

std::vector<YearStart> YearOrder::YearsFor(const TimeSet& times) const {
  std::vector<YearStart> years = {YearStart()};
  if (steps_.empty() || steps_.size() > kMostSteps) return years;
  // No line is later than now, so in the newest year the months to come are of the one
  // before, as they are where nothing is known of the order.
  const int last_year = times.YearOf(*last_);
  const auto year_at = [&](int after_years) -> std::optional<int> {
    const int year = last_year - (years_ - after_years);
    if (year >= times.newest_year()) return std::nullopt;
    return year;
  };
  years.front().year = year_at(0);
  for (const YearStep& step : steps_) {
    years.push_back({.offset = step.offset, .year = year_at(step.years)});
  }
  return years;
}

}  // namespace rondo::time
