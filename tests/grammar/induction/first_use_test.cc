#include "grammar/induction/first_use.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rondo::grammar {
namespace {

std::vector<Symbol> ExpandSymbols(const Grammar& grammar, SymbolSpan list) {
  std::vector<Symbol> bytes;
  std::vector<SymbolSpan> open = {list};
  while (!open.empty()) {
    if (open.back().empty()) {
      open.pop_back();
      continue;
    }
    const Symbol symbol = open.back().front();
    open.back() = open.back().subspan(1);
    if (symbol < kBytes) {
      bytes.push_back(symbol);
    } else {
      open.push_back(grammar.rules[symbol - kBytes]);
    }
  }
  return bytes;
}

// Reads an ordered grammar as a decoder does: claims by position, never by number.
Grammar ReadBack(const OrderedGrammar& ordered) {
  Grammar grammar;
  std::vector<Symbol> unclaimed;
  std::vector<bool> claimed(ordered.rules.size());
  for (uint32_t r = 0; r < ordered.rules.size(); ++r) {
    for (const Token token : ordered.rules[r]) {
      Symbol symbol = token & kTokenValue;
      if (token & kFirstUse) {
        symbol = unclaimed.back();
        unclaimed.pop_back();
        EXPECT_EQ(symbol, token & kTokenValue);
      } else if (symbol >= kBytes) {
        EXPECT_LT(symbol, kBytes + r);
      }
      grammar.rules.Push(symbol);
    }
    grammar.rules.Close();
    unclaimed.push_back(kBytes + r);
  }
  size_t next = 0;
  for (uint32_t b = 0; b < ordered.blocks.size(); ++b) {
    std::vector<Symbol> symbols;
    for (const Token token : ordered.blocks[b]) {
      if (token & kCopy) {
        const Copy copy = ordered.copies[token & kTokenValue];
        EXPECT_LE(copy.length, copy.distance);
        EXPECT_LE(copy.distance, symbols.size());
        const size_t from = symbols.size() - copy.distance;
        for (uint32_t i = 0; i < copy.length; ++i) symbols.push_back(symbols[from + i]);
        continue;
      }
      Symbol symbol = token & kTokenValue;
      if (token & kFirstUse) {
        symbol = unclaimed[next++];
        EXPECT_EQ(symbol, token & kTokenValue);
        EXPECT_LT(symbol, kBytes + ordered.rules_through_block[b]);
      }
      symbols.push_back(symbol);
    }
    grammar.blocks.Add(symbols);
  }
  EXPECT_EQ(next, unclaimed.size());
  return grammar;
}

Grammar RandomGrammar() {
  Grammar grammar;
  const uint32_t rules = *rc::gen::inRange(0, 30);
  const auto symbol = [&](uint32_t below) {
    return *rc::gen::inRange(0, 3) == 0 || below == 0
               ? 'a' + *rc::gen::inRange(0u, 3u)
               : kBytes + *rc::gen::inRange(0u, below);
  };
  for (uint32_t r = 0; r < rules; ++r) {
    const int length = *rc::gen::inRange(2, 5);
    for (int i = 0; i < length; ++i) grammar.rules.Push(symbol(r));
    grammar.rules.Close();
  }
  const int blocks = *rc::gen::inRange(1, 5);
  for (int b = 0; b < blocks; ++b) {
    const int length = *rc::gen::inRange(1, 20);
    for (int i = 0; i < length; ++i) grammar.blocks.Push(symbol(rules));
    grammar.blocks.Close();
  }
  return grammar;
}

RC_GTEST_PROP(FirstUse, AReaderDerivesTheSameBlocks, ()) {
  const Grammar grammar = RandomGrammar();
  const Grammar read = ReadBack(OrderByFirstUse(grammar));
  RC_ASSERT(read.blocks.size() == grammar.blocks.size());
  for (uint32_t b = 0; b < grammar.blocks.size(); ++b) {
    RC_ASSERT(ExpandSymbols(read, read.blocks[b]) ==
              ExpandSymbols(grammar, grammar.blocks[b]));
  }
}

TEST(FirstUse, TheEssaysExample) {
  Grammar grammar;
  const auto rule = [](uint32_t r) { return kBytes + r; };
  grammar.rules.Add(std::vector<Symbol>{'a', 'b'});
  grammar.rules.Add(std::vector<Symbol>{rule(0), 'c'});
  grammar.rules.Add(std::vector<Symbol>{'d', 'e'});
  grammar.rules.Add(std::vector<Symbol>{rule(1), rule(2)});
  grammar.blocks.Add(std::vector<Symbol>{rule(3), rule(2), rule(2)});
  const OrderedGrammar ordered = OrderByFirstUse(grammar);
  ASSERT_EQ(ordered.rules.size(), 4u);
  const auto body = [&](uint32_t r) {
    return std::vector<Token>(ordered.rules[r].begin(), ordered.rules[r].end());
  };
  EXPECT_EQ(body(0), (std::vector<Token>{'d', 'e'}));
  EXPECT_EQ(body(1), (std::vector<Token>{'a', 'b'}));
  EXPECT_EQ(body(2), (std::vector<Token>{rule(1) | kFirstUse, 'c'}));
  EXPECT_EQ(body(3), (std::vector<Token>{rule(2) | kFirstUse, rule(0) | kFirstUse}));
}

TEST(FirstUse, ARuleUsedTwiceInOneBlockIsExpandedAndCopied) {
  Grammar grammar;
  grammar.rules.Add(std::vector<Symbol>{'a', 'b', 'c'});
  grammar.blocks.Add(std::vector<Symbol>{kBytes, 'x', kBytes});
  const OrderedGrammar ordered = OrderByFirstUse(grammar);
  EXPECT_EQ(ordered.rules.size(), 0u);
  ASSERT_EQ(ordered.copies.size(), 1u);
  EXPECT_EQ(ordered.copies[0].distance, 4u);
  EXPECT_EQ(ordered.copies[0].length, 3u);
}

}  // namespace
}  // namespace rondo::grammar
