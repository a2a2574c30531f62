// The sequence is walked from the left; a rule met for the first time is numbered after
// everything its body needs (depth first, children first). Bodies are walked from the
// right, so that the child of a body's leftmost first use is numbered last and lies on
// top of the stack of unclaimed rules when a reader comes to that body:
//
//   R0 = a b, R1 = R0 c, R2 = d e, R3 = R1 R2;  block: R3 R2
//   order: R2, R0, R1, R3 become 0, 1, 2, 3
//   bodies: 0 = d e | 1 = a b | 2 = *1 c | 3 = *2 *0 | block: *3 0     (* first use)
//
// Borrowed rules have no bodies here, and are numbered before all others.
//
// A reader of body 3 has the unclaimed stack [0, 2]: its first use takes 2, the next 0.
//
// Tested by: tests/grammar/induction/first_use_test.cc.

#include "grammar/induction/first_use.h"

#include <algorithm>
#include <array>

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
    if (grammar.is_borrowed(r)) continue;
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
    if (!grammar_.borrowed.empty()) NumberBorrowed();
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

  // Several rules may be the same shared one: they get one number.
  void NumberBorrowed() {
    std::vector<bool> used(grammar_.rules.size(), false);
    const auto use = [&](SymbolSpan list) {
      for (const Symbol symbol : list) {
        if (symbol >= kBytes) used[symbol - kBytes] = true;
      }
    };
    use(grammar_.blocks.symbols());
    for (uint32_t r = grammar_.rules.size(); r-- > 0;) {
      if (used[r] && !grammar_.is_borrowed(r)) use(grammar_.rules[r]);
    }
    std::vector<uint32_t> borrowed;
    for (uint32_t r = 0; r < used.size(); ++r) {
      if (used[r] && grammar_.is_borrowed(r)) borrowed.push_back(r);
    }
    std::ranges::stable_sort(borrowed, {},
                             [&](uint32_t r) { return grammar_.borrowed[r]; });
    const std::vector<Ends> ends = FindEnds();
    for (const uint32_t r : borrowed) {
      const uint32_t shared = grammar_.borrowed[r];
      if (ordered_.borrowed.empty() || ordered_.borrowed.back() != shared) {
        ordered_.borrowed.push_back(shared);
        const Ends& of_rule = ends[kBytes + r];
        for (uint32_t i = 0; i < of_rule.firsts; ++i)
          ordered_.rules.Push(of_rule.first[i]);
        ordered_.rules.Push(of_rule.last);
        ordered_.rules.Close();
      }
      number_[r] = ordered_.rules.size() - 1;
    }
  }

  // The first bytes that a symbol expands to, without the last one, and the last.
  struct Ends {
    std::array<uint8_t, 2> first = {};
    uint8_t firsts = 0;
    uint8_t last = 0;
  };
  std::vector<Ends> FindEnds() const {
    std::vector<Ends> ends(grammar_.symbol_count());
    for (Symbol byte = 0; byte < kBytes; ++byte)
      ends[byte].last = static_cast<uint8_t>(byte);
    for (uint32_t r = 0; r < grammar_.rules.size(); ++r) {
      Ends& of_rule = ends[kBytes + r];
      const auto add = [&](uint8_t byte) {
        if (of_rule.firsts < 2) of_rule.first[of_rule.firsts++] = byte;
      };
      const SymbolSpan body = grammar_.rules[r];
      for (size_t i = 0; i < body.size() && of_rule.firsts < 2; ++i) {
        const Ends& part = ends[body[i]];
        for (uint32_t j = 0; j < part.firsts; ++j) add(part.first[j]);
        if (i + 1 < body.size()) add(part.last);
      }
      of_rule.last = ends[body.back()].last;
    }
    return ends;
  }

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
