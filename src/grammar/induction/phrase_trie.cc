// Sorted phrases are a radix tree already: the phrases below a node are a range of them,
// its children are the stretches of that range that agree in the next byte, and what a
// stretch agrees in is the common prefix of its first and its last phrase. So the tree is
// unfolded level by level from the whole range, and every byte is looked at once.
//
//   ab abc abcde bcd bcx    below the root: "ab" (a phrase), "bc"
//                           "ab": child 'c' (a phrase)    "bc": children 'd', 'x'
//                           "abc": child 'd' with the label "e"
//
// Nodes are visited in an order that no cache can foresee, so a search waits for memory
// nearly all the time. Therefore a node has all it takes to pass it in half a cache line,
// and the searches from several places go forward together, a node each by turns: while
// one waits for its next node, the others work.
//
// Morrison: PATRICIA, JACM 1968 (labels on edges).
//
// Tested by tests/grammar/induction/reparse_test.cc against a search of all phrases.
#include "grammar/induction/phrase_trie.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/little_endian.h"

namespace rondo::grammar {
namespace {

constexpr uint64_t kEveryByte = 0x0101010101010101;

// Where in a word the lowest byte of this value stands, 8 if nowhere: the trick of
// subtracting a borrow from every byte that is zero.
uint32_t FindByte(uint64_t word, uint8_t byte) {
  const uint64_t zeros = word ^ (kEveryByte * byte);
  return std::countr_zero((zeros - kEveryByte) & ~zeros & (kEveryByte << 7)) / 8;
}

// Sorts by bytes, equal ones by symbol.
void Sort(std::vector<Phrase>* phrases) {
  std::sort(phrases->begin(), phrases->end(), [](const Phrase& a, const Phrase& b) {
    const int order = std::memcmp(a.bytes, b.bytes, std::min(a.length, b.length));
    if (order != 0) return order < 0;
    return a.length != b.length ? a.length < b.length : a.symbol < b.symbol;
  });
}

}  // namespace

PhraseTrie::PhraseTrie(std::vector<Phrase> phrases)
    : roots_(1 << 16), nodes_(1), branches_(1) {
  Sort(&phrases);
  struct Range {
    uint32_t begin, end;  // the phrases below a node
    uint32_t depth;       // the bytes before its label
  };
  std::vector<Range> ranges(1);  // by node, as far as they are known
  // Makes nodes of the stretches that agree in `bytes` bytes.
  const auto branch = [&](Range range, uint32_t bytes) {
    for (uint32_t begin = range.begin; begin < range.end;) {
      const uint8_t* const telling = phrases[begin].bytes + range.depth;
      uint32_t end = begin + 1;
      while (end < range.end &&
             std::memcmp(phrases[end].bytes + range.depth, telling, bytes) == 0) {
        ++end;
      }
      ranges.push_back({begin, end, range.depth + bytes});
      branches_.push_back(telling[bytes - 1]);
      begin = end;
    }
  };
  branch({0, static_cast<uint32_t>(phrases.size()), 0}, kMinPhraseBytes);
  for (uint32_t node = 1; node < ranges.size(); ++node) {
    const uint8_t* const bytes = phrases[ranges[node].begin].bytes;
    roots_[bytes[0] << 8 | bytes[1]] = node;
  }
  while (nodes_.size() < ranges.size()) {
    Range range = ranges[nodes_.size()];
    const Phrase& first = phrases[range.begin];
    const Phrase& last = phrases[range.end - 1];
    Node node;
    while (node.label_bytes < kLabelBytes && range.depth < first.length &&
           first.bytes[range.depth] == last.bytes[range.depth]) {
      node.label |= uint64_t{first.bytes[range.depth++]} << (8 * node.label_bytes++);
    }
    if (range.depth == first.length) node.symbol = first.symbol;
    while (range.begin < range.end && phrases[range.begin].length == range.depth)
      ++range.begin;
    node.first_child = static_cast<uint32_t>(ranges.size());
    branch(range, 1);
    node.children = static_cast<uint16_t>(ranges.size() - node.first_child);
    for (uint32_t i = 0; i < std::min<uint32_t>(node.children, kOwnBranches); ++i) {
      node.branches |= uint64_t{branches_[node.first_child + i]} << (8 * i);
    }
    nodes_.push_back(node);
  }
}

const PhraseTrie::Node* PhraseTrie::Child(const Node& node, uint8_t byte) const {
  const uint32_t own = FindByte(node.branches, byte);
  if (own < kOwnBranches) {
    return own < node.children ? &nodes_[node.first_child + own] : nullptr;
  }
  if (node.children <= kOwnBranches) return nullptr;
  const uint8_t* const first = branches_.data() + node.first_child;
  const uint8_t* const end = first + node.children;
  const uint8_t* const at = std::find(first + kOwnBranches, end, byte);
  return at == end ? nullptr : &nodes_[node.first_child + (at - first)];
}

void PhraseTrie::Find(const uint8_t* text, size_t bytes, size_t begin,
                      Matches* matches) const {
  struct Search {
    const Node* node;
    uint32_t place;
    uint32_t length;  // before the label
  };
  std::array<Search, kBatch> searches;
  uint32_t active = 0;
  for (uint32_t place = 0; place < kBatch && begin + place < bytes; ++place) {
    matches->count_[place] = 0;
    if (begin + place + kMinPhraseBytes > bytes) continue;
    const uint8_t* const at = text + begin + place;
    const uint32_t root = roots_[at[0] << 8 | at[1]];
    if (root == 0) continue;
    __builtin_prefetch(&nodes_[root]);
    searches[active++] = {&nodes_[root], place, kMinPhraseBytes};
  }
  while (active > 0) {
    uint32_t still_active = 0;
    for (uint32_t i = 0; i < active; ++i) {
      const auto [node, place, length] = searches[i];
      const uint8_t* const at = text + begin + place;
      const size_t left = bytes - begin - place;
      const uint32_t end = length + node->label_bytes;
      const uint64_t differing = base::LoadLittleEndian64(at + length) ^ node->label;
      if (end > left || std::countr_zero(differing) < 8 * node->label_bytes) continue;
      if (node->symbol != kNone) {
        matches->found_[place][matches->count_[place]++] = {end, node->symbol};
      }
      if (end == left) continue;
      const Node* const child = Child(*node, at[end]);
      if (child == nullptr) continue;
      __builtin_prefetch(child);
      searches[still_active++] = {child, place, end + 1};
    }
    active = still_active;
  }
}

}  // namespace rondo::grammar
