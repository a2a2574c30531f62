// Finds all phrases of a grammar that begin at a place of a text: a radix tree over the
// phrases' bytes.
//
// Thread rule: built once, then const and free to share.
#ifndef RONDO_GRAMMAR_INDUCTION_PHRASE_TRIE_H_
#define RONDO_GRAMMAR_INDUCTION_PHRASE_TRIE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "grammar/grammar.h"

namespace rondo::grammar {

// A string of bytes, kept elsewhere, and the symbol that derives it.
struct Phrase {
  const uint8_t* bytes;
  uint32_t length;  // kMinPhraseBytes to kMaxPhraseBytes
  Symbol symbol;
};
inline constexpr uint32_t kMinPhraseBytes = 2;
inline constexpr uint32_t kMaxPhraseBytes = 64;

class PhraseTrie {
 public:
  // Of phrases with the same bytes the one with the lowest symbol counts. The bytes are
  // not needed afterwards.
  // Cost: O(n log n) comparisons of n phrases, linear in their bytes otherwise; about 150
  // bytes of memory a phrase while it works, 100 afterwards.
  explicit PhraseTrie(std::vector<Phrase> phrases);

  struct Match {
    uint32_t end;  // in the text
    Symbol symbol;
  };
  // The phrases that begin at each of kBatch places, shortest first.
  static constexpr uint32_t kBatch = 64;
  class Matches {
   public:
    std::span<const Match> operator[](uint32_t place) const {
      return {found_[place].data(), end_[place]};
    }

   private:
    friend class PhraseTrie;
    std::array<const Match*, kBatch> end_;
    std::array<std::array<Match, kMaxPhraseBytes>, kBatch> found_;
  };

  // Finds what begins at text[begin] and at the places after it, kBatch of them. Behind
  // the text, kPadding more bytes may be read and are searched, too.
  // REQUIRES: less than 2^32 bytes of text.
  // Cost: one cache line for every node passed, fetched while other places are searched.
  static constexpr size_t kPadding = kBatch + kMaxPhraseBytes + 16;
  void Find(const uint8_t* text, size_t begin, Matches* matches) const;

 private:
  static constexpr Symbol kNone = ~Symbol{0};
  static constexpr uint32_t kNobody = 0;  // a node
  static constexpr uint32_t kLabelBytes = 8;
  static constexpr uint32_t kOwnBranches = 8;

  // A node stands for the bytes on the way to it: those of its parent, the one by which
  // its parent tells its children apart (two below the root), and its label, which is
  // what all phrases below it go on with. What does not fit the label goes on in an only
  // child.
  struct alignas(32) Node {
    uint64_t label = 0;     // first byte lowest
    uint64_t branches = 0;  // the bytes that tell the children apart, first child lowest;
                            // of more than kOwnBranches children an index of wide_
    uint32_t first_child = 0;
    Symbol symbol = kNone;    // of the phrase that ends here
    uint16_t children = 0;    // 0..256
    uint8_t label_bytes = 0;  // 0..kLabelBytes
  };
  static_assert(sizeof(Node) == 32);
  // By the byte that tells the children of a node apart: one behind the child's index, 0
  // if there is none.
  using WideBranches = std::array<uint16_t, 256>;

  uint32_t Child(const Node& node, uint8_t byte) const;

  std::vector<uint32_t> roots_;  // by two bytes, the first one highest
  std::vector<Node> nodes_;      // the children of a node stand together
  std::vector<WideBranches> wide_;
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_PHRASE_TRIE_H_
