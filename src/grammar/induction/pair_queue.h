// The pairs that Re-Pair may still replace, by an upper bound on their count.
//
// A binary heap above kBuckets occurrences (at most n / kBuckets pairs are that
// frequent), below it one LIFO list per count. The bound of a pair is read off the place
// it stands in. Among pairs of one bound the order is fixed by the order of the calls
// alone.
//
// Thread rule: plain data.
#ifndef RONDO_GRAMMAR_INDUCTION_PAIR_QUEUE_H_
#define RONDO_GRAMMAR_INDUCTION_PAIR_QUEUE_H_

#include <cstdint>
#include <vector>

#include "grammar/grammar.h"

namespace rondo::grammar {

// Two adjacent symbols and where they stood when last looked at: a stretch of the arena
// of positions.
struct PairList {
  Symbol a = 0;
  Symbol b = 0;
  uint32_t begin = 0;   // in the arena
  uint32_t length = 0;  // positions, ascending
};

class PairQueue {
 public:
  using Id = uint32_t;

  PairQueue() : buckets_(kBuckets, kNone) {}

  Id Add(const PairList& list);
  PairList& operator[](Id id) { return pairs_[id].list; }
  // Every id is either in the queue once, or popped and not yet freed.
  void Push(Id id, uint32_t bound);
  void Free(Id id);

  // The pair with the largest bound, or false when there is none. Bounds pushed after a
  // Pop must not exceed the popped one: then all pops together cost O(pushes + kBuckets),
  // and O(log n) for each pair in the heap.
  bool Pop(Id* id, uint32_t* bound);

 private:
  static constexpr uint32_t kBuckets = 1u << 16;
  static constexpr Id kNone = ~Id{0};
  struct Node {
    PairList list;
    Id next = kNone;  // in the bucket or in the list of free nodes
  };

  std::vector<Node> pairs_;
  Id free_ = kNone;
  std::vector<uint64_t> heap_;  // bound << 32 | id
  std::vector<Id> buckets_;     // [bound] -> first pair
  uint32_t top_ = 0;            // no bucket above it holds a pair
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_PAIR_QUEUE_H_
