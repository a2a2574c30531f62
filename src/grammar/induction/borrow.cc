// A text is first covered with long shared rules: at each place the longest that begins
// there, found by a rolling hash of its first bytes. What is left between them is parsed
// by the cheapest way through shared rules of up to 64 bytes (reparse.h), at flat costs:
// a rule pays from three bytes on. What that uses becomes the notes.
//
// Two strings with one fingerprint are compared before one is taken for the other.
//
// Tested by tests/grammar/induction/borrow_test.cc.
#include "grammar/induction/borrow.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "grammar/induction/children_first.h"
#include "grammar/induction/phrase_trie.h"
#include "grammar/induction/reparse.h"

namespace rondo::grammar {
namespace {

constexpr uint64_t kPrime = (uint64_t{1} << 61) - 1;
constexpr uint64_t kBase = 0x0f3a96c57d2e41b5;

uint64_t MultiplyMod(uint64_t a, uint64_t b) {
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  const uint64_t sum =
      (static_cast<uint64_t>(product) & kPrime) + static_cast<uint64_t>(product >> 61);
  return sum >= kPrime ? sum - kPrime : sum;
}

uint64_t AddMod(uint64_t a, uint64_t b) {
  const uint64_t sum = a + b;
  return sum >= kPrime ? sum - kPrime : sum;
}

// Of the last kPrefixBytes bytes, modulo 2^64.
class RollingHash {
 public:
  void Add(uint8_t byte) { value_ = value_ * kFactor + byte + 1; }
  void Move(uint8_t out, uint8_t in) {
    Add(in);
    value_ -= kOut * (uint64_t{out} + 1);
  }
  // Its low bits depend on the low bits of the bytes only.
  uint64_t value() const { return value_ ^ (value_ >> 29); }

 private:
  static constexpr uint64_t kFactor = 0x9e3779b97f4a7c15;
  static constexpr uint64_t kOut = [] {
    uint64_t power = 1;
    for (uint32_t i = 0; i < SharedRules::kPrefixBytes; ++i) power *= kFactor;
    return power;
  }();
  uint64_t value_ = 0;
};

constexpr uint64_t kLongBits = uint64_t{1} << 22;
// What may be compared with long rules, for each byte of a text.
constexpr uint64_t kComparedPerByte = 16;
// Rules with one prefix that are looked at.
constexpr size_t kMostCandidates = 32;

// The bytes of symbols, one after another, by an explicit stack.
class Expansion {
 public:
  Expansion(const SymbolLists& rules, Symbol symbol) : rules_(rules), only_{symbol} {
    lists_.push_back(SymbolSpan(only_));
  }
  // The next byte; REQUIRES: there is one.
  uint8_t Next() {
    for (;;) {
      SymbolSpan& top = lists_.back();
      const Symbol symbol = top.front();
      top = top.subspan(1);
      if (top.empty()) lists_.pop_back();
      if (symbol < kBytes) return static_cast<uint8_t>(symbol);
      lists_.push_back(rules_[symbol - kBytes]);
    }
  }

