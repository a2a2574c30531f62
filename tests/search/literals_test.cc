// Strings that a search looks for: finding them, and what of a pattern they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "search/match/literal_finder.h"
#include "search/match/needle_strings.h"
#include "search/syntax/plain_run.h"

namespace rondo::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string Lower(std::string text) {
  for (char& c : text) c = Lower(c);
  return text;
}

size_t SlowFind(const std::string& text, size_t from, std::vector<std::string> literals,
                bool ignore_case) {
  size_t first = std::string::npos;
  for (const std::string& literal : literals) {
    first = std::min(first, ignore_case ? Lower(text).find(Lower(literal), from)
                                        : text.find(literal, from));
  }
  return first;
}

RC_GTEST_PROP(LiteralFinder, FindsWhatASlowSearchFinds, (bool ignore_case)) {
  // Few letters, so that there are hits and near misses at all distances from the end.
  const auto letters = rc::gen::element('a', 'b', 'A', '@', '\0', '\xC3');
  const std::string text = *rc::gen::scale(3.0, rc::gen::container<std::string>(letters));
  const auto literals = *rc::gen::resize(
      5, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
             rc::gen::nonEmpty(rc::gen::container<std::string>(letters)))));
  const LiteralFinder finder(literals, ignore_case);
  for (size_t from = 0; from <= text.size(); ++from) {
    RC_ASSERT(finder.Find(text, from) == SlowFind(text, from, literals, ignore_case));
  }
}

TEST(LiteralFinder, AtBothEndsOfALongText) {
  const LiteralFinder finder({"needle"}, false);
  const std::string hay(100, 'n');
  EXPECT_EQ(finder.Find("needle" + hay, 0), 0u);
  EXPECT_EQ(finder.Find("needle" + hay, 1), LiteralFinder::kNone);
  EXPECT_EQ(finder.Find(hay + "needle", 0), 100u);
  EXPECT_EQ(finder.Find(hay, 0), LiteralFinder::kNone);
  EXPECT_EQ(LiteralFinder().Find(hay, 0), LiteralFinder::kNone);
}

TEST(LongestPlainRun, OfWhatMustBeThere) {
  EXPECT_EQ(LongestPlainRun("timeout"), "timeout");
  EXPECT_EQ(LongestPlainRun("disk (full|err[0-9]+) on /dev/s?da"), " on /dev/");
  EXPECT_EQ(LongestPlainRun("10\\.0\\.0\\.1"), "10.0.0.1");
  EXPECT_EQ(LongestPlainRun("abcd*ef"), "abc");
  EXPECT_EQ(LongestPlainRun("abcd{0}ef"), "abc");
  EXPECT_EQ(LongestPlainRun("ab{cd"), "ab{cd");
  EXPECT_EQ(LongestPlainRun("abc{2,}d"), "ab");
  EXPECT_EQ(LongestPlainRun("abc+d"), "abc");
  EXPECT_EQ(LongestPlainRun("abc+?def.*?gh"), "abc");
  EXPECT_EQ(LongestPlainRun("[]x]abc[[:alpha:]]d"), "abc");
  EXPECT_EQ(LongestPlainRun("(a(b|\\)c)[)])xyz"), "xyz");
  EXPECT_EQ(LongestPlainRun("^\\d+ ms$"), " ms");
  EXPECT_EQ(LongestPlainRun("caf\xC3\xA9?"), "caf");
}

TEST(PlainRuns, AllThatMustBeThere) {
  using Runs = std::vector<std::string>;
  EXPECT_EQ(PlainRuns("disk (full|err[0-9]+) on /dev/s?da"),
            (Runs{"disk ", " on /dev/", "da"}));
  EXPECT_EQ(PlainRuns("^error.*time(out)?$"), (Runs{"error", "time"}));
  EXPECT_EQ(PlainRuns("abc*|def"), Runs{});
}

TEST(LongestPlainRun, NothingWhereItCannotTell) {
  EXPECT_EQ(LongestPlainRun("abc|d"), "");
  EXPECT_EQ(LongestPlainRun("(?i)abc"), "");
  EXPECT_EQ(LongestPlainRun("abc\\x41"), "");
  EXPECT_EQ(LongestPlainRun("\\Qa.b\\Ec"), "");
  EXPECT_EQ(LongestPlainRun("\\pLabc"), "");
}

NeedleStrings Needed(const std::vector<std::string>& patterns,
                     const PatternOptions& options) {
  std::vector<ReadPattern> reads;
  for (const std::string& pattern : patterns) {
    if (options.fixed_strings) {
      reads.push_back({.regex = "", .literal = pattern});
    } else {
      reads.push_back(ReadAsRe2(pattern, options).value());
    }
  }
  return FindNeedleStrings(reads, options, kMaxNeedles);
}

TEST(NeedleStrings, FixedStringsDecide) {
  const NeedleStrings needed = Needed({"error", "fail"}, {.fixed_strings = true});
  EXPECT_THAT(needed.strings, ElementsAre("error", "fail"));
  EXPECT_TRUE(needed.decides);
  EXPECT_FALSE(needed.ignore_case);
  EXPECT_FALSE(Needed({"error"}, {.fixed_strings = true, .whole_words = true}).decides);
}

TEST(NeedleStrings, ARegularExpressionWithoutMarksDecidesToo) {
  EXPECT_TRUE(Needed({"error"}, {}).decides);
  EXPECT_FALSE(Needed({"error.*"}, {}).decides);
}

TEST(NeedleStrings, AlternativesComeFromThePrefilter) {
  const NeedleStrings needed = Needed({"(error|failure) [0-9]+"}, {});
  EXPECT_THAT(needed.strings, UnorderedElementsAre("error ", "failure "));
  EXPECT_FALSE(needed.decides);
}

TEST(NeedleStrings, LettersWithSpellingsPastAsciiAreListedInAll) {
  const NeedleStrings needed = Needed({"disk"}, {.ignore_case = true});
  EXPECT_THAT(needed.strings,
              UnorderedElementsAre("disk", "di\xC5\xBFk", "dis\xE2\x84\xAA",
                                   "di\xC5\xBF\xE2\x84\xAA"));
  EXPECT_TRUE(needed.ignore_case);
  EXPECT_THAT(Needed({"session"}, {.ignore_case = true}).strings.size(), 8);
  EXPECT_THAT(Needed({"kiosks stop"}, {.ignore_case = true}).strings, ElementsAre("top"));
}

TEST(NeedleStrings, NothingWhereNothingIsNeeded) {
  EXPECT_THAT(Needed({"[0-9]+"}, {}).strings, IsEmpty());
  EXPECT_THAT(Needed({"abc", "x*"}, {}).strings, IsEmpty());
  EXPECT_THAT(Needed({""}, {.fixed_strings = true}).strings, IsEmpty());
  EXPECT_THAT(Needed({"a|b|c"}, {}).strings, IsEmpty());
}

}  // namespace
}  // namespace rondo::search
