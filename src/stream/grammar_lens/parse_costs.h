// Measures what the symbols of a grammar cost where they are coded, for writing it anew
// with the same symbols (grammar/reparse.h). Encoder only.
#ifndef RONDO_STREAM_GRAMMAR_LENS_PARSE_COSTS_H_
#define RONDO_STREAM_GRAMMAR_LENS_PARSE_COSTS_H_

#include "grammar/grammar.h"
#include "grammar/induction/reparse.h"
#include "stream/grammar_lens/classes.h"

namespace rondo::stream {

// The costs follow what the grammar lens does (class, then rank or symbol in the class)
// but are estimates. A few classes are enough for them. REQUIRES: rules numbered children
// first, in the order of their first use, as Prune leaves them. Cost: linear in the
// symbols of the grammar; mostly that of ChooseClasses.
grammar::ParseCosts MeasureParseCosts(const grammar::Grammar& grammar,
                                      const ClassOptions& options);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_PARSE_COSTS_H_
