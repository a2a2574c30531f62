// Tells a sink every token that codes a segment, block by block and stream by stream: the
// encoder's mirror of the decoder. Run once to count and once to write.
//
// Of a block, a walk over its lines finds the tokens of every value and the byte that
// others know it by, neither of which depends on contexts; then the streams are told in
// their order, each with its contexts.
//
// Thread rule: pure but for the sink.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_WALK_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_WALK_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "entropy/rans_lanes.h"
#include "grammar/templates/slot_classes.h"
#include "grammar/templates/table.h"
#include "stream/record_lens/model/block_streams.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/model/state.h"
#include "stream/record_lens/model/stream_order.h"
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
  // REQUIRES: nothing in the layout waits for itself.
  RecordWalker(const RecordData& data, const RecordLayout& layout)
      : data_(data),
        layout_(layout),
        order_(*StreamOrder::Make(layout)),
        streams_(order_),
        columns_(layout.columns.size()),
        caches_(layout.classes.size()) {}

  // sink.Block(): a block starts. sink.Token(lane, model, stage, context, token): in
  // decoding order: of a block the sequence, then its streams. sink.Raw(raw, bits):
  // the bits behind tokens, likewise. sink.NewString(index): a string without a rank.
  // sink.EndStream(ends_kind): behind the sequence and each stream; the next one has
  // slots of another kind, or there is none.
  template <typename Sink>
  void Run(Sink& sink) {
    const SequencePlan& plan = data_.sequence;
    size_t value = 0;
    uint32_t line = 0;
    for (uint32_t block = 0; block < plan.blocks.size(); ++block) {
      sink.Block();
      const uint32_t end = Sequence(plan.blocks[block], line, sink);
      lines_.clear();
      for (; line < end; ++line) lines_.push_back(TemplateOf(line));
      streams_.Start(lines_);
      value = CodeValues(block, value);
      steps_.clear();
      for (const uint32_t step : streams_.steps()) {
        if (order_.is_stream(step)) steps_.push_back(step);
      }
      for (size_t i = 0; i < steps_.size(); ++i) {
        Stream(steps_[i], sink);
        sink.EndStream(i + 1 == steps_.size() ||
                       KindOf(steps_[i]) != KindOf(steps_[i + 1]));
      }
    }
  }

 private:
  // What a value is coded as.
  struct Code {
    NumberToken first;
    NumberToken ranked;  // behind a miss of the cache
    NumberToken raw;     // behind a miss of the dictionary
    uint8_t byte;        // by which others know it
    bool has_ranked;
    bool has_raw;
    bool is_singleton;
    uint32_t string;  // if it is one
  };

  uint32_t TemplateOf(uint32_t line) const {
    return data_.sequence.number_of_template[data_.table.line_template[line]];
  }

  // The ranks of a block. Returns where its lines end.
  template <typename Sink>
  uint32_t Sequence(grammar::SymbolSpan ranks, uint32_t line, Sink& sink) {
    const uint32_t model = layout_.sequence_model();
    const bool own_last = layout_.models[model].source == kOwnLast;
    tokens_.clear();
    contexts_.clear();
    uint8_t context = 0;
    for (const uint32_t rank : ranks) {
      tokens_.push_back(SplitNumber(rank));
      contexts_.push_back(context);
      line += data_.sequence.lines_of_rank[rank];
      context = layout_.sequence.line_bytes[TemplateOf(line - 1)];
    }
    if (own_last) {
      contexts_.assign(ranks.size(), 0);
      Tokens(model, kFirstStage, kFirstSourceFactor, sink);
    } else {
      for (size_t i = 0; i < tokens_.size(); ++i)
        sink.Token(0, model, kFirstStage, contexts_[i], tokens_[i].token);
    }
    for (const NumberToken& token : tokens_) Raw(token, sink);
    sink.EndStream(true);
    return line;
  }

  // Of tokens_ under contexts_ plus a multiple of the token before in the same lane.
  template <typename Sink>
  void Tokens(uint32_t model, Stage stage, uint8_t own_factor, Sink& sink) {
    const entropy::Stretches stretches(tokens_.size());
    for (size_t j = 0; j < stretches.size; ++j) {
      for (int lane = 0; lane < stretches.lanes; ++lane) {
        const size_t i = static_cast<size_t>(lane) * stretches.size + j;
        if (i >= tokens_.size()) continue;
        const uint8_t last = j == 0 ? 0 : tokens_[i - 1].token;
        sink.Token(lane, model, stage,
                   static_cast<uint8_t>(contexts_[i] + own_factor * last),
                   tokens_[i].token);
      }
    }
  }

  template <typename Sink>
  static void Raw(const NumberToken& token, Sink& sink) {
    if (token.raw_bits > 0) sink.Raw(token.raw, token.raw_bits);
  }

  // Walks the lines, whose values begin at `value`. Returns where they end.
  size_t CodeValues(uint32_t block, size_t value) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      columns_[i] = layout_.columns[i].Start(block);
    }
    for (ValueCache& cache : caches_) cache.Clear();
    codes_.resize(streams_.values());
    for (uint32_t line = 0; line < lines_.size(); ++line) {
      numbers_.Clear();
      for (uint32_t s = order_.slot_begin(lines_[line]);
           s < order_.slot_end(lines_[line]); ++s, ++value) {
        codes_[streams_.begin(s) + streams_.number(line)] =
            CodeValue(layout_.slots[s], value);
      }
    }
    return value;
  }

  Code CodeValue(const RecordSlot& slot, size_t at) {
    const RecordModel& model = layout_.models[slot.model];
    const uint64_t value = data_.table.values[at];
    const uint32_t rank = data_.classes.ranks[at];
    ColumnState& column = columns_[slot.column];
    Code code = {};
    if (model.predictor < Predictor::kDictionary) {
      code.first = SplitNumber(Residual(model.predictor, value,
                                        Expected(model.predictor, column, numbers_),
                                        slot.format.is_signed));
      code.byte = code.first.token;
    } else {
      CodeRanked(slot, model.predictor, value, rank, &code);
    }
    const uint32_t class_id = layout_.columns[slot.column].of_class;
    if (model.feeds_cache) {
      caches_[class_id].Remember({value, rank});
    }
    if (!slot.is_string()) {
      column.Set(value);
      numbers_.Push(value);
    } else if (rank != kNoRank) {
      column.last = rank;
    }
    return code;
  }

  void CodeRanked(const RecordSlot& slot, Predictor predictor, uint64_t value,
                  uint32_t rank, Code* code) {
    constexpr NumberToken kMiss = {kMissToken, 0, 0};
    NumberToken ranked = kMiss;
    if (rank != kNoRank) {
      const uint64_t last = columns_[slot.column].last;
      ranked = SplitNumber(UsesRankDelta(predictor) ? base::ZigZag(rank - last) : rank);
    }
    bool known = false;
    if (UsesCache(predictor)) {
      ValueCache& cache = caches_[layout_.columns[slot.column].of_class];
      const int place = cache.Find(value);
      known = place >= 0;
      if (known) {
        cache.Touch(place);
      } else {
        cache.Insert({value, rank});
      }
      code->first = known ? NumberToken{static_cast<uint8_t>(place), 0, 0} : kMiss;
      code->has_ranked = !known && UsesDictionary(predictor);
      if (code->has_ranked) code->ranked = ranked;
    } else {
      code->first = ranked;
    }
    known |= UsesDictionary(predictor) && rank != kNoRank;
    if (!known && slot.is_string()) {
      code->is_singleton = true;
      code->string = static_cast<uint32_t>(value);
    } else if (!known) {
      code->has_raw = true;
      code->raw = SplitNumber(Residual(Predictor::kRaw, value, 0, slot.format.is_signed));
    }
    code->byte = slot.is_string() ? RankByte(rank) : ValueByte(value);
  }

  template <typename Sink>
  void Stream(uint32_t step, Sink& sink) {
    const RecordModel& model = layout_.models[step];
    const std::span<const Code> codes = std::span(codes_).subspan(
        streams_.stream_begin(step), streams_.stream_size(step));
    tokens_.clear();
    for (const Code& code : codes) tokens_.push_back(code.first);
    contexts_.assign(codes.size(), 0);
    const uint8_t own_factor =
        static_cast<uint8_t>(AddContexts(step, model.source, kFirstSourceFactor) +
                             AddContexts(step, model.second_source, kSecondSourceFactor));
    Tokens(step, kFirstStage, own_factor, sink);
    TokensOf(step, codes, kDictionaryStage, &Code::has_ranked, &Code::ranked, sink);
    TokensOf(step, codes, kRawStage, &Code::has_raw, &Code::raw, sink);
    // What ranks, or differences, leave to be said comes before what is behind misses.
    const bool cached = UsesCache(model.predictor);
    for (const Code& code : codes) Raw(cached ? code.ranked : code.first, sink);
    for (const Code& code : codes) Raw(code.raw, sink);
    for (const Code& code : codes) {
      if (code.is_singleton) sink.NewString(code.string);
    }
  }

  grammar::SlotKind KindOf(uint32_t stream) const {
    return layout_.slots[streams_.first_slot(stream)].format.kind;
  }

  // Those of a later stage, without contexts.
  template <typename Sink>
  void TokensOf(uint32_t step, std::span<const Code> codes, Stage stage, bool Code::*has,
                NumberToken Code::*token, Sink& sink) {
    tokens_.clear();
    for (const Code& code : codes) {
      if (code.*has) tokens_.push_back(code.*token);
    }
    contexts_.assign(tokens_.size(), 0);
    Tokens(step, stage, 0, sink);
  }

  // Returns by which factor the token before counts.
  uint8_t AddContexts(uint32_t step, uint8_t source, uint8_t factor) {
    if (source == kNoSource) return 0;
    if (source == kOwnLast) return factor;
    uint8_t* at = contexts_.data();
    const auto add = [&](uint8_t byte) {
      *at = static_cast<uint8_t>(*at + factor * byte);
      ++at;
    };
    streams_.ForEachSlot(step, [&](uint32_t s) {
      const uint32_t id = streams_.template_of(s);
      const uint32_t from = SourceSlot(source, s, order_.slot_begin(id));
      const std::span<const uint32_t> list = streams_.LinesOf(id);
      for (uint32_t i = 0; i < list.size(); ++i) {
        if (source == kLineByte) {
          add(layout_.sequence.line_bytes[id]);
        } else if (source == kLastLineByte) {
          add(list[i] == 0 ? 0 : layout_.sequence.line_bytes[lines_[list[i] - 1]]);
        } else {
          add(from == kNoSlot ? 0 : codes_[streams_.begin(from) + i].byte);
        }
      }
    });
    return 0;
  }

  const RecordData& data_;
  const RecordLayout& layout_;
  const StreamOrder order_;
  BlockStreams streams_;
  std::vector<uint32_t> lines_;  // templates of the block's lines
  std::vector<uint32_t> steps_;  // streams of the block
  std::vector<ColumnState> columns_;
  std::vector<ValueCache> caches_;
  std::vector<Code> codes_;          // by value of the block
  std::vector<NumberToken> tokens_;  // scratch of a stream
  std::vector<uint8_t> contexts_;
  LineNumbers numbers_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_WALK_H_
