// Blocks are decoded in two steps: tokens to symbols, symbols to bytes. The first step is
// a chain of dependent loads (the next table is known only when the symbol is), so
// several blocks are decoded in lockstep and fill each other's waits; the second is a
// stream of wide stores. Of the blocks asked for at once, a batch goes through the first
// step before any goes on to the second; where one of those in lockstep ends, the next of
// the batch takes its place:
//
//   lockstep of 2, blocks of 3, 1, 2 and 2 tokens:   0 0 0 3
//                                                    1 2 2 3 (alone at last)
//
// Of a block of which only a part is wanted, tokens are decoded up to the end of the
// part: half of them in the mean, if the part is short.
//
// Tested by: tests/stream/grammar_lens/lens_test.cc.

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/scratch.h"
#include "base/status_macros.h"
#include "grammar/x86_filter.h"
#include "stream/grammar_lens/lens.h"
#include "stream/grammar_lens/symbol_scan.h"
#include "stream/grammar_lens/tables.h"
#include "stream/grammar_lens/token_decoder.h"

namespace rondo::stream {
namespace {

// How many blocks are decoded in lockstep. More than four do not gain: then instructions
// are what takes the time, and caches and buckets drive each other out of L1.
constexpr size_t kLockstep = 4;

// How many blocks are decoded to symbols before any is rendered: the tables of either
// step drive those of the other out of L2.
constexpr size_t kBatch = 16;

// Tokens between two looks at the stream's end. A copy takes most operations: its class,
// two widths and two times up to 31 raw bits.
constexpr uint32_t kTokensPerCheck = 8;
static_assert(kTokensPerCheck * 7 <= entropy::RansCursor::kMaxOpsBetweenChecks);

// Tokens of a block that is wanted in part between two looks at how far they reach.
constexpr uint32_t kTokensPerLook = 128;

// Where one block's decoding stands. Small: the hot part of a loop over several.
struct TokenCursor {
  entropy::RansCursor rans;
  uint32_t context = 0;
  uint32_t tokens_left = 0;      // when the stream's end was last looked at
  uint32_t tokens_later = 0;     // behind these, of a block that is wanted in part
  uint32_t* symbols = nullptr;   // the first symbol of the block
  uint32_t* next = nullptr;      // where the next symbol goes
  uint32_t* end = nullptr;       // next + tokens_left <= end, whenever it was looked at
  const Entry* claim = nullptr;  // what the next first use claims
  const Entry* claim_end = nullptr;
  const Bucket* buckets = nullptr;  // by class * kBuckets + bucket
  ClassCaches* caches = nullptr;
  bool bad = false;

  bool done() const { return tokens_left == 0 || bad; }
  // True if the stream held exactly the block's tokens, as far as they were wanted.
  bool good() const {
    return !bad && (tokens_later > 0 || (rans.AtEnd() && claim == claim_end));
  }
};

// How far the symbols of a block must reach, and do.
struct Reach {
  uint32_t wanted = 0;  // bytes; all symbols are wanted if they are those of the block
  uint32_t bytes = 0;
  size_t symbols = 0;  // which make these
};

// Repeats symbols of the block. Rare: kept out of the hot loop.
[[gnu::noinline]] void CopySymbols(const GrammarTables& tables, TokenCursor& at) {
  const auto& number = tables.block_tables().number;
  const size_t distance = GetNumber(at.rans, number[kCopyDistance]);
  const size_t length = GetNumber(at.rans, number[kCopyLength]);
  if (length == 0 || length > distance ||
      distance > static_cast<size_t>(at.next - at.symbols) ||
      length + at.tokens_left > static_cast<size_t>(at.end - at.next)) {
    at.bad = true;
    return;
  }
  at.next = std::copy_n(at.next - distance, length, at.next);
  at.context = tables.context_of(at.next[-1]);
}

// REQUIRES: !at.done(), unless a token before this one in the same check set `bad`: the
// values are then meaningless but stay within bounds.
[[gnu::always_inline]] inline void Step(const GrammarTables& tables,
                                        const TokenViews& views, TokenCursor& at) {
  const uint32_t token_class = views.symbol_class.Get(at.rans, kClassLane, at.context);
  Named named;
  if (token_class >= kFirstSymbolClass) [[likely]] {
    named = DecodeEntry(at.rans, views, token_class, (*at.caches)[token_class],
                        at.buckets + token_class * kBuckets);
  } else if (token_class == kFirstUseClass) {
    if (at.claim == at.claim_end) {
      at.bad = true;
      return;
    }
    const Entry entry = *at.claim++;
    (*at.caches)[tables.class_of(SymbolOf(entry))].Insert(entry);
    named = {entry, ContextOf(entry)};
  } else {
    CopySymbols(tables, at);
    return;
  }
  *at.next++ = SymbolOf(named.entry);
  at.context = named.context;
}

// Decodes blocks to symbols and hands these over. Externally synchronised.
class SymbolDecoder {
 public:
  explicit SymbolDecoder(GrammarTables* tables) : tables_(tables) {}

