// Tested by tests/search/score_test.cc.
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "rondo/search.h"
#include "search/line_flow.h"
#include "search/run_text.h"
#include "stream/scan/scan.h"

namespace rondo {
namespace {

absl::StatusOr<std::string> FetchLines(const Reader& reader, uint64_t from, uint64_t to) {
  std::string lines;
  RONDO_RETURN_IF_ERROR(reader.ReadLines(from, to, [&](std::span<const uint8_t> bytes) {
    lines.append(AsText(bytes));
    return absl::OkStatus();
  }));
  return lines;
}

// Lines of a text that is made of runs.
absl::StatusOr<std::string> FetchLines(const Reader& reader, const search::RunText& runs,
                                       uint64_t from, uint64_t to) {
  std::string lines;
  RONDO_RETURN_IF_ERROR(
      runs.ForEachInOrigin(from, to, [&](uint64_t begin, uint64_t end) -> absl::Status {
        RONDO_ASSIGN_OR_RETURN(const std::string more, FetchLines(reader, begin, end));
        lines += more;
        return absl::OkStatus();
      }));
  return lines;
}

// Lets the threads find the lines that match, and the flow make of them what was asked
// for.
class FlowScanner : public stream::Scanner {
 public:
  // `runs`: the lines to search; null: all.
  FlowScanner(const search::CompiledPattern& pattern, const search::RunText* runs,
              search::LineFlow* flow)
      : pattern_(pattern), runs_(runs), flow_(*flow) {}

  std::unique_ptr<Finding> Look(const stream::Passage& passage) const override {
    auto matches = std::make_unique<Matches>();
    // Up to the last newline, without it; the flow looks at lines that passages cut.
    const std::string_view bytes = AsText(passage.bytes);
    const size_t newline = bytes.rfind('\n');
    if (newline == std::string_view::npos) return matches;
    const std::string_view lines = bytes.substr(0, newline);
    search::LineSearch search(pattern_, lines);
    for (size_t at = 0; at <= lines.size();) {
      const auto line = search.Next(at);
      if (!line.has_value()) break;
      matches->lines.push_back(*line);
      at = line->to + 1;
    }
    matches->tried = search.tried();
    return matches;
  }

  absl::Status Take(const stream::Passage& passage, const Finding& finding) override {
    const auto& matches = static_cast<const Matches&>(finding);
    tried_ += matches.tried;
    text_bytes_ = passage.offset + passage.bytes.size();
    const search::LineFlow::Passage text = {.text = AsText(passage.bytes),
                                            .offset = passage.offset,
                                            .newlines = passage.newlines,
                                            .matches = &matches.lines};
    const auto add = [this](const search::LineFlow::Passage& part) {
      return flow_.finished() ? absl::OkStatus() : flow_.Add(part);
    };
    RONDO_RETURN_IF_ERROR(runs_ == nullptr ? add(text) : runs_->ForEachPart(text, add));
    return flow_.finished() ? absl::AbortedError("enough") : absl::OkStatus();
  }

  uint64_t tried() const { return tried_; }
  uint64_t text_bytes() const { return text_bytes_; }

 private:
  struct Matches : Finding {
    std::vector<TextSpan> lines;
    uint64_t tried = 0;
  };

