// Lines as notes: the front end for collections of versions and other text that repeats
// whole lines.
#ifndef RONDO_GRAMMAR_NOTES_LINE_NOTES_H_
#define RONDO_GRAMMAR_NOTES_LINE_NOTES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_io.h"
#include "grammar/grammar.h"
#include "grammar/hash_index.h"
#include "grammar/notes/word_notes.h"

namespace rondo::grammar {

// Lines that occur twice or more are notes, spelled once in words; the others stand in
// their blocks in words. A line ends with its newline; what a block border or the end of
// the segment cuts off is no line and is never a note. Line notes come before word notes.
//
// REQUIRES: segment.size() < 2^32.
// Cost: about 500 MB/s where nearly all lines repeat; 4 bytes per line of the segment and
// 50 per distinct line, beside the text.
NoteText MakeLineNotes(base::Bytes segment, std::span<const uint64_t> block_ends,
                       const WordOptions& options = {});

// How much of a stream consists of lines that came before. It is fed as the stream
// arrives, in chunks of any size, and answers at any time: whoever collects a segment
// asks it whether to go on past the default size.
//
// Lines are compared by 64-bit hashes alone, since this is only an estimate. Lines are
// cut after 64 KiB, and what has no newline counts as new, as do lines past the first
// 2^20 distinct ones.
//
// Cost: about 1 GB/s; at most 24 MiB and one line. Thread rule: externally synchronised.
class LineCoverage {
 public:
  // Above this fraction of repeated bytes, line notes are the best front end.
  static constexpr double kEnough = 0.75;

  void Add(base::Bytes chunk);

  // Bytes of lines, the one still open excluded; and of those that came before.
  uint64_t total_bytes() const { return total_bytes_; }
  uint64_t repeated_bytes() const { return repeated_bytes_; }
  // 0..1; 0 before the first line has ended.
  double repeated_fraction() const {
    return total_bytes_ == 0 ? 0 : static_cast<double>(repeated_bytes_) / total_bytes_;
  }

 private:
  void AddLine(base::Bytes line);

  base::ByteVector open_line_;  // at most kMaxLineBytes
  HashIndex index_;
  std::vector<uint64_t> hashes_;  // of distinct lines
  uint64_t total_bytes_ = 0;
  uint64_t repeated_bytes_ = 0;
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_NOTES_LINE_NOTES_H_
