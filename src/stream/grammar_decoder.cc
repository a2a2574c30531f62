// Blocks are decoded in two steps: tokens to symbols, symbols to bytes. The first step is a
// chain of dependent loads (the next table is known only when the symbol is), so several
// blocks are decoded in lockstep and fill each other's waits; the second is a stream of
// wide stores.
//
// Tested by: tests/grammar_lens_test.cc.

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "grammar/x86_filter.h"
#include "stream/grammar_lens.h"
#include "stream/grammar_tables.h"
#include "stream/token_decoder.h"

namespace rondo::stream {
namespace {

// How many blocks are decoded in lockstep.
constexpr size_t kLockstep = 4;

// Where one block's decoding stands. Small: the hot part of a loop over several.
struct TokenCursor {
  entropy::RansCursor rans;
  uint32_t context = 0;
  uint32_t tokens_left = 0;
  uint32_t* symbols = nullptr;  // the first symbol of the block
  uint32_t* next = nullptr;     // where the next symbol goes
  uint32_t* end = nullptr;
  const Entry* claim = nullptr;  // what the next first use claims
  const Entry* claim_end = nullptr;
  const Bucket* buckets = nullptr;  // by class * kBuckets + bucket
  ClassCaches* caches = nullptr;
  bool bad = false;

  bool done() const { return tokens_left == 0 || bad; }
  // True if the stream held exactly the block's tokens.
  bool good() const { return !bad && rans.AtEnd() && claim == claim_end; }
};

// Repeats symbols of the block. Rare: kept out of the hot loop.
[[gnu::noinline]] void CopySymbols(const GrammarTables& tables, TokenCursor& at) {
  const auto& number = tables.block_tables().number;
  const size_t distance = GetNumber(at.rans, number[kCopyDistance]);
  const size_t length = GetNumber(at.rans, number[kCopyLength]);
  if (length == 0 || length > distance ||
      distance > static_cast<size_t>(at.next - at.symbols) ||
      length > static_cast<size_t>(at.end - at.next)) {
    at.bad = true;
    return;
  }
  at.next = std::copy_n(at.next - distance, length, at.next);
  at.context = tables.context_of(at.next[-1]);
}

// REQUIRES: !at.done().
[[gnu::always_inline]] inline void Step(const GrammarTables& tables, TokenCursor& at) {
  --at.tokens_left;
  const TokenTables& block_tables = tables.block_tables();
  const uint32_t token_class = block_tables.symbol_class.Get(at.rans, kClassLane, at.context);
  Entry entry;
  if (token_class >= kFirstSymbolClass) [[likely]] {
    entry = DecodeEntry(
        at.rans, block_tables, token_class, (*at.caches)[token_class],
        tables.cached(token_class),
        [&at](uint32_t c, uint32_t bucket) -> const Bucket& {
          return at.buckets[c * kBuckets + bucket];
        },
        &at.bad);
  } else if (token_class == kFirstUseClass) {
    if (at.claim == at.claim_end) {
      at.bad = true;
      return;
    }
    entry = *at.claim++;
    const uint32_t claimed_class = tables.class_of(SymbolOf(entry));
    if (tables.cached(claimed_class)) (*at.caches)[claimed_class].Insert(entry);
  } else {
    CopySymbols(tables, at);
    return;
  }
  if (at.next == at.end || at.rans.overrun()) [[unlikely]] {
    at.bad = true;
    return;
  }
  *at.next++ = SymbolOf(entry);
  at.context = ContextOf(entry);
}

class GrammarDecoder : public SegmentDecoder {
 public:
  explicit GrammarDecoder(std::unique_ptr<GrammarTables> tables)
      : tables_(std::move(tables)) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    while (!jobs.empty()) {
      const size_t count = std::min(jobs.size(), kLockstep);
      RONDO_RETURN_IF_ERROR(ExpandTogether(jobs.first(count)));
      jobs = jobs.subspan(count);
    }
    return absl::OkStatus();
  }

  uint64_t memory_bytes() const override {
    constexpr uint64_t kWorkspaceBytes = uint64_t{1} << 20;
    return tables_->memory_bytes() + kWorkspaceBytes;
  }

