// Whole blocks that reads of parts came back to, least recently used ones dropped.
//
// A block is worth keeping once a second part of it is read within a few reads: reads
// that walk through a block, forwards, backwards or by several threads, then decode it
// once more and never again, while reads at random places are not made dearer.
//
// Thread rule: thread-safe.
#ifndef RONDO_STREAM_READ_BLOCK_CACHE_H_
#define RONDO_STREAM_READ_BLOCK_CACHE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>

#include "base/byte_io.h"
#include "base/mutex.h"

namespace rondo::stream {

class BlockCache {
 public:
  using Block = std::shared_ptr<const base::ByteVector>;

  // Holds so much at most, or one block.
  explicit BlockCache(uint64_t most_bytes) : most_bytes_(most_bytes) {
    recent_.fill(kNone);
  }

  struct Found {
    Block block;  // null: it is not kept
    bool worth_keeping = false;
  };
  // Blocks are named by the offset of their first byte in the data.
  // A part of the block is to be read.
  Found Find(uint64_t offset);
  void Keep(uint64_t offset, Block block);
  // Gives up what it holds above so many bytes.
  void ShrinkTo(uint64_t bytes);

  uint64_t held_bytes() const { return held_bytes_.load(std::memory_order_relaxed); }

 private:
  struct Entry {
    uint64_t offset;
    Block block;
  };

  // REQUIRES the lock.
  void Drop(uint64_t most_bytes, size_t least_entries);

  static constexpr uint64_t kNone = UINT64_MAX;
  // Reads within which a block must be read again. Of blocks that are read at random few
  // come back so soon, unless they are few themselves.
  static constexpr size_t kRecent = 8;

  const uint64_t most_bytes_;
  std::atomic<uint64_t> held_bytes_ = 0;  // sum over entries_, changed under mutex_

  base::Mutex mutex_;
  // Guarded by mutex_.
  std::array<uint64_t, kRecent> recent_;  // blocks that parts were read of, in turn
  size_t next_recent_ = 0;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<uint64_t, std::list<Entry>::iterator> by_offset_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_BLOCK_CACHE_H_
