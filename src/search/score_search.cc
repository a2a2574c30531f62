// Tested by tests/search_score_test.cc.
#include <memory>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "rondo/search.h"
#include "search/line_flow.h"

namespace rondo {
namespace {

std::string_view AsText(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

absl::StatusOr<std::string> FetchLines(Reader& reader, uint64_t from, uint64_t to) {
  RONDO_ASSIGN_OR_RETURN(const uint64_t begin, reader.LineOffset(from));
  RONDO_ASSIGN_OR_RETURN(const uint64_t end, reader.LineOffset(to));
  std::string lines;
  RONDO_RETURN_IF_ERROR(reader.Read(begin, end, [&](std::span<const uint8_t> bytes) {
    lines.append(AsText(bytes));
    return absl::OkStatus();
  }));
  return lines;
}

}  // namespace

absl::StatusOr<SearchSummary> SearchScore(Reader& reader, const Pattern& pattern,
                                          const SearchOptions& options,
                                          const FoundLineSink& sink) {
  const auto fetch = [&](uint64_t from, uint64_t to) {
    return FetchLines(reader, from, to);
  };
  const auto& compiled = search::CompiledPattern::Of(pattern);
  search::LineFlow flow(compiled, options, sink, fetch);
  if (flow.finished()) return SearchSummary{};
  uint64_t offset = 0;
  // Aborts the reading once the flow has all it wants.
  const absl::Status status =
      reader.Read(0, reader.size(), [&](std::span<const uint8_t> bytes) -> absl::Status {
        RONDO_RETURN_IF_ERROR(flow.Add({.text = AsText(bytes),
                                        .offset = offset,
                                        .newlines = 0,
                                        .matches = nullptr}));
        offset += bytes.size();
        return flow.finished() ? absl::AbortedError("enough") : absl::OkStatus();
      });
  if (!status.ok() && !flow.finished()) return status;
  RONDO_RETURN_IF_ERROR(flow.Finish(reader.lines()));
  SearchSummary summary;
  summary.selected_lines = flow.selected();
  summary.text_bytes = summary.expanded_bytes = offset;
  summary.tried_lines = flow.tried();
  return summary;
}

}  // namespace rondo
