// A move-to-front list of the last 16 distinct values, in constant time.
//
// The values stay where they are; what moves is a permutation of 16 nibbles in one word,
// nibble r naming the slot of the value of rank r:
//
//   ranks  0 1 2 ...     Touch(2)     ranks  0 1 2 ...
//   order  a b c ...    -------->     order  c a b ...
//
// Starts holding 16 copies of a value that stands for nothing. 72 bytes.
//
// Tested by: tests/entropy/recency_cache_test.cc against a std::list.
#ifndef RONDO_ENTROPY_RECENCY_CACHE_H_
#define RONDO_ENTROPY_RECENCY_CACHE_H_

#include <array>
#include <cstdint>

namespace rondo::entropy {

class RecencyCache {
 public:
  static constexpr int kSize = 16;
  static constexpr uint32_t kNothing = ~uint32_t{0};

  RecencyCache() { Clear(); }
  // `nothing` is what ranks not yet filled deliver.
  void Clear(uint32_t nothing = kNothing) {
    values_.fill(nothing);
    order_ = 0xfedcba9876543210;
  }

  // The value of a rank becomes rank 0. rank < kSize.
  uint32_t Touch(uint32_t rank) { return values_[MoveToFront(rank)]; }
  // A value that is not in the cache becomes rank 0; rank 15 is forgotten.
  void Insert(uint32_t value) {
    const uint64_t slot = order_ >> 60;
    values_[slot] = value;
    order_ = order_ << 4 | slot;
  }
  // The value of a rank becomes rank 0, and what `mask` selects of it becomes that of
  // `value`: with an empty mask this is Touch(rank), with a full one and the last rank
  // Insert(value). For where a branch between the two would often be mispredicted.
  uint32_t Renew(uint32_t rank, uint32_t value, uint32_t mask) {
    const uint64_t slot = MoveToFront(rank);
    return values_[slot] ^= (values_[slot] ^ value) & mask;
  }
  // The rank of a value, or kSize. For encoders: cost 16 comparisons.
  int Find(uint32_t value) const {
    for (int rank = 0; rank < kSize; ++rank) {
      if (values_[order_ >> (4 * rank) & 15] == value) return rank;
    }
    return kSize;
  }

 private:
  // The slot of the rank, which becomes rank 0.
  uint64_t MoveToFront(uint32_t rank) {
    const uint32_t shift = 4 * rank;
    const uint64_t slot = order_ >> shift & 15;
    const uint64_t all_shifted = order_ << 4 | slot;
    const uint64_t after = ~uint64_t{15} << shift;  // nibbles of higher ranks stay
    order_ = all_shifted ^ ((all_shifted ^ order_) & after);
    return slot;
  }

  std::array<uint32_t, kSize> values_;
  uint64_t order_;  // a permutation of the nibbles 0..15
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_RECENCY_CACHE_H_
