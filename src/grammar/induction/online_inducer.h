// From bytes to a grammar while they arrive: words are noted block by block and go to
// Sequitur, so that when a segment ends its grammar is there but for the spelling of
// words.
//
// Thread rule: externally synchronised.
#ifndef RONDO_GRAMMAR_INDUCTION_ONLINE_INDUCER_H_
#define RONDO_GRAMMAR_INDUCTION_ONLINE_INDUCER_H_

#include <cstdint>
#include <vector>

#include "base/byte_io.h"
#include "grammar/grammar.h"
#include "grammar/induction/sequitur.h"
#include "grammar/notes/word_notes.h"

namespace rondo::grammar {

class OnlineInducer {
 public:
  // Adds the next block: in words if it looks like text, else in bytes. Every word is a
  // note, as nobody knows yet which of them return.
  // Cost: 8 to 15 MB/s of text, 3 MB/s of bytes that have no words.
  void AddBlock(base::Bytes block);

  // What is held now, and what Finish will need for the spelling of words. Grows by about
  // 50 bytes a byte where nothing repeats, by next to nothing where all does: who must
  // stay within bounds looks at it after each block.
  uint64_t memory_bytes() const;

  // The grammar of all blocks, as Sequitur leaves it: prune it. Call once, last.
  Grammar Finish();

 private:
  WordNotes words_{kBytes, {.min_count = 1}};
  Sequitur sequitur_;
  uint32_t blocks_ = 0;
  std::vector<Symbol> notes_;  // of the block at hand
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_ONLINE_INDUCER_H_
