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
// one waits for its next node, the others work. Whether a node fits, ends a phrase or has
// the child that is wanted, no processor can foresee either: so there are no branches on
// that, but counters that go up or not.
//
// Morrison: PATRICIA, JACM 1968 (labels on edges).
//
// Tested by tests/grammar/induction/phrase_trie_test.cc against a search of all phrases.
#include "grammar/induction/phrase_trie.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/eight_bytes.h"
#include "base/huge_pages.h"
#include "base/little_endian.h"

namespace rondo::grammar {
namespace {

// By n, ones in the lowest n bytes.
constexpr auto kLowBytes = [] {
  std::array<uint64_t, 9> low{};
  for (size_t n = 1; n < low.size(); ++n) low[n] = low[n - 1] << 8 | 0xFF;
  return low;
}();

// Sorts by bytes, equal ones by symbol.
void Sort(std::vector<Phrase>* phrases) {
  std::sort(phrases->begin(), phrases->end(), [](const Phrase& a, const Phrase& b) {
    const int order = std::memcmp(a.bytes, b.bytes, std::min(a.length, b.length));
    if (order != 0) return order < 0;
    return a.length != b.length ? a.length < b.length : a.symbol < b.symbol;
  });
}

}  // namespace

PhraseTrie::PhraseTrie(std::vector<Phrase> phrases) : roots_(1 << 16) {
  nodes_.reserve(2 * phrases.size() + 1);
  base::AdviseHugePages(nodes_.data(), nodes_.capacity() * sizeof(Node));
  nodes_.emplace_back();
  Sort(&phrases);
  struct Range {
    uint32_t begin, end;  // the phrases below a node
    uint32_t depth;       // the bytes before its label
    uint8_t telling;      // the last of these
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
      ranges.push_back({begin, end, range.depth + bytes, telling[bytes - 1]});
      begin = end;
    }
  };
  branch({0, static_cast<uint32_t>(phrases.size()), 0, 0}, kMinPhraseBytes);
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
    const auto telling = [&](uint32_t i) { return ranges[node.first_child + i].telling; };
    if (node.children <= kOwnBranches) {
      for (uint32_t i = 0; i < node.children; ++i) {
        node.branches |= uint64_t{telling(i)} << (8 * i);
      }
    } else {
      node.branches = wide_.size();
      wide_.emplace_back();
      for (uint32_t i = 0; i < node.children; ++i) {
        wide_.back()[telling(i)] = static_cast<uint16_t>(i + 1);
      }
    }
    nodes_.push_back(node);
  }
}

inline uint32_t PhraseTrie::Child(const Node& node, uint8_t byte) const {
  if (node.children > kOwnBranches) {
    const uint32_t behind = wide_[node.branches][byte];
    return behind == 0 ? kNobody : node.first_child + behind - 1;
  }
  const uint32_t own = base::FirstEqual(node.branches, byte);
  return own < node.children ? node.first_child + own : kNobody;
}

void PhraseTrie::Find(const uint8_t* text, size_t begin, Matches* matches) const {
  struct Search {
    const Node* node;
    const uint8_t* at;  // where the label should stand
    Match* out;
    uint32_t place;
  };
  std::array<Search, kBatch + 1> searches;
  const Node* const nodes = nodes_.data();
  uint32_t active = 0;
  for (uint32_t place = 0; place < kBatch; ++place) {
    Match* const out = matches->found_[place].data();
    matches->end_[place] = out;
    const uint8_t* const at = text + begin + place;
    const uint32_t root = roots_[at[0] << 8 | at[1]];
    __builtin_prefetch(&nodes[root]);
    searches[active] = {&nodes[root], at + kMinPhraseBytes, out, place};
    active += root != kNobody;
  }
  while (active > 0) {
    const uint32_t searched = std::exchange(active, 0);
    for (uint32_t i = 0; i < searched; ++i) {
      const auto [node, at, out, place] = searches[i];
      const uint64_t differing = base::LoadLittleEndian64(at) ^ node->label;
      const uint8_t* const end = at + node->label_bytes;
      const bool fits = (differing & kLowBytes[node->label_bytes]) == 0;
      *out = {static_cast<uint32_t>(end - text), node->symbol};
      Match* const out_end = out + (fits & (node->symbol != kNone));
      matches->end_[place] = out_end;
      const uint32_t child = fits ? Child(*node, *end) : kNobody;
      __builtin_prefetch(&nodes[child]);
      searches[active] = {&nodes[child], end + 1, out_end, place};
      active += child != kNobody;
    }
  }
}

}  // namespace rondo::grammar
