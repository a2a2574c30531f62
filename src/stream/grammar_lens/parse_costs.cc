// A token costs its class, given the context of the token before it, and then either a
// rank in the recency cache of the class or the symbol itself:
//
//   class      log2(tokens after the context / those of the class)
//   rank       what the ranks of the class take on average
//   symbol     log2(uses of the class / misses of the symbol)
//
// A first use costs its class only, whatever the symbol. So what a symbol takes in its
// class is averaged over its other uses, and one more is added at the price of a symbol
// that was never seen before: what is used twice today may be used once tomorrow.
//
// Tested by tests/stream/grammar_lens/parse_costs_test.cc.
#include "stream/grammar_lens/parse_costs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "entropy/recency_cache.h"
#include "grammar/induction/first_use.h"
#include "stream/grammar_lens/token_walk.h"

namespace rondo::stream {
namespace {

using entropy::RecencyCache;
using grammar::Grammar;
using grammar::kBytes;
using grammar::OrderedGrammar;
using grammar::ParseCosts;
using grammar::Symbol;
using grammar::SymbolSpan;
using grammar::Token;

// A token that is saved saves the reader time; this is what it may cost in size.
constexpr double kTokenBits = 1;
// Classes that never followed a context count as if they had, so often.
constexpr double kUnseen = 0.05;

// The grammar as it is, first uses marked, without copies.
OrderedGrammar MarkFirstUses(const Grammar& grammar) {
  OrderedGrammar marked;
  marked.rules = grammar.rules;
  marked.blocks = grammar.blocks;
  marked.borrowed = grammar.borrowed;
  std::vector<bool> seen(grammar.rules.size(), false);
  const auto mark = [&](std::span<Symbol> list) {
    for (Token& token : list) {
      if (token < kBytes || seen[token - kBytes] || grammar.is_borrowed(token - kBytes))
        continue;
      seen[token - kBytes] = true;
      token |= grammar::kFirstUse;
    }
  };
  uint32_t rules = 0;
  for (uint32_t block = 0; block < grammar.blocks.size(); ++block) {
    uint32_t needed = rules;
    for (const Symbol symbol : grammar.blocks[block]) {
      if (symbol >= kBytes) needed = std::max(needed, symbol - kBytes + 1);
    }
    for (; rules < needed; ++rules) {
      if (!grammar.is_borrowed(rules)) mark(marked.rules.Mutable(rules));
    }
    mark(marked.blocks.Mutable(block));
    marked.rules_through_block.push_back(rules);
  }
  return marked;
}

// A visitor for WalkTokens.
class SymbolCounter {
 public:
  explicit SymbolCounter(const SymbolClasses& classes)
      : of_class(classes.classes),
        misses(classes.class_of.size()),
        hits(classes.class_of.size()),
        transitions(size_t{classes.contexts + 1} * classes.classes),
        classes_(classes),
        caches_(classes.classes) {}

  void Borrow(uint32_t) {}
  void BeginPage(uint32_t) { ClearCaches(); }
  void EndPage(uint32_t) {}
  void BeginRule(uint32_t, SymbolSpan) {}
  void EndRule(uint32_t) {}
  void BeginBlock(uint32_t, SymbolSpan) { ClearCaches(); }
  void EndBlock(uint32_t) {}

  void Visit(Place, Symbol before, Token token) {
    const Symbol symbol = token & grammar::kTokenValue;
    const uint32_t symbol_class = classes_.class_of[symbol];
    const bool first = (token & grammar::kFirstUse) != 0;
    const uint32_t context =
        before == kAtStart ? classes_.contexts : classes_.context_of[before];
    ++transitions[context * classes_.classes + (first ? kFirstUseClass : symbol_class)];
    RecencyCache& cache = caches_[symbol_class];
    const int rank = first ? RecencyCache::kSize : cache.Find(symbol);
    if (rank < RecencyCache::kSize) {
      cache.Touch(rank);
      ++hits[symbol];
      ++of_class[symbol_class].ranks[rank];
    } else {
      cache.Insert(symbol);
      if (first) return;
      ++misses[symbol];
      ++of_class[symbol_class].misses;
    }
  }

  struct Class {
    std::array<uint32_t, RecencyCache::kSize> ranks = {};
    uint32_t misses = 0;
  };
  std::vector<Class> of_class;
  std::vector<uint32_t> misses;       // by symbol, first uses not counted
  std::vector<uint32_t> hits;         // by symbol
  std::vector<uint32_t> transitions;  // (contexts + 1) * classes

 private:
  void ClearCaches() {
    for (RecencyCache& cache : caches_) cache.Clear();
  }

  const SymbolClasses& classes_;
  std::vector<RecencyCache> caches_;  // by class
};

// What telling a symbol within its class takes.
struct InnerBits {
  double hit = 0;   // a rank, on average
  double miss = 0;  // a symbol that is always missed, if the class had no other

  explicit InnerBits(const SymbolCounter::Class& counts) {
    const double hits = std::accumulate(counts.ranks.begin(), counts.ranks.end(), 0.0);
    const double uses = hits + counts.misses;
    for (const uint32_t count : counts.ranks) {
      if (count != 0) hit += count / hits * std::log2(uses / count);
    }
    if (counts.misses != 0) miss = std::log2(uses);
  }
};

uint16_t CostOf(double bits) {
  return static_cast<uint16_t>(std::clamp(bits * ParseCosts::kUnit, 0.0, 65535.0));
}

}  // namespace

ParseCosts MeasureParseCosts(const Grammar& grammar, const ClassOptions& options) {
  const OrderedGrammar marked = MarkFirstUses(grammar);
  const SymbolClasses classes = ChooseClasses(marked, options);
  SymbolCounter counter(classes);
  WalkTokens(marked, counter);

  ParseCosts costs;
  costs.contexts = classes.contexts;
  costs.classes = classes.classes;
  for (uint32_t context = 0; context <= classes.contexts; ++context) {
    const auto row = std::span<const uint32_t>(counter.transitions)
                         .subspan(context * classes.classes, classes.classes);
    double total = 0;
    for (const uint32_t count : row) total += count + kUnseen;
    for (const uint32_t count : row) {
      costs.transition.push_back(CostOf(std::log2(total / (count + kUnseen))));
    }
  }
  const std::vector<InnerBits> inner(counter.of_class.begin(), counter.of_class.end());
  const double tokens = grammar.rules.symbols().size() + grammar.blocks.symbols().size();
  const double unseen_bits = std::log2(tokens + 1);
  for (Symbol symbol = 0; symbol < grammar.symbol_count(); ++symbol) {
    const uint32_t hits = counter.hits[symbol];
    const uint32_t misses = counter.misses[symbol];
    const InnerBits& of_class = inner[classes.class_of[symbol]];
    double bits = unseen_bits + hits * of_class.hit;
    if (misses != 0) bits += misses * (of_class.miss - std::log2(misses));
    costs.symbols.push_back({CostOf(bits / (hits + misses + 1) + kTokenBits),
                             classes.class_of[symbol], classes.context_of[symbol]});
  }
  return costs;
}

}  // namespace rondo::stream
