// One pass over lines and values counts them. A line count costs about as many bits as
// its token and raw bits, a rank as its distance to the one before.
//
//   400 lines "user <string> logged in", 250 of "alice" (rank 0), 120 of "bob" (rank 2), the
//   others of users that occur once:
//   lines 400; strings 0: 250, 2: 120
//
// Tested by tests/record_counts_test.cc.
#include "stream/record_counts.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "stream/record_walk.h"

namespace rondo::stream {
namespace {

// Of a number of lines, and of a rank beside its distance.
uint64_t LineBits(uint64_t lines) {
  return 5 + static_cast<uint64_t>(std::bit_width(lines >> 4));
}
constexpr uint64_t kRankBits = 3;

uint64_t CostOf(const std::vector<StringCount>& strings) {
  uint64_t bits = kRankBits;
  uint32_t last = 0;
  for (const StringCount& string : strings) {
    bits += kRankBits + std::bit_width(string.rank - last) + LineBits(string.lines);
    last = string.rank;
  }
  return bits;
}

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
  uint64_t bits = 0;
  for (const uint64_t lines : counts.lines) bits += LineBits(lines);
  if (bits > budget_bytes * 8) return {};
  struct Slot {
    uint32_t slot;
    uint64_t bits;
    double bits_per_line;
  };
  std::vector<Slot> slots;
  for (uint32_t t = 0; t < layout.templates(); ++t) {
    for (uint32_t s = layout.slot_begin[t]; s < layout.slot_begin[t + 1]; ++s) {
      if (!layout.slots[s].is_string()) continue;
      const uint64_t cost = CostOf(counts.slots[s].strings);
      slots.push_back(
          {s, cost, static_cast<double>(cost) / static_cast<double>(counts.lines[t])});
    }
  }
  std::ranges::stable_sort(slots, {}, &Slot::bits_per_line);
  for (const Slot& slot : slots) {
    const bool fits = bits + slot.bits <= budget_bytes * 8;
    if (fits) bits += slot.bits;
    counts.slots[slot.slot].told = fits;
    if (!fits) counts.slots[slot.slot].strings.clear();
  }
  return counts;
}

}  // namespace rondo::stream
