// Re-parsing: writes every block and every rule body anew as the cheapest sequence of the
// symbols that the grammar has, under given costs (shortest path).
#ifndef RONDO_GRAMMAR_INDUCTION_REPARSE_H_
#define RONDO_GRAMMAR_INDUCTION_REPARSE_H_

#include <cstdint>
#include <vector>

#include "grammar/grammar.h"

namespace rondo::grammar {

// What a symbol costs after another one: transition[context * classes + symbol_class] of
// the context of the one before and the class of this one, plus bits of this one. At the
// start of a list the context is `contexts`. All in units of 1/kUnit bit.
struct ParseCosts {
  static constexpr uint32_t kUnit = 256;
  struct OfSymbol {
    uint16_t bits = 0;
    uint8_t symbol_class = 0;
    uint8_t context = 0;
  };
  uint32_t contexts = 0;
  uint32_t classes = 0;
  std::vector<uint16_t> transition;  // (contexts + 1) * classes
  std::vector<OfSymbol> symbols;     // bytes and rules
};

// What a list of symbols costs.
uint64_t ParseCost(SymbolSpan list, const ParseCosts& costs);

// Rules keep their numbers and expansions; of rules with the same expansion the lowest
// one is used where a list is written anew. Rules of more than 64 bytes are used where
// they were used before. No list costs more than before. Prune afterwards: many rules
// lose their uses.
// REQUIRES: bodies of two symbols or more that refer only to lower-numbered rules; costs
// for all symbols. In the result a body refers only to rules with shorter expansions, so
// there are no cycles, but numbers may go either way.
// Cost: about 50 ns for every byte that short rules and bytes stand for in blocks and
// bodies; memory: 200 bytes a rule, and 5 bytes for every byte that the short symbols of
// the longest block stand for.
void Reparse(Grammar* grammar, const ParseCosts& costs);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_REPARSE_H_
