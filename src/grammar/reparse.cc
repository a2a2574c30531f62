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

#include <limits>
#include <span>
#include <utility>

#include "grammar/phrase_trie.h"

namespace rondo::grammar {
namespace {

constexpr uint64_t kUnreached = std::numeric_limits<uint64_t>::max();
constexpr uint32_t kMaxReparsedBytes = 512;

// The length of every symbol's expansion, at most 2^32 - 1.
std::vector<uint32_t> ExpandedBytes(const Grammar& grammar) {
  struct Frame {
    uint32_t rule;
    uint32_t next;
  };
  std::vector<uint32_t> bytes(grammar.symbol_count(), 0);
  std::fill(bytes.begin(), bytes.begin() + kBytes, 1);
  std::vector<Frame> stack;
  for (uint32_t root = 0; root < grammar.rules.size(); ++root) {
    if (bytes[kBytes + root] != 0) continue;
    stack.push_back({root, 0});
    while (!stack.empty()) {
      Frame& top = stack.back();
      const SymbolSpan body = grammar.rules[top.rule];
      while (top.next < body.size() && bytes[body[top.next]] != 0) ++top.next;
      if (top.next < body.size()) {
        stack.push_back({body[top.next] - kBytes, 0});
        continue;
      }
      uint64_t sum = 0;
      for (const Symbol symbol : body) sum += bytes[symbol];
      bytes[kBytes + top.rule] =
          static_cast<uint32_t>(std::min<uint64_t>(sum, std::numeric_limits<uint32_t>::max()));
      stack.pop_back();
    }
  }
  return bytes;
}

// A rule that the replaced list derives at a place.
struct LongEdge {
  uint32_t begin;
  Symbol symbol;
};

class Reparser {
 public:
  Reparser(const Grammar& grammar, const ParseCosts& costs)
      : grammar_(grammar),
        costs_(costs),
        length_(ExpandedBytes(grammar)),
        trie_(CollectPhrases()) {}

  Grammar Run() {
    Grammar result;
    result.rules.Reserve(grammar_.rules.size(), grammar_.rules.symbols().size());
    result.blocks.Reserve(grammar_.blocks.size(), grammar_.blocks.symbols().size());
    for (uint32_t rule = 0; rule < grammar_.rules.size(); ++rule) {
      const uint32_t length = length_[kBytes + rule];
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

  Phrases CollectPhrases() {
    Phrases phrases;
    for (uint32_t rule = 0; rule < grammar_.rules.size(); ++rule) {
      if (length_[kBytes + rule] > Phrases::kMaxBytes) continue;
      Expand(grammar_.rules[rule]);
      phrases.Add(text_, kBytes + rule);
    }
    return phrases;
  }

  // Sets text_ to what the list derives and long_edges_ to the long rules in it, by place,
  // outer ones first.
  void Expand(SymbolSpan list) {
    text_.clear();
    long_edges_.clear();
    stack_.assign(1, list);
    while (!stack_.empty()) {
      if (stack_.back().empty()) {
        stack_.pop_back();
        continue;
      }
      const Symbol symbol = stack_.back().front();
      stack_.back() = stack_.back().subspan(1);
      if (symbol < kBytes) {
        text_.push_back(static_cast<uint8_t>(symbol));
        continue;
      }
      if (length_[symbol] > Phrases::kMaxBytes) {
        long_edges_.push_back({static_cast<uint32_t>(text_.size()), symbol});
      }
      stack_.push_back(grammar_.rules[symbol - kBytes]);
    }
  }

  // Appends the cheapest way to write the list with symbols shorter than `below` bytes.
  void WriteAnew(SymbolSpan list, uint32_t below, SymbolLists* out) {
    Expand(list);
    FindPath(below);
    const size_t end = text_.size();
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
    const size_t end = text_.size();
    places_.assign(end + 1, Place{});
    places_[0].cost = 0;
    auto long_edge = long_edges_.begin();
    for (size_t at = 0; at < end; ++at) {
      const Place& here = places_[at];
      const uint32_t context =
          at == 0 ? costs_.contexts : costs_.symbols[here.symbol].context;
      const uint16_t* const transition = costs_.transition.data() + context * costs_.classes;
      const uint64_t cost_here = here.cost;
      const auto relax = [&](size_t length, Symbol symbol) {
        if (length >= below) return;
        const ParseCosts::OfSymbol of = costs_.symbols[symbol];
        const uint64_t cost = cost_here + transition[of.symbol_class] + of.bits;
        Place& there = places_[at + length];
        if (cost < there.cost) there = {cost, symbol, static_cast<uint32_t>(length)};
      };
      relax(1, text_[at]);
      trie_.Match(std::span<const uint8_t>(text_).subspan(at), relax);
      for (; long_edge != long_edges_.end() && long_edge->begin == at; ++long_edge) {
        relax(length_[long_edge->symbol], long_edge->symbol);
      }
    }
  }

  const Grammar& grammar_;
  const ParseCosts& costs_;
  const std::vector<uint32_t> length_;  // by symbol, bytes of its expansion
  // Reused from list to list.
  std::vector<uint8_t> text_;
  std::vector<LongEdge> long_edges_;
  std::vector<SymbolSpan> stack_;
  std::vector<Place> places_;  // by place in text_, and its end
  std::vector<Symbol> path_;
  const PhraseTrie trie_;  // last: made with the help of the others
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