  // Decodes the blocks in order; false from use(symbols, job) means that they are
  // damaged.
  template <typename Use>
  absl::Status ForAll(std::span<const BlockJob> jobs, const Use& use) {
    while (!jobs.empty()) {
      const size_t count = std::min(jobs.size(), kBatch);
      RONDO_RETURN_IF_ERROR(DecodeBatch(jobs.first(count), use));
      jobs = jobs.subspan(count);
    }
    return absl::OkStatus();
  }

  // False if the symbols do not expand to the block; of a part, only what it needs is
  // known.
  bool Render(std::span<const uint32_t> symbols, const BlockJob& job);

  uint64_t memory_bytes() const {
    uint64_t bytes = sizeof *this + filtered_.capacity();
    for (const Workspace& space : workspaces_) {
      bytes += space.stream.memory_bytes() + space.symbols.memory_bytes();
    }
    return bytes;
  }

 private:
  // What a block's decoding owns besides its cursor.
  struct Workspace {
    entropy::RansBuffer stream;
    base::Scratch<uint32_t> symbols;
    ClassCaches caches;
    Reach reach;
  };

  // REQUIRES: 0 < jobs.size() <= kBatch.
  template <typename Use>
  absl::Status DecodeBatch(std::span<const BlockJob> jobs, const Use& use) {
    for (const BlockJob& job : jobs) {
      RONDO_RETURN_IF_ERROR(tables_->DecodeThrough(job.block));
    }
    std::array<TokenCursor, kBatch> cursors;
    for (size_t i = 0; i < jobs.size(); ++i) {
      cursors[i] = Start(jobs[i], workspaces_[i]);
      cursors[i].buckets = tables_->buckets(tables_->PageOf(jobs[i].block));
    }
    StepAll(std::span(cursors).first(jobs.size()));
    for (size_t i = 0; i < jobs.size(); ++i) {
      const TokenCursor& at = cursors[i];
      const std::span<const uint32_t> symbols(at.symbols, at.next);
      if (!at.good() || !use(symbols, jobs[i])) {
        return absl::DataLossError(
            absl::StrCat("block ", jobs[i].block, ": its stream is damaged"));
      }
    }
    return absl::OkStatus();
  }

  // Steps all cursors to their ends, or as far as they are wanted.
  void StepAll(std::span<TokenCursor> cursors) {
    std::array<TokenCursor*, kBatch> left;
    size_t count = 0;
    for (TokenCursor& cursor : cursors) left[count++] = &cursor;
    const auto done = [&](TokenCursor* cursor) {
      return cursor->done() &&
             !GoOn(*cursor, workspaces_[static_cast<size_t>(cursor - cursors.data())]);
    };
    while (count > 0) {
      StepFirst(std::span(left).first(count));
      count = std::remove_if(left.begin(), left.begin() + count, done) - left.begin();
    }
  }

