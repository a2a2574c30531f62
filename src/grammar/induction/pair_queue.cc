#include "grammar/induction/pair_queue.h"

#include <algorithm>

namespace rondo::grammar {

PairQueue::Id PairQueue::Add(const PairList& list) {
  if (free_ == kNone) {
    pairs_.push_back({.list = list});
    return static_cast<Id>(pairs_.size() - 1);
  }
  const Id id = free_;
  free_ = pairs_[id].next;
  pairs_[id].list = list;
  return id;
}

void PairQueue::Free(Id id) {
  pairs_[id].next = free_;
  free_ = id;
}

void PairQueue::Push(Id id, uint32_t bound) {
  if (bound >= kBuckets) {
    heap_.push_back(uint64_t{bound} << 32 | id);
    std::push_heap(heap_.begin(), heap_.end());
    return;
  }
  pairs_[id].next = buckets_[bound];
  buckets_[bound] = id;
  top_ = std::max(top_, bound);
}

bool PairQueue::Pop(Id* id, uint32_t* bound) {
  if (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end());
    *id = static_cast<Id>(heap_.back());
    *bound = static_cast<uint32_t>(heap_.back() >> 32);
    heap_.pop_back();
    return true;
  }
  while (buckets_[top_] == kNone) {
    if (top_ == 0) return false;
    --top_;
  }
  *id = buckets_[top_];
  *bound = top_;
  buckets_[top_] = pairs_[*id].next;
  return true;
}

}  // namespace rondo::grammar
