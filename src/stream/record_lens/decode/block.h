// Decodes one block of a record segment after another: its sequence, which gives the
// template of every line, the strings of all lines, and then the lines, one by one, with
// their numbers, into whatever asks for their parts (line.h).
//
// Hostile streams: every number is checked against its format, and every line must be as
// long as it has slots, so that work is bounded by the size of the block.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_DECODE_BLOCK_H_
#define RONDO_STREAM_RECORD_LENS_DECODE_BLOCK_H_

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/status/status.h"
#include "entropy/rans.h"
#include "stream/record_lens/decode/line.h"
#include "stream/record_lens/decode/singletons.h"
#include "stream/record_lens/model/code.h"
#include "stream/record_lens/model/shapes.h"

namespace rondo::stream {

inline constexpr auto kTokenRanges = [] {
  std::array<TokenRange, 256> ranges{};
  for (uint32_t token = 0; token < kNumberTokens; ++token)
    ranges[token] = RangeOfToken(token);
  return ranges;
}();

// A string of a line: one of the dictionaries, or of those that the block has once.
struct BlockString {
  uint32_t index;
  uint8_t byte;  // by which later slots know it
  bool is_singleton;
};

// What it means that a function below says false.
absl::Status BlockError(const BlockJob& job);

class RecordBlock {
 public:
  // Must outlive the block.
  RecordBlock(const RecordShapes& shapes, const RecordCode& code,
              const SingletonText& singletons)
      : shapes_(shapes),
        code_(code),
        singletons_(singletons),
        table_(code.table.view<kRecordBits>()),
        columns_(code.columns.size()),
        column_block_(code.columns.size(), 0),
        caches_(code.caches),
        own_last_(code.models),
        string_bytes_(kMaxSlotsBack + shapes.MostSlots()) {}

  uint64_t memory_bytes() const {
    return columns_.size() * (sizeof(ColumnState) + 8) +
           caches_.size() * sizeof(ValueCache) +
           (symbols_.capacity() + lines_.capacity()) * 4 +
           strings_.capacity() * sizeof(BlockString) +
           open_.capacity() * sizeof(grammar::SymbolSpan) +
           singleton_strings_.capacity() * sizeof(Piece) + out_.capacity();
  }

  // Reads the symbols of the block, one or more: ranks.
  bool ReadSymbols(entropy::RansCursor& cursor, const BlockJob& job);
  std::span<const uint32_t> symbols() const { return symbols_; }
  // Makes of them the templates of the block's lines. REQUIRES: ReadSymbols of the block.
  bool ExpandSymbols(const BlockJob& job);
  std::span<const uint32_t> lines() const { return lines_; }
  // Starts before the first line. REQUIRES: ExpandSymbols of the block, whose
  // singletons are read.
  void Start(const BlockJob& job);
  // Reads the strings of all lines before `end` that are not read yet.
  bool ReadStrings(entropy::RansCursor& cursor, size_t end);
  // Those that were read, of lines in order.
  std::span<const BlockString> strings() const { return strings_; }
  base::Bytes Singleton(uint32_t index) const {
    return singleton_text_.subspan(singleton_strings_[index].offset,
                                   singleton_strings_[index].bytes);
  }
  // Before the first DecodeLine. REQUIRES: all strings are read.
  void StartLines();
  // The next line. `out`: see line.h.
  template <typename Out>
  bool DecodeLine(entropy::RansCursor& cursor, uint32_t id, Out& out);
  // After all lines, which end at `at`.
  bool IsComplete(const entropy::RansCursor& cursor, const uint8_t* at) const {
    return at == end_ && cursor.AtEnd() && singleton_at_ == singleton_text_.size();
  }
  // Where the text of the block goes: kLineSlack bytes behind the end may be written.
  uint8_t* begin() { return out_.data(); }
  uint8_t* end() { return end_; }

