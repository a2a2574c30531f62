// Counts the distinct values of every column, joins columns of one kind that share at
// least half of the values of the smaller one, and ranks the values of each class by
// count.
//
//   column "from <ip>": 10.0.0.1 10.0.0.2 10.0.0.3    column "to <ip>": 10.0.0.2 10.0.0.3
//   -> 2 of 2 shared: one class, one dictionary
//
// Number columns are given up as soon as a sample shows that most values are new, so that
// counters and durations cost no memory and get no dictionary. The sample still joins
// them: a number that is new in one column may come back at once in another.
//
// Tested by tests/grammar/templates/slot_classes_test.cc.
#include "grammar/templates/slot_classes.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "grammar/hash_index.h"

namespace rondo::grammar {
namespace {

// After so many values of a number column, and then at every doubling, more than 7/8 of
// them being new ends its counting.
constexpr uint32_t kFirstLook = 1u << 14;
// Number columns with fewer distinct values are joined with no other: small numbers are
// shared by accident.
constexpr uint32_t kMinDistinctToJoin = 8;
constexpr double kMinShared = 0.5;
// A value is compared with so many other columns that have it.
constexpr size_t kMaxNeighbours = 8;

// Whether a value that makes up `count` of the `total` of its class stands in the
// dictionary. A string does if it occurs twice. A number does if its rank, in all places,
// saves more bits than its entry takes.
bool IsRanked(bool string, uint64_t value, uint32_t count, uint64_t total) {
  constexpr int kEntryBits = 6;
  constexpr int kTokenBits = 2;
  if (string || count < 2) return count >= 2;
  const int plain = std::bit_width(value) + kTokenBits;
  const int ranked = std::bit_width(total / count);
  return int64_t{count} * (plain - ranked) > plain + kEntryBits;
}

uint32_t HashPair(uint64_t a, uint64_t b) {
  const uint64_t mixed = (a ^ b * 0x9e3779b97f4a7c15) * 0xff51afd7ed558ccd;
  return static_cast<uint32_t>(mixed >> 32 ^ mixed >> 15);
}

struct Entry {
  uint64_t value;
  uint32_t column;  // later: class
  uint32_t count;
  uint32_t rank = SlotClasses::kNoRank;
};

struct ColumnState {
  SlotKind kind = SlotKind::kString;
  bool counted = true;
  uint32_t values = 0;
  uint32_t distinct = 0;
  // The value that was counted last, and its entry: often the next one, too.
  uint64_t last = 0;
  uint32_t last_id = SlotClasses::kNoRank;
};

class ClassMaker {
 public:
  explicit ClassMaker(const TemplateTable& table)
      : table_(table), columns_(table.columns), parent_(table.columns) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  SlotClasses Run(bool join) {
    out_.ranks.reserve(table_.values.size());
    ForEachValue([this](const TemplateSlot& slot, size_t at) { Count(slot, at); });
    if (join) Join();
    NumberClasses();
    Rank();
    return std::move(out_);
  }

 private:
  template <typename Visit>
  void ForEachValue(Visit visit) {
    size_t at = 0;
    for (const uint32_t line : table_.line_template) {
      for (const TemplateSlot& slot : table_.templates[line].slots) visit(slot, at++);
    }
  }

  void Count(const TemplateSlot& slot, size_t at) {
    ColumnState& column = columns_[slot.column];
    if (column.values++ == 0) {
      column.kind = slot.format.kind;
      column.counted = column.kind != SlotKind::kTime;
    }
    if (!column.counted) {
      out_.ranks.push_back(SlotClasses::kNoRank);
      return;
    }
    const uint64_t value = table_.values[at];
    if (value != column.last || column.last_id == SlotClasses::kNoRank) {
      column.last = value;
      column.last_id = EntryOf(slot.column, value);
    }
    ++entries_[column.last_id].count;
    out_.ranks.push_back(column.last_id);
    const bool look = column.values >= kFirstLook && std::has_single_bit(column.values);
    if (look && column.kind != SlotKind::kString &&
        column.distinct > column.values / 8 * 7) {
      column.counted = false;
    }
  }

  uint32_t EntryOf(uint32_t column, uint64_t value) {
    const uint32_t id = index_.FindOrAdd(HashPair(column, value), [&](uint32_t i) {
      return entries_[i].value == value && entries_[i].column == column;
    });
    if (id == entries_.size()) {
      entries_.push_back({value, column, 0});
      ++columns_[column].distinct;
    }
    return id;
  }

  uint32_t Root(uint32_t column) {
    while (parent_[column] != column) column = parent_[column] = parent_[parent_[column]];
    return column;
  }

