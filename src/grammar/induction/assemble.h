// The last step of every inducer: from what is left of a note text, and the rules that
// were made, to a grammar.
#ifndef RONDO_GRAMMAR_INDUCTION_ASSEMBLE_H_
#define RONDO_GRAMMAR_INDUCTION_ASSEMBLE_H_

#include <cstdint>

#include "grammar/grammar.h"

namespace rondo::grammar {

// `text` is laid out as in NoteText; in it and in `rules`, rule r is the symbol
// kBytes + notes + r. In the grammar the notes come first, then the rules. A note whose
// spelling became one symbol is that symbol, and later ones move up: since a spelling
// starts with two or more, the symbol is a rule of `rules`, not another such note.
// Cost: linear; 4 bytes a symbol of the text and a rule, 16 a stretch.
Grammar AssembleGrammar(SymbolSpan text, uint32_t blocks, uint32_t notes,
                        const SymbolLists& rules);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_ASSEMBLE_H_