  const search::CompiledPattern& pattern_;
  const search::RunText* const runs_;
  search::LineFlow& flow_;
  uint64_t tried_ = 0;
  uint64_t text_bytes_ = 0;  // up to the last passage
};

// Fills in the summary as far as the search comes. `counting`: not null if tables may
// count the lines that hold one of these.
absl::Status Search(const Reader& reader, const Pattern& pattern,
                    const SearchOptions& options, const FoundLineSink& sink,
                    const stream::Needles* counting, SearchSummary* summary) {
  std::optional<std::vector<LineRun>> found;  // if times are asked for
  search::RunText runs;
  if (options.times) {
    RONDO_ASSIGN_OR_RETURN(found, reader.LinesInTime(*options.times));
    runs = search::RunText(*found);
  }
  const auto fetch = [&](uint64_t from, uint64_t to) {
    return found ? FetchLines(reader, runs, from, to) : FetchLines(reader, from, to);
  };
  const FoundLineSink in_origin = [&](const FoundLine& line) {
    return sink(runs.InOrigin(line));
  };
  const auto& compiled = pattern.compiled();
  search::LineFlow flow(compiled, options, found ? in_origin : sink, fetch);
  if (flow.finished()) return absl::OkStatus();
  static const stream::Needles kNoNeedles;
  stream::ScanOptions scan = {
      .needles = options.invert        ? kNoNeedles
                 : counting != nullptr ? *counting
                                       : compiled.needles(),
      .whole_blocks = !options.count_only && options.before + options.after > 0,
      .count_lines = counting != nullptr,
      .threads = options.threads};
  if (found) scan.runs = *found;
  FlowScanner scanner(compiled, found ? &runs : nullptr, &flow);
  const absl::StatusOr<stream::ScanStats> stats = reader.scannable().Scan(scan, &scanner);
  const auto sum_up = [&] {
    summary->needed = compiled.DescribeStrings();
    summary->selected_lines = flow.selected();
    summary->tried_lines = flow.tried() + scanner.tried();
    summary->text_bytes = summary->expanded_bytes = scanner.text_bytes();
  };
  sum_up();
  if (!stats.ok() && !flow.finished()) return stats.status();
  RONDO_RETURN_IF_ERROR(compiled.status());
  RONDO_RETURN_IF_ERROR(flow.Finish(found ? runs.lines() : reader.lines()));
  sum_up();
  if (!stats.ok()) return absl::OkStatus();
  summary->selected_lines += stats->counted_lines;
  summary->counted_lines = stats->counted_lines;
  summary->tabled_lines = stats->tabled_lines;
  summary->text_bytes = reader.size();
  summary->expanded_bytes = stats->expanded_bytes;
  summary->segments = stats->segments;
  summary->skipped_segments = stats->skipped_segments;
  summary->blocks = stats->blocks;
  summary->skipped_blocks = stats->skipped_blocks;
  return absl::OkStatus();
}

// The same, with what tables can count counted by them.
absl::Status SearchAndCount(const Reader& reader, const Pattern& pattern,
                            const SearchOptions& options, const FoundLineSink& sink,
                            SearchSummary* summary) {
  const auto& compiled = pattern.compiled();
  const auto search = [&](const stream::Needles* counting) {
    *summary = {};
    return Search(reader, pattern, options, sink, counting, summary);
  };
  // Whole blocks are counted, whatever the times of their lines.
  const bool by_tables = options.count_only && !options.invert && !options.times &&
                         options.max_lines == UINT64_MAX;
  const bool decide = by_tables && compiled.needles_decide();
  const stream::Needles* const sure = by_tables ? compiled.sure_needles() : nullptr;
  if (sure == nullptr) return search(decide ? &compiled.needles() : nullptr);
  // Some lines may match; if as many surely do, all of them do.
  RONDO_RETURN_IF_ERROR(search(&compiled.needles()));
  const uint64_t most = summary->selected_lines;
  if (most == 0) return absl::OkStatus();
  RONDO_RETURN_IF_ERROR(search(sure));
  return summary->selected_lines == most ? absl::OkStatus() : search(nullptr);
}

}  // namespace

absl::StatusOr<SearchSummary> SearchScore(const Reader& reader, const Pattern& pattern,
                                          const SearchOptions& options,
                                          const FoundLineSink& sink,
                                          SearchSummary* before_error) {
  SearchSummary summary;
  const absl::Status status = SearchAndCount(reader, pattern, options, sink, &summary);
  if (status.ok()) return summary;
  if (before_error == nullptr) return status;
  // What tables counted is told at the end of a scan alone: up to the damage it is
  // counted line by line. It ends with the same error.
  if (options.count_only) {
    summary = {};
    Search(reader, pattern, options, sink, nullptr, &summary).IgnoreError();
  }
  *before_error = std::move(summary);
  return status;
}

}  // namespace rondo
