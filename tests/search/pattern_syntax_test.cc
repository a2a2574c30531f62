// Dialects of regular expressions: what RE2 is given for them, and what is refused.
#include "search/syntax/pattern_syntax.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rondo::search {
namespace {

using ::testing::HasSubstr;

constexpr auto kRe2 = PatternSyntax::kRe2;
constexpr auto kBasic = PatternSyntax::kBasic;
constexpr auto kExtended = PatternSyntax::kExtended;

std::string Regex(const std::string& pattern, PatternSyntax syntax) {
  const auto read = ReadAsRe2(pattern, {.syntax = syntax});
  EXPECT_TRUE(read.ok()) << pattern << ": " << read.status();
  return read.ok() ? read->regex : "";
}

// What is found in a line, with bars between; "-" if it does not match.
std::string Found(const std::string& pattern, PatternSyntax syntax,
                  const std::string& line) {
  const auto compiled = Pattern::Create(pattern, {.syntax = syntax});
  EXPECT_TRUE(compiled.ok()) << pattern << ": " << compiled.status();
  if (!compiled.ok() || !compiled->Matches(line)) return "-";
  std::string found;
  for (const TextSpan span : compiled->Find(line)) {
    found += (found.empty() ? "" : "|") + line.substr(span.from, span.to - span.from);
  }
  return found;
}

TEST(ReadAsRe2, LeavesItsOwnSyntaxAsItIs) {
  for (const char* pattern :
       {"a|b*", "(?i)x{2,3}?", "[^]a-c\\d]", "\\pN\\p{Greek}\\x{1F600}\\101\\C",
        "(?P<n>a)", "\\Qa.b\\E.", "a{,}", "{,2}", "[[:alpha:]_]", "[[.]", "(", "a)",
        "x**", "\\1", "[z", "\xC3\xA9+", "\\'\\`"}) {
    EXPECT_EQ(Regex(pattern, kRe2), pattern);
  }
}

TEST(ReadAsRe2, AddsIdiomsOfGrep) {
  EXPECT_EQ(Regex("x{,2}", kRe2), "x{0,2}");
  EXPECT_EQ(Regex("[[=a=]]", kRe2), "[a]");
  EXPECT_EQ(Regex("[[.-.]b]", kRe2), "[\\-b]");
  EXPECT_EQ(Regex("\\<word\\>", kRe2), "\\b[w]or[d]\\b");
}

TEST(ReadAsRe2, Basic) {
  EXPECT_EQ(Regex("a\\|b", kBasic), "a|b");
  EXPECT_EQ(Regex("\\(ab\\)*\\{2,3\\}", kBasic), "(?:(?:ab)*){2,3}");
  EXPECT_EQ(Regex("a\\+b\\?", kBasic), "a+b?");
  EXPECT_EQ(Regex("a+b?(c|d){1}", kBasic), "a\\+b\\?\\(c\\|d\\)\\{1\\}");
  EXPECT_EQ(Regex("*a", kBasic), "\\*a");
  EXPECT_EQ(Regex("\\(*a\\)", kBasic), "(?:\\*a)");
  EXPECT_EQ(Regex("^*a", kBasic), "^\\*a");
  EXPECT_EQ(Regex("a^b$c", kBasic), "a\\^b\\$c");
  EXPECT_EQ(Regex("\\(^a$\\)\\|^b", kBasic), "(?:^a$)|^b");
  EXPECT_EQ(Regex("a\\{,2\\}", kBasic), "a{0,2}");
  EXPECT_EQ(Regex("[]a\\]", kBasic), "[\\]a\\\\]");
  EXPECT_EQ(Regex("\\`a\\'", kBasic), "^a$");
}

TEST(ReadAsRe2, Extended) {
  EXPECT_EQ(Regex("a|b+", kExtended), "a|b+");
  EXPECT_EQ(Regex("a**", kExtended), "(?:a*)*");
  EXPECT_EQ(Regex("*a", kExtended), "a");
  EXPECT_EQ(Regex("a)", kExtended), "a\\)");
  EXPECT_EQ(Regex("a{1", kExtended), "a\\{1");
  EXPECT_EQ(Regex("a{,}{2}", kExtended), "(?:a*){2}");
  EXPECT_EQ(Regex("a\\|b", kExtended), "a\\|b");
  EXPECT_EQ(Regex("[a\\d-f]", kExtended), "[a\\\\d-f]");
  EXPECT_EQ(Regex("[[:digit:]-]", kExtended), "[[:digit:]\\-]");
  EXPECT_EQ(Regex("[^[.^.]x]", kExtended), "[^\\^x]");
  EXPECT_EQ(Regex("\\w+\\B", kRe2), "\\w+\\B");
}

TEST(ReadAsRe2, KnowsStrings) {
  EXPECT_EQ(ReadAsRe2("10\\.0", {})->literal, "10.0");
  EXPECT_EQ(ReadAsRe2("a+b", {.syntax = kBasic})->literal, "a+b");
  EXPECT_EQ(ReadAsRe2("caf\xC3\xA9", {})->literal, "caf\xC3\xA9");
  EXPECT_EQ(ReadAsRe2("a+b", {})->literal, std::nullopt);
  EXPECT_EQ(ReadAsRe2("^a", {})->literal, std::nullopt);
}

TEST(ReadAsRe2, RefusesAndSaysWhatToWrite) {
  const struct {
    const char* pattern;
    PatternSyntax syntax;
    const char* says;
  } cases[] = {
      {"(a)\\1", kExtended, "-P"},
      {"\\(a\\)\\1", kBasic, "-P"},
      {"\\d+", kExtended, "[0-9]"},
      {"\\d", kBasic, "[0-9]"},
      {"a\\tb", kExtended, "tab"},
      {"\\q", kBasic, "write q"},
      {"[[.space.]]", kExtended, "no single character"},
      {"[[=ab=]]", kRe2, "no single character"},
      {"[:space:]", kRe2, "[[:space:]]"},
      {"[:space:]x", kBasic, "[[:space:]]"},
      {"[a", kExtended, "missing ]"},
      {"(a", kExtended, "missing )"},
      {"\\(a", kBasic, "missing \\)"},
      {"a\\)", kBasic, "unmatched"},
      {"a\\{1", kBasic, "no repetition"},
      {"a{2,1}", kExtended, "more to less"},
      {"a{4000}", kExtended, "1,000"},
      {"a\\", kExtended, "trailing"},
  };
  for (const auto& [pattern, syntax, says] : cases) {
    const auto compiled = Pattern::Create(pattern, {.syntax = syntax});
    EXPECT_EQ(compiled.status().code(), absl::StatusCode::kInvalidArgument) << pattern;
    EXPECT_THAT(std::string(compiled.status().message()), HasSubstr(says)) << pattern;
    EXPECT_THAT(std::string(compiled.status().message()), HasSubstr(pattern));
  }
}

TEST(WordEdges, AreWhereWordsStartAndEnd) {
  EXPECT_EQ(Found("\\<foo", kRe2, "afoo foo, foot"), "foo|foo");
  EXPECT_EQ(Found("foo\\>", kRe2, "foot afoo x"), "foo");
  EXPECT_EQ(Found("\\<foo\\>", kRe2, "foot afoo"), "-");
  EXPECT_EQ(Found("\\<.", kRe2, "ab, c"), "a|c");
  EXPECT_EQ(Found("\\<,", kRe2, "ab, c"), "-");
}

TEST(WordEdges, BesideWhatMayBeLeftOut) {
  EXPECT_EQ(Found("\\<[a.]*b", kRe2, "x .ab ..b"), "ab|b");
  EXPECT_EQ(Found("\\<.*\\>", kRe2, "  to be. "), "to be");
  EXPECT_EQ(Found("\\<", kRe2, "..."), "-");
  EXPECT_EQ(Found("\\<", kRe2, ".a."), "");  // it matches, and takes nothing
  EXPECT_EQ(Found("(\\<a|b\\>)!", kRe2, "a! b! xa! "), "a!|b!");
  EXPECT_EQ(Found("(x|\\<)foo", kRe2, "xfoo foo afoo"), "xfoo|foo");
  EXPECT_EQ(Found("\\<(a|b)?[c-e]\\>", kRe2, "ac d f"), "ac|d");
  EXPECT_EQ(Found("a\\>.*\\<b", kRe2, "ab a, b"), "a, b");
}

TEST(WordEdges, WhereOnlyTheTextBesideTells) {
  EXPECT_EQ(Found("x \\<", kRe2, "x . x b"), "x ");
  EXPECT_EQ(Found("\\> x", kRe2, ". x b x"), " x");
  EXPECT_EQ(Found("x\\<", kRe2, "x x"), "-");
  EXPECT_EQ(Found("\\<-*", kRe2, "-a"), "");
  EXPECT_EQ(Found("(a|-)\\>", kExtended, "ab - a"), "a");
  EXPECT_EQ(Found("\\<(.*)(x|)\\>", kExtended, "..ab x."), "ab x");
}

// The umlaut is two bytes, of which none is a letter.
TEST(WordEdges, KnowLettersPastAscii) {
  for (const auto syntax : {kRe2, kBasic, kExtended}) {
    EXPECT_EQ(Found("\\bber\\b", syntax,
                    "\xC3\xBC"
                    "ber"),
              "-");
    EXPECT_EQ(Found("\\<ber", syntax,
                    "\xC3\xBC"
                    "ber ber"),
              "ber");
    EXPECT_EQ(Found("stra\\>", syntax,
                    "stra\xC3\x9F"
                    "e"),
              "-");
    EXPECT_EQ(Found("\\Bber", syntax,
                    "\xC3\xBC"
                    "ber"),
              "ber");
    EXPECT_EQ(Found("\\b\xC3\xBC", syntax, "a\xC3\xBC \xC3\xBC"), "\xC3\xBC");
    EXPECT_EQ(Found("\\<\xC3\xBC"
                    "ber\\>",
                    syntax,
                    "x\xC3\xBC"
                    "ber"),
              "-");
    EXPECT_EQ(Found("\\<\xC3\xBC"
                    "ber\\>",
                    syntax,
                    "x \xC3\xBC"
                    "ber"),
              "\xC3\xBC"
              "ber");
    // No letters: a dash and half a character.
    EXPECT_EQ(Found("\\bber\\b", syntax,
                    "\xE2\x80\x93"
                    "ber\xC3"),
              "ber");
  }
  EXPECT_EQ(Found("\\b(a|ab)", kRe2,
                  "\xC3\xA9"
                  "ab ab"),
            "a");
  EXPECT_EQ(Found("\\b(a|ab)", kExtended,
                  "\xC3\xA9"
                  "ab ab"),
            "ab");
  EXPECT_EQ(Found("(?i)\\b(?-i:A)\xC3\x89", kRe2, "a\xC3\xA9 A\xC3\xA9"), "A\xC3\xA9");
  EXPECT_EQ(Found("^\\b.+?\\b", kRe2, "na\xC3\xAFve ."), "na\xC3\xAFve");
}

TEST(Dialects, OfGrepTakeTheLongest) {
  EXPECT_EQ(Found("fo|foo", kRe2, "foo"), "fo");
  EXPECT_EQ(Found("fo|foo", kExtended, "foo"), "foo");
  EXPECT_EQ(Found("fo\\|foo", kBasic, "foo"), "foo");
}

TEST(Bytes, OfPatternsThatAreNoCharactersMatchThemselves) {
  const auto found = [](const std::string& pattern, const std::string& line,
                        bool ignore_case, PatternSyntax syntax = kRe2) {
    const auto compiled =
        Pattern::Create(pattern, {.syntax = syntax, .ignore_case = ignore_case});
    EXPECT_TRUE(compiled.ok()) << compiled.status();
    std::string all;
    for (const TextSpan span : compiled->Find(line)) {
      all += (all.empty() ? "" : "|") + line.substr(span.from, span.to - span.from);
    }
    EXPECT_EQ(compiled->Matches(line), !all.empty());
    return all;
  };
  EXPECT_EQ(found("x\xE9.", "x\xE9\xC3\xA9", false), "x\xE9\xC3\xA9");
  EXPECT_EQ(found("x\xE9[^a]", "x\xE9\xC3\xA9", false), "x\xE9\xC3\xA9");
  EXPECT_EQ(found("[\xE9k]+", "\xE9k\xC9", false), "\xE9k");
  EXPECT_EQ(found("\xE9\\d{2}", "\xE9\x31\x32", false), "\xE9\x31\x32");
  // Another case of Latin-1 is another byte, and half a character none; ASCII has cases.
  EXPECT_EQ(found("x\xE9", "X\xE9 X\xC9", true), "X\xE9");
  EXPECT_EQ(found("\xC3", "\xC3\xA9 \xE3\x81\x82", true), "");
  EXPECT_EQ(found("\xC3", "\xC3z", true), "\xC3");
  EXPECT_EQ(found("\xA9", "\xC3\xA9", true), "");
  EXPECT_EQ(found("\xA9", "\xC3\xA9", false), "\xA9");
  // A character in the same pattern keeps its cases.
  EXPECT_EQ(found("\xC3\x89\xFF", "\xC3\xA9\xFF", true), "\xC3\xA9\xFF");
  EXPECT_EQ(found("\xFF\\|k", "K", true, kBasic), "K");
}

TEST(Crlf, IsNoneOfTheLine) {
  const PatternOptions crlf = {.crlf = true};
  EXPECT_TRUE(Pattern::Create("a$", crlf)->Matches("a\r"));
  EXPECT_TRUE(Pattern::Create("^$", crlf)->Matches("\r"));
  EXPECT_FALSE(Pattern::Create("^.$", crlf)->Matches("\r"));
  EXPECT_TRUE(Pattern::Create("a", {.whole_lines = true, .crlf = true})->Matches("a\r"));
  EXPECT_FALSE(Pattern::Create("a$", {})->Matches("a\r"));
}

}  // namespace
}  // namespace rondo::search
