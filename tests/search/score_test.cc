// Scores of every kind, searched: the same lines as in the text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "rondo/search.h"
#include "search/support.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

// Text, its score, and some strings: common, rare, absent, on the borders of blocks.
void ExpectSameLines(const std::string& text, const EncodeOptions& encoding) {
  const auto score = Encode(ToBytes(text), encoding);
  ASSERT_TRUE(score.ok()) << score.status();
  const auto reader = OpenBytes(*score);
  ASSERT_TRUE(reader.ok()) << reader.status();
  std::vector<std::string> strings = {"not there", "e", ""};
  for (size_t at = 100; at + 8 < text.size(); at += text.size() / 5 + 1) {
    strings.push_back(text.substr(at, 7));
  }
  for (const std::string& string : strings) {
    for (const bool fixed : {true, false}) {
      const auto pattern =
          Pattern::Create(string, {.fixed_strings = fixed, .ignore_case = !fixed});
      if (!pattern.ok()) continue;  // no regular expression
      for (const SearchOptions& options : EveryOption()) {
        const Found found = FindInScore(**reader, *pattern, options);
        ASSERT_EQ(found.lines, NaiveSearch(text, *pattern, options)) << string;
        SearchOptions counting = options;
        counting.count_only = true;
        const auto counted = SearchScore(**reader, *pattern, counting, nullptr);
        ASSERT_TRUE(counted.ok()) << counted.status();
        ASSERT_EQ(counted->selected_lines, found.summary.selected_lines) << string;
      }
    }
  }
}