 private:
  const SymbolLists& rules_;
  const std::array<Symbol, 1> only_;
  std::vector<SymbolSpan> lists_;  // what is left of each, none of them empty
};

// How many bytes of the text are those that the symbol expands to, which are as many or
// more.
uint64_t CommonBytes(const SymbolLists& rules, Symbol symbol, base::Bytes text) {
  Expansion expansion(rules, symbol);
  uint64_t common = 0;
  while (common < text.size() && expansion.Next() == text[common]) ++common;
  return common;
}

// By symbol, of the rules in the order.
std::vector<Fingerprint> FingerprintsOf(const SymbolLists& rules,
                                        std::span<const uint32_t> children_first) {
  std::vector<Fingerprint> prints(kBytes + rules.size());
  for (Symbol byte = 0; byte < kBytes; ++byte) {
    prints[byte] = Fingerprint::OfByte(static_cast<uint8_t>(byte));
  }
  for (const uint32_t rule : children_first) {
    Fingerprint print;
    for (const Symbol symbol : rules[rule]) print = print.Then(prints[symbol]);
    prints[kBytes + rule] = print;
  }
  return prints;
}

std::vector<uint32_t> InOrder(uint32_t rules) {
  std::vector<uint32_t> order(rules);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

// Flat costs: a byte of text, and a rule.
constexpr uint16_t kByteBits = 6;
constexpr uint16_t kRuleBits = 14;
ParseCosts FlatCosts(uint32_t rules) {
  ParseCosts costs;
  costs.contexts = 1;
  costs.classes = 1;
  costs.transition.assign(2, 0);
  costs.symbols.assign(kBytes, {kByteBits * ParseCosts::kUnit, 0, 0});
  costs.symbols.resize(kBytes + rules, {kRuleBits * ParseCosts::kUnit, 0, 0});
  return costs;
}

// The blocks as bytes and long shared rules.
SymbolLists CoverWithLong(base::Bytes segment, std::span<const uint64_t> block_ends,
                          const SharedRules& shared) {
  SymbolLists blocks;
  blocks.Reserve(block_ends.size(), segment.size());
  constexpr uint32_t kPrefix = SharedRules::kPrefixBytes;
  // A text may be made so that much is compared in vain.
  uint64_t budget_bytes = kComparedPerByte * segment.size();
  uint64_t at = 0;
  for (const uint64_t end : block_ends) {
    RollingHash hash;
    uint64_t hashed = at;  // where the bytes that the hash is of end
    while (at < end) {
      if (end - at >= kPrefix) {
        if (hashed < at + kPrefix - 1 || hashed == at) {
          hash = {};
          for (hashed = at; hashed < at + kPrefix; ++hashed) hash.Add(segment[hashed]);
        } else if (hashed < at + kPrefix) {
          hash.Move(segment[at - 1], segment[hashed]);
          ++hashed;
        }
        const auto found =
            shared.FindLong(segment.subspan(at, end - at), hash.value(), &budget_bytes);
        if (found.has_value()) {
          blocks.Push(kBytes + *found);
          at += shared.fingerprint(*found).length;
          hashed = at;
          continue;
        }
      }
      blocks.Push(segment[at++]);
    }
    blocks.Close();
  }
  return blocks;
}

}  // namespace

Fingerprint Fingerprint::OfByte(uint8_t byte) {
  return {.value = uint64_t{byte} + 1, .power = kBase, .length = 1};
}

Fingerprint Fingerprint::Then(const Fingerprint& next) const {
  return {.value = AddMod(MultiplyMod(value, next.power), next.value),
          .power = MultiplyMod(power, next.power),
          .length = length + next.length};
}

SharedRules::SharedRules(SymbolLists rules)
    : rules_(std::move(rules)),
      prints_(FingerprintsOf(rules_, InOrder(rules_.size()))),
      may_be_long_(kLongBits / 64, 0) {
  for (uint32_t rule = 0; rule < rules_.size(); ++rule) {
    const Fingerprint& print = fingerprint(rule);
    const uint32_t id =
        index_.FindOrAdd(static_cast<uint32_t>(print.value), [&](uint32_t i) {
          const Fingerprint& known = fingerprint(distinct_[i]);
          return known.value == print.value && known.length == print.length;
        });
    if (id < distinct_.size()) continue;
    distinct_.push_back(rule);
    if (print.length <= kMaxPhraseBytes) continue;
    RollingHash hash;
    Expansion expansion(rules_, kBytes + rule);
    for (uint32_t i = 0; i < kPrefixBytes; ++i) hash.Add(expansion.Next());
    long_[hash.value()].push_back(rule);
    may_be_long_[hash.value() % kLongBits / 64] |= uint64_t{1} << hash.value() % 64;
  }
  for (auto& [hash, candidates] : long_) {
    std::ranges::stable_sort(candidates, [&](uint32_t a, uint32_t b) {
      return fingerprint(a).length > fingerprint(b).length;
    });
  }
}

std::optional<uint32_t> SharedRules::Find(const Fingerprint& print) const {
  const auto id = index_.Find(static_cast<uint32_t>(print.value), [&](uint32_t i) {
    const Fingerprint& known = fingerprint(distinct_[i]);
    return known.value == print.value && known.length == print.length;
  });
  if (!id.has_value()) return std::nullopt;
  return distinct_[*id];
}

std::optional<uint32_t> SharedRules::FindLong(base::Bytes text, uint64_t hash,
                                              uint64_t* budget_bytes) const {
  if ((may_be_long_[hash % kLongBits / 64] >> hash % 64 & 1) == 0) return std::nullopt;
  const auto found = long_.find(hash);
  if (found == long_.end()) return std::nullopt;
  size_t tries = 0;
  for (const uint32_t rule : found->second) {
    const uint64_t length = fingerprint(rule).length;
    if (length > text.size()) continue;
    if (*budget_bytes < length) return std::nullopt;
    const uint64_t common = CommonBytes(rules_, kBytes + rule, text.first(length));
    *budget_bytes -= common;
    if (common == length) return rule;
    if (++tries == kMostCandidates) break;
  }
  return std::nullopt;
}

BorrowedText BorrowNotes(base::Bytes segment, std::span<const uint64_t> block_ends,
                         const SharedRules& shared) {
  Grammar parsed;
  parsed.rules = shared.rules();
  parsed.blocks = CoverWithLong(segment, block_ends, shared);
  Reparse(&parsed, FlatCosts(shared.size()));

  // What the blocks use, and what its bodies do; they are those of the shared rules.
  BorrowedText borrowed;
  constexpr uint32_t kNone = ~uint32_t{0};
  std::vector<uint32_t> note_of_rule(shared.size(), kNone);
  std::vector<uint32_t> rule_of_note;
  const auto use = [&](Symbol symbol) {
    if (symbol < kBytes || note_of_rule[symbol - kBytes] != kNone) return;
    note_of_rule[symbol - kBytes] = static_cast<uint32_t>(rule_of_note.size());
    rule_of_note.push_back(symbol - kBytes);
  };
  NoteText& notes = borrowed.notes;
  const auto append = [&](SymbolSpan list) {
    for (const Symbol symbol : list) {
      use(symbol);
      notes.text.push_back(symbol < kBytes ? symbol
                                           : kBytes + note_of_rule[symbol - kBytes]);
    }
    notes.text.push_back(kSeparator);
  };
  for (const Symbol symbol : parsed.blocks.symbols()) {
    if (symbol < kBytes) continue;
    const uint64_t length = shared.fingerprint(symbol - kBytes).length;
    if (length >= kTellingBytes) borrowed.shared_bytes += length;
  }
  for (uint32_t block = 0; block < parsed.blocks.size(); ++block) {
    append(parsed.blocks[block]);
  }
  for (size_t note = 0; note < rule_of_note.size(); ++note) {
    append(shared.rules()[rule_of_note[note]]);
  }
  notes.blocks = parsed.blocks.size();
  notes.notes = static_cast<uint32_t>(rule_of_note.size());
  return borrowed;
}

namespace {

// Tells whether rules of a grammar and shared ones with the same fingerprints expand to
// the same bytes. Rules must be asked for children first.
class Comparer {
 public:
  Comparer(const SharedRules& shared, const Grammar& grammar)
      : shared_(shared), grammar_(grammar) {}

