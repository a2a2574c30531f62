// Lines that are alike are passed on together. A line whose start is cut by the end of a
// piece is held back until enough of it has come to tell its time.
//
// Tested by tests/time/asked/line_sieve_test.cc.
#include "time/asked/line_sieve.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "time/asked/line_format.h"
#include "time/line_time.h"

namespace rondo::time {

LineSieve::LineSieve(const TimeSet& times, const Start& start, Sink sink)
    : times_(times),
      sink_(std::move(sink)),
      offset_(start.offset),
      newlines_(start.newlines),
      decided_(!start.after_newline),
      inside_(start.inside) {
  SetRules({});
}

void LineSieve::SetRules(const TimeRules& rules) {
  rules_ = rules;
  rules_.asked_order = times_.date_order();
}

absl::Status LineSieve::Add(std::string_view text) {
  if (!held_.empty()) {
    const std::string_view more = text.substr(0, kTimeBytes - held_.size());
    const size_t taken = std::min(more.find('\n'), more.size());
    held_.append(more.substr(0, taken));
    text.remove_prefix(taken);
    if (text.empty() && held_.size() < kTimeBytes) return absl::OkStatus();
    RONDO_RETURN_IF_ERROR(FinishBefore(InsideWith(held_, held_rules_, offset_)));
    decided_ = true;
  }
  size_t at = 0;          // what is before it is as inside_ says, and
  uint64_t newlines = 0;  // has so many
  while (at < text.size()) {
    const size_t newline = text.find('\n', at);
    const std::string_view line = text.substr(at, newline - at);
    const bool whole = newline != std::string_view::npos;
    if (!decided_) {
      if (!whole && line.size() < kTimeBytes) break;
      if (const bool inside = InsideWith(line, rules_, offset_ + at); inside != inside_) {
        RONDO_RETURN_IF_ERROR(Pass(text.substr(0, at), std::exchange(newlines, 0)));
        text.remove_prefix(std::exchange(at, 0));
        inside_ = inside;
      }
    }
    decided_ = !whole;
    newlines += whole;
    at += line.size() + whole;
  }
  RONDO_RETURN_IF_ERROR(Pass(text.substr(0, at), newlines));
  held_ = text.substr(at);
  if (!held_.empty()) held_rules_ = rules_;
  return absl::OkStatus();
}

absl::Status LineSieve::Finish() {
  return held_.empty() ? absl::OkStatus()
                       : FinishBefore(InsideWith(held_, held_rules_, offset_));
}

absl::Status LineSieve::FinishBefore(bool inside) {
  if (held_.empty()) return absl::OkStatus();
  inside_ = inside;
  return Pass(std::exchange(held_, ""), 0);
}

bool LineSieve::InsideWith(std::string_view line_start, const TimeRules& rules,
                           uint64_t offset) const {
  const LineFormat* format = times_.line_format();
  const std::optional<LineStamp> stamp =
      format != nullptr ? format->StampOf(line_start) : StampOf(line_start, rules);
  return stamp ? times_.Contains(stamp->time, stamp->zoned, offset) : inside_;
}

absl::Status LineSieve::Pass(std::string_view text, uint64_t newlines) {
  const Piece piece = {.text = text,
                       .offset = offset_,
                       .newlines = newlines_,
                       .newlines_end = newlines_ + newlines};
  offset_ += text.size();
  newlines_ += newlines;
  return inside_ && !text.empty() ? sink_(piece) : absl::OkStatus();
}

}  // namespace rondo::time
