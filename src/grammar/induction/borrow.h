// Rules of one grammar in another: text that is like an earlier one is written with the
// earlier rules, whose bodies are then not written again.
//
//   shared   R0 = "ab"   R1 = R0 "cd"
//   text     "abcdxabcdy"   ->   block: S x S y   with S = R1, borrowed
//
// A rule is told by what it expands to: whatever rule comes to stand for the bytes of a
// shared one is that one, however either was found. So the notes, Re-Pair and the
// re-parse work as they do without; FindBorrowed says afterwards what need not be
// written.
//
// Thread rule: see the class; functions are pure.
#ifndef RONDO_GRAMMAR_INDUCTION_BORROW_H_
#define RONDO_GRAMMAR_INDUCTION_BORROW_H_

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/byte_io.h"
#include "grammar/grammar.h"
#include "grammar/hash_index.h"

namespace rondo::grammar {

// What a string is known by beside its bytes: a polynomial over them modulo 2^61 - 1, so
// that that of a string follows from those of its parts.
struct Fingerprint {
  uint64_t value = 0;
  uint64_t power = 1;  // of the base, to the length
  uint64_t length = 0;

  static Fingerprint OfByte(uint8_t byte);
  // Of the string with `next` behind it.
  Fingerprint Then(const Fingerprint& next) const;
};

// The rules of a grammar that others may borrow. Immutable and so thread-safe.
class SharedRules {
 public:
  // Bodies refer only to lower-numbered rules.
  // Cost: linear; about 80 bytes a rule.
  explicit SharedRules(SymbolLists rules);

  uint32_t size() const { return rules_.size(); }
  const SymbolLists& rules() const { return rules_; }
  const Fingerprint& fingerprint(uint32_t rule) const { return prints_[kBytes + rule]; }
  // The lowest rule with such a fingerprint.
  std::optional<uint32_t> Find(const Fingerprint& print) const;
  // The longest rule, of more bytes than a re-parse finds by itself, that `text` starts
  // with. `hash`: RollingHash of the first kPrefixBytes. Takes what it compares from
  // *budget_bytes, and finds nothing once that is used up.
  static constexpr uint32_t kPrefixBytes = 32;
  std::optional<uint32_t> FindLong(base::Bytes text, uint64_t hash,
                                   uint64_t* budget_bytes) const;

 private:
  const SymbolLists rules_;
  std::vector<Fingerprint> prints_;                           // by symbol
  HashIndex index_;                                           // of fingerprints
  std::vector<uint32_t> distinct_;                            // rules, by id of the index
  std::unordered_map<uint64_t, std::vector<uint32_t>> long_;  // by hash, longest first
  std::vector<uint64_t> may_be_long_;  // a bit for each low part of a hash
};

// A text written with shared rules.
struct BorrowedText {
  NoteText notes;  // the shared rules that it uses are notes
  uint64_t shared_bytes =
      0;  // of the text, that shared rules of kTellingBytes or more cover
};
// Shorter rules are in any text.
inline constexpr uint32_t kTellingBytes = 8;

// block_ends: as of MakeNotes. REQUIRES: segment.size() < 2^30.
// Cost: 50 to 100 ns a byte; 10 bytes a byte.
BorrowedText BorrowNotes(base::Bytes segment, std::span<const uint64_t> block_ends,
                         const SharedRules& shared);

// Marks the rules that have the expansion of a shared one, of those that blocks use.
// Cost: linear in the grammar, and in what is found to be shared, up to 256 MiB of it.
void FindBorrowed(const SharedRules& shared, Grammar* grammar);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_BORROW_H_
