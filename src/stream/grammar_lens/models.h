// All models of the grammar lens, as counted, written, read and used by both sides.
// docs/format/grammar_lens.md, "Models".
#ifndef RONDO_STREAM_GRAMMAR_LENS_MODELS_H_
#define RONDO_STREAM_GRAMMAR_LENS_MODELS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "entropy/histogram.h"
#include "entropy/side_info.h"
#include "stream/grammar_lens/format.h"

namespace rondo::stream {

// The alphabets and numbers of contexts that the models of a segment have.
struct GrammarModelSizes {
  uint32_t contexts = 0;  // without "at the start"; 1..kMaxContexts
  uint32_t classes = 0;   // kFirstSymbolClass + 1 .. kMaxClasses
  bool borrows = false;
};

struct GrammarModels {
  entropy::ModelSet head;                               // alphabet kHeadAlphabet
  entropy::ModelSet bucket;                             // by head: kBuckets
  entropy::ModelSet stated_class;                       // classes
  entropy::ModelSet stated_context;                     // contexts
  std::array<entropy::ModelSet, kNumberKinds> number;   // kNumberWidths
  std::array<entropy::ModelSet, kPlaces> symbol_class;  // by context: classes
  std::array<entropy::ModelSet, kPlaces> inner;         // by class: kInnerAlphabet

  // Of borrowed rules, if there are some.
  entropy::ModelSet borrowed_gap;     // kNumberWidths
  entropy::ModelSet borrowed_head;    // kBorrowedHeadAlphabet
  entropy::ModelSet borrowed_bucket;  // kBuckets

  // Calls f(model set, contexts, alphabet, bits) for each set in the order of the format.
  template <typename F>
  void ForEach(const GrammarModelSizes& sizes, F f) {
    f(head, 1, kHeadAlphabet, kHeadBits);
    f(bucket, kHeadAlphabet, kBuckets, kHeadBits);
    f(stated_class, 1, sizes.classes, kStatedBits);
    f(stated_context, 1, sizes.contexts, kStatedBits);
    for (auto& set : number) f(set, 1, kNumberWidths, kNumberBits);
    for (auto& set : symbol_class) f(set, sizes.contexts + 1, sizes.classes, kClassBits);
    for (auto& set : inner) f(set, sizes.classes, kInnerAlphabet, kInnerBits);
    if (!sizes.borrows) return;
    f(borrowed_gap, 1, kNumberWidths, kNumberBits);
    f(borrowed_head, 1, kBorrowedHeadAlphabet, kHeadBits);
    f(borrowed_bucket, 1, kBuckets, kHeadBits);
  }
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_MODELS_H_
