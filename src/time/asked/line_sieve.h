// Lets through the lines of a text whose times are in a set. The text comes in pieces.
//
// Thread rule: externally synchronised.
#ifndef RONDO_TIME_ASKED_LINE_SIEVE_H_
#define RONDO_TIME_ASKED_LINE_SIEVE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "rondo/time.h"
#include "time/time_rules.h"

namespace rondo::time {

class LineSieve {
 public:
  // What is let through: whole lines, or parts of a long one that follow each other.
  struct Piece {
    std::string_view text;
    uint64_t offset = 0;        // of its first byte
    uint64_t newlines = 0;      // before it
    uint64_t newlines_end = 0;  // before its end
  };
  using Sink = std::function<absl::Status(const Piece&)>;

  // Where the text starts.
  struct Start {
    uint64_t offset = 0;
    uint64_t newlines = 0;      // before it
    bool after_newline = true;  // it starts with a line
    bool inside =
        false;  // the line before, or the one that it goes on with, is in the set
  };
  LineSieve(const TimeSet& times, const Start& start, Sink sink);

  // For lines that start in what is added from now on, unless the set says how they write
  // their times. At first kRulesOfALine hold. The
  // order that is asked for is that of the set.
  void SetRules(const TimeRules& rules);

  absl::Status Add(std::string_view text);
  // The text has ended.
  absl::Status Finish();
  // The same, before text of which it is known whether the line that it goes on with, if
  // it does, is in the set.
  absl::Status FinishBefore(bool inside);

  // Whether the last line is in the set. REQUIRES: finished.
  bool inside() const { return inside_; }

 private:
  // The line starts at `offset`.
  bool InsideWith(std::string_view line_start, const TimeRules& rules,
                  uint64_t offset) const;
  // Goes past text of lines that are alike, which has so many newlines.
  absl::Status Pass(std::string_view text, uint64_t newlines);

  const TimeSet times_;
  const Sink sink_;
  uint64_t offset_;    // of what comes next, held_ first
  uint64_t newlines_;  // before that
  bool decided_;       // inside_ holds for the line that what comes next goes on with
  bool inside_;        // else for the line before
  std::string held_;   // the start of a line, too short to tell its time; has no newline
  TimeRules rules_;
  TimeRules held_rules_;  // of the line that is held
};

}  // namespace rondo::time

#endif  // RONDO_TIME_ASKED_LINE_SIEVE_H_
