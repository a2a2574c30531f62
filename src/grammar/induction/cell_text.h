// A text that shrinks in place: the array layout of Re-Pair (Bille, Gortz and Prezza
// 2017).
//
// One u32 cell per symbol of the original text. A symbol that covers w cells has its id
// in the first and in the last of them, so that both neighbours are found in one step:
//
//   next:      i + width(cell[i])
//   previous:  cell[i - 1] is the last cell of the previous symbol
//
// Cells inside a symbol that were the border of an older one hold kDead, so a remembered
// position is checked by one comparison: a symbol once seen at a start i is still there
// iff its id is (ids only ever grow, and a start never becomes the last cell of an older
// id).
//
//   a b c a b   ->  (R = a b)   R R c R R   ->  (S = R c)   S . S R R
//
// Invariant: the last cell of a text that is not empty is a separator, so every other
// symbol has a next one.
//
// Thread rule: plain data.
#ifndef RONDO_GRAMMAR_INDUCTION_CELL_TEXT_H_
#define RONDO_GRAMMAR_INDUCTION_CELL_TEXT_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "grammar/grammar.h"

namespace rondo::grammar {

class CellText {
 public:
  // Symbols of the text are below `symbols`, or kSeparator.
  CellText(std::vector<Symbol> text, Symbol symbols)
      : cells_(std::move(text)), widths_(symbols, 1) {}

  // Cells, live or not: < 2^31.
  uint32_t size() const { return static_cast<uint32_t>(cells_.size()); }
  Symbol symbols() const { return static_cast<Symbol>(widths_.size()); }
  uint32_t width(Symbol symbol) const { return widths_[symbol]; }

  Symbol operator[](uint32_t cell) const { return cells_[cell]; }
  // The symbol that ends before `start`; a separator stands before the text.
  Symbol Before(uint32_t start) const {
    return start == 0 ? kSeparator : cells_[start - 1];
  }
  // Whether a then b start at `start`, a cell where a symbol once started.
  bool PairAt(uint32_t start, Symbol a, Symbol b) const {
    return cells_[start] == a && cells_[start + widths_[a]] == b;
  }
  void Prefetch(uint32_t cell) const { __builtin_prefetch(&cells_[cell]); }

  Symbol NewSymbol(uint32_t width) {
    widths_.push_back(width);
    return symbols() - 1;
  }
  // Merges the two symbols [start, middle) and [middle, end) into one.
  void MergePair(uint32_t start, uint32_t middle, uint32_t end, Symbol symbol) {
    cells_[middle - 1] = kDead;
    cells_[middle] = kDead;
    cells_[start] = symbol;
    cells_[end - 1] = symbol;
  }
  // Merges any number of symbols in [start, end) into one.
  void Merge(uint32_t start, uint32_t end, Symbol symbol) {
    for (uint32_t i = start; i < end;) {
      const uint32_t next = i + widths_[cells_[i]];
      cells_[i] = cells_[next - 1] = kDead;
      i = next;
    }
    cells_[start] = cells_[end - 1] = symbol;
  }

  // Moves the symbols together: every symbol, however long, takes one cell from now on.
  void Compact();
  SymbolSpan cells() const { return cells_; }

 private:
  static constexpr Symbol kDead = kSeparator - 1;

  std::vector<Symbol> cells_;
  std::vector<uint32_t> widths_;  // cells that an occurrence of the symbol covers
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_CELL_TEXT_H_
