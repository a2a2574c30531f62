// The values of a block: of those slots that somebody wants, made stream by stream and
// chain by chain (model/stream_order.h).
//
// Hostile streams: every number is checked, so that what was made is safe to render.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_DECODE_VALUES_H_
#define RONDO_STREAM_RECORD_LENS_DECODE_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_io.h"
#include "stream/record_lens/decode/bundle.h"
#include "stream/record_lens/decode/singletons.h"
#include "stream/record_lens/model/block_streams.h"
#include "stream/record_lens/model/code.h"
#include "stream/record_lens/model/state.h"

namespace rondo::stream {

class BlockValues {
 public:
  // Must outlive the object.
  BlockValues(const RecordCode& code, const SingletonText& singletons);

  uint64_t memory_bytes() const;

  // Those of a block of which nothing is made yet. `lines`: its templates; `bundles`: the
  // sequence is read. Both must outlive what follows. False: the streams of the block are
  // not those of its bundles.
  bool Start(uint32_t block, std::span<const uint32_t> lines, std::span<Bundle> bundles);

  // Values are wanted first, which costs next to nothing, and then made together.
  // REQUIRES: the slot's template occurs; for Make, that the block's singletons are read
  // if strings are wanted.
  void Want(uint32_t slot) { wanted_[streams_.index(order_.LastStepOf(slot))] = true; }
  void WantAll() { WantLines(static_cast<uint32_t>(lines_.size())); }
  // All values of the first `lines` lines; those of others then mean nothing.
  void WantLines(uint32_t lines) {
    wanted_.assign(wanted_.size(), true);
    wants_all_ = true;
    lines_wanted_ = lines;
  }
  // False if they do not decode. Cost: 5 to 15 ns a value that is wanted, or that these
  // depend on.
  bool Make();
  // Splits the singletons of the block; false if they are not as many as its bundles say.
  // Make does so where it comes to one.
  bool SplitSingletons();

  // Where the values stand.
  BlockStreams& streams() { return streams_; }
  const BlockStreams& streams() const { return streams_; }
  // By index, of those that were made. Of strings: the rank in the class of the slot, or
  // a singleton.
  const uint64_t* data() const { return values_.data(); }
  uint64_t Of(uint32_t slot, uint32_t line) const {
    return values_[streams_.begin(slot) + streams_.number(line)];
  }
  static bool IsSingleton(uint64_t value) { return value >= kSingleton; }
  base::Bytes Singleton(uint64_t value) const {
    const Piece piece = singleton_strings_[value & ~kSingleton];
    return singleton_text_.subspan(piece.offset, piece.bytes);
  }

 private:
  // Values of strings that stand for strings of the block, not of a dictionary.
  static constexpr uint64_t kSingleton = uint64_t{1} << 40;

  void WantSources();
  bool MakeStream(uint32_t step, Bundle& bundle);
  bool FirstTokens(uint32_t step, const StreamCode& code, Bundle& bundle);
  // Adds `factor` times the bytes of a source to the contexts of a stream.
  void AddContexts(uint32_t step, uint8_t source, uint8_t factor);
  const uint8_t* BytesOf(uint32_t slot);
  void MakeDifferences(uint32_t step, Bundle& bundle);
  bool MakeRanked(uint32_t step, const StreamCode& code, Bundle& bundle);
  template <typename Visit>
  void ForEachMiss(uint32_t step, bool cached, const Visit& visit) const;

  bool MakeChain(uint32_t step);
  bool MakeColumn(uint32_t step, uint32_t lines);
  bool MakeCached(uint32_t s, uint32_t index);
  ColumnState& Column(uint32_t id);
  // The number that a difference within the line is taken to; 0 if there is none.
  uint64_t OfLine(const SlotCode& slot, uint32_t s, uint32_t index) const {
    if (slot.line_slot == kNoSlot) return 0;
    return values_[streams_.begin(slot.line_slot) + (index - streams_.begin(s))];
  }

  const RecordCode& code_;
  const StreamOrder& order_;
  const SingletonText& singletons_;
  const Bundle::Table table_;

  std::span<const uint32_t> lines_;
  std::span<Bundle> bundles_;
  uint32_t block_in_segment_ = 0;
  uint64_t block_ = 0;  // counts blocks, to tell what is stale
  BlockStreams streams_;
  // By index of the block's steps.
  std::vector<uint32_t> bundle_of_;
  std::vector<uint8_t> wanted_;
  std::vector<uint8_t> made_;
  bool wants_all_ = false;
  uint32_t lines_wanted_ = 0;  // by chains that feed no stream
  // By value.
  std::vector<uint8_t> first_;       // first tokens
  std::vector<uint8_t> bytes_;       // by which other slots know them, of ranked values
  std::vector<uint64_t> values_;     // once their last step is made
  std::vector<uint64_t> has_bytes_;  // by slot: the block whose bytes_ are there
  std::vector<uint8_t> contexts_;    // scratch of a stream
  std::vector<uint8_t> rank_tokens_;
  std::vector<uint8_t> raw_tokens_;
  std::vector<ColumnState> columns_;
  std::vector<uint64_t> column_block_;
  ValueCache cache_;
  bool has_singletons_ = false;  // they are split
  base::Bytes singleton_text_;   // of the block
  std::vector<Piece> singleton_strings_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_DECODE_VALUES_H_
