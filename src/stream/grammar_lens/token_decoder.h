// Decodes the tokens of one rule page or one block. The hot loop of every reader.
#ifndef RONDO_STREAM_GRAMMAR_LENS_TOKEN_DECODER_H_
#define RONDO_STREAM_GRAMMAR_LENS_TOKEN_DECODER_H_

#include <algorithm>
#include <cstdint>
#include <span>

#include "entropy/rans.h"
#include "stream/grammar_lens/format.h"
#include "stream/grammar_lens/tables.h"

namespace rondo::stream {

// Reads a number coded as bit width and raw bits; < 2^31.
inline uint32_t GetNumber(entropy::RansCursor& cursor,
                          const entropy::DecodeTable& widths) {
  const uint32_t width = widths.Get(cursor, kInnerLane, 0);
  if (width < 2) return width;
  return 1u << (width - 1) | cursor.GetBits(kInnerLane, width - 1);
}

// Clears the caches for a new page or block. Ranks that hold nothing yet deliver byte 0:
// a writer never names them, and whatever hostile input makes of them is a valid symbol.
inline void ClearCaches(ClassCaches& caches, uint32_t classes) {
  for (uint32_t c = 0; c < classes; ++c) caches[c].Clear(MakeEntry(0, 0));
}

// What a token names. The context is that of the entry, but may be known sooner.
struct Named {
  Entry entry = 0;
  uint32_t context = 0;
};

// The first `size` members of a bucket, ready to be named. An empty bucket, which only
// hostile input names, delivers byte 0.
class Bucket {
 public:
  Bucket(const BucketMembers& members, uint32_t size)
      : entries_(size == 0 ? &kByteZero : members.entries.data()),
        contexts_(size == 0 ? &kContextZero : members.contexts.data()),
        code_(std::max(1u, size)) {}
  Named Get(entropy::RansCursor& cursor) const {
    const uint32_t at = cursor.GetUniform(kIndexLane, code_);
    return {entries_[at], contexts_[at]};
  }

 private:
  static constexpr Entry kByteZero = 0;
  static constexpr uint8_t kContextZero = 0;
  const Entry* entries_;
  const uint8_t* contexts_;
  entropy::UniformCode code_;
};

// A bucket that still grows from token to token.
class GrowingBucket {
 public:
  explicit GrowingBucket(const BucketMembers& members) : members_(members) {}
  Named Get(entropy::RansCursor& cursor) const {
    const uint32_t size = static_cast<uint32_t>(members_.contexts.size());
    if (size == 0) return {};
    const uint32_t at = cursor.GetUniform(kIndexLane, size);
    return {members_.entries[at], members_.contexts[at]};
  }

 private:
  const BucketMembers& members_;
};

// The tables of a place in the form in which the loops use them.
struct TokenViews {
  explicit TokenViews(const TokenTables& tables)
      : symbol_class(tables.symbol_class.view<kClassBits>()),
        inner(tables.inner.view<kInnerBits>()) {}
  entropy::DecodeTable::View<kClassBits> symbol_class;
  entropy::DecodeTable::View<kInnerBits> inner;
};

// A token whose class is known to be a symbol class. `bucket_of` maps a bucket number to
// a Bucket or GrowingBucket. A class that has no recency cache has one here nevertheless,
// which is filled and never asked: cheaper than a branch.
template <typename BucketOf>
[[gnu::always_inline]] inline Named DecodeEntry(entropy::RansCursor& cursor,
                                                const TokenViews& views,
                                                uint32_t symbol_class,
                                                entropy::RecencyCache& cache,
                                                const BucketOf& bucket_of) {
  const uint32_t inner = views.inner.Get(cursor, kInnerLane, symbol_class);
  if (inner < entropy::RecencyCache::kSize) {
    const Entry entry = cache.Touch(inner);
    return {entry, ContextOf(entry)};
  }
  const Named named = bucket_of(inner - kFirstBucketSymbol).Get(cursor);
  cache.Insert(named.entry);
  return named;
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_TOKEN_DECODER_H_
