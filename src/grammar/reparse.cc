// Re-Pair makes rules greedily, and writes the text as the order in which they were made
// wants it. With all rules at hand, and costs for them, a list is a path through its bytes:
//
//   every rule and every byte that matches at a place is an edge from there to its end;
//   the cheapest path from the first byte to the end is the new list.
//
//   R0 = ab, R1 = bcd, R2 = cd     text abcd: edges a b c d, R0 at 0, R1 at 1, R2 at 2
//   Re-Pair may have left R0 R2; if 'a' is cheap, a R1 is the better way
//
// What an edge costs depends on the edge before it. Only the cheapest way to each place is
// remembered, with the context that it leaves; so the path is the shortest one for sure only
// where costs do not depend on the context, and the old list is kept where it is cheaper.
//
// Rules of up to 64 bytes match wherever their bytes stand: the trie finds them. Longer ones
// are edges just where the list that is being replaced derives them, so that a text that
// repeats itself at length stays short.
//
// The lists are written on both sides with the same costs, a phrase is never its own edge,
// and so every body refers to shorter phrases only: there are no cycles.
//
// Storer, Szymanski: Data compression via textual substitution, JACM 1982 (optimal parsing);
// after grammar transform also in GLZA (Conrad).
//
// Tested by tests/reparse_test.cc against a search of all paths.
#include "grammar/reparse.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "grammar/phrase_trie.h"

namespace rondo::grammar {
namespace {

constexpr uint64_t kUnreached = std::numeric_limits<uint64_t>::max();
constexpr uint32_t kMaxReparsedBytes = 128;

// What the symbols derive.
class Expansions {
 public:
  explicit Expansions(const Grammar& grammar)
      : length_(grammar.symbol_count(), 1), begin_(grammar.symbol_count()) {
    for (Symbol byte = 0; byte < kBytes; ++byte) {
      begin_[byte] = byte;
      bytes_.push_back(static_cast<uint8_t>(byte));
    }
    for (uint32_t rule = 0; rule < grammar.rules.size(); ++rule) {
      const SymbolSpan body = grammar.rules[rule];
      const Symbol symbol = kBytes + rule;
      length_[symbol] = Length(body);
      if (length_[symbol] > kMaxPhraseBytes) continue;
      begin_[symbol] = static_cast<uint32_t>(bytes_.size());
      for (const Symbol part : body) {
        for (uint32_t i = 0; i < length_[part]; ++i) {
          bytes_.push_back(bytes_[begin_[part] + i]);
        }
      }
    }
  }

  // Bytes, at most 2^32 - 1.
  uint32_t length(Symbol symbol) const { return length_[symbol]; }
  uint32_t Length(SymbolSpan list) const {
    uint64_t sum = 0;
    for (const Symbol symbol : list) sum += length_[symbol];
    return static_cast<uint32_t>(std::min<uint64_t>(sum, ~uint32_t{0}));
  }
  // REQUIRES: length(symbol) <= kMaxPhraseBytes.
  const uint8_t* bytes(Symbol symbol) const { return bytes_.data() + begin_[symbol]; }

  std::vector<Phrase> Phrases() const {
    std::vector<Phrase> phrases;
    for (Symbol symbol = kBytes; symbol < length_.size(); ++symbol) {
      if (length_[symbol] > kMaxPhraseBytes) continue;
      phrases.push_back({bytes(symbol), length_[symbol], symbol});
    }
    return phrases;
  }

 private:
  std::vector<uint32_t> length_;  // by symbol
  std::vector<uint32_t> begin_;   // by symbol, where its bytes stand, if they are stored
  std::vector<uint8_t> bytes_;
};

// A rule that the replaced list derives at a place.
struct LongEdge {
  uint32_t begin;
  Symbol symbol;
};

class Reparser {
 public:
  Reparser(const Grammar& grammar, const ParseCosts& costs)
      : grammar_(grammar), costs_(costs), expansions_(grammar), trie_(expansions_.Phrases()) {}

  Grammar Run() {
    Grammar result;
    result.rules.Reserve(grammar_.rules.size(), grammar_.rules.symbols().size());
    result.blocks.Reserve(grammar_.blocks.size(), grammar_.blocks.symbols().size());
    for (uint32_t rule = 0; rule < grammar_.rules.size(); ++rule) {
      const uint32_t length = expansions_.length(kBytes + rule);
      if (length <= kMaxReparsedBytes) {
        WriteAnew(grammar_.rules[rule], length, &result.rules);
      } else {
        result.rules.Add(grammar_.rules[rule]);
      }
    }
    for (uint32_t block = 0; block < grammar_.blocks.size(); ++block) {
      WriteAnew(grammar_.blocks[block], ~uint32_t{0}, &result.blocks);
    }
    return result;
  }

