// Re-Pair finds words by itself, but it needs many steps for each and decides by the
// counts of pairs, not of words: starting from words it is several times faster and its
// rules respect the borders that text has anyway, which makes them fewer and better.
//
//   "the hat, 12345 Cats"  ->  "the" " hat" "," " " "12" "345" " " "Cats"
//
// A word is a run of letters (bytes from 128 on count as letters, so that UTF-8 stays
// whole), three digits, or a run of one other byte. A space belongs to the word after it,
// since it usually stands there; but not if that has a capital, since names stand
// everywhere. Numbers are cut from the right: their last digits vary, their first ones
// repeat, whatever the length.
//
// Words seen twice become notes. A word seen once would cost a spelling and save nothing,
// so it stays in the text as bytes. The spellings are part of the note text, so that
// pieces that words share ("compress" in "compression", "compressor") become rules as
// well.
//
// These choices were measured, as coded sizes: against groups of four digits from the
// left, spaces before any word and notes from three uses on they gain 0.5 % on prose, 1 %
// on source and markup, 3 to 8 % on JSON, CSV and logs. Words with their punctuation,
// split at capitals or with digits in them, and runs of mixed punctuation were worse or
// no better.
//
// Words have at most 24 bytes: they are looked up as three 64-bit integers, compared
// exactly. Tested by notes_test.cc.
#include "grammar/notes/word_notes.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/eight_bytes.h"
#include "base/huge_pages.h"
#include "base/little_endian.h"

namespace rondo::grammar {
namespace {

// Words are masked as integers whose low bytes come first in the text.
static_assert(std::endian::native == std::endian::little);

// First byte in [begin, begin + limit), before end, that does not match; else their end.
template <typename Match>
const uint8_t* SkipWhile(const uint8_t* begin, const uint8_t* end, ptrdiff_t limit,
                         Match match) {
  if (end - begin > limit) end = begin + limit;
  while (begin != end && match(*begin)) ++begin;
  return begin;
}

bool IsCapital(uint8_t byte) { return byte >= 'A' && byte <= 'Z'; }

// First byte in [begin, begin + limit), before end, that is no letter; else their end.
// Eight bytes at a time: the high bit of each byte of `letters` says whether it is one.
const uint8_t* SkipLetters(const uint8_t* begin, const uint8_t* end, ptrdiff_t limit) {
  if (end - begin > limit) end = begin + limit;
  while (end - begin >= 8) {
    const uint64_t bytes = base::LoadLittleEndian64(begin);
    const uint64_t low =
        (bytes | base::Repeated(0x20)) & base::Repeated(0x7F);  // small letters
    const uint64_t letters = (bytes | ((low + base::Repeated(0x80 - 'a')) &
                                       ~(low + base::Repeated(0x80 - 'z' - 1)))) &
                             base::Repeated(0x80);
    if (letters != base::Repeated(0x80))
      return begin + std::countr_one(letters | base::Repeated(0x7F)) / 8;
    begin += 8;
  }
  while (begin != end && IsLetter(*begin)) ++begin;
  return begin;
}

using Spelling = std::array<uint64_t, kMaxWordBytes / 8>;

// Ones in the first n bytes.
constexpr std::array<Spelling, kMaxWordBytes + 1> MakeMasks() {
  std::array<Spelling, kMaxWordBytes + 1> masks = {};
  for (size_t n = 0; n < masks.size(); ++n) {
    for (size_t i = 0; i < n; ++i) masks[n][i / 8] |= uint64_t{0xFF} << (i % 8 * 8);
  }
  return masks;
}

constexpr std::array<Spelling, kMaxWordBytes + 1> kMasks = MakeMasks();

// Of [begin, begin + size_bytes); `end` is the end of what may be read.
Spelling LoadSpelling(const uint8_t* begin, uint32_t size_bytes, const uint8_t* end) {
  std::array<uint8_t, kMaxWordBytes> padded = {};
  if (end - begin < static_cast<ptrdiff_t>(kMaxWordBytes)) {
    std::memcpy(padded.data(), begin, size_bytes);
    begin = padded.data();
  }
  // Loads of fixed size, then zeros: much faster than a copy of `size_bytes`.
  Spelling bytes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = base::LoadLittleEndian64(begin + 8 * i) & kMasks[size_bytes][i];
  }
  return bytes;
}

// Written out, since == of arrays calls memcmp.
bool Equal(const Spelling& a, const Spelling& b) {
  return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2])) == 0;
}

uint32_t HashWord(const Spelling& bytes, uint32_t size_bytes) {
  // Odd constants from the digits of the golden ratio, as in splitmix64 and its kin.
  uint64_t h = bytes[0] * 0x9E3779B97F4A7C15 + bytes[1] * 0xBF58476D1CE4E5B9 +
               bytes[2] * 0x94D049BB133111EB + size_bytes;
  h = (h ^ (h >> 32)) * 0xD6E8FEB86659FD93;
  return static_cast<uint32_t>(h >> 32);
}

}  // namespace

