// Searches of every kind, what they deliver, and what they must: worked out line by line.
#ifndef RONDO_TESTS_SEARCH_SUPPORT_H_
#define RONDO_TESTS_SEARCH_SUPPORT_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rondo/search.h"
#include "time/line_time.h"

namespace rondo::testing {

// "3@17:text" for a selected line, "3@17-text" for context: number, offset, text.
inline std::string Describe(const FoundLine& line) {
  return std::to_string(line.number) + "@" + std::to_string(line.offset) +
         (line.selected ? ":" : "-") + std::string(line.text);
}

inline std::vector<std::string> NaiveSearch(const std::string& text,
                                            const Pattern& pattern,
                                            const SearchOptions& options) {
  std::vector<FoundLine> lines;
  const std::string_view view = text;
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size());
    lines.push_back({view.substr(from, end - from), lines.size() + 1, from, false});
    from = end + 1;
  }
  if (options.times) {
    std::optional<int64_t> time;
    std::erase_if(lines, [&](const FoundLine& line) {
      if (const auto own = time::LineTime(line.text)) time = own;
      return !time || !options.times->Contains(*time);
    });
  }
  std::vector<bool> shown(lines.size(), false);
  uint64_t selected = 0;
  for (size_t i = 0; i < lines.size() && selected < options.max_lines; ++i) {
    if (pattern.Matches(lines[i].text) == options.invert) continue;
    lines[i].selected = true;
    ++selected;
    const size_t begin = i - std::min<uint64_t>(i, options.before);
    const size_t end = std::min<uint64_t>(lines.size(), i + options.after + 1);
    for (size_t k = begin; k < end; ++k) shown[k] = true;
  }
  std::vector<std::string> result;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (shown[i]) result.push_back(Describe(lines[i]));
  }
  return result;
}

// Options that go different ways through a search.
inline std::vector<SearchOptions> EveryOption() {
  std::vector<SearchOptions> all(7);
  all[1].invert = true;
  all[2].before = 3;
  all[2].after = 2;
  all[3].max_lines = 2;
  all[3].after = 5;
  all[4].threads = 3;
  all[5].before = 100;
  all[6].invert = true;
  all[6].before = all[6].after = 1;
  return all;
}

struct Found {
  std::vector<std::string> lines;  // described
  SearchSummary summary;
};

inline FoundLineSink SinkTo(Found* found) {
  return [found](const FoundLine& line) {
    found->lines.push_back(Describe(line));
    return absl::OkStatus();
  };
}

inline Found FindInScore(Reader& reader, const Pattern& pattern,
                         const SearchOptions& options) {
  Found found;
  const auto summary = SearchScore(reader, pattern, options, SinkTo(&found));
  EXPECT_TRUE(summary.ok()) << summary.status();
  if (summary.ok()) found.summary = *summary;
  return found;
}

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SEARCH_SUPPORT_H_
