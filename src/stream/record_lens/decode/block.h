// Decodes one block of a record segment after another: its sequence, which gives the
// template of every line, then the values of those slots that somebody wants, stream by
// stream and chain by chain (model/stream_order.h), and then lines, in any order, into
// whatever asks for their parts (line.h).
//
// Hostile streams: every number is checked against its format, and every line must be as
// long as it has slots, so that work is bounded by the size of the block.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_DECODE_BLOCK_H_
#define RONDO_STREAM_RECORD_LENS_DECODE_BLOCK_H_

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "entropy/rans_lanes.h"
#include "stream/lens/block_job.h"
#include "stream/lens/template_view.h"
#include "stream/record_lens/decode/line.h"
#include "stream/record_lens/decode/singletons.h"
#include "stream/record_lens/model/block_streams.h"
#include "stream/record_lens/model/code.h"
#include "stream/record_lens/model/shapes.h"

namespace rondo::stream {

// What it means that a function below says false.
absl::Status BlockError(const BlockJob& job);

class RecordBlock {
 public:
  // Must outlive the block.
  RecordBlock(const RecordShapes& shapes, const RecordCode& code,
              const SingletonText& singletons);

  uint64_t memory_bytes() const;

  // Reads the symbols of the block, one or more: ranks. The payload may go afterwards.
  bool ReadSymbols(const BlockJob& job);
  std::span<const uint32_t> symbols() const { return symbols_; }
  // Makes of them the templates of the block's lines. REQUIRES: ReadSymbols of the block.
  bool ExpandSymbols();
  std::span<const uint32_t> lines() const { return lines_; }

  // Values are wanted first, which costs next to nothing, and then made together.
  // REQUIRES: ExpandSymbols of the block; the slot's template occurs; for Make, that the
  // block's singletons are read if strings are wanted.
  void Want(uint32_t slot) {
    wanted_[streams_.index(code_.order.LastStepOf(slot))] = true;
  }
  void WantAll() {
    wanted_.assign(wanted_.size(), true);
    wants_all_ = true;
  }
  // Cost: 5 to 15 ns a value that is wanted, or that these depend on.
  bool Make();

  // A value that was made. Of strings: the rank in the class of the slot, or a singleton.
  uint64_t Value(uint32_t slot, size_t line) const {
    return values_[streams_.begin(slot) + streams_.number(static_cast<uint32_t>(line))];
  }
  // Those of a slot in the order of its template's lines, which are LinesOf.
  std::span<const uint64_t> Values(uint32_t slot) const {
    return std::span(values_).subspan(streams_.begin(slot), streams_.lines_of_slot(slot));
  }
  std::span<const uint32_t> LinesOf(uint32_t id) { return streams_.LinesOf(id); }
  // The templates of the block's lines, rising.
  std::span<const uint32_t> templates() const { return streams_.templates(); }
  static bool IsSingleton(uint64_t value) { return value >= kSingleton; }
  base::Bytes Singleton(uint64_t value) const {
    const Piece piece = singleton_strings_[value & ~kSingleton];
    return singleton_text_.subspan(piece.offset, piece.bytes);
  }

  // Tells a line's parts to `out`: see line.h. REQUIRES: its values are made.
  template <typename Out>
  bool TellLine(size_t line, Out& out) const;

  // Where each line of the block ends, or, of hostile ones, might; empty if not all lie
  // within the block. Lines are as long as they have slots, at least.
  // REQUIRES: all values are made. Cost: 1 to 2 ns a value.
  std::span<const uint32_t> MeasureLines();
  // Writes what the job asks for of a line that begins at offset *at of the block, and
  // moves *at to its end, at most `limit`; bytes of the job behind that mean nothing
  // then.
  // REQUIRES: its values are made.
  bool PutLine(size_t line, const BlockJob& job, uint32_t limit, uint32_t* at);

  // Expands what the job asks for. Unless `marks` is null, adds those of the lines.
  // REQUIRES: its singletons are read.
  bool Expand(const BlockJob& job, std::vector<LineMark>* marks);

 private:
  // Values of strings that stand for strings of the block, not of a dictionary.
  static constexpr uint64_t kSingleton = uint64_t{1} << 40;

  // Streams that share their states and their place in the payload.
  struct Bundle {
    uint32_t streams;
    uint32_t singletons;
    uint32_t singletons_taken;
    uint32_t next_singleton;  // of the block
    uint32_t left;            // streams that are not made
    base::Bytes tokens;
    base::Bytes raw;
    bool is_open;
    entropy::LaneCursor token_cursor;
    entropy::BitCursor raw_cursor;
  };