  entropy::RansCursor Load(const BlockJob& job) { return buffer_.Load(job.payload); }
  // Expands what the job asks for. Unless `marks` is null, adds those of the lines.
  // REQUIRES: its singletons are read.
  bool Expand(const BlockJob& job, std::vector<LineMark>* marks);

 private:
  static constexpr int kTokenLane = 0;
  static constexpr int kRawLane = 1;
  // Values of caches that stand for strings of the block, not of a dictionary.
  static constexpr uint64_t kSingleton = uint64_t{1} << 32;

  bool AppendLines(uint32_t rank, uint32_t most);
  uint32_t TakeFromBody();

  uint64_t Number(entropy::RansCursor& cursor, uint32_t token) {
    const TokenRange range = kTokenRanges[token];
    good_ &= token < kNumberTokens;
    if (range.raw_bits == 0) return range.base;
    return range.base + GetRaw(range.raw_bits, [&cursor](int bits) -> uint32_t {
             return cursor.GetBits(kRawLane, bits);
           });
  }

  uint8_t ByteOf(uint8_t source, const SlotCode& slot, const uint8_t* byte) const {
    switch (source) {
      case kNoSource:
        return 0;
      case kOwnLast:
        return own_last_[slot.model];
      case kLineByte:
        return line_byte_;
      case kLastLineByte:
        return last_line_byte_;
      default:
        return byte[-(source - kOwnLast)];
    }
  }

  uint8_t Context(const SlotCode& slot, const uint8_t* byte) const {
    const uint8_t first = ByteOf(slot.source, slot, byte);
    if (slot.second_source == kNoSource) return first;
    return MixContexts(first, ByteOf(slot.second_source, slot, byte));
  }

  ColumnState& Column(uint32_t id) {
    if (column_block_[id] != block_) {
      column_block_[id] = block_;
      columns_[id] = code_.columns[id].Start(block_in_segment_);
    }
    return columns_[id];
  }

  uint32_t FirstToken(entropy::RansCursor& cursor, const SlotCode& slot,
                      const uint8_t* byte) const {
    const uint32_t cluster = code_.context_clusters[slot.first + Context(slot, byte)];
    return table_.Get(cursor, kTokenLane, cluster);
  }

  // `byte`: what later slots of the line know the number by; those of earlier ones are
  // before it.
  ABSL_ATTRIBUTE_ALWAYS_INLINE
  uint64_t DecodeNumber(entropy::RansCursor& cursor, const SlotCode& slot,
                        uint8_t* byte) {
    const uint32_t token = FirstToken(cursor, slot, byte);
    ColumnState& column = Column(slot.column);
    uint64_t value;
    if (slot.predictor < Predictor::kDictionary) {
      const uint64_t number = Number(cursor, token);
      const uint64_t expected = Expected(slot.predictor, column, numbers_of_line_);
      value = slot.predictor == Predictor::kRaw && !slot.format.is_signed
                  ? number
                  : expected + base::UnZigZag(number);
      *byte = static_cast<uint8_t>(token);
    } else {
      value = RankedNumber(cursor, slot, token);
      *byte = ValueByte(value);
    }
    own_last_[slot.model] = *byte;
    if (slot.cache != kNoCache && !UsesCache(slot.predictor)) {
      caches_[slot.cache].Remember({value, kNoRank});
    }
    column.Set(value);
    numbers_of_line_.Push(value);
    return value;
  }