  bool Same(uint32_t rule, uint32_t other) {
    const uint64_t length = shared_.fingerprint(other).length;
    if (length > kMostComparedBytes || length > budget_bytes_) {
      return SameBodies(rule, other);
    }
    budget_bytes_ -= length;
    Expansion a(grammar_.rules, kBytes + rule);
    Expansion b(shared_.rules(), kBytes + other);
    for (uint64_t i = 0; i < length; ++i) {
      if (a.Next() != b.Next()) return false;
    }
    return true;
  }

 private:
  static constexpr uint64_t kMostComparedBytes = uint64_t{1} << 16;

  // Symbol by symbol; what is compared was compared before.
  bool SameBodies(uint32_t rule, uint32_t other) const {
    return std::ranges::equal(grammar_.rules[rule], shared_.rules()[other],
                              [&](Symbol a, Symbol b) {
                                if (a < kBytes || b < kBytes) return a == b;
                                return grammar_.borrowed[a - kBytes] == b - kBytes;
                              });
  }

  const SharedRules& shared_;
  const Grammar& grammar_;
  uint64_t budget_bytes_ = uint64_t{256} << 20;  // of all rules together
};

}  // namespace

void FindBorrowed(const SharedRules& shared, Grammar* grammar) {
  const std::vector<uint32_t> order = ChildrenFirst(*grammar);
  const std::vector<Fingerprint> prints = FingerprintsOf(grammar->rules, order);
  grammar->borrowed.assign(grammar->rules.size(), kOwn);
  Comparer comparer(shared, *grammar);
  for (const uint32_t rule : order) {
    const auto found = shared.Find(prints[kBytes + rule]);
    if (found.has_value() && comparer.Same(rule, *found)) {
      grammar->borrowed[rule] = *found;
    }
  }
}

}  // namespace rondo::grammar
