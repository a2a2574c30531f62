// The simulation finds what RE2 finds where RE2 knows the edges of words, and elsewhere
// what the definition of an edge says.
#include "search/match/regex_simulation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <re2/re2.h>

#include <string>
#include <vector>

#include "search/syntax/pattern_syntax.h"

namespace rondo::search {
namespace {

std::string OneOf(const std::vector<std::string>& all) {
  return all[*rc::gen::inRange<size_t>(0, all.size())];
}

std::string RandomRegex(int size) {
  std::string regex;
  for (int i = 0; i < size; ++i) {
    std::string part =
        OneOf({"a",    "b",       "K",    "_",        " ",     ".",    "\\d",
               "\\w",  "\\W",     "\\b",  "\\B",      "^",     "$",    "[ab]",
               "[^a]", "[^\\d ]", "\\pL", "\xC3\xA9", "\\x41", "(?i)", "(?U)"});
    if (size > 2 && *rc::gen::inRange(0, 4) == 0) {
      part = OneOf({"(", "(?:", "(?i:"}) + RandomRegex(size / 2) + "|" +
             RandomRegex(size / 3) + ")";
    }
    const bool flags = part.starts_with("(?") && part.ends_with(")") && part.size() == 4;
    if (!flags) part += OneOf({"", "", "", "*", "+", "?", "*?", "??", "{2}", "{1,3}?"});
    regex += part;
  }
  return regex;
}

// `foreign`: with characters past ASCII, and bytes that are none.
std::string RandomLine(bool foreign) {
  std::vector<std::string> parts = {"a", "b", "A", "k", "_", "0", " ", ".", "ab"};
  if (foreign) {
    parts.insert(parts.end(), {"\xC3\xA9", "\xC3\x89", "\xE2\x84\xAA", "\xF0\x9F\x8E\xBC",
                               "\xE2\x84", "\xFF", "\x80"});
  }
  std::string line;
  for (int i = *rc::gen::inRange(0, 14); i > 0; --i) line += OneOf(parts);
  return line;
}

RC_GTEST_PROP(RegexSimulation, FindsWhatRe2Finds, ()) {
  const RegexTraits traits = {.ignore_case = *rc::gen::arbitrary<bool>(),
                              .longest = *rc::gen::arbitrary<bool>()};
  const std::string regex = RandomRegex(*rc::gen::inRange(1, 6));
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_nl(true);
  options.set_case_sensitive(!traits.ignore_case);
  options.set_longest_match(traits.longest);
  const re2::RE2 re2("(?m)" + regex, options);
  RC_PRE(re2.ok());
  const auto read = ReadAsRe2(regex, {.ignore_case = traits.ignore_case});
  RC_ASSERT(read.ok());
  RC_PRE(!read->tree.empty());
  const auto simulation = RegexSimulation::Create(read->tree, traits);
  RC_ASSERT(simulation != nullptr);
  for (int i = 0; i < 30; ++i) {
    const std::string line = RandomLine(!HasWordEdges(read->tree));
    RC_LOG() << regex << " in \"" << line << "\"\n";
    re2::StringPiece match;
    const bool matches = re2.Match(line, 0, line.size(), re2::RE2::UNANCHORED, &match, 1);
    const auto found = simulation->Find(line, 0);
    RC_ASSERT(found.has_value() == matches);
    if (!matches) continue;
    RC_ASSERT(found->from == static_cast<size_t>(match.data() - line.data()));
    RC_ASSERT(found->to == found->from + match.size());
  }
}

TEST(RegexSimulation, StartsAndEndsWhereItIsTold) {
  const auto read = ReadAsRe2("\\b(a|ab)+\\b", {.syntax = PatternSyntax::kExtended});
  ASSERT_TRUE(read.ok());
  const auto simulation = RegexSimulation::Create(read->tree, {.longest = true});
  ASSERT_NE(simulation, nullptr);
  const std::string line =
      "\xC3\xA9"
      "ab aab";
  EXPECT_EQ(simulation->Find(line, 0)->from, 5u);
  EXPECT_EQ(simulation->Find(line, 0)->to, 8u);
  EXPECT_EQ(simulation->Find(line, 6), std::nullopt);
  EXPECT_EQ(simulation->LongestEnd(line, 5, 8), 8u);
  EXPECT_EQ(simulation->LongestEnd(line, 5, 7), 7u);  // the line ends there
  EXPECT_EQ(simulation->LongestEnd(line, 2, 8), std::nullopt);
}

TEST(RegexSimulation, IsNotMadeOfTooMuch) {
  const auto read = ReadAsRe2("\\b((a{100}){100}){100}", {});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(RegexSimulation::Create(read->tree, {}), nullptr);
}

// A long line takes time in proportion to it: each start is not a walk of its own.
TEST(RegexSimulation, LongLines) {
  const auto read = ReadAsRe2("\\b.*x\\b", {});
  ASSERT_TRUE(read.ok());
  const auto simulation = RegexSimulation::Create(read->tree, {});
  std::string line = "\xC3\xA9";
  for (int i = 0; i < 20'000; ++i) line += " a";
  EXPECT_EQ(simulation->Find(line, 0), std::nullopt);
  line += " x";
  EXPECT_EQ(simulation->Find(line, 0)->to, line.size());
}

}  // namespace
}  // namespace rondo::search
