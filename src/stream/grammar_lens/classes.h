// Chooses for every symbol of an ordered grammar the class under which it is predicted
// and the context that it is to the symbol after it. Encoder only.
#ifndef RONDO_STREAM_GRAMMAR_LENS_CLASSES_H_
#define RONDO_STREAM_GRAMMAR_LENS_CLASSES_H_

#include <cstdint>
#include <vector>

#include "grammar/induction/first_use.h"

namespace rondo::stream {

struct ClassOptions {
  uint32_t contexts = 80;       // groups of symbols as contexts
  uint32_t classes = 64;        // groups of symbols as predicted
  uint32_t frequent_uses = 12;  // symbols used at least so often are grouped one by one
  int rounds = 4;  // of regrouping contexts by classes and classes by contexts
};

// For each symbol. A rule that does not state its class has the class of its first
// symbol; one that does not state its context has that of its last.
struct SymbolClasses {
  uint32_t contexts = 0;  // contexts are below this; this itself is "at the start"
  uint32_t classes = 0;   // classes are below this, kFirstSymbolClass and up
  std::vector<uint8_t> class_of;
  std::vector<uint8_t> context_of;
  std::vector<bool> states_class;  // false for bytes, which always do
  std::vector<bool> states_context;
};

// Cost: linear in tokens times (contexts + classes) / 8, a tenth of Re-Pair's time.
SymbolClasses ChooseClasses(const grammar::OrderedGrammar& grammar,
                            const ClassOptions& options);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_CLASSES_H_
