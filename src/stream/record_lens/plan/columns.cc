// A column is what several slots have in common: the numbers of one count on from those
// of the other. The segment's table of templates says which slots share one, by what
// stands around them; here the values have a say.
//
//   slot of "a: <int>"     100  101  102  103
//   slot of "b: <int>"     900  902  904  906     in turn with the other
//     in one column         differences of 800, nearly 20 bits a value in both
//     in two                differences of 1 and 2
//
// A column's state starts anew with each block. Numbers that grow (times, counters) would
// pay for the way from zero each time: they start on a line from the column's first to
// its last number, seed + block * slope.
//
// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/plan/columns.h"

#include <bit>
#include <optional>
#include <utility>

#include "stream/record_lens/plan/values.h"

namespace rondo::stream {
namespace {

constexpr int64_t kColumnBits = 100;  // of a column, with its first block
constexpr int64_t kSlopeBits = 24;    // of a column in the tables

constexpr uint32_t kNone = ~uint32_t{0};

// Columns, and their classes, are numbered anew in the order of their first use.
class SlotNumberer {
 public:
  explicit SlotNumberer(RecordData* data)
      : data_(*data),
        column_number_(data->table.columns, kNone),
        class_number_(data->classes.classes.size(), kNone) {}

  RecordLayout Run() {
    layout_.sequence = data_.sequence.sequence;
    for (const uint32_t t : data_.sequence.template_of_number) {
      for (const grammar::TemplateSlot& slot : data_.table.templates[t].slots) {
        layout_.slots.push_back({slot.format, Column(slot.column), 0});
      }
      layout_.slot_begin.push_back(static_cast<uint32_t>(layout_.slots.size()));
    }
    return std::move(layout_);
  }

 private:
  uint32_t Column(uint32_t table_column) {
    uint32_t& column = column_number_[table_column];
    if (column != kNone) return column;
    column = static_cast<uint32_t>(layout_.columns.size());
    const uint32_t class_id = Class(data_.classes.class_of_column[table_column]);
    layout_.columns.push_back({class_id, 0, 0});
    return column;
  }

  uint32_t Class(uint32_t table_class) {
    uint32_t& number = class_number_[table_class];
    if (number != kNone) return number;
    number = static_cast<uint32_t>(layout_.classes.size());
    const grammar::SlotClass& from = data_.classes.classes[table_class];
    layout_.classes.push_back(
        {from.strings, static_cast<uint32_t>(from.values.size()), {}});
    data_.layout_classes.push_back(table_class);
    return number;
  }

  RecordData& data_;
  RecordLayout layout_;
  std::vector<uint32_t> column_number_;  // by column of the table
  std::vector<uint32_t> class_number_;
};

class ColumnPlanner {
 public:
  ColumnPlanner(const RecordData& data, const std::vector<bool>& by_use,
                RecordLayout* layout)
      : data_(data), by_use_(by_use), layout_(*layout) {}

  void Run() {
    Split();
    Seed();
    Slope();
  }

 private:
  // Calls visit(column, number, slot, line) for each value from which its column learns:
  // a number, or the rank of a string if ranks are in order of use.
  template <typename Visit>
  void ForEachNumber(Visit visit) {
    ForEachValue(data_, layout_, [&](uint32_t s, size_t at, uint32_t, uint32_t line) {
      const RecordSlot& slot = layout_.slots[s];
      if (!slot.is_string()) return visit(slot.column, data_.table.values[at], s, line);
      const uint32_t rank = data_.classes.ranks[at];
      if (rank != kNoRank && by_use_[layout_.columns[slot.column].of_class]) {
        visit(slot.column, uint64_t{rank}, s, line);
      }
    });
  }

  // Slots of one column may hold things of different size (the counters of several
  // servers, say). One whose numbers are nearer to its own last number gets a column of
  // its own.
  void Split() {
    struct Costs {
      uint64_t last = 0;
      int64_t saved_bits = 0;
    };
    std::vector<Costs> own(layout_.slots.size());
    std::vector<uint64_t> last(layout_.columns.size(), 0);
    ForEachNumber([&](uint32_t column, uint64_t number, uint32_t s, uint32_t) {
      uint64_t& shared = last[column];
      own[s].saved_bits += std::bit_width(base::ZigZag(number - shared)) -
                           std::bit_width(base::ZigZag(number - own[s].last));
      shared = own[s].last = number;
    });
    const std::vector<uint32_t> lines = LinesOfSlots(data_, layout_);
    std::vector<RecordColumn> columns;
    std::vector<uint32_t> new_number(layout_.columns.size(), kNone);
    for (size_t s = 0; s < layout_.slots.size(); ++s) {
      uint32_t& column = layout_.slots[s].column;
      const bool split = own[s].saved_bits > kColumnBits + lines[s] / 4;
      const auto next = static_cast<uint32_t>(columns.size());
      if (split || new_number[column] == kNone) {
        columns.push_back(layout_.columns[column]);
      }
      if (!split && new_number[column] == kNone) new_number[column] = next;
      column = split ? next : new_number[column];
    }
    layout_.columns = std::move(columns);
  }

  // The line that each column starts its blocks on.
  void Seed() {
    const size_t size = layout_.columns.size();
    std::vector<bool> seeded(size, false);
    std::vector<uint64_t> last(size, 0);
    ForEachNumber([&](uint32_t column, uint64_t number, uint32_t, uint32_t) {
      if (!seeded[column]) layout_.columns[column].seed = number;
      seeded[column] = true;
      last[column] = number;
    });
    const auto blocks = static_cast<int64_t>(data_.table.block_lines.size());
    for (size_t c = 0; c < size; ++c) {
      RecordColumn& column = layout_.columns[c];
      column.slope =
          static_cast<uint64_t>(static_cast<int64_t>(last[c] - column.seed) / blocks);
    }
  }

  // Slopes stay where they are nearer, in sum, to the first numbers of blocks than the
  // seed is.
  void Slope() {
    const size_t size = layout_.columns.size();
    std::vector<int64_t> saved_bits(size, 0);
    std::vector<uint32_t> block_of(size, kNone);
    uint32_t block = 0;
    ForEachNumber([&](uint32_t c, uint64_t number, uint32_t, uint32_t line) {
      while (line >= data_.table.block_lines[block]) ++block;
      if (block_of[c] == block) return;
      block_of[c] = block;
      const RecordColumn& column = layout_.columns[c];
      saved_bits[c] += std::bit_width(base::ZigZag(number - column.seed)) -
                       std::bit_width(base::ZigZag(number - column.Start(block).last));
    });
    for (size_t c = 0; c < size; ++c) {
      if (saved_bits[c] <= kSlopeBits) layout_.columns[c].slope = 0;
    }
  }

  const RecordData& data_;
  const std::vector<bool>& by_use_;
  RecordLayout& layout_;
};

}  // namespace

RecordLayout LayOutSlots(RecordData* data) { return SlotNumberer(data).Run(); }

void PlanColumns(const RecordData& data, const std::vector<bool>& by_use,
                 RecordLayout* layout) {
  ColumnPlanner(data, by_use, layout).Run();
}

}  // namespace rondo::stream