  bool ReadBundles(const BlockJob& job);
  bool Open(Bundle& bundle);
  bool Close(Bundle& bundle);
  bool AppendLines(uint32_t rank);
  uint32_t TakeFromBody();
  bool AssignStreams();
  bool ReadSingletons();

  void AddSlotBytes(uint32_t slot, std::span<uint64_t> bytes) const;
  bool PutPartOfLine(size_t line, const BlockJob& job, uint32_t limit, uint32_t* at);
  void WantSources();
  void WantWhatItWaitsFor(uint32_t step);
  bool MakeStream(uint32_t step, Bundle& bundle);
  bool Tokens(Bundle& bundle, const uint8_t* clusters, const uint8_t* contexts,
              uint8_t own_factor, std::span<uint8_t> tokens) const;
  bool TokensOf(Bundle& bundle, uint8_t cluster, std::span<uint8_t> tokens) const;
  bool FirstTokens(uint32_t step, const StreamCode& code, Bundle& bundle);
  bool MakeDifferences(uint32_t step, Bundle& bundle);
  bool MakeRanked(uint32_t step, const StreamCode& code, Bundle& bundle);
  // Adds `factor` times the bytes of a source to the contexts of a stream.
  void AddContexts(uint32_t step, uint8_t source, uint8_t factor);
  const uint8_t* BytesOf(uint32_t slot);

  void MakeChain(uint32_t step);
  void MakeColumn(uint32_t step);
  void MakeCached(uint32_t s, uint32_t index);
  ColumnState& Column(uint32_t id);

  const RecordShapes& shapes_;
  const RecordCode& code_;
  const SingletonText& singletons_;
  const entropy::DecodeTable::View<kRecordBits> table_;

  BlockJob job_;
  base::ByteVector payload_;  // and padding
  std::vector<Bundle> bundles_;
  bool good_ = true;    // sticky, for functions that return values
  uint64_t block_ = 0;  // counts blocks decoded, to tell what is stale
  std::vector<uint32_t> symbols_;
  std::vector<uint32_t> lines_;            // templates of the block's lines
  std::vector<grammar::SymbolSpan> open_;  // rest of the body of each open rule
  uint64_t slots_ = 0;                     // of the block's lines
  BlockStreams streams_;
  // By index of the block's steps.
  std::vector<uint32_t> bundle_of_;
  std::vector<uint8_t> wanted_;
  std::vector<uint8_t> made_;
  bool wants_all_ = false;
  // By value.
  std::vector<uint8_t> first_;       // first tokens
  std::vector<uint8_t> bytes_;       // by which other slots know them, of ranked values
  std::vector<uint64_t> values_;     // once their chain is made
  std::vector<uint64_t> has_bytes_;  // by slot: the block whose bytes_ are there
  std::vector<uint8_t> contexts_;    // scratch of a stream
  std::vector<uint8_t> more_tokens_;
  std::vector<uint8_t> raw_tokens_;
  std::vector<ColumnState> columns_;
  std::vector<uint64_t> column_block_;
  ValueCache cache_;
  base::Bytes singleton_text_;  // of the block
  std::vector<Piece> singleton_strings_;
  bool has_singletons_ = false;  // they are split
  time::TimestampWriter times_;
  std::vector<uint32_t> line_ends_;
  std::vector<uint64_t> line_bytes_;  // scratch of a template
  base::ByteVector line_text_;        // of a line that does not fit the job, and slack
};

template <typename Out>
bool RecordBlock::TellLine(size_t line, Out& told) const {
  // What stores into bytes would have the compiler load anew.
  Out out = told;
  const uint32_t id = lines_[line];
  const uint32_t number = streams_.number(static_cast<uint32_t>(line));
  const TemplateShape shape = shapes_.templates[id];
  const uint8_t* const head = shapes_.head.data();
  const SlotCode* const slots = code_.slots.data();
  const uint64_t* const values = values_.data() + number;
  out.StartLine();
  for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s) {
    const SlotCode& slot = slots[s];
    if (!out.Literal(s + id, head, slot.literal)) return false;
    const uint64_t value = values[streams_.begin(s)];
    if (!slot.is_string) {
      if (!out.Number(s, slot.format, value)) return false;
    } else if (IsSingleton(value)) {
      if (!out.Singleton(singleton_text_.data(), singleton_strings_[value & ~kSingleton]))
        return false;
    } else {
      const auto index = slot.first_value + static_cast<uint32_t>(value);
      if (!out.String(index, head, shapes_.strings[index])) return false;
    }
  }
  if (!out.Literal(shape.slot_end + id, head, shape.tail)) return false;
  told = out;
  return out.EndLine(shape.slot_end - shape.slot_begin);
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_DECODE_BLOCK_H_
