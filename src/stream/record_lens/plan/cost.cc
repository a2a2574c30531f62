// Entropies from counts: n log n - sum of c log c over the cells c that add up to n.
//
// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/plan/cost.h"

#include <cmath>

namespace rondo::stream {

double CountBits(uint32_t count) {
  static const auto kTable = [] {
    std::vector<double> table(1u << 14, 0.0);
    for (size_t i = 2; i < table.size(); ++i) {
      table[i] = static_cast<double>(i) * std::log2(static_cast<double>(i));
    }
    return table;
  }();
  return count < kTable.size() ? kTable[count]
                               : count * std::log2(static_cast<double>(count));
}

double TokenCounts::TokenBits(double bits_each) const {
  uint32_t total = 0;
  double bits = 0;
  for (const uint32_t count : tokens) {
    if (count == 0) continue;
    total += count;
    bits += bits_each - CountBits(count);
  }
  return bits + CountBits(total);
}

ConditionalCost ConditionalCounter::Measure(std::span<const uint8_t> contexts,
                                            std::span<const uint8_t> tokens) {
  std::array<uint32_t, 256> totals = {};
  touched_.clear();
  for (size_t i = 0; i < tokens.size(); ++i) {
    const uint32_t cell = contexts[i] * kRecordTokens + tokens[i];
    if (counts_[cell]++ == 0) touched_.push_back(cell);
    ++totals[contexts[i]];
  }
  ConditionalCost cost;
  cost.cells = static_cast<uint32_t>(touched_.size());
  for (const uint32_t cell : touched_) {
    cost.entropy_bits -= CountBits(counts_[cell]);
    counts_[cell] = 0;
  }
  for (const uint32_t total : totals) {
    cost.contexts += total > 0;
    cost.entropy_bits += CountBits(total);
  }
  return cost;
}

}  // namespace rondo::stream