  // Takes more tokens if there are some and the symbols do not reach far enough. False if
  // they do.
  bool GoOn(TokenCursor& at, Workspace& space) const {
    if (at.bad || at.tokens_later == 0) return false;
    Reach& reach = space.reach;
    const std::span<const uint32_t> symbols(at.symbols, at.next);
    for (; reach.symbols < symbols.size() && reach.bytes <= reach.wanted; ++reach.symbols)
      reach.bytes += tables_->expander().length(symbols[reach.symbols]);
    if (reach.bytes > reach.wanted) return false;
    at.tokens_left = std::min(at.tokens_later, kTokensPerLook);
    at.tokens_later -= at.tokens_left;
    // Copies left no room for them.
    at.bad = at.tokens_left > static_cast<size_t>(at.end - at.next);
    return !at.bad;
  }

  // Steps the first kLockstep cursors, or all if they are fewer, until one is done.
  void StepFirst(std::span<TokenCursor* const> cursors) {
    static_assert(kLockstep == 4);
    switch (cursors.size()) {
      case 1:
        return StepTogether(cursors.first<1>());
      case 2:
        return StepTogether(cursors.first<2>());
      case 3:
        return StepTogether(cursors.first<3>());
      default:
        return StepTogether(cursors.first<kLockstep>());
    }
  }

  template <size_t kCount>
  [[gnu::noinline]] void StepTogether(std::span<TokenCursor* const, kCount> cursors) {
    const TokenViews views(tables_->block_tables());
    std::array<TokenCursor, kCount> at;
    for (size_t i = 0; i < kCount; ++i) at[i] = *cursors[i];
    for (;;) {
      uint32_t tokens = kTokensPerCheck;
      bool done = false;
      for (const TokenCursor& cursor : at) {
        tokens = std::min(tokens, cursor.tokens_left);
        done |= cursor.done();
      }
      if (done) break;
      for (uint32_t i = 0; i < tokens; ++i) {
#pragma GCC unroll 4
        for (TokenCursor& cursor : at) Step(*tables_, views, cursor);
      }
      for (TokenCursor& cursor : at) {
        cursor.tokens_left -= tokens;
        cursor.bad |= cursor.rans.overrun();
      }
    }
    for (size_t i = 0; i < kCount; ++i) *cursors[i] = at[i];
  }

  TokenCursor Start(const BlockJob& job, Workspace& space) {
    TokenCursor at;
    at.rans = space.stream.Load(job.payload);
    at.context = tables_->start_context();
    at.tokens_left = tables_->tokens(job.block);
    // Every symbol expands to a byte or more, and every token but a copy is one.
    at.bad = at.tokens_left > job.expanded_bytes;
    // So much more as tokens_left is behind by.
    const std::span<uint32_t> room =
        space.symbols.Resize(job.expanded_bytes + kTokensPerCheck);
    at.symbols = at.next = room.data();
    at.end = at.symbols + room.size();
    space.reach = {.wanted = BytesWanted(job)};
    if (space.reach.wanted < job.expanded_bytes) {
      at.tokens_later = at.tokens_left - std::min(at.tokens_left, kTokensPerLook);
      at.tokens_left -= at.tokens_later;
    }
    const std::span<const Entry> claims = tables_->claims(job.block);
    at.claim = claims.data();
    at.claim_end = claims.data() + claims.size();
    at.caches = &space.caches;
    ClearCaches(space.caches, tables_->classes());
    return at;
  }

  // Of the block, from its start.
  uint32_t BytesWanted(const BlockJob& job) const {
    const uint32_t end = job.from + static_cast<uint32_t>(job.out.size());
    if (!tables_->x86_filtered()) return end;
    return std::min(job.expanded_bytes, end + grammar::kX86FilterReach);
  }

