// What the writer and the reader of the grammar lens share. docs/format/grammar_lens.md
// is the authority.
#ifndef RONDO_STREAM_GRAMMAR_LENS_FORMAT_H_
#define RONDO_STREAM_GRAMMAR_LENS_FORMAT_H_

#include <cstdint>

#include "entropy/recency_cache.h"

namespace rondo::stream {

// The tables' first byte. Bits not named here are reserved.
inline constexpr uint8_t kX86Filtered = 1;  // blocks went through the x86 filter
inline constexpr uint8_t kBorrows = 2;      // some rules are those of other tables

// Symbols fit 24 bits, so that a symbol and its context share a word in the decoder.
inline constexpr uint32_t kMaxGrammarSymbols = 1u << 24;

// Where a token stands: rule bodies and block sequences have models of their own.
enum Place : int { kInRule = 0, kInBlock = 1, kPlaces = 2 };

// Classes of tokens. Symbols have classes from kFirstSymbolClass on.
inline constexpr uint32_t kFirstUseClass = 0;
inline constexpr uint32_t kCopyClass = 1;
inline constexpr uint32_t kFirstSymbolClass = 2;
inline constexpr uint32_t kMaxClasses = 128;   // all kinds together
inline constexpr uint32_t kMaxContexts = 128;  // one more stands for "at the start"

// Within a class: a rank in the recency cache, or the bucket of the symbol. Bucket o
// holds the symbols that are coded 2^(o-1) .. 2^o - 1 times by bucket; symbols with o = 0
// never are.
inline constexpr uint32_t kBuckets = 16;
inline constexpr uint32_t kFirstBucketSymbol = entropy::RecencyCache::kSize - 1;  // + o
inline constexpr uint32_t kInnerAlphabet = kFirstBucketSymbol + kBuckets;

// A rule's head: min(body length, kLongBody) - 2 and whether it states its class and its
// context or takes them from its first and last symbol.
inline constexpr uint32_t kLongBody = 9;
inline constexpr uint32_t kStatesClass = 1;
inline constexpr uint32_t kStatesContext = 2;
inline constexpr uint32_t kHeadAlphabet = (kLongBody - 1) * 4;
// The head of a borrowed rule is what it states alone.
inline constexpr uint32_t kBorrowedHeadAlphabet = 4;

// Numbers (copy distances and lengths, long bodies) are coded as bit width and raw bits.
inline constexpr uint32_t kNumberWidths = 32;
enum NumberKind : int {
  kCopyDistance = 0,
  kCopyLength = 1,
  kBodyLength = 2,
  kNumberKinds = 3
};

// Precisions of the models, in bits.
inline constexpr int kClassBits = 11;
inline constexpr int kInnerBits = 9;
inline constexpr int kHeadBits = 10;
inline constexpr int kStatedBits = 10;
inline constexpr int kNumberBits = 10;

// Lanes: classes and heads on one, what follows from them on the other. The index in a
// bucket goes back to the first, so that it need not wait for the second.
inline constexpr int kClassLane = 0;
inline constexpr int kInnerLane = 1;
inline constexpr int kIndexLane = 0;

// Table pages: a page holds the rules that the blocks of one epoch use first.
inline constexpr uint32_t kMaxPages = 64;
inline uint32_t BlocksPerPage(uint32_t blocks) {
  return (blocks + kMaxPages - 1) / kMaxPages;
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_FORMAT_H_
