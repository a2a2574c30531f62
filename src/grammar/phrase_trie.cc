// Sorted phrases are a radix tree already: the phrases below a node are a range of them,
// its children are the stretches of that range that agree in the next byte, and what a
// stretch agrees in is the common prefix of its first and its last phrase. So the tree is
// unfolded level by level from the whole range, and every byte is looked at once.
//
//   ab abc abcde bcd bcx     root: "ab", "bc"    "ab": child 'c'      "bc": children 'd', 'x'
//                                                "abc": child 'd' with the label "e"
//
// Tested by tests/reparse_test.cc.
#include "grammar/phrase_trie.h"

#include <utility>

namespace rondo::grammar {

void Phrases::Add(std::span<const uint8_t> bytes, Symbol symbol) {
  uint64_t key = 0;
  for (size_t i = 0; i < 8; ++i) key = key << 8 | (i < bytes.size() ? bytes[i] : 0);
  entries_.push_back({key, static_cast<uint32_t>(bytes_.size()),
                      static_cast<uint32_t>(bytes.size()), symbol});
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void Phrases::Sort() {
  const auto less = [this](const Entry& a, const Entry& b) {
    if (a.key != b.key) return a.key < b.key;
    const int order = std::memcmp(bytes_.data() + a.begin, bytes_.data() + b.begin,
                                  std::min(a.length, b.length));
    if (order != 0) return order < 0;
    if (a.length != b.length) return a.length < b.length;
    return a.symbol < b.symbol;
  };
  std::sort(entries_.begin(), entries_.end(), less);
}

PhraseTrie::PhraseTrie(Phrases phrases) : roots_(1 << 16), nodes_(1), telling_(1) {
  phrases.Sort();
  struct Range {
    uint32_t begin, end;  // phrases below the node
    uint32_t depth;       // bytes that tell them from all others so far
  };
  std::vector<Range> ranges(1);  // by node
  // The byte at `depth` of a phrase, and before it at the root.
  const auto byte_at = [&](uint32_t phrase, uint32_t depth) {
    return phrases.bytes(phrase)[depth];
  };
  const auto add_children = [&](Range range, uint32_t telling_bytes) {
    uint32_t begin = range.begin;
    while (begin < range.end) {
      const auto same = [&](uint32_t phrase) {
        for (uint32_t i = 0; i < telling_bytes; ++i) {
          if (byte_at(phrase, range.depth + i) != byte_at(begin, range.depth + i)) return false;
        }
        return true;
      };
      uint32_t end = begin + 1;
      while (end < range.end && same(end)) ++end;
      ranges.push_back({begin, end, range.depth + telling_bytes});
      telling_.push_back(byte_at(begin, range.depth + telling_bytes - 1));
      begin = end;
    }
  };
  add_children({0, phrases.size(), 0}, Phrases::kMinBytes);
  for (uint32_t node = 1; node < ranges.size(); ++node) {
    const auto bytes = phrases.bytes(ranges[node].begin);
    roots_[bytes[0] << 8 | bytes[1]] = node;
  }
  for (uint32_t n = 1; n < ranges.size(); ++n) {
    Range range = ranges[n];
    const auto first = phrases.bytes(range.begin);
    const auto last = phrases.bytes(range.end - 1);
    Node node;
    node.label = phrases.entries_[range.begin].begin + range.depth;
    while (range.depth < first.size() && first[range.depth] == last[range.depth]) {
      ++range.depth;
      ++node.label_bytes;
    }
    if (range.depth == first.size()) {
      node.symbol = phrases.symbol(range.begin);
      while (range.begin < range.end && phrases.bytes(range.begin).size() == range.depth) {
        ++range.begin;
      }
    }
    node.first_child = static_cast<uint32_t>(ranges.size());
    add_children(range, 1);
    node.children = static_cast<uint16_t>(ranges.size() - node.first_child);
    nodes_.push_back(node);
  }
  bytes_ = std::move(phrases.bytes_);
}

}  // namespace rondo::grammar
