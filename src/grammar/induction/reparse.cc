// Re-Pair makes rules greedily, and writes the text as the order in which they were made
// wants it. With all rules at hand, and costs for them, a text is a path through its
// bytes:
//
//   every rule and every byte that matches at a place is an edge from there to its end;
//   the cheapest path from the first byte to the end is the new list of symbols.
//
//   R0 = ab, R1 = bcd, R2 = cd     text abcd: edges a b c d, R0 at 0, R1 at 1, R2 at 2
//   Re-Pair may have left R0 R2; if 'a' is cheap, a R1 is the better way
//
// What an edge costs depends on the edge before it. Only the cheapest way to each place
// is remembered, with the context that it leaves; so the path is the cheapest one for
// sure only where costs do not depend on contexts, and the old list is kept where it is
// cheaper.
//
// Rules of more than 64 bytes stay where they are, and what lies between them is written
// anew: a stretch is the text of neighbouring short symbols. So the work is linear in the
// size of the grammar, not of the text: a long rule is written anew once, as a list of
// its own, however often it is used.
//
// A rule is no edge in its own body, so every body refers to shorter rules only, and
// there are no cycles.
//
// Storer, Szymanski: Data compression via textual substitution, JACM 1982 (optimal
// parsing with a given set of phrases).
//
// Tested by tests/grammar/induction/reparse_test.cc against a search of all paths.
#include "grammar/induction/reparse.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "grammar/induction/phrase_trie.h"

namespace rondo::grammar {
namespace {

constexpr uint64_t kUnreached = std::numeric_limits<uint64_t>::max();
constexpr uint32_t kLong = kMaxPhraseBytes + 1;  // as a length: this or more

// What the symbols derive, if it is short.
class Expansions {
 public:
  explicit Expansions(const Grammar& grammar)
      : length_(grammar.symbol_count(), 1), begin_(grammar.symbol_count()) {
    for (Symbol byte = 0; byte < kBytes; ++byte) {
      begin_[byte] = byte;
      bytes_.push_back(static_cast<uint8_t>(byte));
    }
    for (uint32_t rule = 0; rule < grammar.rules.size(); ++rule) {
      Add(kBytes + rule, grammar.rules[rule]);
    }
  }

  // Bytes, kLong if more than kMaxPhraseBytes.
  uint32_t length(Symbol symbol) const { return length_[symbol]; }
  // REQUIRES: length(symbol) < kLong.
  const uint8_t* bytes(Symbol symbol) const { return bytes_.data() + begin_[symbol]; }

  std::vector<Phrase> Phrases() const {
    std::vector<Phrase> phrases;
    for (Symbol symbol = kBytes; symbol < length_.size(); ++symbol) {
      if (length_[symbol] < kLong)
        phrases.push_back({bytes(symbol), length_[symbol], symbol});
    }
    return phrases;
  }

 private:
  // REQUIRES: the symbols of the body are added already.
  void Add(Symbol symbol, SymbolSpan body) {
    uint32_t length = 0;
    for (const Symbol part : body) length = std::min(length + length_[part], kLong);
    length_[symbol] = static_cast<uint8_t>(length);
    if (length == kLong) return;
    begin_[symbol] = static_cast<uint32_t>(bytes_.size());
    for (const Symbol part : body) {
      for (uint32_t i = 0; i < length_[part]; ++i)
        bytes_.push_back(bytes_[begin_[part] + i]);
    }
  }

  std::vector<uint8_t> length_;  // by symbol
  std::vector<uint32_t> begin_;  // by symbol, where its bytes stand, if it is short
  std::vector<uint8_t> bytes_;
};

class Reparser {
 public:
  Reparser(const Grammar& grammar, const ParseCosts& costs)
      : grammar_(grammar),
        costs_(costs),
        expansions_(grammar),
        trie_(expansions_.Phrases()) {}

  Grammar Run() {
    Grammar result;
    result.rules.Reserve(grammar_.rules.size(), grammar_.rules.symbols().size());
    result.blocks.Reserve(grammar_.blocks.size(), grammar_.blocks.symbols().size());
    for (uint32_t rule = 0; rule < grammar_.rules.size(); ++rule) {
      Collect(grammar_.rules[rule], expansions_.length(kBytes + rule), &result.rules);
    }
    Write(&result.rules);
    for (uint32_t block = 0; block < grammar_.blocks.size(); ++block) {
      Collect(grammar_.blocks[block], kLong, &result.blocks);
    }
    Write(&result.blocks);
    result.borrowed = grammar_.borrowed;
    return result;
  }

 private:
  // Neighbouring short symbols of a list, as text.
  struct Stretch {
    size_t begin;  // in text_, behind which a byte belongs to none
    size_t end;
    uint32_t context;  // of what stands before
    uint32_t below;    // rules of less than so many bytes may be used
  };

  // Lists that are collected together share the searches, which wait for each other's
  // memory: most rules are short.
  static constexpr size_t kCollectedBytes = 16 << 10;

