// The segments of a file that are open, least recently used ones closed under a memory
// budget, and blocks of theirs that reads came back to.
//
// Thread rule: thread-safe. Reads of one segment run side by side: its tables are shared,
// each read has a decoder of its own, and no lock is held while it decodes.
#ifndef RONDO_STREAM_READ_SEGMENT_CACHE_H_
#define RONDO_STREAM_READ_SEGMENT_CACHE_H_

#include <algorithm>
#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/lazy.h"
#include "base/memory_budget.h"
#include "base/mutex.h"
#include "rondo/io.h"
#include "stream/read/block_cache.h"
#include "stream/score/map.h"
#include "stream/segment/lenders.h"
#include "stream/segment/reader.h"

namespace rondo::stream {

// A segment of the file, opened at its first use. After an error of one of its calls it
// is of no further use.
class CachedSegment {
 public:
  // `memory_limit_bytes`: of the segment, beside its blocks in the cache.
  CachedSegment(const RandomAccessFile& file, const ScoreMap& map, FileLenders* lenders,
                uint64_t number, uint64_t memory_limit_bytes, BlockCache* blocks)
      : file_(file),
        map_(map),
        lenders_(*lenders),
        number_(number),
        limit_bytes_(memory_limit_bytes),
        blocks_(*blocks) {}

  // Fills `out` with the bytes at `from` of the segment. REQUIRES: they lie in it.
  absl::Status ReadAt(uint64_t from, std::span<uint8_t> out);
  // Offset in the segment just past its newline number `count`, 1-based. REQUIRES: the
  // map says that it has as many.
  absl::StatusOr<uint64_t> AfterNewline(uint64_t count);
  // What it holds, but for workers that are at work.
  uint64_t memory_bytes() const;

 private:
  struct Opened {
    std::unique_ptr<SegmentReader> reader;
    uint64_t blocks_offset = 0;  // in the file
  };
  // What a read works with.
  struct Worker {
    std::unique_ptr<SegmentDecoder> decoder;
    base::ByteVector payloads;
  };

  absl::StatusOr<const Opened*> Open();
  absl::Status ReadBlocks(const Opened& opened, uint32_t first, uint32_t end,
                          uint64_t from, std::span<uint8_t> out);
  // The block, whole, which the cache keeps.
  absl::StatusOr<BlockCache::Block> KeepBlock(const Opened& opened, uint32_t block);
  absl::Status ReadPart(const Opened& opened, uint32_t block, uint64_t from,
                        std::span<uint8_t> out);
  // The offset of a block in the data, by which the cache knows it.
  uint64_t OffsetOf(const Opened& opened, uint32_t block) const;
  Worker TakeWorker(const SegmentReader& reader);
  void GiveBack(Worker worker);

  const RandomAccessFile& file_;
  const ScoreMap& map_;
  FileLenders& lenders_;
  const uint64_t number_;
  const uint64_t limit_bytes_;
  BlockCache& blocks_;
  base::Lazy<Opened> opened_;

  mutable base::Mutex mutex_;
  // Guarded by mutex_.
  std::vector<Worker> idle_;
};

class SegmentCache {
 public:
  // All must outlive the cache.
  SegmentCache(const RandomAccessFile& file, const ScoreMap& map, FileLenders* lenders,
               base::MemoryBudget* budget)
      : file_(file),
        map_(map),
        lenders_(*lenders),
        budget_(*budget),
        blocks_(std::min(kMostBlockBytes, budget->limit_bytes() / 8)) {}

  absl::Status ReadAt(uint64_t number, uint64_t from, std::span<uint8_t> out);
  absl::StatusOr<uint64_t> AfterNewline(uint64_t number, uint64_t count);

  // Memory for an operation beside the cache, which gives up what it holds above half of
  // the limit.
  base::MemoryBudget::Lease MakeRoom();

 private:
  struct Entry {
    uint64_t number;
    uint64_t memory_bytes;
    std::shared_ptr<CachedSegment> segment;
  };

  // Marks the segment as the last one used.
  std::shared_ptr<CachedSegment> Use(uint64_t number);
  // Takes note of what the segment holds now, and closes others if that is too much. One
  // that failed is closed, too, so that the next call tries anew.
  void Settle(uint64_t number, const CachedSegment& segment, bool failed);
  // Both REQUIRE the lock. `bytes`: with the blocks that are kept.
  void Close(std::list<Entry>::iterator entry);
  void ShrinkTo(uint64_t bytes, size_t least_entries);

  const RandomAccessFile& file_;
  const ScoreMap& map_;
  FileLenders& lenders_;
  base::MemoryBudget& budget_;
  // Of all blocks that are kept.
  static constexpr uint64_t kMostBlockBytes = uint64_t{16} << 20;
  BlockCache blocks_;

  base::Mutex mutex_;
  // Guarded by mutex_. Most recently used first.
  std::list<Entry> entries_;
  std::unordered_map<uint64_t, std::list<Entry>::iterator> by_number_;
  uint64_t held_bytes_ = 0;  // sum over entries_
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_SEGMENT_CACHE_H_
