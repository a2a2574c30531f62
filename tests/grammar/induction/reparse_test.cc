#include "grammar/induction/reparse.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "grammar/induction/prune.h"
#include "grammar/induction/re_pair.h"
#include "reference/naive_re_pair.h"

namespace rondo::grammar {
namespace {

using reference::Expand;
using reference::GrammarOf;
using reference::Show;
using reference::TextOf;
using Strings = std::vector<std::string>;

// Every symbol costs `bits`.
ParseCosts FlatCosts(const Grammar& grammar, uint16_t bits = 8) {
  ParseCosts costs;
  costs.contexts = 1;
  costs.classes = 1;
  costs.transition = {0, 0};
  costs.symbols.assign(grammar.symbol_count(),
                       {.bits = static_cast<uint16_t>(bits * ParseCosts::kUnit)});
  return costs;
}

std::string Reparsed(Grammar grammar, const ParseCosts& costs) {
  Reparse(&grammar, costs);
  return Show(grammar);
}
std::string Reparsed(const Grammar& grammar) {
  return Reparsed(grammar, FlatCosts(grammar));
}

// What every symbol derives.
Strings Expansions(const Grammar& grammar) {
  Grammar each{.rules = grammar.rules, .blocks = {}};
  for (Symbol symbol = 0; symbol < grammar.symbol_count(); ++symbol) {
    each.blocks.Add(SymbolSpan(&symbol, 1));
  }
  return Expand(each);
}

// What must hold of every grammar that was re-parsed; "" if it does.
std::string WhyNotReparsed(const Grammar& before, const Grammar& after,
                           const ParseCosts& costs) {
  if (after.rules.size() != before.rules.size()) return "rules are missing";
  const Strings expansions = Expansions(before);
  if (Expansions(after) != expansions) return "a rule derives something else";
  if (Expand(after) != Expand(before)) return "a block derives something else";
  for (uint32_t r = 0; r < after.rules.size(); ++r) {
    const std::string name = "rule " + std::to_string(r);
    if (ParseCost(after.rules[r], costs) > ParseCost(before.rules[r], costs)) {
      return name + " costs more";
    }
    for (const Symbol symbol : after.rules[r]) {
      if (expansions[symbol].size() >= expansions[kBytes + r].size()) {
        return name + " refers to one that is as long";
      }
    }
  }
  for (uint32_t b = 0; b < after.blocks.size(); ++b) {
    if (ParseCost(after.blocks[b], costs) > ParseCost(before.blocks[b], costs)) {
      return "block " + std::to_string(b) + " costs more";
    }
  }
  Grammar pruned = after;
  Prune(&pruned, {});
  if (Expand(pruned) != Expand(before)) return "pruned, a block derives something else";
  return "";
}

// The least that a text costs where costs do not depend on contexts: by trying every
// symbol at every place.
uint64_t LeastCost(const std::string& text, const Strings& expansions,
                   const ParseCosts& costs,
                   size_t below = std::numeric_limits<size_t>::max()) {
  std::vector<uint64_t> least(text.size() + 1, std::numeric_limits<uint64_t>::max());
  least[0] = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    for (Symbol symbol = 0; symbol < expansions.size(); ++symbol) {
      const std::string& phrase = expansions[symbol];
      if (phrase.size() >= below || text.compare(at, phrase.size(), phrase) != 0)
        continue;
      uint64_t& there = least[at + phrase.size()];
      there = std::min(there, least[at] + costs.symbols[symbol].bits);
    }
  }
  return least[text.size()];
}

// Rules that refer to any lower ones, and blocks.
Grammar AnyGrammar(uint32_t max_rules, size_t max_body) {
  const auto rules = *rc::gen::inRange<uint32_t>(0, max_rules + 1);
  const auto list = [&](uint32_t below, size_t shortest) {
    std::vector<Symbol> symbols(*rc::gen::inRange<size_t>(shortest, max_body + 1));
    for (Symbol& symbol : symbols) {
      const auto choice = *rc::gen::inRange<uint32_t>(0, below + 3);
      symbol = choice < below ? kBytes + choice : 'a' + (choice - below);
    }
    return symbols;
  };
  Grammar grammar;
  for (uint32_t r = 0; r < rules; ++r) grammar.rules.Add(list(r, 2));
  for (int b = *rc::gen::inRange(0, 4); b > 0; --b) grammar.blocks.Add(list(rules, 0));
  return grammar;
}

ParseCosts AnyCosts(const Grammar& grammar, uint32_t contexts, uint32_t classes) {
  ParseCosts costs;
  costs.contexts = contexts;
  costs.classes = classes;
  costs.transition = *rc::gen::container<std::vector<uint16_t>>(
      (contexts + 1) * classes, rc::gen::inRange<uint16_t>(0, 3000));
  for (Symbol s = 0; s < grammar.symbol_count(); ++s) {
    costs.symbols.push_back(
        {*rc::gen::inRange<uint16_t>(0, 5000),
         *rc::gen::inRange<uint8_t>(0, static_cast<uint8_t>(classes)),
         *rc::gen::inRange<uint8_t>(0, static_cast<uint8_t>(contexts))});
  }
  return costs;
}

TEST(ReparseTest, EmptyLists) {
  EXPECT_EQ(Reparsed({}), "");
  EXPECT_EQ(Reparsed(GrammarOf({}, {"", "a", ""})), "|  | a | ");
}

TEST(ReparseTest, TakesTheCheaperWay) {
  const Grammar grammar = GrammarOf({"ab", "bcd", "cd"}, {"AC"});
  ParseCosts costs = FlatCosts(grammar);
  costs.symbols['a'].bits += 1;
  EXPECT_EQ(Reparsed(grammar, costs), "A=ab B=bC C=cd | AC");
  costs.symbols[kBytes].bits += 2;
  EXPECT_EQ(Reparsed(grammar, costs), "A=ab B=bC C=cd | aB");
}

TEST(ReparseTest, UsesRulesWhereverTheyMatch) {
  EXPECT_EQ(Reparsed(GrammarOf({"ab", "abab"}, {"ab", "ababababab", "xabx"})),
            "A=ab B=AA | A | ABB | xAx");
}

TEST(ReparseTest, OfEqualRulesOneIsUsed) {
  EXPECT_EQ(Reparsed(GrammarOf({"abc", "bc", "aB"}, {"xabcx", "CC"})),
            "A=aB B=bc C=aB | xAx | AA");
}

TEST(ReparseTest, ContextsCount) {
  // 'b' is dear after anything but 'a', so the rule that ends with it does not pay.
  Grammar grammar = GrammarOf({"ab"}, {"ab"});
  ParseCosts costs = FlatCosts(grammar, 1);
  costs.contexts = 2;
  costs.classes = 2;
  costs.transition = {0, 9000, 0,
                      0, 0,    9000};  // contexts: other, after 'a', at the start
  costs.symbols['a'].context = 1;
  costs.symbols['b'].symbol_class = 1;
  costs.symbols[kBytes].symbol_class = 1;
  EXPECT_EQ(Reparsed(grammar, costs), "A=ab | ab");
  EXPECT_EQ(ParseCost(grammar.blocks[0], costs), 2u * ParseCosts::kUnit);
}

TEST(ReparseTest, LongRulesStayWhereTheyAre) {
  const std::string longest(kBytes / 4, 'x'), too_long = longest + "x";
  EXPECT_EQ(Reparsed(GrammarOf({longest}, {"y" + longest + "y"})),
            "A=" + longest + " | yAy");
  EXPECT_EQ(Reparsed(GrammarOf({too_long, "ab"}, {"y" + too_long + "y", "abAab"})),
            "A=" + too_long + " B=ab | y" + too_long + "y | BAB");
}

TEST(ReparseTest, StretchesBesideALongRule) {
  const std::string fill(65, '.');
  EXPECT_EQ(Reparsed(GrammarOf({"ab", fill, "cd"}, {"abBcd", "BabBB", "abcdB"})),
            "A=ab B=" + fill + " C=cd | ABC | BABB | ACB");
}

// Deep enough to end any recursion.
TEST(ReparseTest, ChainOfAMillionRules) {
  Grammar grammar;
  grammar.rules.Add(std::vector<Symbol>{'a', 'b'});
  for (Symbol r = 1; r < 1'000'000; ++r) {
    grammar.rules.Add(std::vector<Symbol>{kBytes + r - 1, 'a' + r % 2});
  }
  grammar.blocks.Add(std::vector<Symbol>{grammar.symbol_count() - 1, 'a', 'b'});
  Reparse(&grammar, FlatCosts(grammar));
  EXPECT_EQ(grammar.blocks.symbols().size(), 2);
  EXPECT_EQ(grammar.blocks[0][1], kBytes);
}

// 64 rules that double claim 2^64 bytes.
TEST(ReparseTest, ExpansionsThatOverflow) {
  Grammar grammar;
  grammar.rules.Add(std::vector<Symbol>{'a', 'a'});
  for (Symbol r = 1; r < 100; ++r) {
    grammar.rules.Add(std::vector<Symbol>{kBytes + r - 1, kBytes + r - 1});
  }
  grammar.blocks.Add(std::vector<Symbol>{'a', 'a', kBytes + 99, 'a', 'a', 'a', 'a'});
  Reparse(&grammar, FlatCosts(grammar));
  EXPECT_EQ(std::vector<Symbol>(grammar.blocks[0].begin(), grammar.blocks[0].end()),
            (std::vector<Symbol>{kBytes, kBytes + 99, kBytes + 1}));
}

RC_GTEST_PROP(ReparseProperty, AnyGrammarAndCosts, ()) {
  const Grammar before = AnyGrammar(8, 4);
  const ParseCosts costs = AnyCosts(before, *rc::gen::inRange<uint32_t>(1, 5),
                                    *rc::gen::inRange<uint32_t>(1, 5));
  Grammar after = before;
  Reparse(&after, costs);
  RC_ASSERT(WhyNotReparsed(before, after, costs) == "");
}

RC_GTEST_PROP(ReparseProperty, RePairGrammars, ()) {
  const auto blocks = *rc::gen::container<Strings>(
      *rc::gen::inRange<size_t>(1, 4),
      rc::gen::scale(4, rc::gen::container<std::string>(rc::gen::inRange('a', 'd'))));
  Grammar before = RePair(TextOf(blocks));
  Prune(&before, {.rule_bits = 0});
  const ParseCosts costs = AnyCosts(before, 3, 2);
  Grammar after = before;
  Reparse(&after, costs);
  RC_ASSERT(WhyNotReparsed(before, after, costs) == "");
}

RC_GTEST_PROP(ReparseProperty, CheapestWithoutContexts, ()) {
  // At most 4^3 = 64 bytes a rule.
  const Grammar before = AnyGrammar(3, 4);
  ParseCosts costs = AnyCosts(before, 1, 1);
  costs.transition.assign(2, 0);
  Grammar after = before;
  Reparse(&after, costs);
  const Strings expansions = Expansions(before);
  for (uint32_t r = 0; r < after.rules.size(); ++r) {
    const std::string& text = expansions[kBytes + r];
    RC_ASSERT(ParseCost(after.rules[r], costs) ==
              LeastCost(text, expansions, costs, text.size()));
  }
  const Strings texts = Expand(before);
  for (uint32_t b = 0; b < after.blocks.size(); ++b) {
    RC_ASSERT(ParseCost(after.blocks[b], costs) ==
              LeastCost(texts[b], expansions, costs));
  }
}

}  // namespace
}  // namespace rondo::grammar
