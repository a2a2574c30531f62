// The straight-line grammar of one segment, and the note text it is induced from.
//
// Symbols are plain integers: 0..255 are bytes, 256 + r is rule r. A rule's body holds
// two or more symbols; a rule's body refers to other rules without cycles. Each block of
// the segment has its own stretch of the sequence, so no rule crosses a block border.
//
//   "abcabc" "abc"   ->   R0 = a b, R1 = R0 c;   block 0: R1 R1, block 1: R1
//
// Thread rule: plain data.
#ifndef RONDO_GRAMMAR_GRAMMAR_H_
#define RONDO_GRAMMAR_GRAMMAR_H_

#include <cstdint>
#include <span>
#include <vector>

namespace rondo::grammar {

using Symbol = uint32_t;
inline constexpr Symbol kBytes = 256;             // symbols below are bytes
inline constexpr Symbol kSeparator = ~Symbol{0};  // in note texts only; never in a rule

using SymbolSpan = std::span<const Symbol>;

// What a front end hands to Re-Pair.
//
//   text = block 0, separator, block 1, separator, ..., last block, separator,
//          spelling of note 0, separator, ..., spelling of the last note, separator
//
// Note k is symbol 256 + k. A spelling holds at least two symbols: bytes and, so that
// notes may nest (lines made of words), notes with other spellings, without cycles.
struct NoteText {
  std::vector<Symbol> text;
  uint32_t blocks = 0;
  uint32_t notes = 0;
};

// Lists of symbols stored end to end.
class SymbolLists {
 public:
  uint32_t size() const { return static_cast<uint32_t>(begin_.size()) - 1; }
  SymbolSpan operator[](uint32_t i) const {
    return SymbolSpan(symbols_).subspan(begin_[i], begin_[i + 1] - begin_[i]);
  }
  std::span<Symbol> Mutable(uint32_t i) {
    return std::span<Symbol>(symbols_).subspan(begin_[i], begin_[i + 1] - begin_[i]);
  }
  // Appends to the list under construction; Close ends it and starts the next.
  void Push(Symbol symbol) { symbols_.push_back(symbol); }
  void Close() { begin_.push_back(symbols_.size()); }
  void Add(SymbolSpan list) {
    symbols_.insert(symbols_.end(), list.begin(), list.end());
    Close();
  }
  // Symbols of all lists together.
  SymbolSpan symbols() const { return symbols_; }
  std::span<Symbol> mutable_symbols() { return symbols_; }
  void Reserve(uint64_t lists, uint64_t symbols) {
    begin_.reserve(lists + 1);
    symbols_.reserve(symbols);
  }

 private:
  std::vector<Symbol> symbols_;
  std::vector<uint64_t> begin_ = {0};  // list i is symbols_[begin_[i], begin_[i + 1])
};

// A rule that is not borrowed.
inline constexpr uint32_t kOwn = ~uint32_t{0};

struct Grammar {
  SymbolLists rules;   // rules[r] is the body of symbol 256 + r, two symbols or more
  SymbolLists blocks;  // blocks[b] derives block b
  // By rule: the rule of another grammar that has its expansion, and is named in place of
  // its body, or kOwn (induction/borrow.h). Empty: all rules are own.
  std::vector<uint32_t> borrowed;

  bool is_borrowed(uint32_t rule) const {
    return rule < borrowed.size() && borrowed[rule] != kOwn;
  }

  uint32_t symbol_count() const { return kBytes + rules.size(); }
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_GRAMMAR_H_
