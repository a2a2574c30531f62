// Whether a rule pays depends on how often it is used, which depends on what becomes of
// the rules that use it; and on what its body costs, which depends on what becomes of the
// rules in it. So one sweep goes through the grammar twice, and starts from the whole
// grammar every time: a rule that was given up may come back.
//
//   Price, children first: what each body costs at the prices of the sweep before, where
//   a rule that was given up costs what its body costs.
//
//   Decide, parents first: when a rule's turn comes its parents are decided, so it is
//   exactly known how often it is used. Used u times, it stays if
//
//       (u-1) * log2(total / (u-1)) + cost(body) + rule_bits  <  u * cost(body)
//
//   and its body is written once, else u times: that many uses go to each symbol of it.
//   The first use needs no number where a score has it, so it counts as part of the rule.
//
//   A = ab   B = Ac   C = BA   | BxByCC      uses of C: 2   B: 3   A: 2
//   If B is given up: A = ab   C = AcA | AcxAcyCC           B: -   A: 4, so A gains
//
// A borrowed rule has no body to be written: if it stays, nothing is used by it, but its
// first use needs a number, too.
//
// The first sweep gives up only what is used once, which cannot cost anything; of all
// sweeps the cheapest counts. Two or three change nearly everything that changes.
//
// Tested by tests/grammar/induction/prune_test.cc.
#include "grammar/induction/prune.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <vector>

#include "grammar/induction/children_first.h"

namespace rondo::grammar {
namespace {

// Costs are in 2^-kCostShift bits.
constexpr int kCostShift = 16;

// log2(x) in cost units, rounded down, by squaring the mantissa: integers only, so that
// the same rules are kept on every machine. REQUIRES: 1 <= x < 2^62.
constexpr uint64_t Log2Slow(uint64_t x) {
  const int whole = std::bit_width(x) - 1;
  uint64_t mantissa = whole > 31 ? x >> (whole - 31) : x << (31 - whole);  // [2^31, 2^32)
  uint64_t result = static_cast<uint64_t>(whole) << kCostShift;
  for (int bit = kCostShift - 1; bit >= 0; --bit) {
    mantissa = mantissa * mantissa >> 31;
    if (mantissa >> 32 != 0) {
      mantissa >>= 1;
      result |= uint64_t{1} << bit;
    }
  }
  return result;
}

uint64_t Log2(uint64_t x) {
  static constexpr auto kSmall = [] {
    std::array<uint32_t, 1024> table{};
    for (size_t i = 1; i < table.size(); ++i)
      table[i] = static_cast<uint32_t>(Log2Slow(i));
    return table;
  }();
  return x < kSmall.size() ? kSmall[x] : Log2Slow(x);
}

class Pruner {
 public:
  Pruner(const Grammar& grammar, const PruneOptions& options)
      : grammar_(grammar),
        options_(options),
        rule_cost_(uint64_t{options.rule_bits} << kCostShift),
        borrowed_cost_(uint64_t{options.borrowed_bits} << kCostShift),
        order_(ChildrenFirst(grammar)),
        uses_in_blocks_(grammar.symbol_count(), 0),
        bodies_(grammar.rules.size()) {
    for (const Symbol symbol : grammar.blocks.symbols()) ++uses_in_blocks_[symbol];
  }

  Grammar Run() {
    Decide([this](uint32_t rule, uint64_t uses) {
      return uses > (grammar_.is_borrowed(rule) ? 0 : 1);
    });
    uint64_t best_cost = Cost();
    std::vector<bool> best = kept_;
    for (int sweep = 0; sweep < options_.max_sweeps; ++sweep) {
      Price();
      Decide([this](uint32_t rule, uint64_t uses) { return Pays(rule, uses); });
      const uint64_t cost = Cost();
      if (cost >= best_cost) break;
      const uint64_t gain = best_cost - cost;
      best_cost = cost;
      best = kept_;
      if (gain < cost / 2000) break;
    }
    kept_ = std::move(best);
    return Rebuild();
  }

 private:
  struct Body {
    uint64_t cost = 0;
    uint64_t length = 0;  // symbols, with the bodies of rules that are given up
  };

  void Price() {
    const uint64_t log_total = Log2(total_);
    for (const uint32_t rule : order_) {
      Body body;
      for (const Symbol symbol : grammar_.rules[rule]) {
        if (symbol >= kBytes && !kept_[symbol - kBytes]) {
          body.cost += bodies_[symbol - kBytes].cost;
          body.length += bodies_[symbol - kBytes].length;
        } else {
          body.cost += log_total - Log2(uses_[symbol]);
          ++body.length;
        }
      }
      bodies_[rule] = body;
    }
    log_total_ = log_total;
  }

