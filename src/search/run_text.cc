// Tested by tests/search/time_test.cc.
#include "search/run_text.h"

#include <algorithm>
#include <cstddef>

namespace rondo::search {

RunText::RunText(const std::vector<LineRun>& runs) {
  runs_.reserve(runs.size());
  for (const LineRun& run : runs) Add(run);
}

void RunText::Add(const LineRun& run) {
  if (!runs_.empty() && runs_.back().origin.to == run.from) {
    runs_.back().origin.to = run.to;
    runs_.back().origin.lines += run.lines;
  } else {
    runs_.push_back({.origin = run, .offset = bytes_, .line = lines_});
  }
  bytes_ += run.to - run.from;
  lines_ += run.lines;
}

void RunText::ForgetBefore(uint64_t line) {
  // Most of them at once, so that each is moved about once.
  constexpr size_t kMany = 1024;
  if (runs_.size() < kMany || line == 0 || line > lines_) return;
  const size_t run = RunOfLine(line - 1);
  if (run > runs_.size() / 2)
    runs_.erase(runs_.begin(), runs_.begin() + static_cast<ptrdiff_t>(run));
}

FoundLine RunText::InOrigin(FoundLine line) const {
  const Run& run = runs_[RunOfLine(line.number - 1)];
  line.number = line.number - run.line + run.origin.newlines;
  line.offset = line.offset - run.offset + run.origin.from;
  return line;
}

size_t RunText::RunOfLine(uint64_t line) const {
  const auto behind = std::ranges::upper_bound(runs_, line, {}, &Run::line);
  return static_cast<size_t>(behind - runs_.begin()) - 1;
}

size_t RunText::RunBehind(uint64_t offset) const {
  const auto behind = std::ranges::upper_bound(
      runs_, offset, {}, [](const Run& run) { return run.origin.to; });
  return static_cast<size_t>(behind - runs_.begin());
}

LineFlow::Passage RunText::PartIn(const Run& run, const LineFlow::Passage& passage,
                                  std::vector<TextSpan>* matches) {
  const uint64_t from = std::max(run.origin.from, passage.offset);
  const uint64_t to = std::min(run.origin.to, passage.offset + passage.text.size());
  const size_t skip = from - passage.offset;
  // A passage starts in a run or in front of it.
  const uint64_t newlines =
      from == run.origin.from ? run.origin.newlines : passage.newlines;
  LineFlow::Passage part = {.text = passage.text.substr(skip, to - from),
                            .offset = run.offset + (from - run.origin.from),
                            .newlines = run.line + (newlines - run.origin.newlines)};
  if (passage.matches == nullptr) return part;
  for (const TextSpan& match : *passage.matches) {
    if (match.from < skip || match.from >= skip + part.text.size()) continue;
    matches->push_back({match.from - skip, match.to - skip});
  }
  part.matches = matches;
  return part;
}

}  // namespace rondo::search