TEST(SearchScore, FindsWhatIsInTheText) {
  for (const Sample& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    const std::string text(sample.bytes.begin(), sample.bytes.end());
    ExpectSameLines(text.substr(0, 60'000), SmallOptions());
  }
}

TEST(SearchScore, RefusesMoreThreadsThanAreAllowed) {
  const auto score = Encode(LogLines(1000), SmallOptions());
  const auto reader = OpenBytes(*score);
  const auto pattern = Pattern::Create("host");
  const auto search = [&](int threads) {
    const SearchOptions options = {.count_only = true, .threads = threads};
    return SearchScore(**reader, *pattern, options, nullptr).status();
  };
  EXPECT_TRUE(search(256).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(search(257)));
}

TEST(SearchScore, AtEveryLevel) {
  const base::ByteVector lines = LogLines(120'000);
  for (const int level : {1, 6, 9}) {
    EncodeOptions encoding;
    encoding.level = level;
    encoding.block_bytes = 4096;
    encoding.segment_bytes = 40'000;
    ExpectSameLines(std::string(lines.begin(), lines.end()), encoding);
  }
}

// Words and numbers; each segment has words of its own. `cut`: lines run on over borders.
std::string Dialects(int segments, size_t segment_bytes, bool cut) {
  std::mt19937 random(3);
  std::string text;
  for (int segment = 0; segment < segments; ++segment) {
    std::vector<std::string> words(50);
    for (std::string& word : words) {
      for (int i = 0; i < 8; ++i) word.push_back(static_cast<char>('a' + random() % 26));
    }
    const size_t end = segment_bytes * (segment + 1);
    while (text.size() < end) {
      text += words[random() % words.size()] + std::to_string(random() % 100'000);
      text.push_back(random() % 8 == 0 ? '\n' : ' ');
    }
    text.resize(end);
    text.back() = cut ? 'q' : '\n';
  }
  return text;
}

TEST(SearchScore, SegmentsWithoutTheWordsAreNotOpened) {
  constexpr size_t kSegmentBytes = 150'000;
  for (const bool cut : {false, true}) {
    const std::string text = Dialects(3, kSegmentBytes, cut);
    EncodeOptions encoding;
    encoding.segment_bytes = kSegmentBytes;
    const auto score = Encode(ToBytes(text), encoding);
    ASSERT_TRUE(score.ok()) << score.status();
    const auto reader = OpenBytes(*score);
    ASSERT_TRUE(reader.ok()) << reader.status();
    uint64_t skipped = 0;
    std::vector<std::string> strings = {"absent from all", "nm"};
    for (size_t at = 50; at + 9 < text.size(); at += 130'000) {
      strings.push_back(text.substr(at, 9));
      strings.push_back(text.substr((at / kSegmentBytes + 1) * kSegmentBytes - 5, 9));
    }
    for (const std::string& string : strings) {
      const auto pattern = Pattern::Create(string);
      ASSERT_TRUE(pattern.ok());
      for (const SearchOptions& options : EveryOption()) {
        const Found found = FindInScore(**reader, *pattern, options);
        ASSERT_EQ(found.lines, NaiveSearch(text, *pattern, options)) << string;
        skipped += found.summary.skipped_segments;
      }
    }
    EXPECT_GT(skipped, 0);
  }
}

TEST(SearchScore, SegmentsWithoutAllOfTheWordsAreNotOpened) {
  const std::string text = Dialects(3, 150'000, false);
  const auto score = Encode(ToBytes(text), {.segment_bytes = 150'000});
  const auto reader = OpenBytes(*score);
  ASSERT_TRUE(reader.ok()) << reader.status();
  const auto skipped = [&](const std::string& regex, bool ignore_case) {
    const auto pattern = Pattern::Create(regex, {.ignore_case = ignore_case});
    const Found found = FindInScore(**reader, *pattern, {});
    EXPECT_EQ(found.lines, NaiveSearch(text, *pattern, {})) << regex;
    return found.summary.skipped_segments;
  };
  const std::string first = text.substr(0, 8), last = text.substr(300'000, 8);
  for (const bool ignore_case : {false, true}) {
    EXPECT_EQ(skipped(first + ".*" + text.substr(0, 3), ignore_case), 2);
    // The last word has k and s, which in any case have spellings that are not ASCII.
    EXPECT_EQ(skipped(first + ".*" + last, ignore_case), ignore_case ? 2 : 3);
    EXPECT_EQ(skipped(first + "|" + last, ignore_case), 1);
  }
}

// The end of the data ends its last line, with a newline or without.
TEST(SearchScore, TheLastSegmentIsNotOpenedEither) {
  for (const bool index : {false, true}) {
    std::string text = Dialects(3, 150'000, false);
    text.pop_back();
    EncodeOptions encoding;
    encoding.segment_bytes = 150'000;
    encoding.index = index;
    const auto score = Encode(ToBytes(text), encoding);
    const auto reader = OpenBytes(*score);
    ASSERT_TRUE(reader.ok()) << reader.status();
    const auto pattern = Pattern::Create("absent from all");
    const SearchSummary summary =
        *SearchScore(**reader, *pattern, {.count_only = true}, nullptr);
    EXPECT_EQ(summary.skipped_segments, 3);
    EXPECT_EQ(summary.expanded_bytes, 0);
  }
}

TEST(SearchScore, DamageIsReported) {
  auto score = Encode(LogLines(100'000), SmallOptions());
  ASSERT_TRUE(score.ok());
  (*score)[score->size() / 2] ^= 1;
  const auto reader = OpenBytes(*score);
  ASSERT_TRUE(reader.ok()) << reader.status();
  const auto pattern = *Pattern::Create("not there");
  EXPECT_EQ(SearchScore(**reader, pattern, {}, nullptr).status().code(),
            absl::StatusCode::kDataLoss);
  // Counting by tables and line by line end at the same place.
  for (const char* text : {"request", "h.*request"}) {
    SCOPED_TRACE(text);
    const auto known = *Pattern::Create(text);
    const FoundLineSink ignore = [](const FoundLine&) { return absl::OkStatus(); };
    SearchSummary listed, counted;
    EXPECT_FALSE(SearchScore(**reader, known, {}, ignore, &listed).ok());
    EXPECT_FALSE(
        SearchScore(**reader, known, {.count_only = true}, ignore, &counted).ok());
    EXPECT_GT(listed.selected_lines, 10u);
    EXPECT_EQ(listed.selected_lines, counted.selected_lines);
  }
}

}  // namespace
}  // namespace rondo::testing
