// One pass over lines and values counts them. What a count takes is estimated by how
// often its token comes among all of them.
//
//   400 lines "user <string> logged in", 250 of "alice" (rank 0), 120 of "bob" (rank 2), the
//   others of users that occur once:
//   lines 400; strings 0: 250, 2: 120
//
// Tested by tests/record_counts_test.cc.
#include "stream/record_counts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "stream/record_symbols.h"
#include "stream/record_walk.h"

namespace rondo::stream {
namespace {

// What numbers take under one model: of each token by how often it comes, and raw bits.
class NumberCosts {
 public:
  void Count(uint64_t number) { ++counts_[SplitNumber(number).token], ++total_; }
  double Bits(uint64_t number) const {
    const NumberToken token = SplitNumber(number);
    return std::log2(static_cast<double>(total_) / counts_[token.token]) + token.raw_bits;
  }
  // The model learns each token once.
  double LearningBits() const {
    return kLearningBits * static_cast<double>(std::ranges::count_if(
                               counts_, [](uint32_t count) { return count > 0; }));
  }

 private:
  static constexpr double kLearningBits = 5;
  std::array<uint32_t, kRecordTokens> counts_ = {};
  uint32_t total_ = 0;
};

// A template's lines, or those of a string; how many ranks are passed over before it.
struct CountCosts {
  explicit CountCosts(const RecordCounts& counts) {
    for (const uint64_t of : counts.lines) lines.Count(of);
    for (const SlotCounts& slot : counts.slots) {
      ForEach(slot, [this](uint32_t gap, uint64_t of) {
        gaps.Count(gap);
        string_lines.Count(of);
      });
    }
  }

  double OfTemplates(const RecordCounts& counts) const {
    double bits = lines.LearningBits();
    for (const uint64_t of : counts.lines) bits += lines.Bits(of);
    return bits;
  }
  double OfSlot(const SlotCounts& slot) const {
    double bits = kSlotBits;
    ForEach(slot, [&](uint32_t gap, uint64_t of) {
      bits += gaps.Bits(gap) + string_lines.Bits(of);
    });
    return bits;
  }

 private:
  // Whether it is told, and how many strings.
  static constexpr double kSlotBits = 5;

  template <typename Use>
  static void ForEach(const SlotCounts& slot, const Use& use) {
    uint32_t next = 0;
    for (const StringCount& string : slot.strings) {
      use(string.rank - next, string.lines);
      next = string.rank + 1;
    }
  }

  NumberCosts lines, gaps, string_lines;
};

RecordCounts CountAll(const RecordData& data, const RecordLayout& layout) {
  RecordCounts counts;
  counts.lines.resize(layout.templates());
  counts.slots.resize(layout.slots.size());
  std::unordered_map<uint64_t, uint64_t> lines;  // by slot and rank
  size_t value = 0;
  for (const uint32_t of_line : data.table.line_template) {
    const uint32_t id = data.sequence.number_of_template[of_line];
    ++counts.lines[id];
    for (uint32_t s = layout.slot_begin[id]; s < layout.slot_begin[id + 1];
         ++s, ++value) {
      const uint32_t rank = data.classes.ranks[value];
      if (layout.slots[s].is_string() && rank != kNoRank)
        ++lines[uint64_t{s} << 32 | rank];
    }
  }
  for (const auto& [key, count] : lines) {
    counts.slots[key >> 32].strings.push_back({static_cast<uint32_t>(key), count});
  }
  for (SlotCounts& slot : counts.slots) {
    std::ranges::sort(slot.strings, {}, &StringCount::rank);
  }
  return counts;
}

}  // namespace

RecordCounts FindCounts(const RecordData& data, const RecordLayout& layout,
                        uint64_t budget_bytes) {
  RecordCounts counts = CountAll(data, layout);
  const CountCosts costs(counts);
  const auto budget_bits = static_cast<double>(budget_bytes) * 8;
  double bits = costs.OfTemplates(counts);
  if (bits > budget_bits) return {};
  struct Slot {
    uint32_t slot;
    double bits;
    double bits_per_line;
  };
  std::vector<Slot> slots;
  for (uint32_t t = 0; t < layout.templates(); ++t) {
    for (uint32_t s = layout.slot_begin[t]; s < layout.slot_begin[t + 1]; ++s) {
      if (!layout.slots[s].is_string()) continue;
      const double cost = costs.OfSlot(counts.slots[s]);
      slots.push_back({s, cost, cost / static_cast<double>(counts.lines[t])});
    }
  }
  std::ranges::stable_sort(slots, {}, &Slot::bits_per_line);
  for (const Slot& slot : slots) {
    const bool fits = bits + slot.bits <= budget_bits;
    if (fits) bits += slot.bits;
    counts.slots[slot.slot].told = fits;
    if (!fits) counts.slots[slot.slot].strings.clear();
  }
  return counts;
}

}  // namespace rondo::stream
