// Re-Pair without a digram hash.
//
// Larsson and Moffat keep a hash table from pairs to counts and move counts at every
// single replacement. Here a pair is known only by the list of its positions (the arena),
// and:
//
//   - The list of a pair is complete when it is made: at the start for all pairs of the
//     text, later for all pairs with a new symbol when that symbol is made, since no
//     other pairs come into being. So a list only loses positions, and its length is an
//     upper bound of the pair's count.
//   - The pair with the largest bound is popped and its positions are looked at again. If
//     fewer are left than the bound says, it goes back with the new bound, else it is the
//     most frequent pair: it is replaced.
//   - The pairs with the new symbol are found by grouping its occurrences by what stands
//     before and after them, with a table indexed by symbol.
//
//   a b c a b c a b x    ab: 0 3 6   bc: 1 4   ca: 2 5
//   R R c R R c R R x    before R: c at 3 and 6 -> cR: 2 5   after R: c at 0 and 3 -> Rc:
//   0 3
//
// Pairs are queued while they occur three times or more; what occurs twice is left to
// ReplaceRepeats (repeat_pass.h), which needs no queue.
//
// Cost. A list is looked at again only after it lost positions, and is replaced at once
// when it lost less than 1/16 of a large bound, so the looking is linear in the positions
// made. These are at most n at the start and two for every symbol that a replacement
// removes. The lists of the pairs that start with the new symbol always fit where the
// list of the replaced pair stood, the others often do, so the arena never holds more
// than 2n positions.
//
// Larsson, Moffat: Offline dictionary-based compression, DCC 1999.
// Bille, Gortz, Prezza: Space-efficient Re-Pair compression, DCC 2017 (the cell text).
//
// Tested by tests/grammar/induction/re_pair_test.cc against tests/reference/naive_re_pair.cc.
#include "grammar/induction/re_pair.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "base/huge_pages.h"
#include "grammar/induction/assemble.h"
#include "grammar/induction/cell_text.h"
#include "grammar/induction/pair_queue.h"
#include "grammar/induction/repeat_pass.h"

namespace rondo::grammar {
namespace {

// Pairs that occur less often are left to ReplaceRepeats.
constexpr uint32_t kMinCount = 3;
// How far ahead of their use cells are fetched: nearly every one is a cache miss.
constexpr size_t kAhead = 16;

// How many positions a pair may have lost since its bound was set and still be replaced
// at once. Exact where most rules are made; against exactness everywhere the order-0 cost
// of a grammar changes by less than 0.02 % either way.
constexpr uint32_t Tolerance(uint32_t bound) { return bound < 256 ? 0 : bound / 16; }

class PairReplacer {
 public:
  PairReplacer(CellText* text, SymbolLists* rules)
      : text_(*text),
        rules_(*rules),
        // Not initialised: pages that are never used take no memory.
        arena_(std::make_unique_for_overwrite<uint32_t[]>(size_t{2} * text->size())),
        table_(text->symbols(), 0) {
    base::AdviseHugePages(arena_.get(), size_t{2} * text->size() * sizeof(uint32_t));
  }

  void Run() {
    QueuePairsOfText();
    PairQueue::Id id;
    uint32_t bound;
    while (queue_.Pop(&id, &bound)) {
      PairList& list = queue_[id];
      const Stretch room = {list.begin, list.begin + list.length};
      const uint32_t count = DropStale(&list);
      if (count < kMinCount) {
        queue_.Free(id);
      } else if (count + Tolerance(bound) < bound) {
        queue_.Push(id, count);
      } else {
        const PairList replaced = list;
        queue_.Free(id);
        Replace(replaced, room);
      }
    }
  }

 private:
  struct Stretch {  // of the arena
    uint32_t begin = 0;
    uint32_t end = 0;
  };

  std::span<uint32_t> Positions(const PairList& list) {
    return {&arena_[list.begin], list.length};
  }

  // Lists all pairs of the text: sorts their starts by first symbol, then groups each
  // stretch by second symbol. The first symbols are taken a range at a time, so that the
  // sorted starts take half the memory of the text if no symbol is more than half of it.
  void QueuePairsOfText() {
    std::vector<uint32_t> count(text_.symbols(), 0);
    for (uint32_t i = 0; i < text_.size(); ++i) {
      if (text_[i] != kSeparator) ++count[text_[i]];
    }
    const auto frequent = [&](uint32_t i) {
      return text_[i] != kSeparator && count[text_[i]] >= kMinCount;
    };
    // Where the starts of pairs with first symbol a begin, of all that are sorted.
    std::vector<uint32_t> begins(text_.symbols() + 1, 0);
    for (uint32_t i = 0; i + 1 < text_.size(); ++i) {
      if (frequent(i) && frequent(i + 1)) ++begins[text_[i] + 1];
    }
    std::partial_sum(begins.begin(), begins.end(), begins.begin());

    std::vector<uint32_t> next = begins;
    std::vector<uint32_t> starts;
    for (Symbol from = 0; from < text_.symbols();) {
      const uint32_t base = begins[from];
      Symbol to = from + 1;
      while (to < text_.symbols() && begins[to + 1] - base <= text_.size() / 2) ++to;
      starts.resize(begins[to] - base);
      for (uint32_t i = 0; i + 1 < text_.size(); ++i) {
        const Symbol a = text_[i];
        if (a < from || a >= to || !frequent(i) || !frequent(i + 1)) continue;
        starts[next[a]++ - base] = i;
      }
      for (; from < to; ++from) {
        QueuePairsAfter(from, std::span(starts).subspan(begins[from] - base,
                                                        begins[from + 1] - begins[from]));
      }
    }
  }

