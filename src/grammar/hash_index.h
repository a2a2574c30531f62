// An open-addressing index from hashes to dense ids: the words and lines of a segment are
// numbered through it in the order in which they first appear. The things themselves live
// with the caller, which compares them, so a collision of hashes costs time and nothing
// else.
//
// Cost: at most 32 bytes per id, one cache miss a look-up. Thread rule: like a vector.
#ifndef RONDO_GRAMMAR_HASH_INDEX_H_
#define RONDO_GRAMMAR_HASH_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/checksum.h"

namespace rondo::grammar {

// What texts are looked for by.
inline uint32_t HashOf(std::string_view text) {
  return base::Xxh3Low({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

class HashIndex {
 public:
  // The id of the thing with this hash for which equal(id) holds; if there is none, it
  // gets the next id, size() before the call, and the caller stores it under that id.
  // REQUIRES: fewer than 2^30 ids.
  template <typename Equal>
  uint32_t FindOrAdd(uint32_t hash, Equal equal) {
    const size_t mask = slots_.size() - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
      Slot& slot = slots_[i];
      if (slot.id == kEmpty) {
        const uint32_t id = size_++;
        slot = {hash, id};
        if (size_t{size_} * 2 > slots_.size()) Grow();
        return id;
      }
      if (slot.hash == hash && equal(slot.id)) return slot.id;
    }
  }

  // The id of the thing with this hash, if it has one.
  template <typename Equal>
  std::optional<uint32_t> Find(uint32_t hash, Equal equal) const {
    const size_t mask = slots_.size() - 1;
    for (size_t i = hash & mask; slots_[i].id != kEmpty; i = (i + 1) & mask) {
      if (slots_[i].hash == hash && equal(slots_[i].id)) return slots_[i].id;
    }
    return std::nullopt;
  }

  // Fetches what a look-up of this hash reads first.
  void Prefetch(uint32_t hash) const {
    __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
  }

  uint32_t size() const { return size_; }

 private:
  static constexpr uint32_t kEmpty = ~uint32_t{0};
  struct Slot {
    uint32_t hash = 0;
    uint32_t id = kEmpty;
  };

  void Grow() {
    std::vector<Slot> old(slots_.size() * 2);
    std::swap(old, slots_);
    const size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.id == kEmpty) continue;
      size_t i = slot.hash & mask;
      while (slots_[i].id != kEmpty) i = (i + 1) & mask;
      slots_[i] = slot;
    }
  }

  std::vector<Slot> slots_ =
      std::vector<Slot>(1024);  // a power of two, at most half full
  uint32_t size_ = 0;
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_HASH_INDEX_H_
