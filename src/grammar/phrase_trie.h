// Finds all phrases of a grammar that begin at a place of a text: a radix tree over the
// phrases' bytes.
//
// Thread rule: built once, then const and free to share.
#ifndef RONDO_GRAMMAR_PHRASE_TRIE_H_
#define RONDO_GRAMMAR_PHRASE_TRIE_H_

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "grammar/grammar.h"

namespace rondo::grammar {

// Byte strings, each with the symbol that derives it.
class Phrases {
 public:
  static constexpr uint32_t kMinBytes = 2;
  static constexpr uint32_t kMaxBytes = 64;

  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  std::span<const uint8_t> bytes(uint32_t i) const {
    return std::span(bytes_).subspan(entries_[i].begin, entries_[i].length);
  }
  Symbol symbol(uint32_t i) const { return entries_[i].symbol; }

  // REQUIRES: kMinBytes to kMaxBytes bytes; less than 2^32 bytes in all.
  void Add(std::span<const uint8_t> bytes, Symbol symbol);
  // Sorts by bytes, equal ones by symbol.
  void Sort();

 private:
  friend class PhraseTrie;
  struct Entry {
    uint64_t key;  // the first 8 bytes, big end first, zeros after the end
    uint32_t begin;
    uint32_t length;
    Symbol symbol;
  };
  std::vector<uint8_t> bytes_;
  std::vector<Entry> entries_;
};

class PhraseTrie {
 public:
  // Of phrases with the same bytes the one with the lowest symbol counts.
  // Cost: O(n log n) comparisons of n phrases, linear in their bytes otherwise; at most 40
  // bytes of memory a phrase beside the bytes.
  explicit PhraseTrie(Phrases phrases);

  // Calls found(length, symbol) for every phrase that is a prefix of `text`, shortest first.
  // Cost: two or three cache lines for every node passed.
  template <typename Found>
  void Match(std::span<const uint8_t> text, Found found) const;

 private:
  static constexpr Symbol kNone = ~Symbol{0};

  // A node stands for the bytes on the way to it. The edge into it has a label: the byte
  // by which its parent tells its children apart, and what follows for sure. The label of
  // a child of the root begins with two such bytes.
  struct Node {
    uint32_t label = 0;  // where in bytes_ the label stands, without the telling bytes
    uint32_t first_child = 0;
    Symbol symbol = kNone;   // of the phrase that ends here
    uint16_t children = 0;   // at most 256
    uint16_t label_bytes = 0;  // without the telling bytes
  };

  std::vector<uint8_t> bytes_;
  std::vector<uint32_t> roots_;  // by two bytes, big end first: a node, or 0
  std::vector<Node> nodes_;      // node 0 is nobody; the children of a node stand together
  std::vector<uint8_t> telling_;  // by node: the byte that tells it from its siblings
};

template <typename Found>
void PhraseTrie::Match(std::span<const uint8_t> text, Found found) const {
  if (text.size() < Phrases::kMinBytes) return;
  uint32_t at = roots_[text[0] << 8 | text[1]];
  size_t length = Phrases::kMinBytes;
  while (at != 0) {
    const Node& node = nodes_[at];
    if (node.label_bytes > text.size() - length) return;
    for (uint32_t i = 0; i < node.label_bytes; ++i) {
      if (bytes_[node.label + i] != text[length + i]) return;
    }
    length += node.label_bytes;
    if (node.symbol != kNone) found(length, node.symbol);
    if (length == text.size()) return;
    const uint8_t next = text[length++];
    const uint8_t* const first = telling_.data() + node.first_child;
    uint32_t child = 0;
    while (child < node.children && first[child] < next) ++child;
    if (child == node.children || first[child] != next) return;
    at = node.first_child + child;
  }
}

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_PHRASE_TRIE_H_
