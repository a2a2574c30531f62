// Where contexts keep their states: a hash table of buckets of 16 bytes, one for each
// context and half byte that follows it. docs/format/mixing.md, "Buckets".
//
//   check | state of the 1st bit | of the 2nd, after 0, after 1 | of the 3rd ... (15 states)
//
// Four buckets fill a line of the cache. A context that is not in its line gets the
// bucket of the four whose first bit has seen least. Nothing tells two contexts with one
// line and one check apart: a wrong prediction costs a little, never more.
//
// Thread rule: externally synchronised. Cost: one miss of the cache a bucket, which
// Prefetch takes early.
#ifndef RONDO_ENTROPY_MIXING_BUCKET_TABLE_H_
#define RONDO_ENTROPY_MIXING_BUCKET_TABLE_H_

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>

#include "base/huge_pages.h"

namespace rondo::entropy {

inline constexpr int kMinTableBits = 12;
inline constexpr int kMaxTableBits = 28;

class BucketTable {
 public:
  static constexpr int kStates = 15;
  // Index 0 is the check; a node, 1 .. 15, is an index.
  using Bucket = std::array<uint8_t, 1 + kStates>;

  // 2^bits bytes. REQUIRES: kMinTableBits <= bits <= kMaxTableBits.
  explicit BucketTable(int bits)
      : line_mask_((uint32_t{1} << (bits - 6)) - 1), bytes_(size_t{1} << bits) {
    // Advised before it is touched.
    lines_ = std::make_unique_for_overwrite<Line[]>(bytes_ / sizeof(Line));
    base::AdviseHugePages(lines_.get(), bytes_);
    std::memset(static_cast<void*>(lines_.get()), 0, bytes_);
  }

  void Prefetch(uint32_t hash) const { __builtin_prefetch(&lines_[hash & line_mask_]); }

  // The bucket of the context: its states, or zeros.
  Bucket* Find(uint32_t hash) {
    Line& line = lines_[hash & line_mask_];
    const uint8_t check = static_cast<uint8_t>(hash >> 24);
    Bucket* least = &line.buckets[0];
    for (Bucket& bucket : line.buckets) {
      if (bucket[0] == check && bucket[1] != 0) return &bucket;
      if (bucket[1] < (*least)[1]) least = &bucket;
    }
    least->fill(0);
    (*least)[0] = check;
    return least;
  }

 private:
  struct alignas(64) Line {
    std::array<Bucket, 4> buckets;
  };
  static_assert(sizeof(Line) == 64);

  const uint32_t line_mask_;
  const size_t bytes_;
  std::unique_ptr<Line[]> lines_;
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_MIXING_BUCKET_TABLE_H_