 private:
  struct Place {
    uint64_t cost = kUnreached;  // of the cheapest way here
    Symbol symbol = 0;           // its last one
    uint32_t length = 0;         // of that
  };

  // Sets text_ to what the list derives and long_edges_ to the long rules in it, by place,
  // outer ones first.
  void Expand(SymbolSpan list) {
    text_.resize(expansions_.Length(list) + kMaxPhraseBytes + PhraseTrie::kPadding);
    long_edges_.clear();
    size_t written = 0;
    stack_.assign(1, list);
    while (!stack_.empty()) {
      if (stack_.back().empty()) {
        stack_.pop_back();
        continue;
      }
      const Symbol symbol = stack_.back().front();
      stack_.back() = stack_.back().subspan(1);
      const uint32_t length = expansions_.length(symbol);
      if (length <= kMaxPhraseBytes) {
        std::copy_n(expansions_.bytes(symbol), length, text_.data() + written);
        written += length;
      } else {
        long_edges_.push_back({static_cast<uint32_t>(written), symbol});
        stack_.push_back(grammar_.rules[symbol - kBytes]);
      }
    }
    bytes_ = written;
  }

  // Appends the cheapest way to write the list with symbols shorter than `below` bytes.
  void WriteAnew(SymbolSpan list, uint32_t below, SymbolLists* out) {
    Expand(list);
    FindPath(below);
    const size_t end = bytes_;
    if (places_[end].cost >= ParseCost(list, costs_)) {
      out->Add(list);
      return;
    }
    path_.clear();
    for (size_t at = end; at > 0; at -= places_[at].length) path_.push_back(places_[at].symbol);
    for (size_t i = path_.size(); i-- > 0;) out->Push(path_[i]);
    out->Close();
  }

  void FindPath(uint32_t below) {
    const size_t end = bytes_;
    places_.assign(end + 1, Place{});
    places_[0].cost = 0;
    auto long_edge = long_edges_.begin();
    for (size_t at = 0; at < end; ++at) {
      const uint32_t in_batch = at % PhraseTrie::kBatch;
      if (in_batch == 0) trie_.Find(text_.data(), end, at, &matches_);
      const Place here = places_[at];
      const uint32_t context =
          at == 0 ? costs_.contexts : costs_.symbols[here.symbol].context;
      const uint16_t* const transition = costs_.transition.data() + context * costs_.classes;
      const auto relax = [&](uint32_t length, Symbol symbol) {
        if (length >= below) return;
        const ParseCosts::OfSymbol of = costs_.symbols[symbol];
        const uint64_t cost = here.cost + transition[of.symbol_class] + of.bits;
        Place& there = places_[at + length];
        if (cost < there.cost) there = {cost, symbol, length};
      };
      relax(1, text_[at]);
      for (const PhraseTrie::Match& match : matches_[in_batch]) relax(match.length, match.symbol);
      for (; long_edge != long_edges_.end() && long_edge->begin == at; ++long_edge) {
        relax(expansions_.length(long_edge->symbol), long_edge->symbol);
      }
    }
  }

  const Grammar& grammar_;
  const ParseCosts& costs_;
  const Expansions expansions_;
  const PhraseTrie trie_;
  // Of the list that is written anew; reused from list to list.
  std::vector<uint8_t> text_;  // what it derives, and what is behind it
  size_t bytes_ = 0;           // what it derives
  std::vector<LongEdge> long_edges_;
  std::vector<Place> places_;  // by place in text_, and its end
  std::vector<Symbol> path_;   // backwards
  std::vector<SymbolSpan> stack_;
  PhraseTrie::Matches matches_;
};

}  // namespace

uint64_t ParseCost(SymbolSpan list, const ParseCosts& costs) {
  uint64_t cost = 0;
  uint32_t context = costs.contexts;
  for (const Symbol symbol : list) {
    const ParseCosts::OfSymbol of = costs.symbols[symbol];
    cost += costs.transition[context * costs.classes + of.symbol_class] + of.bits;
    context = of.context;
  }
  return cost;
}

void Reparse(Grammar* grammar, const ParseCosts& costs) {
  *grammar = Reparser(*grammar, costs).Run();
}

}  // namespace rondo::grammar