  GrammarTables* const tables_;
  std::array<Workspace, kBatch> workspaces_;
  base::ByteVector filtered_;  // the start of a block of which a part is asked for
};

bool SymbolDecoder::Render(std::span<const uint32_t> symbols, const BlockJob& job) {
  const auto expand = [&](uint32_t from, std::span<uint8_t> out) {
    const Expander::Filled filled = tables_->expander().Expand(symbols, from, out);
    return from + out.size() == job.expanded_bytes ? filled == Expander::Filled::kExactly
                                                   : filled == Expander::Filled::kPart;
  };
  if (!tables_->x86_filtered()) return expand(job.from, job.out);
  // The filter is undone from the start of the block.
  const bool whole = job.out.size() == job.expanded_bytes;
  if (!whole) filtered_.resize(BytesWanted(job));
  const std::span<uint8_t> bytes = whole ? job.out : std::span(filtered_);
  if (!expand(0, bytes)) return false;
  grammar::X86FilterDecode(bytes, job.segment_offset);
  if (!whole) std::copy_n(filtered_.begin() + job.from, job.out.size(), job.out.begin());
  return true;
}

class GrammarDecoder : public SegmentDecoder {
 public:
  explicit GrammarDecoder(GrammarTables* tables) : symbols_(tables) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    return symbols_.ForAll(
        jobs, [this](std::span<const uint32_t> symbols, const BlockJob& job) {
          return symbols_.Render(symbols, job);
        });
  }

  uint64_t memory_bytes() const override { return symbols_.memory_bytes(); }

 private:
  SymbolDecoder symbols_;
};

// Blocks whose symbols spell no line that is looked for are not rendered, unless one of
// theirs goes on in a neighbour.
class GrammarScan : public BlockScan {
 public:
  GrammarScan(GrammarTables* tables, const Needles& needles)
      : tables_(*tables), symbols_(tables), scan_(needles, tables->expander()) {}

  absl::Status Scan(const ScanRequest& request, ScanResult* result) override {
    result->Clear();
    bool after_newline = request.after_newline;
    return symbols_.ForAll(
        request.jobs, [&](std::span<const uint32_t> symbols, const BlockJob& job) {
          scan_.Update(tables_.symbols());
          const bool ends_line = EndsInNewline(symbols);
          const bool wanted = !after_newline || !ends_line || scan_.Finds(symbols);
          after_newline = ends_line;
          if (!wanted) return true;
          result->parts.push_back(
              {.block = job.block, .from = 0, .to = job.expanded_bytes, .newlines = 0});
          return symbols_.Render(symbols, job);
        });
  }

  uint64_t memory_bytes() const override {
    return symbols_.memory_bytes() + scan_.memory_bytes();
  }

 private:
  bool EndsInNewline(std::span<const uint32_t> symbols) const {
    if (symbols.empty()) return false;
    uint8_t last = 0;
    tables_.expander().Expand(symbols.last(1),
                              tables_.expander().length(symbols.back()) - 1, {&last, 1});
    return last == '\n';
  }

  const GrammarTables& tables_;
  SymbolDecoder symbols_;
  SymbolScan scan_;
};

class GrammarSegment : public SegmentTables {
 public:
  explicit GrammarSegment(std::unique_ptr<GrammarTables> tables)
      : tables_(std::move(tables)) {}

  std::unique_ptr<SegmentDecoder> NewDecoder() override {
    return std::make_unique<GrammarDecoder>(tables_.get());
  }
  std::unique_ptr<BlockScan> NewScan(const Needles& needles) override {
    if (!needles.has_automaton() || tables_->x86_filtered()) return nullptr;
    return std::make_unique<GrammarScan>(tables_.get(), needles);
  }
  absl::StatusOr<const Expander*> SharedRules() override {
    if (tables_->borrows()) return nullptr;
    RONDO_RETURN_IF_ERROR(tables_->DecodeAll());
    return &tables_->expander();
  }
  uint64_t memory_bytes() const override { return tables_->memory_bytes(); }

 private:
  const std::unique_ptr<GrammarTables> tables_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenGrammarLens(
    base::Bytes tables, const SegmentExtent& extent) {
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<GrammarTables> opened,
                         GrammarTables::Open(tables, extent));
  return std::make_unique<GrammarSegment>(std::move(opened));
}

}  // namespace rondo::stream
