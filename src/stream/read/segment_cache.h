// The segments of a file that are open, least recently used ones closed under a memory
// budget.
//
// Thread rule: thread-safe. One lock for the list, one for each segment.
#ifndef RONDO_STREAM_READ_SEGMENT_CACHE_H_
#define RONDO_STREAM_READ_SEGMENT_CACHE_H_

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "stream/score/map.h"
#include "stream/segment/reader.h"

namespace rondo::stream {

// A segment of the file, opened at its first use.
class CachedSegment {
 public:
  CachedSegment(const RandomAccessFile& file, const ScoreMap& map, uint64_t number)
      : file_(file), map_(map), number_(number) {}

  // Fills `out` with the bytes at `from` of the segment. REQUIRES: they lie in it.
  absl::Status ReadAt(uint64_t from, std::span<uint8_t> out, uint64_t memory_limit_bytes);
  // Offset in the segment just past its newline number `count`, 1-based. REQUIRES: the
  // map says that it has as many.
  absl::StatusOr<uint64_t> AfterNewline(uint64_t count, uint64_t memory_limit_bytes);
  // What it held when it was last used.
  uint64_t memory_bytes();

 private:
  // All REQUIRE the lock.
  absl::Status Open(uint64_t memory_limit_bytes);
  absl::StatusOr<base::ByteVector> ReadPayloads(uint32_t first, uint32_t end) const;
  absl::Status KeepBlock(uint32_t block);
  absl::Status ReadPart(uint32_t block, uint64_t from, std::span<uint8_t> out);
  absl::Status ReadBlocks(uint32_t first, uint32_t end, uint64_t from,
                          std::span<uint8_t> out);

  const RandomAccessFile& file_;
  const ScoreMap& map_;
  const uint64_t number_;

  std::mutex mutex_;
  // Guarded by mutex_.
  std::unique_ptr<SegmentReader> reader_;  // null until opened
  uint64_t blocks_offset_ = 0;             // in the file
  // A block that a part was read of twice in a row is kept whole.
  static constexpr uint32_t kNone = UINT32_MAX;
  uint32_t last_block_ = kNone;
  uint32_t kept_block_ = kNone;
  base::ByteVector kept_;
};

class SegmentCache {
 public:
  // Three quarters of the budget are for segments kept, the rest for the one being
  // opened. `file` and `map` must outlive the cache.
  SegmentCache(const RandomAccessFile& file, const ScoreMap& map,
               uint64_t memory_limit_bytes)
      : file_(file), map_(map), limit_bytes_(memory_limit_bytes / 4 * 3) {}

  absl::Status ReadAt(uint64_t number, uint64_t from, std::span<uint8_t> out);
  absl::StatusOr<uint64_t> AfterNewline(uint64_t number, uint64_t count);
  // Closes all segments that are not in use.
  void Clear();

 private:
  struct Entry {
    uint64_t number;
    uint64_t memory_bytes;
    std::shared_ptr<CachedSegment> segment;
  };

  // Marks the segment as the last one used.
  std::shared_ptr<CachedSegment> Use(uint64_t number);
  // Takes note of what the segment holds now, and closes others if that is too much.
  void Settle(uint64_t number, CachedSegment* segment);

  const RandomAccessFile& file_;
  const ScoreMap& map_;
  const uint64_t limit_bytes_;

  std::mutex mutex_;
  // Guarded by mutex_. Most recently used first.
  std::list<Entry> entries_;
  std::unordered_map<uint64_t, std::list<Entry>::iterator> by_number_;
  uint64_t held_bytes_ = 0;  // sum over entries_
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_SEGMENT_CACHE_H_