  bool MayJoin(uint32_t column) const {
    const ColumnState& state = columns_[column];
    return state.kind == SlotKind::kString || state.distinct >= kMinDistinctToJoin;
  }

  // Counts the values that pairs of columns share and joins those that share enough.
  void Join() {
    struct Use {
      SlotKind kind;
      uint32_t column;
      uint64_t value;
      bool Shares(const Use& other) const {
        return kind == other.kind && value == other.value;
      }
    };
    std::vector<Use> uses;
    for (const Entry& entry : entries_) {
      if (!MayJoin(entry.column)) continue;
      uses.push_back({columns_[entry.column].kind, entry.column, entry.value});
    }
    std::sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) {
      if (a.value != b.value) return a.value < b.value;
      return a.kind != b.kind ? a.kind < b.kind : a.column < b.column;
    });
    struct Pair {
      uint32_t a;
      uint32_t b;
      uint32_t shared;
    };
    std::vector<Pair> pairs;
    HashIndex pair_index;
    for (size_t i = 0; i < uses.size(); ++i) {
      for (size_t j = i + 1; j < uses.size() && j <= i + kMaxNeighbours; ++j) {
        if (!uses[i].Shares(uses[j])) break;
        const uint32_t a = uses[i].column;
        const uint32_t b = uses[j].column;
        const uint32_t id = pair_index.FindOrAdd(HashPair(a, b), [&](uint32_t p) {
          return pairs[p].a == a && pairs[p].b == b;
        });
        if (id == pairs.size()) pairs.push_back({a, b, 0});
        ++pairs[id].shared;
      }
    }
    for (const Pair& pair : pairs) {
      const uint32_t least =
          std::min(columns_[pair.a].distinct, columns_[pair.b].distinct);
      if (pair.shared >= kMinShared * least) parent_[Root(pair.b)] = Root(pair.a);
    }
  }

  void NumberClasses() {
    std::vector<uint32_t> number(columns_.size(), SlotClasses::kNoRank);
    out_.class_of_column.resize(columns_.size());
    for (uint32_t column = 0; column < columns_.size(); ++column) {
      uint32_t& id = number[Root(column)];
      if (id == SlotClasses::kNoRank) {
        id = static_cast<uint32_t>(out_.classes.size());
        out_.classes.push_back({{}, columns_[column].kind == SlotKind::kString});
      }
      out_.class_of_column[column] = id;
    }
  }

  // Adds up the counts within classes, ranks, and turns entry ids into ranks.
  void Rank() {
    HashIndex index;
    std::vector<Entry> merged;
    std::vector<uint32_t> merged_of(entries_.size(), SlotClasses::kNoRank);
    for (uint32_t i = 0; i < entries_.size(); ++i) {
      const Entry& entry = entries_[i];
      if (!columns_[entry.column].counted) continue;
      const uint32_t id_class = out_.class_of_column[entry.column];
      const uint32_t id =
          index.FindOrAdd(HashPair(id_class, entry.value), [&](uint32_t m) {
            return merged[m].value == entry.value && merged[m].column == id_class;
          });
      if (id == merged.size()) merged.push_back({entry.value, id_class, 0});
      merged[id].count += entry.count;
      merged_of[i] = id;
    }
    std::vector<uint64_t> totals(out_.classes.size(), 0);
    for (const Entry& entry : merged) totals[entry.column] += entry.count;
    std::vector<uint32_t> order(merged.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return merged[a].count > merged[b].count;
    });
    for (const uint32_t m : order) {
      SlotClass& value_class = out_.classes[merged[m].column];
      const uint64_t total = totals[merged[m].column];
      if (!IsRanked(value_class.strings, merged[m].value, merged[m].count, total))
        continue;
      merged[m].rank = static_cast<uint32_t>(value_class.values.size());
      value_class.values.push_back(merged[m].value);
    }
    for (uint32_t& rank : out_.ranks) {
      if (rank == SlotClasses::kNoRank) continue;
      const uint32_t id = merged_of[rank];
      rank = id == SlotClasses::kNoRank ? id : merged[id].rank;
    }
  }

  const TemplateTable& table_;
  SlotClasses out_;
  std::vector<ColumnState> columns_;
  std::vector<uint32_t> parent_;
  HashIndex index_;
  std::vector<Entry> entries_;  // distinct (column, value)
};

}  // namespace

SlotClasses MakeClasses(const TemplateTable& table, bool join) {
  return ClassMaker(table).Run(join);
}

}  // namespace rondo::grammar
