// Tested by tests/search/flow_test.cc.
#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/status_macros.h"
#include "rondo/search.h"
#include "search/judged_text.h"
#include "search/line_flow.h"
#include "search/run_text.h"
#include "time/asked/line_sieve.h"

namespace rondo {
namespace {

// The lines of a text whose times are asked for, and where they come from.
class TimedLines {
 public:
  TimedLines(const TimeSet& times, uint64_t before, search::LineFlow* flow)
      : before_(before),
        flow_(*flow),
        sieve_(times, {}, [this](const auto& piece) { return Take(piece); }),
        text_([this](std::string_view part, const time::TimeRules& rules) {
          sieve_.SetRules(rules);
          return sieve_.Add(part);
        }) {}

  absl::Status Add(std::string_view text) { return text_.Add(text); }
  // Looks at the lines that have come whole, or at a very long one.
  absl::Status Settle() { return text_.Settle(); }
  absl::Status Finish() {
    RONDO_RETURN_IF_ERROR(text_.Finish());
    return sieve_.Finish();
  }
  FoundLine InOrigin(const FoundLine& line) const { return runs_.InOrigin(line); }

 private:
  absl::Status Take(const time::LineSieve::Piece& piece) {
    if (flow_.finished()) return absl::OkStatus();
    const uint64_t offset = runs_.bytes();
    // Of the lines so far the last may go on, and as many before it be context.
    if (runs_.lines() > before_) runs_.ForgetBefore(runs_.lines() - before_);
    runs_.Add({.from = piece.offset,
               .to = piece.offset + piece.text.size(),
               .newlines = piece.newlines,
               .lines = piece.newlines_end - piece.newlines});
    return flow_.Add({.text = piece.text, .offset = offset});
  }

  const uint64_t before_;
  search::LineFlow& flow_;
  search::RunText runs_;
  time::LineSieve sieve_;
  search::JudgedText text_;
};

class FlowingSearch : public TextSearch {
 public:
  FlowingSearch(const Pattern& pattern, const SearchOptions& options, FoundLineSink sink)
      : pattern_(pattern),
        flow_(
            pattern_.compiled(), options,
            [this, sink = std::move(sink)](const FoundLine& line) {
              return sink(timed_ ? timed_->InOrigin(line) : line);
            },
            nullptr) {
    if (options.times) timed_.emplace(*options.times, options.before, &flow_);
  }

  absl::StatusOr<bool> Add(std::string_view text) override {
    if (flow_.finished()) return false;
    if (text.empty()) return true;
    RONDO_RETURN_IF_ERROR(timed_ ? timed_->Add(text)
                                 : flow_.Add({.text = text, .offset = text_bytes_}));
    text_bytes_ += text.size();
    return !flow_.finished();
  }

  absl::Status Settle() override {
    return timed_ && !flow_.finished() ? timed_->Settle() : absl::OkStatus();
  }

  absl::StatusOr<SearchSummary> Finish() override {
    if (timed_) RONDO_RETURN_IF_ERROR(timed_->Finish());
    RONDO_RETURN_IF_ERROR(flow_.Finish(0));
    RONDO_RETURN_IF_ERROR(pattern_.compiled().status());
    SearchSummary summary;
    summary.needed = pattern_.compiled().DescribeStrings();
    summary.selected_lines = flow_.selected();
    summary.text_bytes = summary.expanded_bytes = text_bytes_;
    summary.tried_lines = flow_.tried();
    return summary;
  }

 private:
  const Pattern pattern_;
  search::LineFlow flow_;
  std::optional<TimedLines> timed_;  // if times are asked for
  uint64_t text_bytes_ = 0;
};

}  // namespace

std::unique_ptr<TextSearch> TextSearch::Create(const Pattern& pattern,
                                               const SearchOptions& options,
                                               FoundLineSink sink) {
  return std::make_unique<FlowingSearch>(pattern, options, std::move(sink));
}

}  // namespace rondo
