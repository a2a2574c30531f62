#include "stream/grammar_lens/parse_costs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

#include "grammar/induction/prune.h"
#include "grammar/induction/re_pair.h"
#include "reference/naive_re_pair.h"

namespace rondo::stream {
namespace {

using grammar::Grammar;
using grammar::ParseCosts;
using grammar::Symbol;

constexpr ClassOptions kFewClasses = {.contexts = 8, .classes = 8};

// Words drawn with very different frequencies.
Grammar WordsGrammar() {
  const std::string words[] = {"the ", "of ", "rondo ", "theme ", "episode ", "refrain "};
  std::mt19937 random(1);
  std::geometric_distribution<int> pick(0.5);
  std::vector<std::string> blocks(3);
  for (std::string& block : blocks) {
    while (block.size() < 5000) block += words[std::min(pick(random), 5)];
  }
  Grammar grammar = grammar::RePair(grammar::reference::TextOf(blocks));
  grammar::Prune(&grammar, {});
  return grammar;
}

TEST(ParseCostsTest, EmptyGrammars) {
  for (const size_t blocks : {0, 1, 3}) {
    Grammar grammar;
    for (size_t b = 0; b < blocks; ++b) grammar.blocks.Close();
    const ParseCosts costs = MeasureParseCosts(grammar, kFewClasses);
    EXPECT_EQ(costs.symbols.size(), grammar::kBytes);
  }
}

TEST(ParseCostsTest, ThereIsACostForEverySymbol) {
  const Grammar grammar = WordsGrammar();
  const ParseCosts costs = MeasureParseCosts(grammar, kFewClasses);
  ASSERT_EQ(costs.symbols.size(), grammar.symbol_count());
  EXPECT_EQ(costs.transition.size(), (costs.contexts + 1) * costs.classes);
  for (const ParseCosts::OfSymbol& symbol : costs.symbols) {
    EXPECT_LT(symbol.symbol_class, costs.classes);
    EXPECT_LT(symbol.context, costs.contexts);
    EXPECT_GT(symbol.bits, 0);
  }
}

// As code lengths: the probabilities of the classes after a context are 1 in all.
TEST(ParseCostsTest, TransitionsAreCodeLengths) {
  const ParseCosts costs = MeasureParseCosts(WordsGrammar(), kFewClasses);
  for (uint32_t context = 0; context <= costs.contexts; ++context) {
    double sum = 0;
    for (uint32_t c = 0; c < costs.classes; ++c) {
      sum += std::exp2(-costs.transition[context * costs.classes + c] /
                       double{ParseCosts::kUnit});
    }
    EXPECT_NEAR(sum, 1, 0.01) << "context " << context;
  }
}

TEST(ParseCostsTest, WhatIsUsedOftenCostsLess) {
  const Grammar grammar = WordsGrammar();
  const ParseCosts costs = MeasureParseCosts(grammar, {.contexts = 1, .classes = 1});
  std::vector<uint32_t> uses(grammar.symbol_count());
  for (const Symbol symbol : grammar.blocks.symbols()) ++uses[symbol];
  const Symbol most = std::max_element(uses.begin(), uses.end()) - uses.begin();
  for (Symbol symbol = 0; symbol < grammar.symbol_count(); ++symbol) {
    if (uses[symbol] * 4 < uses[most]) {
      EXPECT_GT(costs.symbols[symbol].bits, costs.symbols[most].bits) << symbol;
    }
  }
}

}  // namespace
}  // namespace rondo::stream
