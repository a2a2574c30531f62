// Tested by tests/search/time_test.cc.
#include <algorithm>
#include <memory>
#include <vector>

#include "base/status_macros.h"
#include "rondo/search.h"
#include "search/judged_text.h"
#include "time/asked/year_order.h"
#include "time/line_time.h"

namespace rondo {
namespace {

class OrderedYears : public TextYears {
 public:
  explicit OrderedYears(const TimeSet& times)
      : times_(times), text_([this](std::string_view part, const time::TimeRules& rules) {
          return Look(part, rules);
        }) {}

  absl::StatusOr<bool> Add(std::string_view text) override {
    if (is_start_ && StartsWithYears(text)) return false;
    is_start_ = is_start_ && text.empty();
    RONDO_RETURN_IF_ERROR(text_.Add(text));
    return may_be_some_;
  }

  absl::StatusOr<std::vector<YearStart>> Finish() override {
    RONDO_RETURN_IF_ERROR(text_.Finish());
    return order_.YearsFor(times_);
  }

 private:
  // Most texts show soon that their times have years, and are not read to the end.
  static bool StartsWithYears(std::string_view text) {
    constexpr size_t kStartBytes = size_t{64} << 10;
    bool found = false;
    for (size_t begin = 0; begin < std::min(text.size(), kStartBytes);) {
      const size_t end = std::min(text.find('\n', begin), text.size());
      const auto stamp = time::StampOf(text.substr(begin, end - begin));
      if (stamp && !stamp->has_year) return false;
      found = found || stamp.has_value();
      begin = end + 1;
    }
    return found;
  }

  absl::Status Look(std::string_view part, time::TimeRules rules) {
    rules.asked_order = times_.date_order();
    bool found = false;
    for (size_t begin = 0; begin < part.size();) {
      const size_t end = std::min(part.find('\n', begin), part.size());
      const auto stamp = time::StampOf(part.substr(begin, end - begin), rules);
      if (stamp && !stamp->has_year) {
        order_.Add(stamp->time, offset_ + begin);
        found = true;
      }
      begin = end + 1;
    }
    offset_ += part.size();
    may_be_some_ = found;
    return absl::OkStatus();
  }

  const TimeSet times_;
  search::JudgedText text_;
  time::YearOrder order_;
  uint64_t offset_ = 0;
  bool is_start_ = true;     // nothing was added
  bool may_be_some_ = true;  // the last part had a time without a year
};

}  // namespace

std::unique_ptr<TextYears> TextYears::Create(const TimeSet& times) {
  return std::make_unique<OrderedYears>(times);
}

}  // namespace rondo
