// The segments of a file that are open, least recently used ones closed under a memory
// budget.
//
// Thread rule: thread-safe. Reads of one segment run side by side: its tables are shared,
// each read has a decoder of its own, and no lock is held while it decodes.
#ifndef RONDO_STREAM_READ_SEGMENT_CACHE_H_
#define RONDO_STREAM_READ_SEGMENT_CACHE_H_

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
#include "stream/score/map.h"
#include "stream/segment/reader.h"

namespace rondo::stream {

// A segment of the file, opened at its first use. After an error of one of its calls it
// is of no further use.
class CachedSegment {
 public:
  // `memory_limit_bytes`: of the segment.
  CachedSegment(const RandomAccessFile& file, const ScoreMap& map, uint64_t number,
                uint64_t memory_limit_bytes)
      : file_(file), map_(map), number_(number), limit_bytes_(memory_limit_bytes) {}

  // Fills `out` with the bytes at `from` of the segment. REQUIRES: they lie in it.
  absl::Status ReadAt(uint64_t from, std::span<uint8_t> out);
  // Offset in the segment just past its newline number `count`, 1-based. REQUIRES: the
  // map says that it has as many.
  absl::StatusOr<uint64_t> AfterNewline(uint64_t count);
  // What it holds, but for decoders that are at work.
  uint64_t memory_bytes() const;

 private:
  struct Opened {
    std::unique_ptr<SegmentReader> reader;
    uint64_t blocks_offset = 0;  // in the file
  };
  struct KeptBlock {
    uint32_t block;
    base::ByteVector bytes;
  };

  absl::StatusOr<const Opened*> Open();
  absl::Status ReadBlocks(const Opened& opened, uint32_t first, uint32_t end,
                          uint64_t from, std::span<uint8_t> out);
  // The block, whole.
  absl::StatusOr<std::shared_ptr<const KeptBlock>> KeepBlock(const Opened& opened,
                                                             uint32_t block);
  absl::Status ReadPart(const Opened& opened, uint32_t block, uint64_t from,
                        std::span<uint8_t> out);
  std::unique_ptr<SegmentDecoder> TakeDecoder(const SegmentReader& reader);
  void GiveBack(std::unique_ptr<SegmentDecoder> decoder);

  const RandomAccessFile& file_;
  const ScoreMap& map_;
  const uint64_t number_;
  const uint64_t limit_bytes_;
  base::Lazy<Opened> opened_;

  mutable base::Mutex mutex_;
  // Guarded by mutex_.
  std::vector<std::unique_ptr<SegmentDecoder>> idle_;
  // A block that a part was read of twice in a row is kept whole.
  static constexpr uint32_t kNone = UINT32_MAX;
  uint32_t last_block_ = kNone;
  std::shared_ptr<const KeptBlock> kept_;
};

class SegmentCache {
 public:
  // All must outlive the cache.
  SegmentCache(const RandomAccessFile& file, const ScoreMap& map,
               base::MemoryBudget* budget)
      : file_(file), map_(map), budget_(*budget) {}

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
  // Both REQUIRE the lock.
  void Close(std::list<Entry>::iterator entry);
  void ShrinkTo(uint64_t bytes, size_t least_entries);

  const RandomAccessFile& file_;
  const ScoreMap& map_;
  base::MemoryBudget& budget_;

  base::Mutex mutex_;
  // Guarded by mutex_. Most recently used first.
  std::list<Entry> entries_;
  std::unordered_map<uint64_t, std::list<Entry>::iterator> by_number_;
  uint64_t held_bytes_ = 0;  // sum over entries_
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_SEGMENT_CACHE_H_