  bool Pays(uint32_t rule, uint64_t uses) const {
    const bool borrowed = grammar_.is_borrowed(rule);
    const uint64_t numbered = uses - std::min<uint64_t>(uses, borrowed ? 0 : 1);
    if (numbered == 0) return false;
    const Body& body = bodies_[rule];
    if (body.length > options_.max_inlined_symbols) return true;
    const uint64_t number_cost = log_total_ - std::min(Log2(numbered), log_total_);
    const uint64_t once = borrowed ? borrowed_cost_ : body.cost + rule_cost_;
    return numbered * number_cost + once < uses * body.cost;
  }

  template <typename Keep>
  void Decide(Keep keep) {
    uses_ = uses_in_blocks_;
    total_ = grammar_.blocks.symbols().size();
    kept_.assign(grammar_.rules.size(), false);
    for (auto rule = order_.rbegin(); rule != order_.rend(); ++rule) {
      uint64_t& uses = uses_[kBytes + *rule];
      const SymbolSpan body = grammar_.rules[*rule];
      kept_[*rule] = keep(*rule, uses);
      uint64_t copies = 1;
      if (kept_[*rule] && grammar_.is_borrowed(*rule)) {
        copies = 0;
      } else if (kept_[*rule]) {
        --uses;
        --total_;
      } else {
        total_ -= uses;
        copies = std::exchange(uses, 0);
      }
      for (const Symbol symbol : body) uses_[symbol] += copies;
      total_ += copies * body.size();
    }
  }

  // Of the grammar that the last Decide leaves.
  uint64_t Cost() const {
    const uint64_t log_total = total_ == 0 ? 0 : Log2(total_);
    uint64_t cost = 0;
    for (Symbol symbol = 0; symbol < uses_.size(); ++symbol) {
      if (uses_[symbol] == 0) continue;
      cost += uses_[symbol] * (log_total - Log2(uses_[symbol]));
      if (symbol >= kBytes)
        cost += grammar_.is_borrowed(symbol - kBytes) ? borrowed_cost_ : rule_cost_;
    }
    return cost;
  }

  Grammar Rebuild() const {
    Grammar result;
    std::vector<Symbol> renamed(grammar_.rules.size());
    for (const uint32_t rule : order_) {
      if (!kept_[rule]) continue;
      AddInlined(grammar_.rules[rule], renamed, &result.rules);
      if (!grammar_.borrowed.empty()) result.borrowed.push_back(grammar_.borrowed[rule]);
      renamed[rule] = result.symbol_count() - 1;
    }
    for (uint32_t block = 0; block < grammar_.blocks.size(); ++block) {
      AddInlined(grammar_.blocks[block], renamed, &result.blocks);
    }
    return result;
  }

  // Appends the list with the bodies of the rules that are given up written out.
  void AddInlined(SymbolSpan list, const std::vector<Symbol>& renamed,
                  SymbolLists* out) const {
    std::vector<SymbolSpan> stack = {list};  // what is left to write, innermost last
    while (!stack.empty()) {
      if (stack.back().empty()) {
        stack.pop_back();
        continue;
      }
      const Symbol symbol = stack.back().front();
      stack.back() = stack.back().subspan(1);
      if (symbol < kBytes) {
        out->Push(symbol);
      } else if (kept_[symbol - kBytes]) {
        out->Push(renamed[symbol - kBytes]);
      } else {
        stack.push_back(grammar_.rules[symbol - kBytes]);
      }
    }
    out->Close();
  }

  const Grammar& grammar_;
  const PruneOptions& options_;
  const uint64_t rule_cost_;
  const uint64_t borrowed_cost_;
  const std::vector<uint32_t> order_;  // rules, children first
  std::vector<uint64_t> uses_in_blocks_;
  std::vector<Body> bodies_;  // as of the last Price
  uint64_t log_total_ = 0;    // as of the last Price
  // As of the last Decide.
  std::vector<bool> kept_;
  std::vector<uint64_t> uses_;  // [symbol], without first uses; 0 for what is given up
  uint64_t total_ = 0;          // of all uses_
};

}  // namespace

void Prune(Grammar* grammar, const PruneOptions& options) {
  *grammar = Pruner(*grammar, options).Run();
}

}  // namespace rondo::grammar
