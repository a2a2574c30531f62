// The tables of a grammar-lens segment as a reader holds them: models, rules, and the
// lists by which symbols are named. Pages are decoded in order, only as far as a block
// needs. docs/format/grammar_lens.md.
//
// Thread rule: thread-safe. What a page made known stays where it is while others are
// decoded, so that a block is decoded without a lock once DecodeThrough has returned.
#ifndef RONDO_STREAM_GRAMMAR_LENS_TABLES_H_
#define RONDO_STREAM_GRAMMAR_LENS_TABLES_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "base/mutex.h"
#include "entropy/histogram.h"
#include "entropy/recency_cache.h"
#include "stream/grammar_lens/bucket.h"
#include "stream/grammar_lens/expander.h"
#include "stream/grammar_lens/format.h"
#include "stream/grammar_lens/models.h"
#include "stream/lens/lens.h"

namespace rondo::stream {

// Decodes tokens in one place (rule bodies or blocks). Hot: lives in L2.
struct TokenTables {
  entropy::DecodeTable symbol_class;
  entropy::DecodeTable inner;
  std::array<entropy::DecodeTable, kNumberKinds> number;
};

// One recency cache for every class.
using ClassCaches = std::array<entropy::RecencyCache, kMaxClasses>;

class GrammarTables {
 public:
  // Decodes the side information only. kDataLoss if it contradicts itself,
  // kResourceExhausted if its rules would not fit the memory limit.
  static absl::StatusOr<std::unique_ptr<GrammarTables>> Open(base::Bytes tables,
                                                             const SegmentExtent& extent);

  // Makes all rules known that blocks 0..block use.
  // Cost: about 12 ns a token of the pages not decoded before.
  absl::Status DecodeThrough(uint32_t block);

  // All of them.
  absl::Status DecodeAll() {
    return segment_.blocks == 0 ? absl::OkStatus() : DecodeThrough(segment_.blocks - 1);
  }

  uint32_t tokens(uint32_t block) const { return block_tokens_[block]; }
  // The entries that first uses in a block claim, in order; as many as there are.
  std::span<const Entry> claims(uint32_t block) const {
    return {unclaimed_.data() + claims_before_[block],
            claims_before_[block + 1] - claims_before_[block]};
  }
  // By class * kBuckets + bucket, as the blocks of the page may name their symbols.
  // REQUIRES: DecodeThrough of one of its blocks.
  const Bucket* buckets(uint32_t page) const { return page_buckets_[page].data(); }
  // Of all pages that are decoded.
  bool borrows() const { return sizes_.borrows; }
  uint32_t symbols() const { return symbols_.load(std::memory_order_acquire); }
  uint32_t PageOf(uint32_t block) const { return block / blocks_per_page_; }

  const TokenTables& block_tables() const { return token_tables_[kInBlock]; }
  uint32_t classes() const { return sizes_.classes; }
  uint32_t start_context() const { return sizes_.contexts; }
  uint32_t class_of(uint32_t symbol) const { return class_of_[symbol]; }
  uint32_t context_of(uint32_t symbol) const { return context_of_[symbol]; }
  const Expander& expander() const { return expander_; }
  bool x86_filtered() const { return x86_filtered_; }
  uint64_t memory_bytes() const { return memory_bytes_.load(std::memory_order_relaxed); }

 private:
  GrammarTables(base::Bytes pages, const SegmentExtent& extent)
      : pages_(pages), segment_(extent), expander_(extent.memory_limit_bytes) {}

  // Bodies end to end.
  struct Bodies {
    std::vector<uint32_t> symbols;
    std::vector<uint32_t> ends;  // by body
  };

  absl::Status ReadSideInfo(base::Bytes side);
  // The rules that are those of other tables; before the first page.
  absl::Status DecodeBorrowed();
  // Adds a symbol of another expander, and what its body needs. Returns its symbol here.
  absl::StatusOr<uint32_t> Borrow(const Expander& from, uint32_t symbol,
                                  std::vector<uint32_t>* known);
  absl::Status DecodePage(uint32_t page);
  // Makes the bodies known to the expander and clears them.
  absl::Status AddRules(Bodies* bodies);
  absl::Status NotAdded(Expander::Added why) const;
  void EnterBucket(uint32_t symbol, uint32_t bucket);
  void Publish();

  const base::Bytes pages_;
  const SegmentExtent segment_;
  bool x86_filtered_ = false;
  GrammarModelSizes sizes_;
  uint32_t blocks_per_page_ = 1;
  uint32_t rules_ = 0;  // of all pages
  uint32_t borrowed_ = 0;
  uint64_t borrowed_bytes_ = 0;  // of pages_, before the first page

  // From the side information.
  std::vector<uint64_t> page_ends_;      // in pages_
  std::vector<uint32_t> page_rules_;     // rules in each page
  std::vector<uint32_t> block_tokens_;   // by block
  std::vector<uint32_t> claims_before_;  // by block, and one more
  std::array<TokenTables, kPlaces> token_tables_;
  entropy::DecodeTable head_, bucket_, stated_class_, stated_context_;
  entropy::DecodeTable borrowed_gap_, borrowed_head_, borrowed_bucket_;

  // Grows page by page, guarded by mutex_ but for what decoded pages have published.
  base::Mutex mutex_;
  absl::Status damage_;  // what kept a page from being decoded
  std::atomic<uint32_t> pages_decoded_ = 0;
  std::atomic<uint32_t> symbols_ = 0;
  std::atomic<uint64_t> memory_bytes_ = 0;
  uint64_t body_tokens_ = 0;
  // In storage for all rules before the first page is known.
  Expander expander_;
  std::vector<uint8_t> class_of_;    // by symbol
  std::vector<uint8_t> context_of_;  // by symbol
  std::vector<Entry> unclaimed_;     // rules no body has claimed, oldest first
  // In storage that is kept when it gets too small: others may be reading it.
  std::vector<BucketMembers> buckets_;  // by class * kBuckets + bucket
  std::vector<BucketMembers> outgrown_;
  std::vector<Bucket> growing_;  // the buckets as they stand, for the page being read
  std::vector<std::vector<Bucket>> page_buckets_;  // by page, as they stood at its end
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_TABLES_H_
