// Walks a segment's lines in order and tells a sink every token that codes them: the
// encoder's mirror of the decoder's loop. Run once to count and once to write.
//
// Thread rule: pure but for the sink.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_WALK_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_WALK_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "grammar/templates/slot_classes.h"
#include "grammar/templates/table.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/model/state.h"
#include "stream/record_lens/model/symbols.h"
#include "stream/record_lens/plan/sequence.h"

namespace rondo::stream {

// What the encoder knows of a segment.
struct RecordData {
  grammar::TemplateTable table;
  grammar::SlotClasses classes;
  SequencePlan sequence;
  std::vector<uint32_t> layout_classes;  // class of `classes` for each of the layout
};

class RecordWalker {
 public:
  RecordWalker(const RecordData& data, const RecordLayout& layout)
      : data_(data),
        layout_(layout),
        columns_(layout.columns.size()),
        caches_(layout.classes.size()),
        with_cache_(ClassesWithCache(layout)),
        own_last_(layout.models.size()) {}

  // sink.Block(): a block starts. sink.Token(model, stage, context, token): in decoding
  // order: of a block the sequence, then the strings of its lines, then their numbers.
  // sink.NewString(index): a string without a rank.
  template <typename Sink>
  void Run(Sink& sink) {
    const SequencePlan& plan = data_.sequence;
    size_t value = 0;
    uint32_t line = 0;
    for (uint32_t block = 0; block < plan.blocks.size(); ++block) {
      StartBlock(block);
      sink.Block();
      const uint32_t end = Sequence(plan.blocks[block], line, sink);
      Lines(line, end, value, true, sink);
      value = Lines(line, end, value, false, sink);
      line = end;
    }
  }

 private:
  uint32_t TemplateOf(uint32_t line) const {
    return data_.sequence.number_of_template[data_.table.line_template[line]];
  }

  // The ranks of a block. Returns where its lines end.
  template <typename Sink>
  uint32_t Sequence(grammar::SymbolSpan ranks, uint32_t line, Sink& sink) {
    const uint32_t model = layout_.sequence_model();
    const bool own_last = layout_.models[model].source == kOwnLast;
    uint8_t last_token = 0;
    uint8_t line_byte = 0;
    for (const uint32_t rank : ranks) {
      const NumberToken token = SplitNumber(rank);
      sink.Token(model, kFirstStage, own_last ? last_token : line_byte, token);
      last_token = token.token;
      line += data_.sequence.lines_of_rank[rank];
      line_byte = layout_.sequence.line_bytes[TemplateOf(line - 1)];
    }
    return line;
  }

  void StartBlock(uint32_t block) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      columns_[i] = layout_.columns[i].Start(block);
    }
    for (ValueCache& cache : caches_) cache.Clear();
    std::fill(own_last_.begin(), own_last_.end(), 0);
  }

  // The strings or the numbers of lines whose values begin at `value`. Returns where they
  // end.
  template <typename Sink>
  size_t Lines(uint32_t line, uint32_t end, size_t value, bool strings, Sink& sink) {
    line_byte_ = last_line_byte_ = 0;
    for (; line < end; ++line) value = Line(TemplateOf(line), value, strings, sink);
    return value;
  }

  template <typename Sink>
  size_t Line(uint32_t id, size_t value, bool strings, Sink& sink) {
    last_line_byte_ = line_byte_;
    line_byte_ = layout_.sequence.line_bytes[id];
    const uint32_t end = layout_.slot_begin[id + 1];
    bytes_.assign(kMaxSlotsBack, 0);
    numbers_.Clear();
    for (uint32_t s = layout_.slot_begin[id]; s < end; ++s, ++value) {
      const RecordSlot& slot = layout_.slots[s];
      if (slot.is_string() == strings) {
        bytes_.push_back(Slot(slot, value, sink));
      } else {
        // Numbers know the strings of their line, strings no numbers.
        bytes_.push_back(strings ? 0 : RankByte(data_.classes.ranks[value]));
      }
    }
    return value;
  }

  uint8_t ByteOf(uint8_t source, uint32_t model) const {
    switch (source) {
      case kNoSource:
        return 0;
      case kOwnLast:
        return own_last_[model];
      case kLineByte:
        return line_byte_;
      case kLastLineByte:
        return last_line_byte_;
      default:
        return bytes_[bytes_.size() - (source - kOwnLast)];
    }
  }

  uint8_t Context(const RecordModel& model, uint32_t id) const {
    return MixContexts(ByteOf(model.source, id), ByteOf(model.second_source, id));
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
      byte = own_last_[slot.model] = token.token;
    } else {
      byte = Ranked(slot, model.predictor, value, data_.classes.ranks[at], context, sink);
    }
    const uint32_t class_id = layout_.columns[slot.column].of_class;
    if (with_cache_[class_id] && !UsesCache(model.predictor) && IsRemembered(slot)) {
      caches_[class_id].Remember({value, data_.classes.ranks[at]});
    }
    if (!slot.is_string()) {
      column.Set(value);
      numbers_.Push(value);
    } else if (data_.classes.ranks[at] != kNoRank) {
      column.last = data_.classes.ranks[at];
    }
    return byte;
  }

  // Sets what the model remembers, too.
  template <typename Sink>
  uint8_t Ranked(const RecordSlot& slot, Predictor predictor, uint64_t value,
                 uint32_t rank, uint8_t context, Sink& sink) {
    constexpr NumberToken kMiss = {kMissToken, 0, 0};
    NumberToken ranked = kMiss;
    if (rank != kNoRank) {
      const uint64_t last = columns_[slot.column].last;
      ranked = SplitNumber(UsesRankDelta(predictor) ? base::ZigZag(rank - last) : rank);
    }
    uint8_t first = ranked.token;
    bool known = false;
    Stage stage = kFirstStage;
    if (UsesCache(predictor)) {
      ValueCache& cache = caches_[layout_.columns[slot.column].of_class];
      const int place = cache.Find(value);
      known = place >= 0;
      if (known) {
        cache.Touch(place);
      } else {
        cache.Insert({value, rank});
      }
      first = known ? static_cast<uint8_t>(place) : kMissToken;
      sink.Token(slot.model, stage, context, {first, 0, 0});
      stage = kDictionaryStage;
    }
    if (!known && UsesDictionary(predictor)) {
      sink.Token(slot.model, stage, context, ranked);
      known = rank != kNoRank;
      if (!known && slot.is_string()) sink.NewString(static_cast<uint32_t>(value));
    }
    if (!known && !slot.is_string()) {
      const uint64_t plain = Residual(Predictor::kRaw, value, 0, slot.format.is_signed);
      sink.Token(slot.model, kRawStage, 0, SplitNumber(plain));
    }
    const uint8_t byte = slot.is_string() ? RankByte(rank) : ValueByte(value);
    own_last_[slot.model] = UsesRankDelta(predictor) ? first : byte;
    return byte;
  }

  const RecordData& data_;
  const RecordLayout& layout_;
  std::vector<ColumnState> columns_;
  std::vector<ValueCache> caches_;
  std::vector<bool> with_cache_;  // by class
  std::vector<uint8_t> own_last_;
  std::vector<uint8_t> bytes_;  // kMaxSlotsBack zeros, then the slots of the line
  LineNumbers numbers_;
  uint8_t line_byte_ = 0;
  uint8_t last_line_byte_ = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_WALK_H_
