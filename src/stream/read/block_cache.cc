// Tested by tests/stream/read/block_cache_test.cc.
#include "stream/read/block_cache.h"

#include <algorithm>
#include <utility>

namespace rondo::stream {

BlockCache::Found BlockCache::Find(uint64_t offset) {
  const base::MutexLock lock(&mutex_);
  if (const auto found = by_offset_.find(offset); found != by_offset_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return {.block = entries_.front().block};
  }
  if (std::ranges::find(recent_, offset) != recent_.end())
    return {.block = nullptr, .worth_keeping = true};
  recent_[next_recent_] = offset;
  next_recent_ = (next_recent_ + 1) % kRecent;
  return {};
}

void BlockCache::Keep(uint64_t offset, Block block) {
  const base::MutexLock lock(&mutex_);
  if (by_offset_.contains(offset)) return;
  held_bytes_ += block->capacity();
  entries_.push_front({offset, std::move(block)});
  by_offset_[offset] = entries_.begin();
  Drop(most_bytes_, 1);
}

void BlockCache::ShrinkTo(uint64_t bytes) {
  const base::MutexLock lock(&mutex_);
  Drop(bytes, 0);
}

void BlockCache::Drop(uint64_t most_bytes, size_t least_entries) {
  while (held_bytes_ > most_bytes && entries_.size() > least_entries) {
    held_bytes_ -= entries_.back().block->capacity();
    by_offset_.erase(entries_.back().offset);
    entries_.pop_back();
  }
}

}  // namespace rondo::stream