  void QueuePairsAfter(Symbol a, std::span<const uint32_t> starts) {
    if (starts.size() < kMinCount) return;
    beside_.clear();
    beside_.reserve(starts.size());
    for (size_t i = 0; i < starts.size(); ++i) {
      if (i + kAhead < starts.size()) text_.Prefetch(starts[i + kAhead]);
      beside_.push_back(text_[starts[i] + 1]);
    }
    Stretch none;
    Group(
        starts, &none, [a](Symbol b) { return PairList{.a = a, .b = b}; },
        [](Symbol) { return 0; });
  }

  // Keeps the positions where the pair still stands. Returns how many of these do not
  // overlap: the pair's count.
  uint32_t DropStale(PairList* list) {
    const std::span<uint32_t> positions = Positions(*list);
    const Symbol a = list->a, b = list->b;
    const uint32_t width = text_.width(a);
    uint32_t kept = 0, count = 0;
    uint32_t free_from = 0;  // a == b: where the last one counted ends
    for (size_t i = 0; i < positions.size(); ++i) {
      if (i + kAhead < positions.size()) text_.Prefetch(positions[i + kAhead]);
      const uint32_t start = positions[i];
      if (!text_.PairAt(start, a, b)) continue;
      positions[kept++] = start;
      if (a == b) {
        if (start < free_from) continue;
        free_from = start + 2 * width;
      }
      ++count;
    }
    list->length = kept;
    return count;
  }

  // Replaces a pair and queues the pairs with the new symbol. `room` is the part of the
  // arena that held the list, which is used up.
  // REQUIRES: every position of the list is valid, though (a, a) may overlap.
  void Replace(const PairList& list, Stretch room) {
    const uint32_t middle = text_.width(list.a);
    const uint32_t width = middle + text_.width(list.b);
    const Symbol symbol = text_.NewSymbol(width);
    table_.push_back(0);
    rules_.Push(list.a);
    rules_.Push(list.b);
    rules_.Close();

    starts_.clear();
    starts_.reserve(list.length);
    for (const uint32_t start : Positions(list)) {
      if (text_[start] != list.a) continue;  // overlaps the one before
      text_.MergePair(start, start + middle, start + width, symbol);
      starts_.push_back(start);
    }

    beside_.clear();
    beside_.reserve(starts_.size());
    for (const uint32_t start : starts_) {
      // A pair of two new symbols is listed below, as one before the second.
      const Symbol after = text_[start + width];
      beside_.push_back(after == symbol ? kSeparator : after);
    }
    Group(
        starts_, &room, [symbol](Symbol b) { return PairList{.a = symbol, .b = b}; },
        [](Symbol) { return 0; });

    beside_.clear();
    for (const uint32_t start : starts_) beside_.push_back(text_.Before(start));
    Group(
        starts_, &room, [symbol](Symbol a) { return PairList{.a = a, .b = symbol}; },
        [this](Symbol a) { return text_.width(a); });
  }

  // Queues a pair for every symbol that stands beside kMinCount or more of the
  // occurrences, by beside_. The positions, each `shift(symbol)` before its occurrence,
  // go to the start of the room if they fit, else to the end of the arena.
  template <typename MakePair, typename Shift>
  void Group(std::span<const uint32_t> occurrences, Stretch* room, MakePair make_pair,
             Shift shift) {
    touched_.clear();
    for (const Symbol symbol : beside_) {
      if (symbol != kSeparator && table_[symbol]++ == 0) touched_.push_back(symbol);
    }
    uint32_t listed = 0;
    for (const Symbol symbol : touched_) {
      if (table_[symbol] >= kMinCount) listed += table_[symbol];
    }
    uint32_t& end = listed <= room->end - room->begin ? room->begin : used_;
    for (const Symbol symbol : touched_) {
      const uint32_t count = std::exchange(table_[symbol], kRare);
      if (count < kMinCount) continue;
      table_[symbol] = end;
      PairList list = make_pair(symbol);
      list.begin = end;
      list.length = count;
      queue_.Push(queue_.Add(list), count);
      end += count;
    }
    for (size_t i = 0; listed > 0 && i < beside_.size(); ++i) {
      if (beside_[i] == kSeparator || table_[beside_[i]] == kRare) continue;
      arena_[table_[beside_[i]]++] = occurrences[i] - shift(beside_[i]);
    }
    for (const Symbol symbol : touched_) table_[symbol] = 0;
  }

  static constexpr uint32_t kRare = ~uint32_t{0};

  CellText& text_;
  SymbolLists& rules_;
  PairQueue queue_;
  std::unique_ptr<uint32_t[]> arena_;  // 2n positions, each the start of a pair
  uint32_t used_ = 0;                  // of the arena
  // Scratch of Group: [symbol] -> occurrences beside it, then where the next one goes.
  std::vector<uint32_t> table_;  // all 0 between calls
  std::vector<Symbol> touched_;
  std::vector<uint32_t> starts_;  // Scratch of Replace: occurrences of the new symbol.
  std::vector<Symbol> beside_;    // What Group looks at: a symbol for each occurrence.
};

}  // namespace

Grammar RePair(NoteText note_text) {
  const uint32_t blocks = note_text.blocks;
  const uint32_t notes = note_text.notes;
  CellText text(std::move(note_text.text), kBytes + notes);
  SymbolLists pairs;
  PairReplacer(&text, &pairs).Run();
  ReplaceRepeats(&text, &pairs);
  text.Compact();
  return AssembleGrammar(text.cells(), blocks, notes, pairs);
}

}  // namespace rondo::grammar