WordNotes::WordNotes(Symbol first_word, const WordOptions& options)
    : first_word_(first_word), options_(options) {}

const uint8_t* WordNotes::WordEnd(const uint8_t* begin, const uint8_t* at,
                                  const uint8_t* end) const {
  const uint8_t first = *at;
  const bool leading_space =
      first == ' ' && end - at > 1 && IsLetter(at[1]) && !IsCapital(at[1]);
  if (leading_space || IsLetter(first)) {
    return SkipLetters(at + 1, end, options_.max_word_bytes - 1);
  }
  if (IsDigit(first)) {
    // Only the first group of a number may be shorter; the rest is in step.
    const ptrdiff_t group = options_.digit_group;
    if (at != begin && IsDigit(at[-1])) return at + group;
    const uint8_t* const number_end = SkipWhile(at + 1, end, end - at, IsDigit);
    const ptrdiff_t odd = (number_end - at) % group;
    return at + (odd == 0 ? group : odd);
  }
  return SkipWhile(at + 1, end, options_.max_run - 1,
                   [first](uint8_t c) { return c == first; });
}

void WordNotes::Split(base::Bytes text, std::vector<Symbol>* tokens) {
  const uint8_t* const end = text.data() + text.size();
  Batch batch;
  for (const uint8_t* at = text.data(); at != end;) {
    const uint8_t* const word_end = WordEnd(text.data(), at, end);
    const uint32_t size_bytes = static_cast<uint32_t>(word_end - at);
    if (size_bytes > 1) {
      if (batch.size == batch.words.size()) LookUp(&batch, tokens);
      const Spelling bytes = LoadSpelling(at, size_bytes, end);
      const uint32_t hash = HashWord(bytes, size_bytes);
      index_.Prefetch(hash);
      batch.words[batch.size++] = {{bytes, size_bytes, 0}, hash, tokens->size()};
    }
    tokens->push_back(*at);
    at = word_end;
  }
  LookUp(&batch, tokens);
}

void WordNotes::LookUp(Batch* batch, std::vector<Symbol>* tokens) {
  for (size_t i = 0; i < batch->size; ++i) {
    const auto& [batch_word, hash, token] = batch->words[i];
    const Word& word = batch_word;  // clang 14 captures no structured bindings
    const uint32_t id = index_.FindOrAdd(hash, [&](uint32_t candidate) {
      const Word& other = words_[candidate];
      return Equal(other.bytes, word.bytes) && other.size_bytes == word.size_bytes;
    });
    if (id == words_.size()) words_.push_back(word);
    ++words_[id].count;
    (*tokens)[token] = first_word_ + id;
  }
  batch->size = 0;
}

NoteText WordNotes::Finish(const std::vector<Symbol>& tokens, uint32_t blocks) const {
  std::vector<Symbol> symbols(words_.size(), kSeparator);  // of words that are notes
  Symbol next = first_word_;
  uint64_t size = tokens.size();
  for (size_t k = 0; k < words_.size(); ++k) {
    const uint64_t spelling = words_[k].size_bytes;
    if (IsNote(words_[k])) {
      symbols[k] = next++;
      size += spelling + 1;
    } else {
      size += words_[k].count * (spelling - 1);
    }
  }

  NoteText result;
  result.blocks = blocks;
  result.notes = next - kBytes;
  result.text.reserve(size);
  base::AdviseHugePages(result.text.data(), size * sizeof(Symbol));
  result.text.resize(size);
  Symbol* out = result.text.data();
  const auto spell = [&out](const Word& word) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(word.bytes.data());
    out = std::copy_n(bytes, word.size_bytes, out);
  };
  for (const Symbol token : tokens) {
    if (token < first_word_ || token == kSeparator) {
      *out++ = token;
    } else if (const Symbol symbol = symbols[token - first_word_]; symbol != kSeparator) {
      *out++ = symbol;
    } else {
      spell(words_[token - first_word_]);
    }
  }
  for (const Word& word : words_) {
    if (!IsNote(word)) continue;
    spell(word);
    *out++ = kSeparator;
  }
  return result;
}

NoteText MakeWordNotes(base::Bytes segment, std::span<const uint64_t> block_ends,
                       const WordOptions& options) {
  WordNotes words(kBytes, options);
  std::vector<Symbol> tokens;
  tokens.reserve(segment.size() / 2);
  uint64_t begin = 0;
  for (const uint64_t end : block_ends) {
    words.Split(segment.subspan(begin, end - begin), &tokens);
    tokens.push_back(kSeparator);
    begin = end;
  }
  return words.Finish(tokens, static_cast<uint32_t>(block_ends.size()));
}

}  // namespace rondo::grammar
