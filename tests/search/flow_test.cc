// Texts in pieces, and passages with gaps between them, against a look at each line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "rondo/search.h"
#include "search/line_flow.h"
#include "search/support.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;

Pattern Make(const std::string& pattern) { return *Pattern::Create(pattern); }

SearchOptions AnyOptions() {
  SearchOptions options;
  options.invert = *rc::gen::arbitrary<bool>();
  options.max_lines = *rc::gen::element<uint64_t>(1, 2, UINT64_MAX, UINT64_MAX);
  options.before = *rc::gen::inRange(0, 4);
  options.after = *rc::gen::inRange(0, 4);
  return options;
}

std::string AnyText() {
  return *rc::gen::scale(2.0, rc::gen::container<std::string>(
                                  rc::gen::element('a', 'b', 'x', '\n', '\n', '\n')));
}

RC_GTEST_PROP(TextSearch, HoweverTheTextIsCut, ()) {
  const std::string text = AnyText();
  const auto pattern = Make(*rc::gen::element<std::string>("x", "ab|xx", "^$", "a*"));
  const SearchOptions options = AnyOptions();
  Found found;
  const auto search = TextSearch::Create(pattern, options, SinkTo(&found));
  for (size_t at = 0; at < text.size();) {
    const size_t count = *rc::gen::inRange<size_t>(1, 9);
    const auto more = search->Add(std::string_view(text).substr(at, count));
    RC_ASSERT(more.ok());
    if (!*more) break;
    at += count;
  }
  const auto summary = search->Finish();
  RC_ASSERT(summary.ok());
  const std::vector<std::string> expected = NaiveSearch(text, pattern, options);
  RC_ASSERT(found.lines == expected);
  RC_ASSERT(summary->selected_lines == static_cast<uint64_t>(std::ranges::count_if(
                                           expected, [](const std::string& line) {
                                             return line[line.find_first_of(":-")] == ':';
                                           })));

  SearchOptions counting = options;
  counting.count_only = true;
  const auto counter = TextSearch::Create(pattern, counting, nullptr);
  RC_ASSERT(counter->Add(text).ok());
  RC_ASSERT(counter->Finish()->selected_lines == summary->selected_lines);
}

// Passages of whole lines without a match may be left out; context is fetched.
RC_GTEST_PROP(LineFlow, WithPassagesLeftOut, ()) {
  const std::string text = AnyText();
  const auto pattern = Make("x");
  SearchOptions options = AnyOptions();
  options.invert = false;
  std::vector<size_t> starts;  // of lines
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    starts.push_back(at);
    if (text.find('\n', at) == std::string::npos) break;
  }
  const uint64_t lines = starts.size();
  starts.push_back(text.size());
  const auto fetch = [&](uint64_t from, uint64_t to) -> absl::StatusOr<std::string> {
    return text.substr(starts[from], starts[to] - starts[from]);
  };
  Found found;
  const FoundLineSink sink = SinkTo(&found);
  search::LineFlow flow(pattern.compiled(), options, sink, fetch);
  for (uint64_t line = 0; line < lines && !flow.finished();) {
    const uint64_t end = std::min<uint64_t>(lines, line + *rc::gen::inRange(1, 5));
    const std::string passage = text.substr(starts[line], starts[end] - starts[line]);
    if (passage.find('x') != std::string::npos || *rc::gen::arbitrary<bool>()) {
      RC_ASSERT(flow.Add({passage, starts[line], line, nullptr}).ok());
    }
    line = end;
  }
  RC_ASSERT(flow.Finish(lines).ok());
  RC_ASSERT(found.lines == NaiveSearch(text, pattern, options));
}

TEST(TextSearch, StopsWhenItHasEnough) {
  const auto pattern = Make("x");
  SearchOptions options;
  options.max_lines = 1;
  options.after = 1;
  const auto search = TextSearch::Create(
      pattern, options, [](const FoundLine&) { return absl::OkStatus(); });
  EXPECT_TRUE(*search->Add("x\n"));
  EXPECT_FALSE(*search->Add("y\nx\n"));
  EXPECT_FALSE(*search->Add("x\n"));
  EXPECT_EQ(search->Finish()->selected_lines, 1u);
}

TEST(TextSearch, AnErrorOfTheSinkEndsIt) {
  const auto pattern = Make("x");
  const auto search = TextSearch::Create(
      pattern, {}, [](const FoundLine&) { return absl::UnavailableError("full"); });
  EXPECT_EQ(search->Add("x\n").status().message(), "full");
}

TEST(TextSearch, ALineMustFitMemory) {
  const auto pattern = Make("x");
  SearchOptions options;
  options.memory_limit_bytes = 1000;
  const auto search = TextSearch::Create(pattern, options, nullptr);
  EXPECT_TRUE(search->Add(std::string(900, 'a')).ok());
  EXPECT_EQ(search->Add(std::string(200, 'a')).status().code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace rondo::testing
