// Lists of patterns: many at once match what each of them does, and soon enough.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "rondo/search.h"
#include "search/compiled_pattern.h"

namespace rondo {
namespace {

using Strings = std::vector<std::string>;

std::vector<size_t> MatchingLines(const Pattern& pattern, const Strings& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  text.pop_back();
  std::vector<size_t> matching;
  search::LineSearch search(pattern.compiled(), text);
  for (size_t at = 0; at <= text.size();) {
    const auto line = search.Next(at);
    if (!line) break;
    matching.push_back(
        static_cast<size_t>(std::count(text.begin(), text.begin() + line->from, '\n')));
    at = line->to + 1;
  }
  return matching;
}

std::string Word(uint32_t number) {
  std::string word;
  for (uint32_t rest = (number + 1) * 2654435761u; rest > 0; rest /= 23) {
    word += static_cast<char>('a' + rest % 23);
  }
  return word;
}

// Every kind of pattern that a list treats in its own way.
rc::Gen<std::string> AnyPattern() {
  return rc::gen::element<std::string>(
      "abc", "abd", "k", "Sks", "b\\.c", "caf\xC3\xA9", "\xC3\x89t", "\xE9", "\xC3",
      "x\xFFy", "\xA9.", "", "^abc", "ab+c", "[0-9]+ ms", "(abc|xyz)[0-9]", "time.*out",
      "c$", "\\d{3}", "\xE9|q", "(?i)QRS", "\\<abc\\>");
}

RC_GTEST_PROP(PatternList, MatchesWhatEachPatternDoes,
              (bool ignore_case, bool whole_words, bool whole_lines,
               bool fixed_strings)) {
  const PatternOptions options = {.fixed_strings = fixed_strings,
                                  .ignore_case = ignore_case,
                                  .whole_words = whole_words,
                                  .whole_lines = whole_lines};
  Strings patterns = *rc::gen::container<Strings>(AnyPattern());
  // Enough for a list, of patterns that match none of the lines.
  for (int i = 0; i < 9; ++i) patterns.push_back("#" + std::to_string(i) + "#");
  for (int i = 0; i < 9 && !fixed_strings; ++i) {
    patterns.push_back("#" + std::to_string(i) + "[xy]#");
  }
  const auto parts = rc::gen::element<std::string>(
      "abc", "ABC", "abd", "k", "\xE2\x84\xAA", "s", "\xC5\xBF", "b.c", "caf\xC3\xA9",
      "CAF\xC3\x89", "\xC3\xA9t", "\xE9", "\xC9", "\xC3", "x\xFFy", " ", "12 ms", "xyz7",
      "timeout", "qrs", "123", ".", "_");
  Strings lines(*rc::gen::inRange<size_t>(1, 8));
  for (std::string& line : lines) {
    for (const std::string& part : *rc::gen::container<Strings>(parts)) line += part;
  }
  const auto list = Pattern::Create(patterns, options);
  RC_ASSERT(list.ok());
  std::vector<size_t> expected;
  for (size_t i = 0; i < lines.size(); ++i) {
    const bool matches = std::ranges::any_of(patterns, [&](const std::string& pattern) {
      return Pattern::Create(pattern, options)->Matches(lines[i]);
    });
    RC_ASSERT(list->Matches(lines[i]) == matches);
    if (matches) expected.push_back(i);
  }
  RC_ASSERT(MatchingLines(*list, lines) == expected);
}

TEST(PatternList, StringsComeFirstAndTheLongest) {
  Strings patterns = {"f.o", "foo", "foot", "[0-9]+x"};
  for (int i = 0; i < 9; ++i) patterns.push_back("#" + std::to_string(i));
  const auto list = Pattern::Create(patterns);
  ASSERT_TRUE(list.ok());
  const auto spans = list->Find("foot fxo 12x");
  ASSERT_EQ(spans.size(), 3);
  EXPECT_EQ(spans[0].to, 4);
  EXPECT_EQ(spans[1].from, 5);
  EXPECT_EQ(spans[2].to, 12);
}

TEST(PatternList, OnePatternDoesNotDecideAboutOthers) {
  // Beside bytes that are no UTF-8, a character is still one.
  const auto two = Pattern::Create(Strings{"\xFF", "^.$"});
  ASSERT_TRUE(two.ok());
  EXPECT_TRUE(two->Matches("\xC3\xA9"));
  EXPECT_TRUE(two->Matches("ab\xFF"));
  EXPECT_FALSE(two->Matches("\xC3"));
}

// One expression of all of them took two minutes.
TEST(PatternList, FiftyThousandWordsOnAHundredThousandLinesTakeASecondOrSo) {
  Strings words;
  for (uint32_t i = 0; i < 50'000; ++i) words.push_back(Word(i));
  Strings lines;
  for (uint32_t i = 0; i < 100'000; ++i) {
    std::string line = "2024-05-17 10:11:12 host app:";
    for (uint32_t k = 0; k < 4; ++k) line += " " + std::to_string(i * 4 + k);
    if (i % 100 == 7) line += " " + Word(i % 50'000) + ".";
    lines.push_back(std::move(line));
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  for (const PatternOptions& options :
       {PatternOptions{.fixed_strings = true}, PatternOptions{.ignore_case = true},
        PatternOptions{.whole_words = true}}) {
    const auto start = std::chrono::steady_clock::now();
    const auto list = Pattern::Create(words, options);
    ASSERT_TRUE(list.ok());
    SearchSummary summary;
    const auto search = TextSearch::Create(*list, {.count_only = true}, nullptr);
    ASSERT_TRUE(search->Add(text).ok());
    EXPECT_EQ(search->Finish()->selected_lines, 1000);
    // 0.1 s on the machine that this was written on, without optimisation 1 s; the rest
    // is for sanitizers and neighbours.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  }
}

TEST(PatternList, AThousandExpressions) {
  Strings patterns;
  for (uint32_t i = 0; i < 1000; ++i) {
    patterns.push_back(Word(i) + " [0-9]+ (" + Word(i + 7) + "|x)");
  }
  const auto list = Pattern::Create(patterns);
  ASSERT_TRUE(list.ok());
  EXPECT_TRUE(list->Matches("a " + Word(500) + " 12 x"));
  EXPECT_FALSE(list->Matches("a " + Word(500) + " 12 y"));
  EXPECT_TRUE(list->Matches(Word(3) + " 7 " + Word(10)));
}

}  // namespace
}  // namespace rondo
