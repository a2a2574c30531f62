// Puts a grammar in the order in which a score stores it: every rule just before its
// first use, so that a first use needs no number.
#ifndef RONDO_GRAMMAR_INDUCTION_FIRST_USE_H_
#define RONDO_GRAMMAR_INDUCTION_FIRST_USE_H_

#include <cstdint>
#include <vector>

#include "grammar/grammar.h"

namespace rondo::grammar {

// A symbol with a mark: what is coded in place of a plain symbol.
using Token = uint32_t;
inline constexpr Token kFirstUse = 1u << 31;  // the low bits are a rule's symbol
inline constexpr Token kCopy = 1u << 30;      // the low bits are an index into copies
inline constexpr Token kTokenValue = kCopy - 1;

// Repeats symbols of the same block: `length` symbols from `distance` symbols back.
// 1 <= length <= distance.
struct Copy {
  uint32_t distance;
  uint32_t length;
};

// Invariants: rules are numbered by first use, children first. The first uses in a rule's
// body claim the youngest unclaimed rules: the body's first one claims the last rule
// before it, and so on backwards. First uses in blocks claim what bodies leave unclaimed,
// oldest first. Borrowed rules come before all others, by rising numbers of the rules
// that they are; nothing claims them.
struct OrderedGrammar {
  // Tokens without copies. Of a borrowed rule it is the first bytes that it expands to,
  // one or two, and the last.
  SymbolLists rules;
  SymbolLists blocks;  // tokens
  std::vector<Copy> copies;
  std::vector<uint32_t> borrowed;  // by rule, of those that are borrowed: see Grammar
  // Rules claimed by blocks 0..b and the borrowed ones, cumulative.
  std::vector<uint32_t> rules_through_block;

  bool is_borrowed(uint32_t rule) const {
    return rule < borrowed.size() && borrowed[rule] != kOwn;
  }
};

// Rules that are used exactly twice, both times in the sequence of one block, are
// expanded in place once and copied once. Unused rules vanish.
// REQUIRES: bodies refer only to lower-numbered rules; fewer than 2^30 symbols.
// Cost: linear; explicit stack.
OrderedGrammar OrderByFirstUse(const Grammar& grammar);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_FIRST_USE_H_
