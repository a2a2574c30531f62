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
#include <limits>

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
      result.rules.Add(Cheapest(grammar_.rules[rule], expansions_.length(kBytes + rule)));
    }
    for (uint32_t block = 0; block < grammar_.blocks.size(); ++block) {
      result.blocks.Add(Cheapest(grammar_.blocks[block], kLong));
    }
    return result;
  }

 private:
  struct Place {
    uint64_t cost = kUnreached;  // of the cheapest way here
    Symbol symbol = 0;           // its last one
    uint32_t length = 0;         // of that
  };

  // The cheapest way that was found to write the list, with rules of less than `below`
  // bytes and the long ones that are there. Good until the next call.
  SymbolSpan Cheapest(SymbolSpan list, uint32_t below) {
    new_list_.clear();
    uint32_t context = costs_.contexts;
    for (size_t i = 0; i < list.size();) {
      text_.clear();
      for (; i < list.size() && expansions_.length(list[i]) < kLong; ++i) {
        const uint8_t* const bytes = expansions_.bytes(list[i]);
        text_.insert(text_.end(), bytes, bytes + expansions_.length(list[i]));
      }
      WriteStretch(context, below);
      if (i < list.size()) new_list_.push_back(list[i++]);
      context = costs_.symbols[new_list_.back()].context;
    }
    const bool cheaper = ParseCost(new_list_, costs_) <= ParseCost(list, costs_);
    return cheaper ? SymbolSpan(new_list_) : list;
  }

  // Appends the cheapest way to write text_.
  void WriteStretch(uint32_t context, uint32_t below) {
    const size_t end = text_.size();
    text_.resize(end + PhraseTrie::kPadding);
    FindPath(end, context, below);
    const size_t before = new_list_.size();
    for (size_t at = end; at > 0; at -= places_[at].length) {
      new_list_.push_back(places_[at].symbol);
    }
    std::reverse(new_list_.begin() + before, new_list_.end());
  }

  void FindPath(size_t end, uint32_t context, uint32_t below) {
    places_.assign(end + 1, Place{});
    places_[0].cost = 0;
    for (size_t at = 0; at < end; ++at) {
      const uint32_t in_batch = at % PhraseTrie::kBatch;
      if (in_batch == 0) trie_.Find(text_.data(), end, at, &matches_);
      const Place here = places_[at];
      if (at > 0) context = costs_.symbols[here.symbol].context;
      const uint16_t* const transition =
          costs_.transition.data() + context * costs_.classes;
      const auto relax = [&](uint32_t length, Symbol symbol) {
        const ParseCosts::OfSymbol symbol_cost = costs_.symbols[symbol];
        const uint64_t cost =
            here.cost + transition[symbol_cost.symbol_class] + symbol_cost.bits;
        Place& there = places_[at + length];
        if (cost < there.cost) there = {cost, symbol, length};
      };
      relax(1, text_[at]);
      for (const PhraseTrie::Match& match : matches_[in_batch]) {
        if (match.length < below) relax(match.length, match.symbol);
      }
    }
  }

  const Grammar& grammar_;
  const ParseCosts& costs_;
  const Expansions expansions_;
  const PhraseTrie trie_;
  // Reused from list to list.
  std::vector<Symbol> new_list_;
  std::vector<uint8_t> text_;  // of a stretch, and padding
  std::vector<Place> places_;  // by place in text_, and its end
  PhraseTrie::Matches matches_;
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
