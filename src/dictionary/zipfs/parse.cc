// Greedily, "abc" under the dictionary a, abc, b, c is a, b, c: a comes first of what
// stands at the start. With codes of 1, 2, 3 and 3 bits that is 7 bits, where abc alone
// is 2. The shortest way from the first byte to the last, over the segments that stand at
// each place as edges, finds that: a byte is left once all shorter ways to it are known.
//
//   to:   a (1 bit)    ab (1+3)   abc min(1+3+3, 2)
//
// Ways to a place are needed only until the longest segment has gone past it, so their
// costs stand in a ring; what led there, 4 bytes a place, is followed back from the end.
//
// Tested by tests/dictionary/zipfs/file_test.cc.
#include "dictionary/zipfs/parse.h"

#include <algorithm>
#include <bit>

namespace rondo::dictionary {
namespace {

constexpr size_t kStretchBytes = size_t{16} << 20;
constexpr size_t kFirstSlots = 1024;
constexpr uint64_t kUnreached = ~uint64_t{0};

uint64_t KeyOf(uint32_t node, uint8_t byte) { return (uint64_t{node} << 8 | byte) + 1; }

}  // namespace

SegmentTrie::SegmentTrie(std::span<const base::Bytes> segments) : edges_(kFirstSlots) {
  for (uint32_t i = 0; i < segments.size(); ++i) {
    uint32_t node = kRoot;
    for (const uint8_t byte : segments[i]) {
      const size_t slot = SlotOf(node, byte);
      if (edges_[slot].key == 0) {
        edges_[slot] = {KeyOf(node, byte), static_cast<uint32_t>(segment_.size())};
        node = edges_[slot].node;
        segment_.push_back(kNone);
        if (2 * segment_.size() > edges_.size()) Grow();
      } else {
        node = edges_[slot].node;
      }
    }
    if (segment_[node] == kNone) segment_[node] = i;
    longest_ = std::max(longest_, segments[i].size());
  }
}

size_t SegmentTrie::SlotOf(uint32_t node, uint8_t byte) const {
  const uint64_t key = KeyOf(node, byte);
  size_t slot = (key * 0x9e3779b97f4a7c15u) >> (64 - std::countr_zero(edges_.size()));
  while (edges_[slot].key != 0 && edges_[slot].key != key) {
    slot = (slot + 1) & (edges_.size() - 1);
  }
  return slot;
}

void SegmentTrie::Grow() {
  std::vector<Edge> old(2 * edges_.size());
  old.swap(edges_);
  for (const Edge& edge : old) {
    if (edge.key == 0) continue;
    const uint64_t key = edge.key - 1;
    edges_[SlotOf(static_cast<uint32_t>(key >> 8), static_cast<uint8_t>(key))] = edge;
  }
}

uint32_t SegmentTrie::Step(uint32_t node, uint8_t byte) const {
  const Edge& edge = edges_[SlotOf(node, byte)];
  return edge.key == 0 ? kNone : edge.node;
}

bool SegmentTrie::CoversAllBytes() const {
  for (int byte = 0; byte < 256; ++byte) {
    const uint32_t node = Step(kRoot, static_cast<uint8_t>(byte));
    if (node == kNone || segment_[node] == kNone) return false;
  }
  return true;
}

void ParseGreedily(const SegmentTrie& trie, base::Bytes text, const SegmentSink& sink) {
  while (!text.empty()) {
    uint32_t best = SegmentTrie::kNone;
    size_t best_bytes = 0;
    uint32_t node = SegmentTrie::kRoot;
    for (size_t i = 0; i < text.size(); ++i) {
      node = trie.Step(node, text[i]);
      if (node == SegmentTrie::kNone) break;
      if (trie.SegmentAt(node) >= best) continue;
      best = trie.SegmentAt(node);
      best_bytes = i + 1;
    }
    sink(best);
    text = text.subspan(best_bytes);
  }
}

void ParseOptimally(const SegmentTrie& trie, std::span<const uint32_t> costs,
                    std::span<const base::Bytes> segments, base::Bytes text,
                    const SegmentSink& sink) {
  const size_t mask = std::bit_ceil(trie.longest() + 1) - 1;
  std::vector<uint64_t> ring(mask + 1, kUnreached);  // costs of the next places
  std::vector<uint32_t>
      last;  // last[i]: the segment on the way to place i that ends there
  std::vector<uint32_t> path;
  while (!text.empty()) {
    const base::Bytes stretch = text.first(std::min(text.size(), kStretchBytes));
    std::ranges::fill(ring, kUnreached);
    ring[0] = 0;
    last.assign(stretch.size() + 1, SegmentTrie::kNone);
    for (size_t at = 0; at < stretch.size(); ++at) {
      // Each byte is a segment, so every place is reached.
      const uint64_t cost = ring[at & mask];
      ring[at & mask] = kUnreached;
      uint32_t node = SegmentTrie::kRoot;
      for (size_t to = at + 1; to <= stretch.size(); ++to) {
        node = trie.Step(node, stretch[to - 1]);
        if (node == SegmentTrie::kNone) break;
        const uint32_t segment = trie.SegmentAt(node);
        if (segment == SegmentTrie::kNone) continue;
        if (cost + costs[segment] >= ring[to & mask]) continue;
        ring[to & mask] = cost + costs[segment];
        last[to] = segment;
      }
    }
    path.clear();
    for (size_t at = stretch.size(); at > 0; at -= segments[path.back()].size()) {
      path.push_back(last[at]);
    }
    for (size_t i = path.size(); i-- > 0;) sink(path[i]);
    text = text.subspan(stretch.size());
  }
}

}  // namespace rondo::dictionary
