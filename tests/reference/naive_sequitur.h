// Sequitur as its definition says, for tests only: looks for the other place of a digram
// by reading the whole grammar. And its two invariants, as a check of somebody else's
// grammar.
#ifndef RONDO_TESTS_REFERENCE_NAIVE_SEQUITUR_H_
#define RONDO_TESTS_REFERENCE_NAIVE_SEQUITUR_H_

#include <string>

#include "grammar/grammar.h"

namespace rondo::grammar::reference {

// The grammar of a text without notes. Where one symbol sets off several steps, they are
// taken in the order of the fast one.
Grammar NaiveSequitur(const NoteText& text);

// Why the grammar is not one of Sequitur's, or "" if it is: no digram stands in it twice
// without overlap, every rule is used twice or more and has two symbols or more.
std::string WhyNotSequitur(const Grammar& grammar);

// The same grammar with rules numbered in the order in which the blocks lead to them.
Grammar Renumbered(const Grammar& grammar);

}  // namespace rondo::grammar::reference

#endif  // RONDO_TESTS_REFERENCE_NAIVE_SEQUITUR_H_
