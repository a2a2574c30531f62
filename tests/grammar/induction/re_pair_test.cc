#include "grammar/induction/re_pair.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "reference/naive_re_pair.h"

namespace rondo::grammar {
namespace {

using reference::Expand;
using reference::NaiveRePair;
using reference::Show;
using reference::TextOf;
using reference::WhyNotRePair;
using Strings = std::vector<std::string>;

// Checks everything that the definition says about the rules of a text without notes.
void ExpectRePair(const Strings& blocks) {
  const NoteText text = TextOf(blocks);
  const Grammar grammar = RePair(text);
  ASSERT_EQ(Expand(grammar), blocks);
  ASSERT_EQ(WhyNotRePair(text, grammar), "") << Show(grammar);
}

// Calls f with every string over the first `letters` letters, of up to `length` of them.
template <typename F>
void ForEveryString(int letters, size_t length, F f) {
  std::string s;
  for (;;) {
    f(s);
    size_t i = 0;  // counts up, least significant letter first
    while (i < s.size() && s[i] == 'a' + letters - 1) s[i++] = 'a';
    if (i < s.size()) {
      ++s[i];
    } else if (s.size() < length) {
      s.push_back('a');
    } else {
      return;
    }
  }
}

TEST(RePairTest, EmptyText) {
  EXPECT_EQ(Show(RePair({})), "");
  EXPECT_EQ(Show(RePair(TextOf({""}))), "| ");
  EXPECT_EQ(Show(RePair(TextOf({"", "a", ""}))), "|  | a | ");
}

TEST(RePairTest, PairsThatOccurOnceStay) {
  EXPECT_EQ(Show(RePair(TextOf({"abc"}))), "| abc");
}

TEST(RePairTest, ThreeOccurrencesArePairs) {
  EXPECT_EQ(Show(RePair(TextOf({"abcabcabx"}))), "A=ab B=cA | ABBx");
}

TEST(RePairTest, TwoOccurrencesBecomeOneRuleHoweverLong) {
  EXPECT_EQ(Show(RePair(TextOf({"xpabqypabqz"}))), "A=pabq | xAyAz");
}

// The example of Larsson and Moffat (1999).
TEST(RePairTest, LarssonMoffatExample) {
  const Strings blocks = {"singing.do.wah.diddy.diddy.dum.diddy.do"};
  ExpectRePair(blocks);
  EXPECT_EQ(Show(RePair(TextOf(blocks))),
            "A=.d B=yA C=dB D=dC E=iD F=ing G=AE | sFFAo.wahGEumGo");
  // Other choices where counts are equal, and "ing" in two rules.
  EXPECT_EQ(Show(NaiveRePair(TextOf(blocks))),
            "A=.d B=Ai C=Bd D=Cd E=Dy F=in G=Fg H=EA | sGGAo.wahEHumHo");
}

TEST(RePairTest, RunsAreHalved) {
  EXPECT_EQ(Show(RePair(TextOf({"aaaa"}))), "A=aa | AA");
  EXPECT_EQ(Show(RePair(TextOf({"aaaaaaaa"}))), "A=aa B=AA | BB");
  EXPECT_EQ(Show(RePair(TextOf({"aaaaaaaaaaaaa"}))), "A=aa B=AA | BBBa");
}

TEST(RePairTest, OverlapsAreNotOccurrences) {
  EXPECT_EQ(Show(RePair(TextOf({"aaa"}))), "| aaa");
  ExpectRePair({"aaabaaa"});
}

TEST(RePairTest, NoRuleCrossesABlockBorder) {
  EXPECT_EQ(Show(RePair(TextOf({"a", "ba", "ba", "b"}))), "A=ba | a | A | A | b");
  EXPECT_EQ(Show(RePair(TextOf({"ab", "ab"}))), "A=ab | A | A");
}

TEST(RePairTest, NotesComeFirst) {
  EXPECT_EQ(Show(RePair(TextOf({"0x1y0"}, {"ab", "cd"}))), "A=ab B=cd | AxByA");
}

TEST(RePairTest, SpellingsShareRules) {
  EXPECT_EQ(Show(RePair(TextOf({"01"}, {"abcx", "abcy"}))), "A=Cx B=Cy C=abc | AB");
}

TEST(RePairTest, NoteSpelledLikeARuleIsThatRule) {
  EXPECT_EQ(Show(RePair(TextOf({"abcx0"}, {"abc"}))), "A=abc | AxA");
}

TEST(RePairTest, NotesWithOneSpellingAreOneRule) {
  EXPECT_EQ(Show(RePair(TextOf({"0x1y2"}, {"ab", "ab", "cd"}))), "A=cd B=ab | BxByA");
}

TEST(RePairTest, NotesNest) {
  const Grammar grammar = RePair(TextOf({"01 2"}, {"ab", "0 0", "1x1"}));
  EXPECT_EQ(Expand(grammar), Strings({"abab ab ab abxab ab"}));
}

TEST(RePairTest, EveryShortStringOfTwoLetters) {
  ForEveryString(2, 12, [](const std::string& s) { ExpectRePair({s}); });
}

TEST(RePairTest, EveryShortStringOfThreeLetters) {
  ForEveryString(3, 8, [](const std::string& s) { ExpectRePair({s}); });
}

TEST(RePairTest, EveryShortStringCutIntoBlocks) {
  ForEveryString(2, 9, [](const std::string& s) {
    for (size_t cut = 0; cut <= s.size(); ++cut) {
      ExpectRePair({s.substr(0, cut), s.substr(cut)});
    }
  });
}

TEST(RePairTest, EveryShortStringWithANote) {
  ForEveryString(3, 7, [](std::string s) {
    std::string expanded;
    for (char& c : s) {
      if (c == 'c') c = '0';
      expanded += c == '0' ? "ab" : std::string(1, c);
    }
    ASSERT_EQ(Expand(RePair(TextOf({s}, {"ab"}))), Strings({expanded}));
  });
}

RC_GTEST_PROP(RePairProperty, RandomTexts, ()) {
  const auto letters = *rc::gen::inRange(1, 6);
  const auto blocks = *rc::gen::container<Strings>(rc::gen::container<std::string>(
      rc::gen::inRange<char>('a', static_cast<char>('a' + letters))));
  const NoteText text = TextOf(blocks);
  const Grammar grammar = RePair(text);
  RC_ASSERT(Expand(grammar) == blocks);
  RC_ASSERT(WhyNotRePair(text, grammar) == "");
}

// Texts made of a few words, so that hierarchies of rules form.
RC_GTEST_PROP(RePairProperty, RepetitiveTexts, ()) {
  const auto words = *rc::gen::nonEmpty(rc::gen::container<Strings>(
      rc::gen::container<std::string>(rc::gen::inRange('a', 'd'))));
  std::string block;
  for (const auto word : *rc::gen::container<std::vector<size_t>>(
           200, rc::gen::inRange<size_t>(0, words.size()))) {
    block += words[word];
  }
  const NoteText text = TextOf({block});
  const Grammar grammar = RePair(text);
  RC_ASSERT(Expand(grammar) == Strings({block}));
  RC_ASSERT(WhyNotRePair(text, grammar) == "");
}

RC_GTEST_PROP(RePairProperty, TextsWithNotes, ()) {
  const auto spelling =
      rc::gen::suchThat(rc::gen::container<std::string>(rc::gen::inRange('a', 'd')),
                        [](const std::string& s) { return s.size() >= 2; });
  const auto spellings = *rc::gen::container<Strings>(4, spelling);
  const auto blocks = *rc::gen::container<Strings>(
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc0123"))));
  Strings expanded = blocks;
  for (std::string& block : expanded) {
    std::string out;
    for (const char c : block) {
      out += c >= '0' && c <= '3' ? spellings[c - '0'] : std::string(1, c);
    }
    block = out;
  }
  const Grammar grammar = RePair(TextOf(blocks, spellings));
  RC_ASSERT(Expand(grammar) == expanded);
  for (uint32_t r = 0; r < grammar.rules.size(); ++r) {
    RC_ASSERT(grammar.rules[r].size() >= 2);
  }
}

}  // namespace
}  // namespace rondo::grammar
