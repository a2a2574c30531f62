// Tested by tests/search/flow_test.cc.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "rondo/search.h"
#include "search/line_flow.h"
#include "search/run_text.h"
#include "time/line_sieve.h"
#include "time/rule_judge.h"

namespace rondo {
namespace {

// A text is judged in parts of so many bytes, as segments of a score are.
constexpr size_t kJudgedBytes = size_t{16} << 20;

// The lines of a text whose times are asked for, and where they come from.
class TimedLines {
 public:
  TimedLines(const TimeSet& times, uint64_t before, search::LineFlow* flow)
      : before_(before),
        flow_(*flow),
        sieve_(times, {}, [this](const auto& piece) { return Take(piece); }) {}

  absl::Status Add(std::string_view text) {
    while (!text.empty()) {
      const std::string_view part = text.substr(0, kJudgedBytes - held_.size());
      held_ += part;
      text.remove_prefix(part.size());
      if (held_.size() == kJudgedBytes) RONDO_RETURN_IF_ERROR(Settle());
    }
    return absl::OkStatus();
  }
  // Looks at the lines that have come whole, or at a very long one.
  absl::Status Settle() {
    const size_t newline = held_.rfind('\n');
    size_t whole = newline == std::string::npos ? 0 : newline + 1;
    if (held_.size() == kJudgedBytes && whole == 0) whole = held_.size();
    return Judge(whole);
  }
  absl::Status Finish() {
    RONDO_RETURN_IF_ERROR(Judge(held_.size()));
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

  absl::Status Judge(size_t bytes) {
    if (bytes == 0) return absl::OkStatus();
    const std::string_view part = std::string_view(held_).substr(0, bytes);
    sieve_.SetRules(time::JudgeText(part));
    RONDO_RETURN_IF_ERROR(sieve_.Add(part));
    held_.erase(0, bytes);
    return absl::OkStatus();
  }

  const uint64_t before_;
  search::LineFlow& flow_;
  search::RunText runs_;
  time::LineSieve sieve_;
  std::string held_;  // what is not judged yet; starts a line, or goes on with a long one
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
