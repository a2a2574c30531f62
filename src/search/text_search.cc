// Tested by tests/search_flow_test.cc.
#include <algorithm>
#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "rondo/search.h"
#include "search/line_flow.h"

namespace rondo {
namespace {

class FlowingSearch : public TextSearch {
 public:
  FlowingSearch(const Pattern& pattern, const SearchOptions& options, FoundLineSink sink)
      : pattern_(search::CompiledPattern::Of(pattern)),
        flow_(pattern_, options, std::move(sink), nullptr) {}

  absl::StatusOr<bool> Add(std::string_view text) override {
    if (flow_.finished()) return false;
    if (text.empty()) return true;
    RONDO_RETURN_IF_ERROR(
        flow_.Add({.text = text, .offset = text_bytes_, .newlines = 0, .matches = nullptr}));
    text_bytes_ += text.size();
    return !flow_.finished();
  }

  absl::StatusOr<SearchSummary> Finish() override {
    RONDO_RETURN_IF_ERROR(flow_.Finish(0));
    SearchSummary summary;
    summary.needed = search::Describe(pattern_.needed());
    summary.selected_lines = flow_.selected();
    summary.text_bytes = summary.expanded_bytes = text_bytes_;
    summary.tried_lines = flow_.tried();
    return summary;
  }

 private:
  const search::CompiledPattern& pattern_;
  search::LineFlow flow_;
  uint64_t text_bytes_ = 0;
};

}  // namespace

std::unique_ptr<TextSearch> TextSearch::Start(const Pattern& pattern,
                                              const SearchOptions& options,
                                              FoundLineSink sink) {
  return std::make_unique<FlowingSearch>(pattern, options, std::move(sink));
}

}  // namespace rondo
