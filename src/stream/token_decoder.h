// Decodes the tokens of one rule page or one block. The hot loop of every reader.
#ifndef RONDO_STREAM_TOKEN_DECODER_H_
#define RONDO_STREAM_TOKEN_DECODER_H_

#include <algorithm>
#include <cstdint>
#include <span>

#include "entropy/rans.h"
#include "stream/grammar_format.h"
#include "stream/grammar_tables.h"

namespace rondo::stream {

// Reads a number coded as bit width and raw bits; < 2^31.
inline uint32_t GetNumber(entropy::RansCursor& cursor, const entropy::DecodeTable& widths) {
  const uint32_t width = widths.Get(cursor, kInnerLane, 0);
  if (width < 2) return width;
  return 1u << (width - 1) | cursor.GetBits(kInnerLane, width - 1);
}

// Clears the caches for a new page or block. Ranks that hold nothing yet deliver byte 0: a
// writer never names them, and whatever hostile input makes of them is a valid symbol.
inline void ClearCaches(ClassCaches& caches, uint32_t classes) {
  for (uint32_t c = 0; c < classes; ++c) caches[c].Clear(MakeEntry(0, 0));
}

// The members of one bucket, ready to be named. An empty bucket, which only hostile input
// names, delivers byte 0.
struct Bucket {
  explicit Bucket(std::span<const Entry> members)
      : entries(members.empty() ? &kByteZero : members.data()),
        code(std::max<uint32_t>(1, static_cast<uint32_t>(members.size()))) {}
  static constexpr Entry kByteZero = 0;
  const Entry* entries;  // code.size of them
  entropy::UniformCode code;
};

// The tables of a place in the form in which the loops use them.
struct TokenViews {
  explicit TokenViews(const TokenTables& tables)
      : symbol_class(tables.symbol_class.view<kClassBits>()),
        inner(tables.inner.view<kInnerBits>()) {}
  entropy::DecodeTable::View<kClassBits> symbol_class;
  entropy::DecodeTable::View<kInnerBits> inner;
};

// The entry of a token whose class is known to be a symbol class. `bucket_of` maps a bucket
// number to a Bucket. A class that has no recency cache has one here nevertheless, which
// is filled and never asked: cheaper than a branch.
template <typename BucketOf>
[[gnu::always_inline]] inline Entry DecodeEntry(entropy::RansCursor& cursor,
                                                const TokenViews& views,
                                                uint32_t symbol_class,
                                                entropy::RecencyCache& cache,
                                                const BucketOf& bucket_of) {
  const uint32_t inner = views.inner.Get(cursor, kInnerLane, symbol_class);
  if (inner < entropy::RecencyCache::kSize) return cache.Touch(inner);
  const Bucket& bucket = bucket_of(inner - kFirstBucketSymbol);
  const Entry entry = bucket.entries[cursor.GetUniform(kInnerLane, bucket.code)];
  cache.Insert(entry);
  return entry;
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_TOKEN_DECODER_H_
