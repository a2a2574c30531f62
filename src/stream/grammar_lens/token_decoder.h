// Decodes the tokens of one rule page or one block. The hot loop of every reader.
#ifndef RONDO_STREAM_GRAMMAR_LENS_TOKEN_DECODER_H_
#define RONDO_STREAM_GRAMMAR_LENS_TOKEN_DECODER_H_

#include <algorithm>
#include <cstdint>

#include "entropy/rans.h"
#include "stream/grammar_lens/bucket.h"
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

// The tables of a place in the form in which the loops use them.
struct TokenViews {
  explicit TokenViews(const TokenTables& tables)
      : symbol_class(tables.symbol_class.view<kClassBits>()),
        inner(tables.inner.view<kInnerBits>()) {}
  entropy::DecodeTable::View<kClassBits> symbol_class;
  entropy::DecodeTable::View<kInnerBits> inner;
};

// A token whose class is known to be a symbol class; `buckets` are those of the class.
// Whether a symbol is named by its rank or by its bucket is a coin's toss, and a branch
// that is mispredicted stops all blocks in lockstep: so both are read. Bucket 0, which is
// empty, takes no bits. A class that has no recency cache has one here nevertheless,
// which is filled and never asked.
[[gnu::always_inline]] inline Named DecodeEntry(entropy::RansCursor& cursor,
                                                const TokenViews& views,
                                                uint32_t symbol_class,
                                                entropy::RecencyCache& cache,
                                                const Bucket* buckets) {
  static_assert(kFirstBucketSymbol == 15 && kInnerAlphabet <= 32);
  const uint32_t inner = views.inner.Get(cursor, kInnerLane, symbol_class);
  // From 16 on by bucket. Arithmetic, since compilers make branches of comparisons.
  const uint32_t by_bucket = 0 - (inner >> 4);
  const uint32_t bucket = (inner - kFirstBucketSymbol) & by_bucket;
  const Named named = buckets[bucket].Get(cursor);
  const Entry entry = cache.Renew(inner - bucket, named.entry, by_bucket);
  const uint32_t in_cache = ContextOf(entry);
  return {entry, in_cache ^ ((in_cache ^ named.context) & by_bucket)};
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_TOKEN_DECODER_H_
