// Decodes one block of a record segment after another: its sequence, which gives the
// template of every line, then the values of those slots that somebody wants (values.h),
// and then lines, in any order, as text.
//
// Hostile streams: every number is checked against its format, and every line must be as
// long as it has slots, so that work is bounded by the size of the block.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_DECODE_BLOCK_H_
#define RONDO_STREAM_RECORD_LENS_DECODE_BLOCK_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "stream/lens/block_job.h"
#include "stream/lens/template_view.h"
#include "stream/record_lens/decode/bundle.h"
#include "stream/record_lens/decode/line.h"
#include "stream/record_lens/decode/singletons.h"
#include "stream/record_lens/decode/values.h"
#include "stream/record_lens/model/code.h"
#include "stream/record_lens/model/shapes.h"

namespace rondo::stream {

// What it means that a function below says false.
absl::Status BlockError(const BlockJob& job);

class RecordBlock {
 public:
  // Must outlive the block.
  RecordBlock(const RecordShapes& shapes, const RecordCode& code,
              const SingletonText& singletons)
      : shapes_(shapes), code_(code), values_(code, singletons) {}

  uint64_t memory_bytes() const;

  // Reads the symbols of the block, one or more: ranks. The payload may go afterwards.
  bool ReadSymbols(const BlockJob& job);
  std::span<const uint32_t> symbols() const { return symbols_; }
  // Makes of them the templates of the block's lines. REQUIRES: ReadSymbols of the block.
  bool ExpandSymbols();
  std::span<const uint32_t> lines() const { return lines_; }
  // The templates of the block's lines, rising, and the lines of one of them.
  std::span<const uint32_t> templates() const { return values_.streams().templates(); }
  std::span<const uint32_t> LinesOf(uint32_t id) { return values_.streams().LinesOf(id); }

  // REQUIRES: ExpandSymbols of the block.
  BlockValues& values() { return values_; }

  // Where each line of the block ends, or, of hostile ones, might; empty if not all lie
  // within the block. Lines are as long as they have slots, at least.
  // REQUIRES: all values are made. Cost: 1 to 2 ns a value.
  std::span<const uint32_t> MeasureLines() {
    return MeasureLines(static_cast<uint32_t>(lines_.size()));
  }
  // The same of the first `lines` lines, one or more. REQUIRES: their values are made.
  std::span<const uint32_t> MeasureLines(uint32_t lines);
  // Writes what the job asks for of a line that begins at offset *at of the block, and
  // moves *at to its end, at most `limit`; bytes of the job behind that mean nothing
  // then.
  // REQUIRES: its values are made.
  bool PutLine(size_t line, const BlockJob& job, uint32_t limit, uint32_t* at);

  // Where the values of a line stand in it, slot by slot. REQUIRES: its values are made.
  void FindSlots(size_t line, std::vector<SlotSpan>* slots) const;

  // Expands what the job asks for. Unless `marks` is null, adds those of the lines.
  // REQUIRES: its singletons are read; with marks, the whole block is asked for.
  bool Expand(const BlockJob& job, std::vector<LineMark>* marks);

 private:
  bool ExpandPart(const BlockJob& job);
  uint32_t LinesFor(uint64_t bytes);
  uint64_t LiteralBytes(const TemplateShape& shape) const;
  bool AppendLines(uint32_t rank);
  uint32_t TakeFromBody();
  uint64_t ValueBytes(const SlotCode& slot, uint64_t value) const;
  void AddSlotBytes(uint32_t slot, std::span<uint64_t> bytes) const;
  bool WriteLine(size_t line, LineWriter* out) const;
  bool PutPartOfLine(size_t line, const BlockJob& job, uint32_t limit, uint32_t* at);

  const RecordShapes& shapes_;
  const RecordCode& code_;

  uint32_t block_in_segment_ = 0;
  uint32_t expanded_bytes_ = 0;
  base::ByteVector payload_;  // and padding
  std::vector<Bundle> bundles_;
  std::vector<uint32_t> symbols_;
  std::vector<uint8_t> tokens_;            // of the symbols
  std::vector<uint32_t> lines_;            // templates of the block's lines
  std::vector<grammar::SymbolSpan> open_;  // rest of the body of each open rule
  uint64_t slots_ = 0;                     // of the block's lines
  BlockValues values_;
  time::TimestampWriter times_;
  std::vector<uint32_t> line_ends_;
  std::vector<uint64_t> line_bytes_;  // scratch of a template
  std::vector<uint64_t> guesses_;     // by template that occurs: LinesFor
  base::ByteVector line_text_;        // of a line that does not fit the job, and slack
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_DECODE_BLOCK_H_
