// The sequence is walked from the left; a rule met for the first time is numbered after
// everything its body needs (depth first, children first). Bodies are walked from the
// right, so that the child of a body's leftmost first use is numbered last and lies on
// top of the stack of unclaimed rules when a reader comes to that body:
//
//   R0 = a b, R1 = R0 c, R2 = d e, R3 = R1 R2;  block: R3 R2
//   order: R2, R0, R1, R3 become 0, 1, 2, 3
//   bodies: 0 = d e | 1 = a b | 2 = *1 c | 3 = *2 *0 | block: *3 0     (* first use)
//
// A reader of body 3 has the unclaimed stack [0, 2]: its first use takes 2, the next 0.
//
// Tested by: tests/grammar/induction/first_use_test.cc.

#include "grammar/induction/first_use.h"

namespace rondo::grammar {
namespace {

constexpr uint32_t kNowhere = ~uint32_t{0};  // used in more than one place

// For each rule the block whose sequence holds its only two uses, or kNowhere. A use in
// the body of a rule that will itself be expanded in place counts as one in the sequence.
std::vector<uint32_t> FindCopied(const Grammar& grammar) {
  struct Uses {
    uint32_t count = 0;
    uint32_t block = kNowhere;
  };
  std::vector<Uses> uses(grammar.rules.size());
  const auto use = [&](Symbol symbol, uint32_t block) {
    if (symbol < kBytes) return;
    Uses& known = uses[symbol - kBytes];
    known.block = known.count == 0 || known.block == block ? block : kNowhere;
    ++known.count;
  };
  for (uint32_t b = 0; b < grammar.blocks.size(); ++b) {
    for (const Symbol symbol : grammar.blocks[b]) use(symbol, b);
  }
  std::vector<uint32_t> copied(grammar.rules.size(), kNowhere);
  for (uint32_t r = grammar.rules.size(); r-- > 0;) {
    if (uses[r].count == 2) copied[r] = uses[r].block;
    for (const Symbol symbol : grammar.rules[r]) use(symbol, copied[r]);
  }
  return copied;
}

class Orderer {
 public:
  explicit Orderer(const Grammar& grammar)
      : grammar_(grammar),
        copied_(FindCopied(grammar)),
        number_(grammar.rules.size(), kNowhere),
        expanded_at_(grammar.rules.size(), kNowhere),
        first_use_(grammar.rules.symbols().size()) {}

  OrderedGrammar Run() && {
    for (uint32_t b = 0; b < grammar_.blocks.size(); ++b) {
      WriteBlock(grammar_.blocks[b]);
      ordered_.rules_through_block.push_back(ordered_.rules.size());
    }
    return std::move(ordered_);
  }

 private:
  struct Frame {
    uint32_t rule;
    uint32_t position;
  };

  void WriteBlock(SymbolSpan sequence) {
    uint32_t written = 0;  // symbols of the block so far
    // Expands copied rules in place: frames walk their bodies from the left.
    std::vector<Frame> open;
    std::vector<uint32_t> open_at;
    const auto visit = [&](Symbol symbol) {
      if (symbol >= kBytes && copied_[symbol - kBytes] != kNowhere) {
        const uint32_t rule = symbol - kBytes;
        if (expanded_at_[rule] == kNowhere) {
          open.push_back({rule, 0});
          open_at.push_back(written);
        } else {
          ordered_.blocks.Push(kCopy | static_cast<Token>(ordered_.copies.size()));
          ordered_.copies.push_back({written - expanded_at_[rule], number_[rule]});
          written += number_[rule];
        }
        return;
      }
      ordered_.blocks.Push(Reference(symbol));
      ++written;
    };
    for (const Symbol symbol : sequence) {
      visit(symbol);
      while (!open.empty()) {
        Frame& frame = open.back();
        const SymbolSpan body = grammar_.rules[frame.rule];
        if (frame.position < body.size()) {
          visit(body[frame.position++]);
          continue;
        }
        // From now on number_ of this rule holds its length in symbols.
        expanded_at_[frame.rule] = open_at.back();
        number_[frame.rule] = written - open_at.back();
        open.pop_back();
        open_at.pop_back();
      }
    }
    ordered_.blocks.Close();
  }

  // The token for a symbol in a block, numbering the rule if this is its first use.
  Token Reference(Symbol symbol) {
    if (symbol < kBytes) return symbol;
    const bool first = number_[symbol - kBytes] == kNowhere;
    if (first) NumberTree(symbol - kBytes);
    return (kBytes + number_[symbol - kBytes]) | (first ? kFirstUse : 0);
  }

  void NumberTree(uint32_t root) {
    number_[root] = 0;  // met; the number comes when its body is done
    stack_.push_back({root, static_cast<uint32_t>(grammar_.rules[root].size())});
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const SymbolSpan body = grammar_.rules[frame.rule];
      if (frame.position == 0) {
        WriteRule(frame.rule);
        stack_.pop_back();
        continue;
      }
      const Symbol symbol = body[--frame.position];
      if (symbol < kBytes || number_[symbol - kBytes] != kNowhere) continue;
      const uint32_t child = symbol - kBytes;
      first_use_[body.data() - grammar_.rules.symbols().data() + frame.position] = true;
      number_[child] = 0;
      stack_.push_back({child, static_cast<uint32_t>(grammar_.rules[child].size())});
    }
  }

  void WriteRule(uint32_t rule) {
    const SymbolSpan body = grammar_.rules[rule];
    const size_t begin = body.data() - grammar_.rules.symbols().data();
    number_[rule] = ordered_.rules.size();
    for (size_t i = 0; i < body.size(); ++i) {
      const Symbol symbol = body[i];
      ordered_.rules.Push(symbol < kBytes ? symbol
                                          : (kBytes + number_[symbol - kBytes]) |
                                                (first_use_[begin + i] ? kFirstUse : 0));
    }
    ordered_.rules.Close();
  }

  const Grammar& grammar_;
  const std::vector<uint32_t> copied_;  // block, or kNowhere
  std::vector<uint32_t> number_;        // new number; of a copied rule its length
  std::vector<uint32_t> expanded_at_;  // of a copied rule: symbols of its block before it
  std::vector<bool> first_use_;        // by position in grammar_.rules
  std::vector<Frame> stack_;
  OrderedGrammar ordered_;
};

}  // namespace

OrderedGrammar OrderByFirstUse(const Grammar& grammar) { return Orderer(grammar).Run(); }

}  // namespace rondo::grammar
