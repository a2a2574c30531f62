// A text in parts that are judged together, as the segments of a score are: what the
// times of their lines have in common.
//
// Thread rule: externally synchronised.
#ifndef RONDO_SEARCH_JUDGED_TEXT_H_
#define RONDO_SEARCH_JUDGED_TEXT_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "time/time_rules.h"

namespace rondo::search {

class JudgedText {
 public:
  // A part starts a line, or goes on with a very long one; it ends with one or is large.
  using Sink =
      std::function<absl::Status(std::string_view part, const time::TimeRules& rules)>;
  explicit JudgedText(Sink sink) : sink_(std::move(sink)) {}

  absl::Status Add(std::string_view text);
  // Hands over the lines that have come whole.
  absl::Status Settle();
  // The text has ended.
  absl::Status Finish() { return HandOver(held_.size()); }

 private:
  static constexpr size_t kPartBytes = size_t{16} << 20;
  absl::Status HandOver(size_t bytes);

  const Sink sink_;
  std::string held_;  // what was not handed over
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_JUDGED_TEXT_H_
