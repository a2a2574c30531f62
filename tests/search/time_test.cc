// Searches of lines of a range of time: scores and texts give what a search of these
// lines alone gives, with the places of the whole.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "rondo/search.h"
#include "search/support.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kNow = 1709546523 * kSecond;

// Times go up and down, so that lines of a range are in many places.
std::string TimedLog(unsigned seed, size_t bytes) {
  std::minstd_rand random(seed);
  const unsigned jitter = std::array{1u, 100u, 3000u}[seed % 3];
  std::string text = "a head\nwith error and warn\n";
  for (int64_t second = 0; text.size() < bytes; second += random() % 4) {
    if (random() % 3 != 0) {
      text += FormatTime(kNow + (second - random() % jitter) * kSecond) + ' ';
    }
    text += std::array{"info ok", "warn late", "error 17 of 4", ""}[random() % 4];
    text.append(random() % 50 == 0 ? random() % 5000 : random() % 30, 'x');
    text += '\n';
  }
  if (seed % 2 == 0) text.pop_back();
  return text;
}

Found FindInText(const std::string& text, size_t piece, const Pattern& pattern,
                 const SearchOptions& options) {
  Found found;
  const auto search = TextSearch::Create(pattern, options, SinkTo(&found));
  for (size_t at = 0; at < text.size(); at += piece) {
    const auto more = search->Add(std::string_view(text).substr(at, piece));
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) break;
  }
  const auto summary = search->Finish();
  EXPECT_TRUE(summary.ok()) << summary.status();
  if (summary.ok()) found.summary = *summary;
  return found;
}

uint64_t Selected(const Found& found) { return found.summary.selected_lines; }

TEST(SearchTimes, ScoresAndTextsGiveTheSame) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const std::string text = TimedLog(seed, 60'000);
    EncodeOptions encoding = SmallOptions();
    encoding.level = seed % 2 == 0 ? 1 : 6;
    const auto score = Encode(ToBytes(text), encoding);
    ASSERT_TRUE(score.ok());
    const auto reader = OpenBytes(*score);
    ASSERT_TRUE(reader.ok());
    for (const char* expression : {"error", "warn|17", "", "not there", "x{20}"}) {
      const auto pattern = *Pattern::Create(expression);
      for (SearchOptions options : EveryOption()) {
        const int64_t from = kNow + seed * 40 * kSecond;
        options.times = TimeSet::Between(from, from + 300 * kSecond, kNow);
        const std::vector<std::string> expected = NaiveSearch(text, pattern, options);
        ASSERT_EQ(FindInScore(**reader, pattern, options).lines, expected) << seed;
        for (const size_t piece : {size_t{7}, size_t{1000}, text.size()}) {
          ASSERT_EQ(FindInText(text, piece, pattern, options).lines, expected) << seed;
        }
        SearchOptions counting = options;
        counting.count_only = true;
        const uint64_t selected = Selected(FindInText(text, 1000, pattern, options));
        ASSERT_EQ(Selected(FindInScore(**reader, pattern, counting)), selected) << seed;
        ASSERT_EQ(Selected(FindInText(text, 1000, pattern, counting)), selected) << seed;
      }
    }
  }
}

TEST(SearchTimes, YearsAreThoseOfTheOrderOfLines) {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += std::array{"Nov 30", "Dec 31", "Jan  1", "Jul  1"}[i / 10 % 4];
    text += " 10:00:00 host line " + std::to_string(i * 2654435761u) + "\n more\n";
  }
  const auto score = Encode(ToBytes(text), SmallOptions());
  const auto reader = OpenBytes(*score);
  const auto pattern = *Pattern::Create("line|more");
  for (const char* year : {"2000", "2010", "2022"}) {
    const TimeSpan span = *ParseTime(year, kNow);
    TimeSet times = TimeSet::Between(span.from, span.to, kNow);
    SearchOptions options;
    options.times = times;
    const Found in_score = FindInScore(**reader, pattern, options);
    EXPECT_EQ(Selected(in_score), 80u) << year;
    const auto years = TextYears::Create(times);
    EXPECT_TRUE(*years->Add(text));
    options.times->SetYears(*years->Finish());
    EXPECT_EQ(FindInText(text, 1000, pattern, options).lines, in_score.lines) << year;
  }
  // A text whose times have years is not read to the end.
  EXPECT_FALSE(
      *TextYears::Create(TimeSet::Between(0, 1, kNow))->Add("2024-03-04 10:02:03 a\n"));
}

TEST(SearchTimes, BlocksOfOtherTimesAreNotExpanded) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) {
    text += FormatTime(kNow + i * kSecond) + " line " + std::to_string(i * 2654435761u) +
            "\n";
  }
  const auto score = Encode(ToBytes(text), {.level = 1});
  const auto reader = OpenBytes(*score);
  const auto pattern = *Pattern::Create("line [0-9]");
  SearchOptions options;
  options.count_only = true;
  options.times =
      TimeSet::Between(kNow + 50'000 * kSecond, kNow + 51'000 * kSecond, kNow);
  const auto summary = SearchScore(**reader, pattern, options, nullptr);
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->selected_lines, 1000u);
  EXPECT_LT(summary->expanded_bytes, 200'000u);
  EXPECT_GE(summary->skipped_blocks + 3, summary->blocks);
}

}  // namespace
}  // namespace rondo::testing
