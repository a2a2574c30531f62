// Turns the tokens of an ordered grammar into coding events: class, rank or bucket,
// index. The same walk counts the events for the models and then writes them, so the two
// cannot disagree. Encoder only.
#ifndef RONDO_STREAM_GRAMMAR_LENS_TOKEN_CODER_H_
#define RONDO_STREAM_GRAMMAR_LENS_TOKEN_CODER_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "entropy/recency_cache.h"
#include "grammar/induction/first_use.h"
#include "stream/grammar_lens/classes.h"
#include "stream/grammar_lens/format.h"
#include "stream/grammar_lens/token_walk.h"

namespace rondo::stream {

// How symbols are told apart within their class.
struct InnerCoding {
  std::array<bool, kMaxClasses> cached = {};  // by class: has a recency cache
  std::vector<uint8_t> bucket_of;             // by symbol, 0: never coded by bucket
};

// A visitor for WalkTokens. Events needs:
//   Head(head), Bucket(head, bucket), StatedClass(class), StatedContext(context),
//   Class(place, context, class), Inner(place, class, inner), Uniform(value, n),
//   Number(kind, value), Coded(symbol) for a symbol coded by bucket,
//   Borrowed(rules passed over, head, bucket),
//   BeginPage, EndPage, BeginBlock, EndBlock as in WalkTokens.
template <typename Events>
class TokenCoder {
 public:
  TokenCoder(const SymbolClasses& classes, const InnerCoding& inner,
             const grammar::OrderedGrammar& ordered, Events* events)
      : classes_(classes),
        inner_(inner),
        ordered_(ordered),
        events_(*events),
        index_in_bucket_(classes.class_of.size()),
        caches_(classes.classes) {
    for (grammar::Symbol byte = 0; byte < grammar::kBytes; ++byte) EnterBucket(byte);
  }

  void Borrow(uint32_t rule) {
    const grammar::Symbol symbol = grammar::kBytes + rule;
    const uint32_t shared = ordered_.borrowed[rule];
    const uint32_t head = (classes_.states_class[symbol] ? kStatesClass : 0) +
                          (classes_.states_context[symbol] ? kStatesContext : 0);
    events_.Borrowed(shared - next_shared_, head, inner_.bucket_of[symbol]);
    next_shared_ = shared + 1;
    if (head & kStatesClass) events_.StatedClass(classes_.class_of[symbol]);
    if (head & kStatesContext) events_.StatedContext(classes_.context_of[symbol]);
    EnterBucket(symbol);
  }

  void BeginPage(uint32_t page) {
    ClearCaches();
    events_.BeginPage(page);
  }
  void EndPage(uint32_t page) { events_.EndPage(page); }

  void BeginRule(uint32_t rule, grammar::SymbolSpan body) {
    const grammar::Symbol symbol = grammar::kBytes + rule;
    const uint32_t length = static_cast<uint32_t>(body.size());
    const uint32_t head = (std::min(length, kLongBody) - 2) * 4 +
                          (classes_.states_class[symbol] ? kStatesClass : 0) +
                          (classes_.states_context[symbol] ? kStatesContext : 0);
    events_.Head(head);
    events_.Bucket(head, inner_.bucket_of[symbol]);
    if (length >= kLongBody) events_.Number(kBodyLength, length - kLongBody);
    if (head & kStatesClass) events_.StatedClass(classes_.class_of[symbol]);
    if (head & kStatesContext) events_.StatedContext(classes_.context_of[symbol]);
  }
  void EndRule(uint32_t rule) { EnterBucket(grammar::kBytes + rule); }

  void BeginBlock(uint32_t block, grammar::SymbolSpan tokens) {
    ClearCaches();
    events_.BeginBlock(block, tokens);
  }
  void EndBlock(uint32_t block) { events_.EndBlock(block); }

  void Visit(Place place, grammar::Symbol before, grammar::Token token) {
    const uint32_t context =
        before == kAtStart ? classes_.contexts : classes_.context_of[before];
    const uint32_t value = token & grammar::kTokenValue;
    if (token & grammar::kCopy) {
      events_.Class(place, context, kCopyClass);
      events_.Number(kCopyDistance, ordered_.copies[value].distance);
      events_.Number(kCopyLength, ordered_.copies[value].length);
      return;
    }
    const uint32_t symbol_class = classes_.class_of[value];
    if (token & grammar::kFirstUse) {
      events_.Class(place, context, kFirstUseClass);
      if (inner_.cached[symbol_class]) caches_[symbol_class].Insert(value);
      return;
    }
    events_.Class(place, context, symbol_class);
    if (inner_.cached[symbol_class]) {
      entropy::RecencyCache& cache = caches_[symbol_class];
      const int rank = cache.Find(value);
      if (rank < entropy::RecencyCache::kSize) {
        events_.Inner(place, symbol_class, rank);
        cache.Touch(rank);
        return;
      }
      cache.Insert(value);
    }
    const uint32_t bucket = inner_.bucket_of[value];
    events_.Inner(place, symbol_class, kFirstBucketSymbol + bucket);
    events_.Uniform(index_in_bucket_[value], bucket_size_[symbol_class][bucket]);
    events_.Coded(value);
  }

 private:
  void ClearCaches() {
    for (entropy::RecencyCache& cache : caches_) cache.Clear();
  }
  void EnterBucket(grammar::Symbol symbol) {
    const uint32_t bucket = inner_.bucket_of[symbol];
    if (bucket == 0) return;
    index_in_bucket_[symbol] = bucket_size_[classes_.class_of[symbol]][bucket]++;
  }

  const SymbolClasses& classes_;
  const InnerCoding& inner_;
  const grammar::OrderedGrammar& ordered_;
  Events& events_;
  std::vector<uint32_t> index_in_bucket_;  // by symbol
  std::array<std::array<uint32_t, kBuckets>, kMaxClasses> bucket_size_ = {};
  std::vector<entropy::RecencyCache> caches_;  // by class
  uint32_t next_shared_ = 0;  // the shared rule behind the last one that was borrowed
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_TOKEN_CODER_H_
