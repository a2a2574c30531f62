// Front ends: bytes of a segment -> note text for Re-Pair.
#ifndef RONDO_GRAMMAR_NOTES_NOTES_H_
#define RONDO_GRAMMAR_NOTES_NOTES_H_

#include <cstdint>
#include <span>

#include "base/byte_io.h"
#include "grammar/grammar.h"

namespace rondo::grammar {

enum class NoteKind : uint8_t {
  kByte = 0,  // every byte is a symbol
  kWord = 1,  // words, numbers and runs that occur often are notes
  kLine = 2,  // lines that occur twice or more are notes, spelled in words
};

// The front end that suits a segment: lines for collections of versions, bytes for binary
// data and for what has no words (DNA), words for all other text.
// Cost: one pass over the lines (see LineCoverage) and a sample of at most 4 MiB.
NoteKind ChooseNotes(base::Bytes segment);

// Whether bytes look like text whose words are worth looking up.
// Cost: a sample of at most 4 MiB is looked at.
bool HasWords(base::Bytes bytes);

// The note text of a segment. Notes never cross a block border, and are numbered in order
// of first appearance: line notes first, then word notes.
// block_ends: end offset of each block in the segment, ascending, last == segment.size();
// empty for an empty segment. REQUIRES: segment.size() < 2^32.
NoteText MakeNotes(NoteKind kind, base::Bytes segment,
                   std::span<const uint64_t> block_ends);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_NOTES_NOTES_H_
