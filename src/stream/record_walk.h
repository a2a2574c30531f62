// Walks a segment's lines in order and tells a sink every token that codes them: the
// encoder's mirror of the decoder's loop. Run once to count and once to write.
//
// Thread rule: pure but for the sink.
#ifndef RONDO_STREAM_RECORD_WALK_H_
#define RONDO_STREAM_RECORD_WALK_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "grammar/slot_classes.h"
#include "grammar/template_table.h"
#include "stream/record_layout.h"
#include "stream/record_state.h"
#include "stream/record_symbols.h"

namespace rondo::stream {

// What the encoder knows of a segment.
struct RecordData {
  grammar::TemplateTable table;
  grammar::SlotClasses classes;
  std::vector<uint32_t> rank_of_template;  // number in the layout
  std::vector<uint32_t> layout_classes;    // class of `classes` for each of the layout
};

class RecordWalker {
 public:
  RecordWalker(const RecordData& data, const RecordLayout& layout)
      : data_(data),
        layout_(layout),
        columns_(layout.columns.size()),
        caches_(layout.classes.size()),
        own_last_(layout.models.size()) {}

  // sink.Block(): a block starts. sink.Token(model, stage, context, token): in decoding
  // order. sink.NewString(index): a string without a rank.
  template <typename Sink>
  void Run(Sink& sink) {
    const auto& table = data_.table;
    size_t value = 0;
    uint32_t line = 0;
    for (const uint32_t block_end : table.block_lines) {
      StartBlock();
      sink.Block();
      for (; line < block_end; ++line) {
        value = Line(data_.rank_of_template[table.line_template[line]], value, sink);
      }
    }
  }

 private:
  void StartBlock() {
    for (size_t i = 0; i < columns_.size(); ++i) {
      columns_[i] = {layout_.columns[i].seed, 0};
    }
    for (ValueCache& cache : caches_) cache.Clear();
    std::fill(own_last_.begin(), own_last_.end(), 0);
    line_byte_ = last_line_byte_ = 0;
  }

  template <typename Sink>
  size_t Line(uint32_t id, size_t value, Sink& sink) {
    const NumberToken token = SplitNumber(id);
    sink.Token(layout_.sequence_model(), kFirstStage, line_byte_, token);
    last_line_byte_ = line_byte_;
    line_byte_ = token.token;
    const uint32_t end = layout_.slot_begin[id + 1];
    bytes_.assign(kMaxSlotsBack, 0);
    numbers_.Clear();
    for (uint32_t s = layout_.slot_begin[id]; s < end; ++s, ++value) {
      bytes_.push_back(Slot(layout_.slots[s], value, sink));
    }
    return value;
  }

  uint8_t Context(const RecordModel& model, uint32_t id) const {
    switch (model.source) {
      case kNoSource: return 0;
      case kOwnLast: return own_last_[id];
      case kLineByte: return line_byte_;
      case kLastLineByte: return last_line_byte_;
      default: return bytes_[bytes_.size() - (model.source - kOwnLast)];
    }
  }

  // Returns the byte that the value is known by to later slots.
  template <typename Sink>
  uint8_t Slot(const RecordSlot& slot, size_t at, Sink& sink) {
    const RecordModel& model = layout_.models[slot.model];
    const uint64_t value = data_.table.values[at];
    const uint8_t context = Context(model, slot.model);
    ColumnState& column = columns_[slot.column];
    uint8_t byte;
    if (model.predictor < Predictor::kDictionary) {
      const NumberToken token = SplitNumber(
          Residual(model.predictor, value, Expected(model.predictor, column, numbers_),
                   slot.format.is_signed));
      sink.Token(slot.model, kFirstStage, context, token);
      byte = token.token;
    } else {
      byte = Ranked(slot, model.predictor, value, data_.classes.ranks[at], context, sink);
    }
    if (!slot.is_string()) {
      column.Set(value);
      numbers_.Push(value);
    }
    own_last_[slot.model] = byte;
    return byte;
  }

  // The rank that both sides know is that of the cache's entry, or one that was coded.
  template <typename Sink>
  uint8_t Ranked(const RecordSlot& slot, Predictor predictor, uint64_t value, uint32_t rank,
                 uint8_t context, Sink& sink) {
    const NumberToken miss = {kMissToken, 0, 0};
    if (!UsesDictionary(predictor)) rank = kNoRank;
    bool known = false;
    Stage stage = kFirstStage;
    if (UsesCache(predictor)) {
      ValueCache& cache = caches_[layout_.columns[slot.column].of_class];
      const int place = cache.Find(value);
      known = place >= 0;
      if (known) {
        rank = cache.Touch(place).rank;
        sink.Token(slot.model, stage, context, {static_cast<uint8_t>(place), 0, 0});
      } else {
        cache.Insert({value, rank});
        sink.Token(slot.model, stage, context, miss);
      }
      stage = kDictionaryStage;
    }
    const NumberToken ranked = rank == kNoRank ? miss : SplitNumber(rank);
    if (!known && UsesDictionary(predictor)) {
      sink.Token(slot.model, stage, context, ranked);
      known = rank != kNoRank;
      if (!known && slot.is_string()) sink.NewString(static_cast<uint32_t>(value));
    }
    const NumberToken raw =
        SplitNumber(Residual(Predictor::kRaw, value, 0, slot.format.is_signed));
    if (!known && !slot.is_string()) sink.Token(slot.model, kRawStage, 0, raw);
    return rank != kNoRank ? ranked.token : slot.is_string() ? kMissToken : raw.token;
  }

  const RecordData& data_;
  const RecordLayout& layout_;
  std::vector<ColumnState> columns_;
  std::vector<ValueCache> caches_;
  std::vector<uint8_t> own_last_;
  std::vector<uint8_t> bytes_;  // kMaxSlotsBack zeros, then the slots of the line
  LineNumbers numbers_;
  uint8_t line_byte_ = 0;
  uint8_t last_line_byte_ = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_WALK_H_
