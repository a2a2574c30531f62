// From notes to the grammar that a score stores. Encoder only.
#ifndef RONDO_STREAM_GRAMMAR_LENS_INDUCTION_H_
#define RONDO_STREAM_GRAMMAR_LENS_INDUCTION_H_

#include "grammar/grammar.h"
#include "grammar/induction/borrow.h"

namespace rondo::stream {

// Re-Pair, pruning and, more often at higher levels, re-parsing with measured costs,
// pruning again and further Re-Pair. Rules are numbered as Prune leaves them.
// Rules that have the expansion of a shared one are borrowed, if there are shared ones.
// REQUIRES: 1 <= level <= 9; a text as RePair wants it.
// Cost: that of RePair, and for each re-parse as much again.
grammar::Grammar InduceGrammar(grammar::NoteText text, int level,
                               const grammar::SharedRules* shared = nullptr);

// Pruning and, from level 4 on, one re-parse of a grammar that was induced elsewhere.
// Rules are numbered as Prune leaves them.
// REQUIRES: no cycles; bodies of one symbol or more.
void RefineGrammar(grammar::Grammar* grammar, int level);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_INDUCTION_H_
