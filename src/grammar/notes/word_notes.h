// Words, numbers and runs as notes: the front end for text.
#ifndef RONDO_GRAMMAR_NOTES_WORD_NOTES_H_
#define RONDO_GRAMMAR_NOTES_WORD_NOTES_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_io.h"
#include "grammar/grammar.h"
#include "grammar/hash_index.h"

namespace rondo::grammar {

// A word of text, with its leading space, is cut after this many bytes.
inline constexpr uint32_t kMaxWordBytes = 24;

// Letters of all scripts: bytes from 128 on are parts of UTF-8 letters.
constexpr bool IsLetter(uint8_t byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 128;
}

constexpr bool IsDigit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

struct WordOptions {
  uint32_t max_word_bytes = kMaxWordBytes;  // 2..kMaxWordBytes, a leading space included
  uint32_t digit_group = 3;                 // 1..kMaxWordBytes, counted from the right
  uint32_t max_run = 16;                    // 1..kMaxWordBytes, of one other byte
  uint32_t min_count = 2;                   // words seen less often are spelled in bytes
};

// Splits text into words and numbers them. Use: Split every stretch of text, appending to
// one list of tokens, then Finish it.
//
// A token is a symbol: a byte (words of one byte are just that), any symbol below
// `first_word` or kSeparator that the caller pushed between the stretches, or
// first_word + k for the k-th distinct word.
//
// Cost: about 200 MB/s for both steps; 4 bytes per token, 40 to 64 bytes per distinct
// word. Thread rule: externally synchronised.
class WordNotes {
 public:
  // Notes below `first_word` (lines) are the caller's. REQUIRES: first_word >= kBytes.
  explicit WordNotes(Symbol first_word = kBytes, const WordOptions& options = {});

  // Appends the tokens of one stretch; no word reaches past it.
  void Split(base::Bytes text, std::vector<Symbol>* tokens);

  // The note text of all tokens: frequent words become notes, after the caller's own, in
  // order of first appearance; the others are spelled in bytes. `tokens` holds blocks and
  // the spellings of the caller's notes, each with its separator.
  NoteText Finish(const std::vector<Symbol>& tokens, uint32_t blocks) const;

  uint32_t distinct_words() const { return static_cast<uint32_t>(words_.size()); }

 private:
  struct Word {
    std::array<uint64_t, kMaxWordBytes / 8> bytes = {};  // zeros after the last byte
    uint32_t size_bytes = 0;
    uint32_t count = 0;
  };
  // Words are looked up some at a time, so that their cache misses overlap.
  struct Batch {
    struct Item {
      Word word;
      uint32_t hash = 0;
      size_t token = 0;  // where its symbol goes
    };
    std::array<Item, 32> words;
    size_t size = 0;
  };

  // End of the word of [begin, end) that starts at `at`.
  const uint8_t* WordEnd(const uint8_t* begin, const uint8_t* at,
                         const uint8_t* end) const;
  void LookUp(Batch* batch, std::vector<Symbol>* tokens);
  bool IsNote(const Word& word) const { return word.count >= options_.min_count; }

  Symbol first_word_;
  WordOptions options_;
  HashIndex index_;
  std::vector<Word> words_;
};

NoteText MakeWordNotes(base::Bytes segment, std::span<const uint64_t> block_ends,
                       const WordOptions& options = {});

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_NOTES_WORD_NOTES_H_
