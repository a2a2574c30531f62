#include "grammar/induction/sequitur.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "reference/naive_re_pair.h"
#include "reference/naive_sequitur.h"

namespace rondo::grammar {
namespace {

using reference::Expand;
using reference::NaiveSequitur;
using reference::Renumbered;
using reference::Show;
using reference::TextOf;
using reference::WhyNotSequitur;
using Strings = std::vector<std::string>;

Grammar Induce(const NoteText& text) {
  Sequitur sequitur;
  sequitur.Append(text.text);
  return sequitur.Finish(text.blocks, text.notes);
}

// With rules numbered by first use, as the published grammars are.
std::string GrammarOf(const Strings& blocks) {
  return Show(Renumbered(Induce(TextOf(blocks))));
}

// What must hold after every symbol.
std::string WhyWrong(const Strings& blocks) {
  const NoteText text = TextOf(blocks);
  const Grammar grammar = Induce(text);
  if (Expand(grammar) != blocks) return "derives something else";
  if (const std::string why = WhyNotSequitur(grammar); !why.empty()) return why;
  const std::string fast = Show(Renumbered(grammar));
  const std::string slow = Show(Renumbered(NaiveSequitur(text)));
  return fast == slow ? "" : fast + " is not " + slow;
}

// Calls f with every string over the first `letters` letters, of up to `length` of them.
template <typename F>
void ForEveryString(int letters, size_t length, F f) {
  Strings all = {""};
  for (size_t i = 0; i < all.size(); ++i) {
    f(all[i]);
    if (all[i].size() == length) continue;
    for (int letter = 0; letter < letters; ++letter) {
      all.push_back(all[i] + static_cast<char>('a' + letter));
    }
  }
}

TEST(SequiturTest, EmptyText) {
  EXPECT_EQ(Show(Induce({})), "");
  EXPECT_EQ(GrammarOf({""}), "| ");
  EXPECT_EQ(GrammarOf({"", "a", ""}), "|  | a | ");
}

// Figures 1 and 2 of the paper, and its tables.
TEST(SequiturTest, PublishedGrammars) {
  EXPECT_EQ(GrammarOf({"abcdbc"}), "A=bc | aAdA");
  EXPECT_EQ(GrammarOf({"abcdbcabcdbc"}), "A=aBdB B=bc | AA");
  EXPECT_EQ(GrammarOf({"abcdbcabcd"}), "A=aBd B=bc | ABA");
  EXPECT_EQ(GrammarOf({"abcdbcabcdb"}), "A=aBd B=bc | ABAb");
}

// From the tests of the authors' program.
TEST(SequiturTest, RunsAndOverlaps) {
  EXPECT_EQ(GrammarOf({"aaa"}), "| aaa");
  EXPECT_EQ(GrammarOf({"aaaa"}), "A=aa | AA");
  EXPECT_EQ(GrammarOf({"aaaaaa"}), "A=aa | AAA");
  EXPECT_EQ(GrammarOf({"aaaaaaaa"}), "A=BB B=aa | AA");
  EXPECT_EQ(GrammarOf({"abbbabcbb"}), "A=ab B=bb | ABAcB");
  EXPECT_EQ(GrammarOf({"aaabaaa"}), "A=aaa | AbA");
}

TEST(SequiturTest, NoRuleCrossesABlockBorder) {
  EXPECT_EQ(GrammarOf({"a", "ba", "ba", "b"}), "A=ba | a | A | A | b");
  EXPECT_EQ(GrammarOf({"ab", "ab", "ab"}), "A=ab | A | A | A");
}

TEST(SequiturTest, NotesComeFirst) {
  const Grammar grammar = Induce(TextOf({"0x1y0x1", "2"}, {"ab", "cd", "abcd"}));
  EXPECT_EQ(Expand(grammar), Strings({"abxcdyabxcd", "abcd"}));
  // The spelling of note 2 is "ab" and "cd" again, which are notes 0 and 1.
  EXPECT_EQ(grammar.rules.size(), 4);
}

// The verses that the paper takes apart: what returns becomes rules within rules.
TEST(SequiturTest, PeasePorridge) {
  const std::string verses =
      "pease porridge hot,\npease porridge cold,\npease porridge in the pot,\n"
      "nine days old.\n\nsome like it hot,\nsome like it cold,\nsome like it in the "
      "pot,\n"
      "nine days old.\n";
  EXPECT_EQ(WhyWrong({verses}), "");
  const Grammar grammar = Induce(TextOf({verses}));
  for (const char* phrase : {"ease porridge ", "ome like it ", "\nsome like it ",
                             "in the pot,\nnine days old.\n"}) {
    bool found = false;
    for (uint32_t r = 0; r < grammar.rules.size(); ++r) {
      Grammar rule = {.rules = grammar.rules, .blocks = {}};
      rule.blocks.Add(std::vector{kBytes + r});
      found = found || Expand(rule)[0].find(phrase) != std::string::npos;
    }
    EXPECT_TRUE(found) << phrase;
  }
}

TEST(SequiturTest, EveryShortStringOfTwoLetters) {
  ForEveryString(2, 12, [](const std::string& s) { ASSERT_EQ(WhyWrong({s}), "") << s; });
}

TEST(SequiturTest, EveryShortStringOfThreeLetters) {
  ForEveryString(3, 8, [](const std::string& s) { ASSERT_EQ(WhyWrong({s}), "") << s; });
}

TEST(SequiturTest, EveryShortStringCutIntoBlocks) {
  ForEveryString(2, 9, [](const std::string& s) {
    for (size_t cut = 0; cut <= s.size(); ++cut) {
      const Strings blocks = {s.substr(0, cut), s.substr(cut)};
      ASSERT_EQ(WhyWrong(blocks), "") << s << " cut at " << cut;
    }
  });
}

// What nests deeply, and runs: few rules, and nothing that recurses.
TEST(SequiturTest, Doubling) {
  const std::string run(1 << 20, 'a');
  const Grammar grammar = Induce(TextOf({run}));
  EXPECT_EQ(WhyNotSequitur(grammar), "");
  EXPECT_EQ(Expand(grammar), Strings({run}));
  EXPECT_LE(grammar.rules.size(), 20);
}

TEST(SequiturTest, FibonacciString) {
  std::string before = "b", text = "a";
  while (text.size() < 1 << 20) before = std::exchange(text, text + before);
  const Grammar grammar = Induce(TextOf({text}));
  EXPECT_EQ(WhyNotSequitur(grammar), "");
  EXPECT_EQ(Expand(grammar), Strings({text}));
  EXPECT_LE(grammar.rules.size(), 40);
}

// Each stretch goes one further than the one before: a rule within a rule each time.
TEST(SequiturTest, ChainOfRules) {
  std::string text;
  for (int length = 1; length <= 400; ++length) {
    for (int i = 0; i < length; ++i) text.push_back(static_cast<char>(i % 251));
    text.push_back(static_cast<char>(251 + length % 5));
  }
  const Grammar grammar = Induce(TextOf({text}));
  EXPECT_EQ(WhyNotSequitur(grammar), "");
  EXPECT_EQ(Expand(grammar), Strings({text}));
}

TEST(SequiturTest, LongRandomTexts) {
  std::mt19937 random(1);
  for (const uint32_t letters : {2, 4, 64, 256}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i)
      text.push_back(static_cast<char>(random() % letters));
    const Grammar grammar = Induce(TextOf({text}));
    EXPECT_EQ(WhyNotSequitur(grammar), "") << letters;
    EXPECT_EQ(Expand(grammar), Strings({text})) << letters;
  }
}

// Digrams come and go; the table finds those that are there, and only those.
TEST(DigramTableTest, AgainstAMap) {
  std::mt19937 random(1);
  std::map<std::pair<Symbol, Symbol>, uint32_t> expected;
  std::vector<Digram> at;  // by node
  const auto digram_at = [&at](uint32_t node) { return at[node]; };
  DigramTable table;
  for (int step = 0; step < 100'000; ++step) {
    const uint32_t size = step / 10'000 % 2 == 0 ? 300 : 3;  // grows and shrinks
    const Digram digram = {static_cast<Symbol>(random() % size),
                           static_cast<Symbol>(random() % 100)};
    const auto known = expected.find({digram.left, digram.right});
    const DigramTable::Place place = table.Find(digram, digram_at);
    ASSERT_EQ(place != DigramTable::kAbsent, known != expected.end());
    if (known == expected.end()) {
      expected[{digram.left, digram.right}] = static_cast<uint32_t>(at.size());
      table.Add(digram, static_cast<uint32_t>(at.size()));
      at.push_back(digram);
    } else {
      ASSERT_EQ(table[place], known->second);
      ASSERT_EQ(table.FindAt(digram, known->second), place);
      ASSERT_EQ(table.FindAt(digram, known->second + 1), DigramTable::kAbsent);
      if (random() % 2 == 0) continue;
      table.Remove(place);
      expected.erase(known);
    }
  }
}

RC_GTEST_PROP(SequiturProperty, HoldsAfterEverySymbol, ()) {
  const auto letters = *rc::gen::inRange(1, 6);
  const auto text = *rc::gen::container<std::string>(
      rc::gen::inRange<char>('a', static_cast<char>('a' + letters)));
  for (size_t length = 0; length <= text.size(); ++length) {
    RC_ASSERT(WhyWrong({text.substr(0, length)}) == "");
  }
}

// Texts made of a few words, so that hierarchies of rules form and fall.
RC_GTEST_PROP(SequiturProperty, RepetitiveTexts, ()) {
  const auto words = *rc::gen::nonEmpty(rc::gen::container<Strings>(
      rc::gen::container<std::string>(rc::gen::inRange('a', 'd'))));
  Strings blocks(1);
  for (const auto word : *rc::gen::container<std::vector<size_t>>(
           100, rc::gen::inRange<size_t>(0, words.size() + 1))) {
    if (word < words.size()) {
      blocks.back() += words[word];
    } else {
      blocks.emplace_back();
    }
  }
  RC_ASSERT(WhyWrong(blocks) == "");
}

}  // namespace
}  // namespace rondo::grammar
