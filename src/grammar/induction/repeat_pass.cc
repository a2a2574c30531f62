// With at most two occurrences each, all pairs have the same priority, so Re-Pair may go
// on with any of them; it goes on with the pair that contains the newest symbol for as
// long as there is one. That grows the two occurrences step by step to the longest
// strings that are equal, each step one rule that only the next one uses. Here the whole
// string becomes one rule at once:
//
//   x p a b q y p a b q z   ->   R = p a b q;  x R y R z        (Re-Pair: ab, abq, pabq)
//
// No pair with R occurs twice then: what stands beside the two R differs, or is a
// separator, or is the other R. So the pairs need no queue: each pair of old symbols is
// looked at once, grouped by its first symbol, and remembered in a table by its second.
//
// The chain of rules that this avoids is what pruning would have to undo; more than half
// of all rules of a text are of this kind.
//
// Tested by tests/grammar/induction/re_pair_test.cc against tests/reference/naive_re_pair.cc.
#include "grammar/induction/repeat_pass.h"

#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace rondo::grammar {
namespace {

class RepeatPass {
 public:
  RepeatPass(CellText* text, SymbolLists* rules)
      : text_(*text),
        rules_(*rules),
        symbols_(text->symbols()),
        last_seen_(symbols_, 0) {}

  void Run() {
    SortByFirstSymbol();
    for (Symbol a = 0; a < symbols_; ++a) {
      ReplaceAfter(a, std::span(starts_).subspan(ends_[a], ends_[a + 1] - ends_[a]));
    }
  }

 private:
  // Counting sort of the positions where a pair may start that occurs twice.
  void SortByFirstSymbol() {
    std::vector<uint32_t> count(symbols_, 0);
    for (uint32_t i = 0; i < text_.size(); ++i) {
      if (text_[i] != kSeparator) ++count[text_[i]];
    }
    const auto repeated = [&](uint32_t i) {
      return text_[i] != kSeparator && count[text_[i]] > 1;
    };
    ends_.assign(symbols_ + 2, 0);
    for (uint32_t i = 0; i + 1 < text_.size(); ++i) {
      if (repeated(i) && repeated(i + 1)) ++ends_[text_[i] + 2];
    }
    std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
    starts_.resize(ends_.back());
    // ends_[a + 1] moves from the begin of a's stretch to its end.
    for (uint32_t i = 0; i + 1 < text_.size(); ++i) {
      if (repeated(i) && repeated(i + 1)) starts_[ends_[text_[i] + 1]++] = i;
    }
  }

  // Replaces every repeated pair of old symbols that starts with a.
  void ReplaceAfter(Symbol a, std::span<const uint32_t> starts) {
    self_.clear();
    for (size_t i = 0; i < starts.size(); ++i) {
      if (i + kAhead < starts.size()) text_.Prefetch(starts[i + kAhead]);
      const uint32_t start = starts[i];
      if (text_[start] != a) continue;
      const Symbol b = text_[start + 1];
      if (b >= symbols_) continue;  // a separator, or a new symbol
      if (b == a) {
        ReplaceSelf(a, start);
        continue;
      }
      // What the table holds from another first symbol, or from a pair that is gone,
      // fails the comparison: the table needs no reset.
      const uint32_t earlier = std::exchange(last_seen_[b], start);
      if (earlier < start && text_.PairAt(earlier, a, b)) Replace(earlier, start);
    }
  }

  // The pair (a, a), whose occurrences may overlap: there are at most four (two runs of
  // three, or one of five), and either of two that overlap may be gone later.
  void ReplaceSelf(Symbol a, uint32_t start) {
    for (const uint32_t earlier : self_) {
      if (earlier + 2 <= start && text_.PairAt(earlier, a, a)) {
        Replace(earlier, start);
        return;
      }
    }
    self_.push_back(start);
  }

  // Makes a rule of the longest string that holds the pairs at p and at q > p, which do
  // not overlap.
  void Replace(uint32_t p, uint32_t q) {
    uint32_t p_end = p + 2, q_end = q + 2;
    while (p_end < q && text_[p_end] == text_[q_end] && text_[p_end] != kSeparator) {
      const uint32_t width = text_.width(text_[p_end]);
      p_end += width;
      q_end += width;
    }
    while (q > p_end && text_.Before(p) == text_.Before(q) &&
           text_.Before(p) != kSeparator) {
      const uint32_t width = text_.width(text_.Before(p));
      p -= width;
      q -= width;
    }
    for (uint32_t i = p; i < p_end; i += text_.width(text_[i])) rules_.Push(text_[i]);
    rules_.Close();
    const Symbol symbol = text_.NewSymbol(p_end - p);
    text_.Merge(p, p_end, symbol);
    text_.Merge(q, q_end, symbol);
  }

  static constexpr size_t kAhead = 16;

  CellText& text_;
  SymbolLists& rules_;
  const Symbol symbols_;             // old symbols are below it; each covers one cell
  std::vector<uint32_t> last_seen_;  // [b] -> where a pair with second symbol b started
  std::vector<uint32_t> self_;       // where (a, a) started, for the current a
  std::vector<uint32_t> starts_;     // starts of pairs, grouped by first symbol
  std::vector<uint32_t> ends_;       // those of a are [ends_[a], ends_[a + 1])
};

}  // namespace

void ReplaceRepeats(CellText* text, SymbolLists* rules) {
  text->Compact();
  if (text->size() < 2) return;
  RepeatPass(text, rules).Run();
}

}  // namespace rondo::grammar
