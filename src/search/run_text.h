// The text that runs of lines make when they are put end to end: what a search of these
// lines sees. Places in it are told apart from places in the whole data, the *origin*.
//
// Thread rule: externally synchronised.
#ifndef RONDO_SEARCH_RUN_TEXT_H_
#define RONDO_SEARCH_RUN_TEXT_H_

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "rondo/reader.h"
#include "rondo/search.h"
#include "search/line_flow.h"

namespace rondo::search {

class RunText {
 public:
  RunText() = default;
  // Runs in order that do not overlap.
  explicit RunText(const std::vector<LineRun>& runs);

  // More text at the end, of the origin: a run, or a part of one that goes on with the
  // last.
  void Add(const LineRun& run);
  // Lines before this one, 0-based, will not be asked for.
  void ForgetBefore(uint64_t line);

  uint64_t bytes() const { return bytes_; }
  uint64_t lines() const { return lines_; }

  // The line at its place in the origin.
  FoundLine InOrigin(FoundLine line) const;

  // Calls use(from, to) with the lines of the origin, 0-based, that lines [from, to) are,
  // until it returns an error.
  template <typename Use>
  absl::Status ForEachInOrigin(uint64_t from, uint64_t to, const Use& use) const {
    for (size_t i = RunOfLine(from); i < runs_.size() && runs_[i].line < to; ++i) {
      const Run& run = runs_[i];
      const uint64_t begin = std::max(from, run.line) - run.line + run.origin.newlines;
      const uint64_t end =
          std::min(to, run.line + run.origin.lines) - run.line + run.origin.newlines;
      const absl::Status status = use(begin, end);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Calls use(part) with those parts of a passage of the origin that are in runs, in
  // order, until it returns an error. `matches` of the passage go with them.
  template <typename Use>
  absl::Status ForEachPart(const LineFlow::Passage& passage, const Use& use) const {
    const uint64_t end = passage.offset + passage.text.size();
    for (size_t i = RunBehind(passage.offset); i < runs_.size(); ++i) {
      if (runs_[i].origin.from >= end) break;
      std::vector<TextSpan> matches;  // of the part
      const absl::Status status = use(PartIn(runs_[i], passage, &matches));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  struct Run {
    LineRun origin;
    uint64_t offset = 0;  // in this text
    uint64_t line = 0;
  };

  // The run that holds a line. REQUIRES: there is one.
  size_t RunOfLine(uint64_t line) const;
  // The first run that ends behind an offset of the origin.
  size_t RunBehind(uint64_t offset) const;
  static LineFlow::Passage PartIn(const Run& run, const LineFlow::Passage& passage,
                                  std::vector<TextSpan>* matches);

  std::vector<Run> runs_;  // in order
  uint64_t bytes_ = 0;
  uint64_t lines_ = 0;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_RUN_TEXT_H_