  // A number under a cache or a dictionary.
  uint64_t RankedNumber(entropy::RansCursor& cursor, const SlotCode& slot,
                        uint32_t token) {
    ValueCache* const cache = UsesCache(slot.predictor) ? &caches_[slot.cache] : nullptr;
    if (cache != nullptr) {
      if (token != kMissToken) {
        if (token >= static_cast<uint32_t>(cache->size())) return Bad();
        return cache->Touch(static_cast<int>(token)).value;
      }
      if (slot.predictor == Predictor::kCacheDictionary) {
        token = table_.Get(cursor, kTokenLane, slot.dictionary);
      }
    }
    uint64_t value;
    uint32_t rank = kNoRank;
    if (token != kMissToken) {
      const uint64_t number = Number(cursor, token);
      if (number >= slot.class_size) return Bad();
      rank = static_cast<uint32_t>(number);
      value = code_.numbers[slot.first_value + rank];
    } else {
      token = table_.Get(cursor, kTokenLane, slot.raw);
      value = Number(cursor, token);
      if (slot.format.is_signed) value = base::UnZigZag(value);
    }
    if (cache != nullptr) cache->Insert({value, rank});
    return value;
  }

  uint64_t Bad() {
    good_ = false;
    return 0;
  }

  bool DecodeString(entropy::RansCursor& cursor, const SlotCode& slot, uint8_t* byte);
  bool TakeSingleton();

  const RecordShapes& shapes_;
  const RecordCode& code_;
  const SingletonText& singletons_;
  const entropy::DecodeTable::View<kRecordBits> table_;

  entropy::RansBuffer buffer_;
  std::vector<uint8_t> out_;  // expanded bytes and slack
  uint8_t* end_ = nullptr;
  bool good_ = true;    // sticky, for functions that return values
  uint64_t block_ = 0;  // counts blocks decoded, to tell stale columns
  uint32_t block_in_segment_ = 0;
  std::vector<ColumnState> columns_;
  std::vector<uint64_t> column_block_;
  std::vector<ValueCache> caches_;
  std::vector<uint8_t> own_last_;
  // kMaxSlotsBack zeros, then the slots of the line.
  std::vector<uint8_t> bytes_;
  std::vector<uint8_t> string_bytes_;  // while its strings are read
  std::vector<BlockString> strings_;
  size_t lines_with_strings_ = 0;             // those that are read
  const BlockString* next_string_ = nullptr;  // of the next line
  LineNumbers numbers_of_line_;
  uint8_t line_byte_ = 0;
  uint8_t last_line_byte_ = 0;
  uint64_t slots_ = 0;  // of the block's lines
  std::vector<uint32_t> symbols_;
  std::vector<uint32_t> lines_;            // templates of the block's lines
  std::vector<grammar::SymbolSpan> open_;  // rest of the body of each open rule
  base::Bytes singleton_text_;             // of the block
  uint64_t singleton_at_ = 0;
  std::vector<Piece> singleton_strings_;
};

template <typename Out>
bool RecordBlock::DecodeLine(entropy::RansCursor& cursor, uint32_t id, Out& out) {
  entropy::RansCursor at = cursor;  // in registers
  last_line_byte_ = line_byte_;
  line_byte_ = code_.sequence.line_byte(id);
  const TemplateShape& shape = shapes_.templates[id];
  const uint8_t* const head = shapes_.head.data();
  out.StartLine();
  numbers_of_line_.Clear();
  bytes_.resize(kMaxSlotsBack + (shape.slot_end - shape.slot_begin));
  uint8_t* byte = bytes_.data() + kMaxSlotsBack;
  for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s, ++byte) {
    const SlotCode& slot = code_.slots[s];
    if (!out.Literal(s + id, head, slot.literal)) return false;
    if (slot.is_string) {
      const BlockString& string = *next_string_++;
      *byte = string.byte;
      if (!(string.is_singleton
                ? out.Singleton(singleton_text_.data(), singleton_strings_[string.index])
                : out.String(string.index, head, shapes_.strings[string.index]))) {
        return false;
      }
    } else if (!out.Number(s, slot.format, DecodeNumber(at, slot, byte)) ||
               at.overrun()) {
      return false;
    }
  }
  cursor = at;
  return out.Literal(shape.slot_end + id, head, shape.tail) &&
         out.EndLine(shape.slot_end - shape.slot_begin) && good_;
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_DECODE_BLOCK_H_
