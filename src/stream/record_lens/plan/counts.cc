// The planner knows the lines of templates; one pass over the values counts strings. What
// a count takes is estimated by how often its token comes among all of them.
//
//   400 lines "user <string> logged in", 250 of "alice" (rank 0), 120 of "bob" (rank 2), the
//   others of users that occur once:
//   lines 400; strings 0: 250, 2: 120
//
// Tested by tests/search/counts_test.cc.
#include "stream/record_lens/plan/counts.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "stream/record_lens/plan/cost.h"
#include "stream/record_lens/plan/values.h"

namespace rondo::stream {
namespace {

constexpr double kNewTokenBits = 5;  // of a token that a model meets first
constexpr double kSlotBits = 5;      // whether a slot is told, and how many strings

// Calls use(ranks passed over, lines) for each string of a slot.
template <typename Use>
void ForEachString(const SlotCounts& slot, const Use& use) {
  uint32_t next = 0;
  for (const StringCount& string : slot.strings) {
    use(string.rank - next, string.lines);
    next = string.rank + 1;
  }
}

// What the strings of each slot take, all under the same models.
std::vector<double> BitsOfSlots(const std::vector<SlotCounts>& slots) {
  TokenCounts gaps;
  TokenCounts lines;
  double strings = 0;
  for (const SlotCounts& slot : slots) {
    strings += static_cast<double>(slot.strings.size());
    ForEachString(slot, [&](uint32_t gap, uint64_t count) {
      gaps.Add(SplitNumber(gap));
      lines.Add(SplitNumber(count));
    });
  }
  const auto bits_of = [strings](const TokenCounts& all, uint64_t number) {
    const NumberToken token = SplitNumber(number);
    return std::log2(strings / all.tokens[token.token]) + token.raw_bits;
  };
  std::vector<double> bits;
  for (const SlotCounts& slot : slots) {
    bits.push_back(kSlotBits);
    ForEachString(slot, [&](uint32_t gap, uint64_t count) {
      bits.back() += bits_of(gaps, gap) + bits_of(lines, count);
    });
  }
  return bits;
}

std::vector<SlotCounts> CountStrings(const RecordData& data, const RecordLayout& layout) {
  std::unordered_map<uint64_t, uint64_t> lines;  // by slot and rank
  ForEachValue(data, layout, [&](uint32_t s, size_t at, uint32_t, uint32_t) {
    const uint32_t rank = data.classes.ranks[at];
    if (layout.slots[s].is_string() && rank != kNoRank) {
      ++lines[uint64_t{s} << 32 | rank];
    }
  });
  std::vector<SlotCounts> slots(layout.slots.size());
  for (const auto& [key, count] : lines) {
    slots[key >> 32].strings.push_back({static_cast<uint32_t>(key), count});
  }
  for (SlotCounts& slot : slots) {
    std::ranges::sort(slot.strings, {}, &StringCount::rank);
  }
  return slots;
}

}  // namespace

RecordCounts FindCounts(const RecordData& data, const RecordLayout& layout,
                        uint64_t budget_bytes) {
  RecordCounts counts;
  TokenCounts tokens;
  for (const uint32_t t : data.sequence.template_of_number) {
    counts.lines.push_back(data.table.templates[t].lines);
    tokens.Add(SplitNumber(counts.lines.back()));
  }
  const auto budget_bits = static_cast<double>(budget_bytes) * 8;
  double bits = tokens.Bits(kNewTokenBits);
  if (bits > budget_bits) return {};
  counts.slots = CountStrings(data, layout);
  const std::vector<double> slot_bits = BitsOfSlots(counts.slots);
  const std::vector<uint32_t> lines = LinesOfSlots(data, layout);
  std::vector<uint32_t> slots;
  for (uint32_t s = 0; s < layout.slots.size(); ++s) {
    if (layout.slots[s].is_string()) slots.push_back(s);
  }
  std::ranges::stable_sort(slots, {},
                           [&](uint32_t s) { return slot_bits[s] / lines[s]; });
  for (const uint32_t s : slots) {
    SlotCounts& slot = counts.slots[s];
    slot.told = bits + slot_bits[s] <= budget_bits;
    if (slot.told) bits += slot_bits[s];
    if (!slot.told) slot.strings.clear();
  }
  return counts;
}

}  // namespace rondo::stream
