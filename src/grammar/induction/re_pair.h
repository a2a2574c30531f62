// Exact Re-Pair (Larsson & Moffat 1999): replaces the most frequent pair of adjacent
// symbols by a new rule until no pair occurs twice.
#ifndef RONDO_GRAMMAR_INDUCTION_RE_PAIR_H_
#define RONDO_GRAMMAR_INDUCTION_RE_PAIR_H_

#include "grammar/grammar.h"

namespace rondo::grammar {

// Consumes the text. In the grammar the notes come first, with what is left of their
// spellings, then the pairs in the order in which they were replaced; a pair that would
// only be part of one other rule is written out there, so bodies may be long. A note
// whose spelling is also that of another rule is left out for it, and later ones move up.
// REQUIRES: text well formed as NoteText says, fewer than 2^31 symbols.
// Deterministic: ties are broken by the text alone.
// Cost: linear time, about 100 ns a symbol, most of it cache misses. Memory beside the
// text: 6 to 9 bytes a symbol of ordinary text, up to about 24 where nearly every pair
// occurs exactly three times.
Grammar RePair(NoteText text);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_RE_PAIR_H_
