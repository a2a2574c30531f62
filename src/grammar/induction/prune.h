// Pruning: puts the bodies of rules that cost more than they save in place of the rules.
#ifndef RONDO_GRAMMAR_INDUCTION_PRUNE_H_
#define RONDO_GRAMMAR_INDUCTION_PRUNE_H_

#include <cstdint>

#include "grammar/grammar.h"

namespace rondo::grammar {

struct PruneOptions {
  // What a rule costs beside the symbols of its body, the mark at its first use included.
  uint32_t rule_bits = 12;
  // What a borrowed rule costs, which needs no body.
  uint32_t borrowed_bits = 10;
  // A rule used twice or more is kept if its body, written out as far as rules in it go,
  // is longer. Symbols that are nearly certain cost next to nothing, but each still takes
  // time to decode: without the bound a block of zeros would be one symbol a byte.
  uint32_t max_inlined_symbols = 64;
  // At most this many rounds of pricing and deciding; a round that gains less than 1/2000
  // is the last.
  int max_sweeps = 6;
};

// Removes rules while that lowers the order-0 cost of the grammar,
//
//   sum over all symbols of bodies and blocks of log2(total / count)  +  rule_bits a
//   rule,
//
// where the first use of a rule does not count, as it is but a mark in a score; and all
// rules used less than twice. A borrowed rule costs borrowed_bits and all of its uses,
// and may stay for one. Every block derives what it did; the cost never rises. In the
// result a body refers only to lower-numbered rules, and rules are numbered children
// first in the order of their first use. The result is the same on every machine: costs
// are integers. REQUIRES: no cycles; bodies of one symbol or more. Cost: linear in the
// symbols of the grammar for each sweep and in those of the result; about 40 bytes a
// rule.
void Prune(Grammar* grammar, const PruneOptions& options);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_PRUNE_H_
