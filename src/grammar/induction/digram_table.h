// Where the digrams of a grammar stand: an open-addressing table from digrams to the
// nodes they begin at. It holds hashes and nodes only; the digrams themselves are read
// from the nodes, by the caller.
//
// Removal moves later entries up, so look-ups never pass over holes, however often
// entries come and go. Hashes are kept in full, so neither that nor growing reads a node.
//
// Cost: 8 bytes a slot, at most half of them used. Thread rule: like a vector.
#ifndef RONDO_GRAMMAR_INDUCTION_DIGRAM_TABLE_H_
#define RONDO_GRAMMAR_INDUCTION_DIGRAM_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/huge_pages.h"
#include "grammar/grammar.h"

namespace rondo::grammar {

struct Digram {
  Symbol left;
  Symbol right;
  bool operator==(const Digram&) const = default;
};

class DigramTable {
 public:
  using Node = uint32_t;
  static constexpr Node kNone = ~Node{0};

  // A slot. Valid until the next Add or Remove.
  using Place = size_t;
  static constexpr Place kAbsent = ~Place{0};
  Node& operator[](Place place) { return slots_[place].node; }

  // `digram_at(node)` tells what stands at a node.
  template <typename DigramAt>
  Place Find(Digram digram, DigramAt digram_at) const {
    return FindSlot(digram, [&](Node node) { return digram_at(node) == digram; });
  }
  // The place of this very node, if that is where the digram is known to stand.
  Place FindAt(Digram digram, Node at) const {
    return FindSlot(digram, [at](Node node) { return node == at; });
  }

  // REQUIRES: the digram is not there.
  void Add(Digram digram, Node node) {
    if ((size_ + 1) * 2 > slots_.size()) Grow();
    Put({Hash(digram), node});
    ++size_;
  }
  // REQUIRES: an entry is in this place.
  void Remove(Place place);

  void Prefetch(Digram digram) const { __builtin_prefetch(&slots_[Home(Hash(digram))]); }

  // The node that a look-up of the digram is likely to find, once its slot was fetched.
  Node Guess(Digram digram) const {
    const uint32_t hash = Hash(digram);
    const Slot& slot = slots_[Home(hash)];
    return slot.hash == hash ? slot.node : kNone;
  }

  uint64_t memory_bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  struct Slot {
    uint32_t hash = 0;
    Node node = kNone;
  };
  static constexpr int kFirstBits = 10;

  static uint32_t Hash(Digram digram) {
    // Odd constants from the digits of the golden ratio, as in splitmix64 and its kin.
    uint64_t h = digram.left * 0x9E3779B97F4A7C15 + digram.right * 0xBF58476D1CE4E5B9;
    h = (h ^ (h >> 32)) * 0xD6E8FEB86659FD93;
    return static_cast<uint32_t>(h >> 32);
  }
  template <typename Matches>
  Place FindSlot(Digram digram, Matches matches) const {
    const uint32_t hash = Hash(digram);
    for (size_t i = Home(hash); slots_[i].node != kNone; i = Next(i)) {
      if (slots_[i].hash == hash && matches(slots_[i].node)) return i;
    }
    return kAbsent;
  }
  size_t Home(uint32_t hash) const { return hash >> shift_; }
  size_t Next(size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  void Put(Slot slot) {
    size_t i = Home(slot.hash);
    while (slots_[i].node != kNone) i = Next(i);
    slots_[i] = slot;
  }
  void Grow();

  int shift_ = 32 - kFirstBits;
  std::vector<Slot> slots_ = std::vector<Slot>(size_t{1} << kFirstBits);
  size_t size_ = 0;
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_DIGRAM_TABLE_H_
