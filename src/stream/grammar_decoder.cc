// Blocks are decoded in two steps: tokens to symbols, symbols to bytes. The first step is a
// chain of dependent loads (the next table is known only when the symbol is), so two blocks
// are decoded in lockstep and each fills the other's waits; the second is a stream of wide
// stores.
//
// Tested by: tests/grammar_lens_test.cc.

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/grammar_lens.h"
#include "stream/grammar_tables.h"
#include "stream/token_decoder.h"

namespace rondo::stream {
namespace {

// The decoding of one block's tokens.
class BlockTokens {
 public:
  // Prepares for a block whose tables are decoded.
  void Start(const GrammarTables& tables, const BlockJob& job) {
    tables_ = &tables;
    expanded_bytes_ = job.expanded_bytes;
    cursor_ = buffer_.Load(job.payload);
    context_ = tables.start_context();
    claims_ = tables.claims(job.block);
    page_ = tables.PageOf(job.block);
    tokens_left_ = tables.tokens(job.block);
    bad_ = false;
    symbols_.clear();
    // Every symbol expands to a byte or more; one over is enough to tell a block too long.
    symbols_.reserve(std::min<size_t>(tokens_left_, expanded_bytes_) + 1);
    ClearCaches(caches_, tables.classes());
  }

  bool done() const { return tokens_left_ == 0 || bad_; }

  // REQUIRES: !done().
  void Step() {
    --tokens_left_;
    const TokenTables& tables = tables_->block_tables();
    const uint32_t token_class = tables.symbol_class.Get(cursor_, kClassLane, context_);
    Entry entry;
    if (token_class >= kFirstSymbolClass) {
      entry = DecodeEntry(
          cursor_, tables, token_class, caches_[token_class], tables_->cached(token_class),
          [this](uint32_t c, uint32_t bucket) { return tables_->bucket(page_, c, bucket); },
          &bad_);
    } else if (token_class == kFirstUseClass) {
      if (claims_.empty()) {
        bad_ = true;
        return;
      }
      entry = claims_.front();
      claims_ = claims_.subspan(1);
      const uint32_t claimed_class = tables_->class_of(SymbolOf(entry));
      if (tables_->cached(claimed_class)) caches_[claimed_class].Insert(entry);
    } else {
      Copy(tables);
      return;
    }
    symbols_.push_back(SymbolOf(entry));
    context_ = ContextOf(entry);
    bad_ |= cursor_.overrun() || symbols_.size() > expanded_bytes_;
  }

  // True if the stream held exactly the block's tokens.
  bool good() const { return !bad_ && cursor_.AtEnd() && claims_.empty(); }
  std::span<const uint32_t> symbols() const { return symbols_; }

 private:
  void Copy(const TokenTables& tables) {
    const uint32_t distance = GetNumber(cursor_, tables.number[kCopyDistance]);
    const uint32_t length = GetNumber(cursor_, tables.number[kCopyLength]);
    if (length == 0 || length > distance || distance > symbols_.size() ||
        symbols_.size() + length > expanded_bytes_) {
      bad_ = true;
      return;
    }
    const size_t from = symbols_.size() - distance;
    for (uint32_t i = 0; i < length; ++i) symbols_.push_back(symbols_[from + i]);
    context_ = tables_->context_of(symbols_.back());
  }

  const GrammarTables* tables_ = nullptr;
  entropy::RansBuffer buffer_;
  entropy::RansCursor cursor_;
  std::span<const Entry> claims_;
  uint32_t expanded_bytes_ = 0;
  uint32_t context_ = 0;
  uint32_t page_ = 0;
  uint32_t tokens_left_ = 0;
  bool bad_ = false;
  std::vector<uint32_t> symbols_;
  ClassCaches caches_;
};

class GrammarDecoder : public SegmentDecoder {
 public:
  explicit GrammarDecoder(std::unique_ptr<GrammarTables> tables)
      : tables_(std::move(tables)), lanes_(2) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    size_t i = 0;
    for (; i + 2 <= jobs.size(); i += 2) {
      for (int lane = 0; lane < 2; ++lane) {
        RONDO_RETURN_IF_ERROR(tables_->DecodeThrough(jobs[i + lane].block));
      }
      BlockTokens& a = lanes_[0];
      BlockTokens& b = lanes_[1];
      a.Start(*tables_, jobs[i]);
      b.Start(*tables_, jobs[i + 1]);
      while (!a.done() && !b.done()) {
        a.Step();
        b.Step();
      }
      RONDO_RETURN_IF_ERROR(Finish(a, jobs[i]));
      RONDO_RETURN_IF_ERROR(Finish(b, jobs[i + 1]));
    }
    if (i < jobs.size()) {
      RONDO_RETURN_IF_ERROR(tables_->DecodeThrough(jobs[i].block));
      lanes_[0].Start(*tables_, jobs[i]);
      RONDO_RETURN_IF_ERROR(Finish(lanes_[0], jobs[i]));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Finish(BlockTokens& tokens, const BlockJob& job) {
    while (!tokens.done()) tokens.Step();
    const bool whole = job.from == 0 && job.out.size() == job.expanded_bytes;
    const size_t written = tokens.good()
                               ? tables_->expander().Expand(tokens.symbols(), job.from, job.out)
                               : 0;
    (void)whole;
    if (written != job.out.size() || !tokens.good()) {
      return absl::DataLossError(absl::StrCat("block ", job.block, ": its stream is damaged"));
    }
    return absl::OkStatus();
  }

  std::unique_ptr<GrammarTables> tables_;
  std::vector<BlockTokens> lanes_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentDecoder>> OpenGrammarLens(Bytes tables,
                                                                const SegmentShape& shape) {
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<GrammarTables> opened,
                         GrammarTables::Open(tables, shape));
  return std::make_unique<GrammarDecoder>(std::move(opened));
}

}  // namespace rondo::stream
