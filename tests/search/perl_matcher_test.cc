// Perl's expressions, by PCRE2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rondo/search.h"

namespace rondo {
namespace {

using ::testing::HasSubstr;

Pattern Perl(const std::string& pattern, PatternOptions options = {}) {
  options.syntax = PatternSyntax::kPerl;
  auto made = Pattern::Create(pattern, options);
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

TEST(Perl, WhatRe2DoesNotKnow) {
  EXPECT_TRUE(Perl("(a|b)\\1").Matches("xbb"));
  EXPECT_FALSE(Perl("(a|b)\\1").Matches("xab"));
  EXPECT_TRUE(Perl("foo(?=bar)").Matches("foobar"));
  EXPECT_FALSE(Perl("(?<!x)y").Matches("xy"));
  const auto spans = Perl("foo\\Kbar").Find("foobar");
  ASSERT_EQ(spans.size(), 1);
  EXPECT_EQ(spans[0].from, 3);
}

TEST(Perl, WordsLinesAndCase) {
  EXPECT_FALSE(Perl("fo+", {.whole_words = true}).Matches("foot"));
  EXPECT_TRUE(Perl("fo+", {.whole_words = true}).Matches("a foo!"));
  EXPECT_FALSE(Perl("a|b", {.whole_lines = true}).Matches("ab"));
  EXPECT_TRUE(Perl("\xC3\xA9", {.ignore_case = true}).Matches("\xC3\x89"));
  EXPECT_TRUE(Perl("a$", {.crlf = true}).Matches("a\r"));
}

TEST(Perl, AnyBytesInTheText) {
  EXPECT_TRUE(
      Perl("b$").Matches("\xFF"
                         "ab"));
  EXPECT_FALSE(
      Perl("a.b").Matches("a\xFF"
                          "b"));
}

TEST(Perl, Mistakes) {
  const auto bad = Pattern::Create("(", {.syntax = PatternSyntax::kPerl});
  EXPECT_EQ(bad.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(Pattern::Create("\xFF", {.syntax = PatternSyntax::kPerl}).ok());
}

TEST(Perl, WhatTakesTooLongIsAnError) {
  const auto search = TextSearch::Create(Perl("(a+)+$"), {.count_only = true}, nullptr);
  ASSERT_TRUE(search->Add(std::string(40, 'a') + "b\n").ok());
  const auto summary = search->Finish();
  EXPECT_EQ(summary.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(summary.status().message()), HasSubstr("limit"));
}

}  // namespace
}  // namespace rondo
