// The last part of Re-Pair: when no pair occurs three times, every pair that occurs twice
// is replaced, together with all that can be added to it on both sides.
#ifndef RONDO_GRAMMAR_INDUCTION_REPEAT_PASS_H_
#define RONDO_GRAMMAR_INDUCTION_REPEAT_PASS_H_

#include "grammar/grammar.h"
#include "grammar/induction/cell_text.h"

namespace rondo::grammar {

// Compacts the text, and appends the body of each new symbol to *rules.
// REQUIRES: no pair of the text occurs three times without overlap.
// Afterwards no pair occurs twice without overlap, in the text and the new rules
// together. Cost: linear, two passes over the text; 4 bytes a symbol that is left.
void ReplaceRepeats(CellText* text, SymbolLists* rules);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_REPEAT_PASS_H_
