// A text as segments of a dictionary, the one way or the other.
// docs/format/ZIPFS.md, "Encoding".
#ifndef RONDO_DICTIONARY_ZIPFS_PARSE_H_
#define RONDO_DICTIONARY_ZIPFS_PARSE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/byte_io.h"

namespace rondo::dictionary {

// Segments by what they begin with. Of equal ones the first counts.
// Thread rule: immutable.
class SegmentTrie {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};

  // REQUIRES: fewer than 2^32 segments with fewer than 2^31 bytes, none empty. Cost: about
  // 100 ns and 30 bytes of memory for each byte that is not the start of another segment.
  explicit SegmentTrie(std::span<const base::Bytes> segments);

  static constexpr uint32_t kRoot = 0;
  // The node behind `node` and a byte; kNone if no segment goes on so.
  uint32_t Step(uint32_t node, uint8_t byte) const;
  // The segment that ends at a node, or kNone.
  uint32_t SegmentAt(uint32_t node) const { return segment_[node]; }
  // Bytes of the longest segment.
  size_t longest() const { return longest_; }
  // Whether each byte is a segment, so that every text can be written.
  bool CoversAllBytes() const;

 private:
  size_t SlotOf(uint32_t node, uint8_t byte) const;
  void Grow();

  struct Edge {
    uint64_t key = 0;  // node and byte, plus 1; 0: free
    uint32_t node = 0;
  };
  std::vector<Edge> edges_;  // open addressing; a power of two, at most half full
  std::vector<uint32_t> segment_ = {kNone};  // of each node
  size_t longest_ = 0;
};

// Gets the segments of a text in order.
using SegmentSink = std::function<void(uint32_t segment)>;

// At each place the first segment of the dictionary that stands there. REQUIRES:
// CoversAllBytes(). Cost: the length of the longest start of a segment, for each segment.
void ParseGreedily(const SegmentTrie& trie, base::Bytes text, const SegmentSink& sink);

// The segments with the least sum of costs, within stretches of 16 MiB; costs[i] is that
// of segment i. REQUIRES: CoversAllBytes(). Cost: the segments that stand at each byte; 4
// bytes of memory for each byte of a stretch, and 8 for each of the longest segment.
void ParseOptimally(const SegmentTrie& trie, std::span<const uint32_t> costs,
                    std::span<const base::Bytes> segments, base::Bytes text,
                    const SegmentSink& sink);

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_ZIPFS_PARSE_H_
