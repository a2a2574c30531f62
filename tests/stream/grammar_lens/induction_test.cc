#include "stream/grammar_lens/induction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "reference/naive_re_pair.h"

namespace rondo::stream {
namespace {

using grammar::Grammar;
using grammar::reference::Expand;
using grammar::reference::TextOf;
using Strings = std::vector<std::string>;

size_t SymbolsOf(const Grammar& grammar) {
  return grammar.rules.symbols().size() + grammar.blocks.symbols().size();
}

RC_GTEST_PROP(GrammarInductionProperty, EveryLevelDerivesTheBlocks, ()) {
  const auto blocks = *rc::gen::container<Strings>(
      *rc::gen::inRange<size_t>(1, 5),
      rc::gen::scale(5, rc::gen::container<std::string>(rc::gen::inRange('a', 'e'))));
  for (int level = 1; level <= 9; ++level) {
    const Grammar grammar = InduceGrammar(TextOf(blocks), level);
    RC_ASSERT(Expand(grammar) == blocks);
    for (uint32_t r = 0; r < grammar.rules.size(); ++r) {
      for (const grammar::Symbol symbol : grammar.rules[r]) {
        RC_ASSERT(symbol < grammar::kBytes + r);
      }
    }
  }
}

TEST(GrammarInductionTest, NotesAreSpelledOut) {
  EXPECT_EQ(Expand(InduceGrammar(TextOf({"x0y0x0y0", "0", ""}, {"note"}), 9)),
            Strings({"xnoteynotexnoteynote", "note", ""}));
}

// Sentences of overlapping phrases, where pairs chosen by count mislead.
TEST(GrammarInductionTest, ReparsingMakesItSmaller) {
  const std::string phrases[] = {"abcd",   "cdef",   "efab", "bcde",
                                 "defabc", "fabcde", "xy"};
  std::mt19937 random(2);
  std::string text;
  while (text.size() < 60000) text += phrases[random() % 7];
  const Grammar plain = InduceGrammar(TextOf({text}), 1);
  const Grammar reparsed = InduceGrammar(TextOf({text}), 9);
  EXPECT_EQ(Expand(reparsed), Strings({text}));
  EXPECT_LT(SymbolsOf(reparsed), SymbolsOf(plain));
}

}  // namespace
}  // namespace rondo::stream
