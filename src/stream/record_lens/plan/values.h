// The values of a segment in the order of its lines: what the steps of the planner
// (plan.h) look at, again and again.
//
// Thread rule: pure but for the visitors.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_VALUES_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

// Of the layouts below slots and slot_begin need to be there.

// Calls visit(slot, index of the value, index of the slot in its line, line).
template <typename Visit>
void ForEachValue(const RecordData& data, const RecordLayout& layout, Visit visit) {
  const std::vector<uint32_t>& line_template = data.table.line_template;
  size_t at = 0;
  for (uint32_t line = 0; line < line_template.size(); ++line) {
    const uint32_t id = data.sequence.number_of_template[line_template[line]];
    const uint32_t begin = layout.slot_begin[id];
    for (uint32_t s = begin; s < layout.slot_begin[id + 1]; ++s) {
      visit(s, at++, s - begin, line);
    }
  }
}

// By slot: how many lines, and so values, it has.
inline std::vector<uint32_t> LinesOfSlots(const RecordData& data,
                                          const RecordLayout& layout) {
  std::vector<uint32_t> lines(layout.slots.size());
  for (uint32_t id = 0; id < layout.templates(); ++id) {
    const uint32_t template_lines =
        data.table.templates[data.sequence.template_of_number[id]].lines;
    for (uint32_t s = layout.slot_begin[id]; s < layout.slot_begin[id + 1]; ++s) {
      lines[s] = template_lines;
    }
  }
  return lines;
}

// The context byte of a line of the table: that of its template.
inline uint8_t LineByte(const RecordData& data, uint32_t line) {
  const uint32_t id = data.sequence.number_of_template[data.table.line_template[line]];
  return data.sequence.sequence.line_bytes[id];
}

inline NumberToken RankToken(uint32_t rank) {
  return rank == kNoRank ? NumberToken{kMissToken, 0, 0} : SplitNumber(rank);
}

// Walks all values with what columns and lines remember, as it is before each value.
// Needs the columns of the layout, too.
class ValueWalk {
 public:
  struct Value {
    const RecordSlot& slot;
    size_t at;       // index of the value
    uint32_t index;  // of the slot in its line
    uint32_t line;
  };

  ValueWalk(const RecordData& data, const RecordLayout& layout)
      : data_(data), layout_(layout), columns_(layout.columns.size()) {}

  // sink.Block(): a block starts, of which all is forgotten.
  // sink.Add(walk, value): the next value.
  template <typename Sink>
  void Run(Sink& sink) {
    const std::vector<uint32_t>& block_lines = data_.table.block_lines;
    uint32_t next_start = 0;
    size_t block = 0;
    ForEachValue(data_, layout_,
                 [&](uint32_t s, size_t at, uint32_t index, uint32_t line) {
                   while (line >= next_start && block <= block_lines.size()) {
                     StartColumns(block);
                     sink.Block();
                     next_start = block < block_lines.size()
                                      ? block_lines[block]
                                      : std::numeric_limits<uint32_t>::max();
                     ++block;
                   }
                   if (index == 0) numbers_.Clear();
                   const RecordSlot& slot = layout_.slots[s];
                   sink.Add(*this, Value{slot, at, index, line});
                   Remember(slot, at);
                 });
  }

  // What a predictor below kDictionary makes of a number.
  NumberToken Difference(Predictor predictor, const RecordSlot& slot,
                         uint64_t value) const {
    const uint64_t expected = Expected(predictor, columns_[slot.column], numbers_);
    return SplitNumber(Residual(predictor, value, expected, slot.format.is_signed));
  }

  NumberToken RankDelta(const RecordSlot& slot, uint32_t rank) const {
    if (rank == kNoRank) return {kMissToken, 0, 0};
    return SplitNumber(base::ZigZag(rank - columns_[slot.column].last));
  }

 private:
  void StartColumns(uint64_t block) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      columns_[i] = layout_.columns[i].Start(block);
    }
  }

  void Remember(const RecordSlot& slot, size_t at) {
    ColumnState& column = columns_[slot.column];
    if (!slot.is_string()) {
      column.Set(data_.table.values[at]);
      numbers_.Push(data_.table.values[at]);
    } else if (data_.classes.ranks[at] != kNoRank) {
      column.last = data_.classes.ranks[at];
    }
  }

  const RecordData& data_;
  const RecordLayout& layout_;
  std::vector<ColumnState> columns_;
  LineNumbers numbers_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_VALUES_H_