 private:
  // What a block's decoding owns besides its cursor.
  struct Workspace {
    entropy::RansBuffer stream;
    std::vector<uint32_t> symbols;
    std::vector<Bucket> buckets;
    uint32_t buckets_page = ~0u;     // the page whose buckets these are,
    uint32_t buckets_made_at = ~0u;  // made when this many pages were known
    ClassCaches caches;
  };

  // REQUIRES: jobs.size() <= kLockstep.
  absl::Status ExpandTogether(std::span<const BlockJob> jobs) {
    for (const BlockJob& job : jobs) {
      RONDO_RETURN_IF_ERROR(tables_->DecodeThrough(job.block));
    }
    std::array<TokenCursor, kLockstep> cursors;
    for (size_t i = 0; i < jobs.size(); ++i) cursors[i] = Start(jobs[i], workspaces_[i]);
    if (jobs.size() == kLockstep) StepAll(cursors);
    for (size_t i = 0; i < jobs.size(); ++i) {
      TokenCursor& at = cursors[i];
      while (!at.done()) Step(*tables_, at);
      const std::span<const uint32_t> symbols(at.symbols, at.next);
      if (!at.good() || tables_->expander().Length(symbols) != jobs[i].expanded_bytes ||
          !Render(symbols, jobs[i])) {
        return absl::DataLossError(
            absl::StrCat("block ", jobs[i].block, ": its stream is damaged"));
      }
    }
    return absl::OkStatus();
  }

  // Steps all cursors until one is done.
  void StepAll(std::array<TokenCursor, kLockstep>& cursors) {
    const GrammarTables& tables = *tables_;
    for (;;) {
      for (TokenCursor& at : cursors) {
        if (at.done()) return;
      }
#pragma GCC unroll 4
      for (TokenCursor& at : cursors) Step(tables, at);
    }
  }

  bool Render(std::span<const uint32_t> symbols, const BlockJob& job) {
    const Expander& expander = tables_->expander();
    if (!tables_->x86_filtered()) return expander.Expand(symbols, job.from, job.out);
    // The filter is undone from the start of the block.
    filtered_.resize(job.from + job.out.size() == job.expanded_bytes && job.from == 0
                         ? 0
                         : job.expanded_bytes);
    const std::span<uint8_t> whole = filtered_.empty() ? job.out : std::span(filtered_);
    if (!expander.Expand(symbols, 0, whole)) return false;
    grammar::X86FilterDecode(whole, job.segment_offset);
    if (!filtered_.empty()) {
      std::copy_n(filtered_.begin() + job.from, job.out.size(), job.out.begin());
    }
    return true;
  }

  TokenCursor Start(const BlockJob& job, Workspace& space) {
    TokenCursor at;
    at.rans = space.stream.Load(job.payload);
    at.context = tables_->start_context();
    at.tokens_left = tables_->tokens(job.block);
    // Every symbol expands to a byte or more.
    space.symbols.resize(job.expanded_bytes);
    at.symbols = at.next = space.symbols.data();
    at.end = at.symbols + job.expanded_bytes;
    const std::span<const Entry> claims = tables_->claims(job.block);
    at.claim = claims.data();
    at.claim_end = claims.data() + claims.size();
    const uint32_t page = tables_->PageOf(job.block);
    if (space.buckets_page != page || space.buckets_made_at != tables_->pages_decoded()) {
      space.buckets.resize(tables_->classes() * kBuckets);
      for (uint32_t i = 0; i < space.buckets.size(); ++i) {
        const std::span<const Entry> members =
            tables_->bucket(page, i / kBuckets, i % kBuckets);
        space.buckets[i] = members.empty() ? Bucket() : Bucket(members);
      }
      space.buckets_page = page;
      space.buckets_made_at = tables_->pages_decoded();
    }
    at.buckets = space.buckets.data();
    at.caches = &space.caches;
    ClearCaches(space.caches, tables_->classes());
    return at;
  }

  std::unique_ptr<GrammarTables> tables_;
  std::array<Workspace, kLockstep> workspaces_;
  ByteVector filtered_;  // a whole block, when only a part is asked for
};

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentDecoder>> OpenGrammarLens(Bytes tables,
                                                                const SegmentShape& shape) {
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<GrammarTables> opened,
                         GrammarTables::Open(tables, shape));
  return std::make_unique<GrammarDecoder>(std::move(opened));
}

}  // namespace rondo::stream
