// Patterns: what matches, where, and that looking for needed strings first changes
// nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <re2/re2.h>

#include <string>
#include <vector>

#include "rondo/search.h"
#include "search/compiled_pattern.h"

namespace rondo {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Pattern Make(const std::vector<std::string>& patterns,
             const PatternOptions& options = {}) {
  auto pattern = Pattern::Create(patterns, options);
  EXPECT_TRUE(pattern.ok()) << pattern.status();
  return *std::move(pattern);
}

std::vector<std::string> Found(const Pattern& pattern, const std::string& line) {
  std::vector<std::string> found;
  for (const TextSpan span : pattern.Find(line)) {
    found.push_back(line.substr(span.from, span.to - span.from));
  }
  return found;
}

// The lines of the text that the pattern matches, by the scan over many lines.
std::vector<std::string> Lines(const Pattern& pattern, const std::string& text) {
  std::vector<std::string> lines;
  search::LineSearch search(pattern.compiled(), text);
  for (size_t at = 0; at <= text.size();) {
    const auto line = search.Next(at);
    if (!line.has_value()) break;
    lines.push_back(text.substr(line->from, line->to - line->from));
    at = line->to + 1;
  }
  return lines;
}

TEST(Pattern, LeftmostAndPreferred) {
  EXPECT_THAT(Found(Make({"a.*?b"}), "xaabab"), ElementsAre("aab", "ab"));
  EXPECT_THAT(Found(Make({"fo|foo"}), "foo"), ElementsAre("fo"));
  EXPECT_THAT(Found(Make({"fo", "foo"}, {.fixed_strings = true}), "foo"),
              ElementsAre("foo"));
  EXPECT_THAT(Found(Make({"x*"}), "axxb"), ElementsAre("xx"));
}

TEST(Pattern, WholeWords) {
  const auto pattern = Make({"foo.*"}, {.whole_words = true});
  EXPECT_THAT(Found(pattern, "foot foo1 bar"), ElementsAre("foot foo1 bar"));
  const auto either = Make({"fo|foo"}, {.whole_words = true});
  EXPECT_TRUE(either.Matches("a foo."));
  EXPECT_FALSE(either.Matches("afoo foot"));
  // A letter is a letter past ASCII too; half of one is none.
  const auto cafe = Make({"caf"}, {.whole_words = true});
  EXPECT_FALSE(cafe.Matches("caf\xC3\xA9"));
  EXPECT_TRUE(cafe.Matches("caf\xC3"));
  EXPECT_TRUE(Make({""}, {.whole_words = true}).Matches(""));
  EXPECT_FALSE(Make({""}, {.whole_words = true})
                   .Matches("a\xC3\xAF"
                            "e"));
}

TEST(Pattern, ClassesOfGrepHaveLettersPastAscii) {
  const std::string line = "na\xC3\xAFve \xC3\x89\xE6\x97\xA5 7\xE3\x80\x80.\xE2\x80\xA6";
  for (const PatternSyntax syntax : {PatternSyntax::kExtended, PatternSyntax::kBasic}) {
    const auto found = [&](const std::string& pattern) {
      return Found(Make({pattern}, {.syntax = syntax}), line);
    };
    EXPECT_THAT(found("[[:alpha:]][[:alpha:]]*"),
                ElementsAre("na\xC3\xAFve", "\xC3\x89\xE6\x97\xA5"));
    EXPECT_THAT(found("\\w\\w*"),
                ElementsAre("na\xC3\xAFve", "\xC3\x89\xE6\x97\xA5", "7"));
    EXPECT_THAT(found("[[:upper:]]"), ElementsAre("\xC3\x89"));
    EXPECT_THAT(found("[^[:alnum:][:space:]]"), ElementsAre(".", "\xE2\x80\xA6"));
    EXPECT_THAT(found("[[:punct:]]"), ElementsAre(".", "\xE2\x80\xA6"));
    EXPECT_THAT(found("7\\s"), ElementsAre("7\xE3\x80\x80"));
    EXPECT_THAT(found("\\W"), ElementsAre(" ", " ", "\xE3\x80\x80", ".", "\xE2\x80\xA6"));
    EXPECT_THAT(found("[[:digit:]]"), ElementsAre("7"));
  }
  EXPECT_THAT(Found(Make({"[[:lower:]]"},
                         {.syntax = PatternSyntax::kExtended, .ignore_case = true}),
                    "7\xE6\x97\xA5"),
              ElementsAre("\xE6\x97\xA5"));
  // RE2's are ASCII's.
  EXPECT_THAT(Found(Make({"\\w+"}), line), ElementsAre("na", "ve", "7"));
  EXPECT_THAT(Found(Make({"[[:alpha:]]+"}), line), ElementsAre("na", "ve"));
}

TEST(Pattern, WholeLines) {
  const auto pattern = Make({"a|b+"}, {.whole_words = true, .whole_lines = true});
  EXPECT_TRUE(pattern.Matches("bb"));
  EXPECT_FALSE(pattern.Matches("a b"));
}

TEST(Pattern, AnyBytes) {
  const auto nul = Make({std::string("a\0b", 3)}, {.fixed_strings = true});
  EXPECT_TRUE(nul.Matches(std::string("xa\0by", 5)));
  EXPECT_TRUE(Make({"a.b"}).Matches(std::string("a\0b", 3)));
  EXPECT_TRUE(
      Make({"^a.b$"}).Matches("a\xC3\xA9"
                              "b"));
  EXPECT_FALSE(
      Make({"a.b"}).Matches("a\xFF"
                            "b"));
  // A byte of the pattern that is no character matches itself, and `.` a character.
  EXPECT_TRUE(Make({"\xFF.b"})
                  .Matches("a\xFF\xC3\xA9"
                           "b"));
  EXPECT_FALSE(Make({"\xFF.b"})
                   .Matches("a\xFF\xFE"
                            "b"));
}

TEST(Pattern, NewlinesPartPatternsAndNeverMatch) {
  EXPECT_THAT(Lines(Make({"a\nb"}), "xa\nc\nb"), ElementsAre("xa", "b"));
  EXPECT_THAT(Lines(Make({"a[^x]b"}), "a\nb\naob"), ElementsAre("aob"));
  EXPECT_THAT(Lines(Make({"a\\sb|a\\Cb"}), "a\nb\na b"), ElementsAre("a b"));
}

TEST(Pattern, EndsAreThoseOfLines) {
  const std::string text = "ab\n\nb";
  EXPECT_THAT(Lines(Make({"^b"}), text), ElementsAre("b"));
  EXPECT_THAT(Lines(Make({"^$"}), text), ElementsAre(""));
  EXPECT_THAT(Lines(Make({"\\Ab"}), text), ElementsAre("b"));
  EXPECT_THAT(Lines(Make({"b\\z"}), text), ElementsAre("ab", "b"));
  EXPECT_THAT(Lines(Make({"(?-m)^b$"}), text), ElementsAre("b"));
}

TEST(Pattern, NoPatternsMatchNothing) {
  const auto none = Make({});
  EXPECT_FALSE(none.Matches(""));
  EXPECT_THAT(Lines(none, "a\nb"), IsEmpty());
  EXPECT_THAT(Lines(Make({""}), "a\nb"), ElementsAre("a", "b"));
}

TEST(Pattern, CopiesShareWhatWasCompiled) {
  Pattern copy = Make({"ab"});
  {
    const Pattern other = Make({"xy"});
    copy = other;
    EXPECT_EQ(&copy.compiled(), &other.compiled());
  }
  EXPECT_TRUE(copy.Matches("xy"));
  const Pattern taken = std::move(copy);
  EXPECT_TRUE(taken.Matches("xy") && copy.Matches("xy"));
}

TEST(Pattern, Mistakes) {
  for (const char* bad : {"(", "a)|(b", "[z-a]", "x**", "\\1"}) {
    const auto pattern = Pattern::Create(bad);
    EXPECT_EQ(pattern.status().code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_THAT(std::string(pattern.status().message()), HasSubstr(bad));
  }
}

// Every part of an expression that the search for needed strings has a rule for.
rc::Gen<std::string> Part() {
  return rc::gen::element<std::string>(
      "k", "s", "ab", "Sk", "abc", "x", "\\.", ".", ".*", "a+", "b?", "c*", "(ab|ks)",
      "(?:abc)?", "[k]", "[^a]", "[]a]", "{", "b{2}", "a{0,1}", "\\d", "\\b", "^", "$",
      "|", "(?i)", "(?i:ks)", "\xC3\xA9", "\\x6b", "\\Qa.\\E", "[[:alpha:]]",
      "(a(b|c)k)");
}

RC_GTEST_PROP(Pattern, NeededStringsChangeNothing,
              (bool fixed_strings, bool ignore_case, bool whole_words,
               bool whole_lines)) {
  const PatternOptions options = {.fixed_strings = fixed_strings,
                                  .ignore_case = ignore_case,
                                  .whole_words = whole_words,
                                  .whole_lines = whole_lines};
  std::vector<std::string> patterns(*rc::gen::inRange<size_t>(0, 4));
  for (std::string& pattern : patterns) {
    const size_t parts = *rc::gen::inRange<size_t>(0, 5);
    for (size_t i = 0; i < parts; ++i) pattern += *Part();
  }
  const auto pattern = Pattern::Create(patterns, options);
  RC_PRE(pattern.ok());
  const auto words =
      *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "k", "K", "s", "\xE2\x84\xAA", "\xC5\xBF", "a", "b", "abc", "ABC", "ks", ".",
          " ", "{", "a.", "x", "\n", "\n", "\xC3", "\xC3\xA9", "7"));
  std::string text;
  for (const std::string& word : words) text += word;
  std::vector<std::string> expected;
  size_t from = 0;
  while (true) {
    const size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    if (pattern->Matches(line)) expected.push_back(line);
    if (end == text.size()) break;
    from = end + 1;
  }
  RC_ASSERT(Lines(*pattern, text) == expected);
}

}  // namespace
}  // namespace rondo
