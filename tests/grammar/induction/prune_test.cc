#include "grammar/induction/prune.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "grammar/induction/re_pair.h"
#include "reference/naive_re_pair.h"

namespace rondo::grammar {
namespace {

using reference::Expand;
using reference::GrammarOf;
using reference::Show;
using reference::TextOf;
using Strings = std::vector<std::string>;

std::string Pruned(Grammar grammar, const PruneOptions& options = {}) {
  Prune(&grammar, options);
  return Show(grammar);
}

std::vector<uint64_t> Uses(const Grammar& grammar) {
  std::vector<uint64_t> uses(grammar.symbol_count());
  for (const Symbol symbol : grammar.rules.symbols()) ++uses[symbol];
  for (const Symbol symbol : grammar.blocks.symbols()) ++uses[symbol];
  return uses;
}

// The first use of a rule is part of what the rule costs.
double CostBits(const Grammar& grammar, const PruneOptions& options) {
  std::vector<uint64_t> uses = Uses(grammar);
  double total = 0;
  for (Symbol symbol = 0; symbol < uses.size(); ++symbol) {
    if (symbol >= kBytes && uses[symbol] > 0) --uses[symbol];
    total += uses[symbol];
  }
  double bits = options.rule_bits * static_cast<double>(grammar.rules.size());
  for (const uint64_t count : uses) {
    if (count > 0) bits += count * std::log2(total / count);
  }
  return bits;
}

// What must hold of every pruned grammar; "" if it does.
std::string WhyNotPruned(const Grammar& before, const Grammar& after,
                         const PruneOptions& options) {
  if (Expand(before) != Expand(after)) return "a block derives something else";
  const std::vector<uint64_t> uses = Uses(after);
  for (uint32_t r = 0; r < after.rules.size(); ++r) {
    const std::string name = "rule " + std::to_string(r);
    if (uses[kBytes + r] < 2) return name + " is used less than twice";
    if (after.rules[r].size() < 2) return name + " is too short";
    for (const Symbol symbol : after.rules[r]) {
      if (symbol >= kBytes + r) return name + " refers to a later one";
    }
  }
  // Costs are rounded down to 2^-16 bits a symbol.
  const double slack = 1 + 1e-4 * before.rules.symbols().size();
  if (CostBits(after, options) > CostBits(before, options) + slack) return "costs more";
  return "";
}

TEST(PruneTest, EmptyGrammar) {
  EXPECT_EQ(Pruned({}), "");
  EXPECT_EQ(Pruned(GrammarOf({}, {"", "a"})), "|  | a");
}

TEST(PruneTest, UnusedRulesGo) {
  EXPECT_EQ(Pruned(GrammarOf({"ab", "Ac", "xy"}, {"ab"}), {.rule_bits = 0}), "| ab");
}

TEST(PruneTest, RulesUsedOnceGo) {
  EXPECT_EQ(Pruned(GrammarOf({"ab", "Ac", "Bd"}, {"Cx"}), {.rule_bits = 0}), "| abcdx");
}

TEST(PruneTest, ARuleThatSavesStays) {
  const std::string body = "abcdefghijklmnopqrstuvwxyz";
  EXPECT_EQ(Pruned(GrammarOf({body}, {"AAAA"})), "A=" + body + " | AAAA");
}

TEST(PruneTest, ARuleThatSavesLessThanItCostsGoes) {
  EXPECT_EQ(Pruned(GrammarOf({"ab"}, {"AxA"})), "| abxab");
  EXPECT_EQ(Pruned(GrammarOf({"ab"}, {"AxA"}), {.rule_bits = 1000}), "| abxab");
}

TEST(PruneTest, ChildrenOfAnInlinedRuleCountAllItsCopies) {
  // B goes; A is then used four times instead of twice.
  const std::string a = "abcdefghijklmnop";
  EXPECT_EQ(Pruned(GrammarOf({a, "Ax"}, {"BAyBzB"})), "A=" + a + " | AxAyAxzAx");
}

TEST(PruneTest, ChildrenComeFirstInOrderOfFirstUse) {
  const std::string a = "abcdefghijklmnop", c = "qrstuvwxyz012345";
  EXPECT_EQ(Pruned(GrammarOf({"Babcdefgh", c, a}, {"CyCyCxAxAxA"})),
            "A=" + a + " B=" + c + "abcdefgh | AyAyAxBxBxB");
}

// Deep enough to end any recursion.
TEST(PruneTest, ChainOfAMillionRules) {
  Grammar grammar;
  grammar.rules.Add(std::vector<Symbol>{'a', 'b'});
  for (Symbol r = 1; r < 1'000'000; ++r) {
    grammar.rules.Add(std::vector<Symbol>{kBytes + r - 1, 'a' + r % 2});
  }
  grammar.blocks.Add(std::vector<Symbol>{grammar.symbol_count() - 1});
  Prune(&grammar, {});
  EXPECT_EQ(grammar.rules.size(), 0);
  ASSERT_EQ(grammar.blocks.size(), 1);
  EXPECT_EQ(grammar.blocks[0].size(), 1'000'001);
}

// A run costs nothing by its order-0 cost, whatever becomes of its rules: the bound keeps
// it short.
TEST(PruneTest, InliningIsBounded) {
  const NoteText text = TextOf({std::string(1 << 20, 'a')});
  Grammar grammar = RePair(text);
  Prune(&grammar, {});
  EXPECT_EQ(Expand(grammar), Strings({std::string(1 << 20, 'a')}));
  EXPECT_LE(grammar.blocks.symbols().size(), 64);
  EXPECT_LE(grammar.rules.symbols().size(), 20 * 64);
}

TEST(PruneTest, IsAFixedPoint) {
  Grammar once =
      RePair(TextOf({"how much wood would a woodchuck chuck if a woodchuck "
                     "could chuck wood? a woodchuck would chuck wood"}));
  Prune(&once, {});
  Grammar twice = once;
  Prune(&twice, {});
  EXPECT_EQ(Show(once), Show(twice));
}

RC_GTEST_PROP(PruneProperty, RePairGrammars, ()) {
  const auto words = *rc::gen::nonEmpty(rc::gen::container<Strings>(
      rc::gen::container<std::string>(rc::gen::inRange('a', 'f'))));
  Strings blocks(1);
  for (const auto word : *rc::gen::container<std::vector<size_t>>(
           300, rc::gen::inRange<size_t>(0, words.size()))) {
    if (word == 0) blocks.emplace_back();
    blocks.back() += words[word];
  }
  const PruneOptions options = {.rule_bits = *rc::gen::inRange<uint32_t>(0, 16),
                                .max_inlined_symbols = *rc::gen::inRange<uint32_t>(2, 64),
                                .max_sweeps = *rc::gen::inRange(0, 5)};
  const Grammar before = RePair(TextOf(blocks));
  Grammar after = before;
  Prune(&after, options);
  RC_ASSERT(WhyNotPruned(before, after, options) == "");
}

// Rules that refer to any lower ones, in an order mixed up afterwards.
RC_GTEST_PROP(PruneProperty, AnyAcyclicGrammar, ()) {
  const auto rules = *rc::gen::inRange<uint32_t>(0, 12);
  std::vector<uint32_t> place(rules);  // where the rule goes
  for (uint32_t r = 0; r < rules; ++r) place[r] = r;
  for (uint32_t r = rules; r > 1; --r) {
    std::swap(place[r - 1], place[*rc::gen::inRange<uint32_t>(0, r)]);
  }
  const auto list = [&](uint32_t below, size_t shortest) {
    std::vector<Symbol> symbols(*rc::gen::inRange<size_t>(shortest, 6));
    for (Symbol& symbol : symbols) {
      const auto choice = *rc::gen::inRange<uint32_t>(0, below + 3);
      symbol = choice < below ? kBytes + place[choice] : 'a' + (choice - below);
    }
    return symbols;
  };
  std::vector<std::vector<Symbol>> bodies(rules);
  for (uint32_t r = 0; r < rules; ++r) bodies[place[r]] = list(r, 2);
  Grammar before;
  for (const auto& body : bodies) before.rules.Add(body);
  for (int b = *rc::gen::inRange(0, 4); b > 0; --b) before.blocks.Add(list(rules, 0));
  const PruneOptions options = {.rule_bits = *rc::gen::inRange<uint32_t>(0, 16)};
  Grammar after = before;
  Prune(&after, options);
  RC_ASSERT(WhyNotPruned(before, after, options) == "");
}

}  // namespace
}  // namespace rondo::grammar