  // Takes the list up to be written with rules of less than `below` bytes and the long
  // ones that are there.
  void Collect(SymbolSpan list, uint32_t below, SymbolLists* out) {
    uint32_t context = costs_.contexts;
    for (size_t i = 0; i < list.size();) {
      const size_t begin = text_.size();
      for (; i < list.size() && expansions_.length(list[i]) < kLong; ++i) {
        const uint8_t* const bytes = expansions_.bytes(list[i]);
        text_.insert(text_.end(), bytes, bytes + expansions_.length(list[i]));
      }
      if (text_.size() > begin) {
        stretches_.push_back({begin, text_.size(), context, below});
        text_.push_back(0);
      }
      if (i < list.size()) context = costs_.symbols[list[i++]].context;
    }
    lists_.push_back(list);
    if (text_.size() >= kCollectedBytes) Write(out);
  }

  // Writes the lists that were collected.
  void Write(SymbolLists* out) {
    FindPaths();
    const Stretch* stretch = stretches_.data();
    for (const SymbolSpan list : lists_) {
      new_list_.clear();
      for (size_t i = 0; i < list.size();) {
        if (expansions_.length(list[i]) == kLong) {
          new_list_.push_back(list[i++]);
          continue;
        }
        AppendPath(*stretch++);
        while (i < list.size() && expansions_.length(list[i]) < kLong) ++i;
      }
      const bool cheaper = ParseCost(new_list_, costs_) <= ParseCost(list, costs_);
      out->Add(cheaper ? SymbolSpan(new_list_) : list);
    }
    text_.clear();
    stretches_.clear();
    lists_.clear();
  }

  // The cheapest way through every stretch.
  void FindPaths() {
    cost_.fill(kUnreached);
    last_.resize(text_.size());
    text_.resize(text_.size() + PhraseTrie::kPadding);
    size_t searched = 0;
    for (const Stretch& stretch : stretches_) {
      uint32_t context = stretch.context;
      Cost(stretch.begin) = 0;
      for (size_t at = stretch.begin; at < stretch.end; ++at) {
        if (at >= searched) {
          trie_.Find(text_.data(), at, &matches_);
          searched = at + PhraseTrie::kBatch;
        }
        if (at > stretch.begin) context = costs_.symbols[last_[at]].context;
        const uint16_t* const transition =
            costs_.transition.data() + context * costs_.classes;
        const uint64_t here = std::exchange(Cost(at), kUnreached);
        // Which way is cheaper cannot be foreseen, so there is no branch on that.
        const auto relax = [&](size_t to, Symbol symbol) {
          const ParseCosts::OfSymbol of_symbol = costs_.symbols[symbol];
          const uint64_t cost =
              here + transition[of_symbol.symbol_class] + of_symbol.bits;
          uint64_t& there = Cost(to);
          Symbol& last = last_[to];
          const bool cheaper = cost < there;
          there = cheaper ? cost : there;
          last = cheaper ? symbol : last;
        };
        relax(at + 1, text_[at]);
        const size_t last_end = std::min(stretch.end, at + stretch.below - 1);
        for (const PhraseTrie::Match& match :
             matches_[at + PhraseTrie::kBatch - searched]) {
          if (match.end > last_end) break;
          relax(match.end, match.symbol);
        }
      }
      Cost(stretch.end) = kUnreached;
    }
  }

  uint64_t& Cost(size_t place) { return cost_[place % cost_.size()]; }

  void AppendPath(const Stretch& stretch) {
    const size_t before = new_list_.size();
    for (size_t at = stretch.end; at > stretch.begin;
         at -= expansions_.length(last_[at])) {
      new_list_.push_back(last_[at]);
    }
    std::reverse(new_list_.begin() + before, new_list_.end());
  }

  const Grammar& grammar_;
  const ParseCosts& costs_;
  const Expansions expansions_;
  const PhraseTrie trie_;
  // What is collected.
  std::vector<SymbolSpan> lists_;
  std::vector<Stretch> stretches_;
  std::vector<uint8_t> text_;  // of all stretches, and padding
  // What the cheapest way to a place costs, by the low bits of the place: those behind
  // the longest phrase from where the search is are unreached.
  std::array<uint64_t, 2 * kMaxPhraseBytes> cost_;
  std::vector<Symbol> last_;  // of that way, by place in text_
  PhraseTrie::Matches matches_;
  std::vector<Symbol> new_list_;
};

}  // namespace

uint64_t ParseCost(SymbolSpan list, const ParseCosts& costs) {
  uint64_t cost = 0;
  uint32_t context = costs.contexts;
  for (const Symbol symbol : list) {
    const ParseCosts::OfSymbol symbol_cost = costs.symbols[symbol];
    cost += costs.transition[context * costs.classes + symbol_cost.symbol_class] +
            symbol_cost.bits;
    context = symbol_cost.context;
  }
  return cost;
}

void Reparse(Grammar* grammar, const ParseCosts& costs) {
  *grammar = Reparser(*grammar, costs).Run();
}

}  // namespace rondo::grammar
