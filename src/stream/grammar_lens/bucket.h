// The lists by which the decoder names symbols that are not in a recency cache.
#ifndef RONDO_STREAM_GRAMMAR_LENS_BUCKET_H_
#define RONDO_STREAM_GRAMMAR_LENS_BUCKET_H_

#include <cstdint>
#include <vector>

#include "entropy/rans.h"
#include "stream/grammar_lens/format.h"

namespace rondo::stream {

// A symbol with its context: what caches and buckets hold.
using Entry = uint32_t;
inline Entry MakeEntry(uint32_t symbol, uint32_t context) {
  return symbol | context << 24;
}
inline uint32_t SymbolOf(Entry entry) { return entry & (kMaxGrammarSymbols - 1); }
inline uint32_t ContextOf(Entry entry) { return entry >> 24; }

// The symbols of a bucket. The contexts stand by themselves, too: they decide how the
// next token is read, and their list stays in L2 where that of the entries does not.
struct BucketMembers {
  std::vector<Entry> entries;
  std::vector<uint8_t> contexts;
};

// What a token names. The context is that of the entry, but may be known sooner.
struct Named {
  Entry entry = 0;
  uint32_t context = 0;
};

// The first `size` members of a bucket, ready to be named. An empty bucket delivers byte
// 0 and takes no bits: hostile input names it, and who names by rank reads it in passing.
class Bucket {
 public:
  Bucket() = default;
  Bucket(const BucketMembers& members, uint32_t size) {
    if (size == 0) return;
    entries_ = members.entries.data();
    contexts_ = members.contexts.data();
    code_ = entropy::UniformCode(size);
  }
  Named Get(entropy::RansCursor& cursor) const {
    const uint32_t at = cursor.GetUniform(kIndexLane, code_);
    return {entries_[at], contexts_[at]};
  }

 private:
  static constexpr Entry kByteZero = 0;
  static constexpr uint8_t kContextZero = 0;
  static constexpr entropy::UniformCode kOneValue{1};
  const Entry* entries_ = &kByteZero;
  const uint8_t* contexts_ = &kContextZero;
  entropy::UniformCode code_ = kOneValue;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_BUCKET_H_
