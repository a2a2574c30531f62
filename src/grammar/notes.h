// Front ends: bytes of a segment -> note text for Re-Pair.
#ifndef RONDO_GRAMMAR_NOTES_H_
#define RONDO_GRAMMAR_NOTES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_io.h"
#include "grammar/grammar.h"

namespace rondo::grammar {

enum class NoteKind : uint8_t {
  kBytes = 0,  // every byte is a symbol
  kWords = 1,  // words, numbers and runs that occur often are notes
  kLines = 2,  // lines that occur twice or more are notes, spelled in words
};

// Looks at the segment and says which front end suits it.
// Cost: one pass at about 1 GB/s over a sample of at most 4 MiB for words, over all lines
// for lines.
NoteKind ChooseNotes(Bytes segment);

// block_ends: end offset of each block in the segment, ascending, last == segment.size().
NoteText MakeNotes(NoteKind kind, Bytes segment, std::span<const uint64_t> block_ends);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_NOTES_H_
