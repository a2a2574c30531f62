// The larger of the two counts is bounded by the smaller: where only one bit was ever
// seen, how often matters; where both were, their ratio does. A bit that surprises takes
// away most of what speaks for the other, because what is new says more.
//
//   zeros ones       bit         zeros ones
//     0    0          1            0    1
//    20    1          1            5    2      20 -> log2(20) + 1
//     0   40          1            0   40      full
//
// After: M. Mahoney, "Adaptive weighing of context models for lossless data compression"
// (2005), and ZPAQ. Tested by tests/entropy/mixing/tables_test.cc.
#include "entropy/mixing/history_state.h"

#include <algorithm>
#include <bit>

namespace rondo::entropy {
namespace {

// The larger count may be this, by the smaller; which is 5 at most.
constexpr std::array<int, 6> kMostOfLarger = {40, 20, 12, 8, 6, 5};
constexpr int kMostOfBoth = 40;

bool IsAllowed(int zeros, int ones) {
  const auto [fewer, more] = std::minmax(zeros, ones);
  return fewer < static_cast<int>(kMostOfLarger.size()) && more <= kMostOfLarger[fewer];
}

HistoryTables::Counts After(HistoryTables::Counts counts, int bit) {
  int same = bit == 1 ? counts.ones : counts.zeros;
  int other = bit == 1 ? counts.zeros : counts.ones;
  ++same;
  if (other > 2) {
    other = std::min<int>(other - 1, std::bit_width(static_cast<unsigned>(other)));
  }
  while (!IsAllowed(same, other)) --(same > other ? same : other);
  return {.zeros = static_cast<uint8_t>(bit == 1 ? other : same),
          .ones = static_cast<uint8_t>(bit == 1 ? same : other),
          .last = static_cast<uint8_t>(bit)};
}

}  // namespace

HistoryTables::HistoryTables() : counts{}, next{} {
  std::array<std::array<std::array<uint8_t, 2>, kMostOfBoth + 1>, kMostOfBoth + 1>
      number{};  // [zeros][ones][last]
  const auto add = [&](int zeros, int ones, int last) {
    counts[states] = {.zeros = static_cast<uint8_t>(zeros),
                      .ones = static_cast<uint8_t>(ones),
                      .last = static_cast<uint8_t>(last)};
    number[zeros][ones][last] = static_cast<uint8_t>(states++);
  };
  for (int sum = 0; sum <= kMostOfBoth; ++sum) {
    for (int zeros = 0; zeros <= sum; ++zeros) {
      const int ones = sum - zeros;
      if (!IsAllowed(zeros, ones)) continue;
      if (zeros > 0 || ones == 0) add(zeros, ones, 0);
      if (ones > 0) add(zeros, ones, 1);
    }
  }
  for (int state = 0; state < states; ++state) {
    for (int bit = 0; bit < 2; ++bit) {
      const Counts after = After(counts[state], bit);
      next[state][bit] = number[after.zeros][after.ones][after.last];
    }
  }
}

const HistoryTables& History() {
  static const HistoryTables tables;
  return tables;
}

}  // namespace rondo::entropy
