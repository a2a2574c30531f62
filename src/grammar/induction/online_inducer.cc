// Tested by tests/grammar/induction/sequitur_test.cc.
#include "grammar/induction/online_inducer.h"

#include <algorithm>

#include "grammar/notes/notes.h"

namespace rondo::grammar {
namespace {

// A block is words or bytes by what it starts with.
constexpr size_t kLookBytes = 16 << 10;

// A distinct word in WordNotes, and its spelling of about ten symbols in Sequitur.
constexpr uint64_t kMemoryPerWord = 64 + 10 * 16;

}  // namespace

void OnlineInducer::AddBlock(base::Bytes block) {
  notes_.clear();
  if (HasWords(block.first(std::min(block.size(), kLookBytes)))) {
    words_.Split(block, &notes_);
  } else {
    notes_.assign(block.begin(), block.end());
  }
  notes_.push_back(kSeparator);
  sequitur_.Append(notes_);
  ++blocks_;
}

uint64_t OnlineInducer::memory_bytes() const {
  return sequitur_.memory_bytes() + words_.distinct_words() * kMemoryPerWord;
}

Grammar OnlineInducer::Finish() {
  const NoteText spellings = words_.Finish({}, 0);
  sequitur_.Append(spellings.text);
  return sequitur_.Finish(blocks_, spellings.notes);
}

}  // namespace rondo::grammar
