// Logistic and states of histories: tables that every version must make alike.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "entropy/mixing/adaptive_bit.h"
#include "entropy/mixing/history_state.h"
#include "entropy/mixing/logistic.h"

namespace rondo::entropy {
namespace {

TEST(Logistic, IsNearTheRealOneAndAnInverse) {
  const LogisticTables& tables = Logistic();
  for (int x = -kMaxStretch; x <= kMaxStretch; ++x) {
    const double real = 65536 / (1 + std::exp(-x / 256.0));
    EXPECT_NEAR(Squash(tables, x), std::clamp(real, 1.0, 65535.0), 1.01) << x;
  }
  for (int p = 1; p < 65536; ++p) {
    const int x = Stretch(tables, p);
    EXPECT_LE(Squash(tables, x), p);
    if (x < kMaxStretch) {
      EXPECT_GT(Squash(tables, x + 1), p);
    }
  }
}

TEST(HistoryState, CountsAndForgets) {
  const HistoryTables& history = History();
  EXPECT_EQ(history.states, 235);
  const auto after = [&](std::initializer_list<int> bits) {
    int state = 0;
    for (const int bit : bits) state = history.next[state][bit];
    const HistoryTables::Counts& counts = history.counts[state];
    return std::array<int, 3>{counts.zeros, counts.ones, counts.last};
  };
  EXPECT_EQ(after({1}), (std::array{0, 1, 1}));
  EXPECT_EQ(after({1, 0}), (std::array{1, 1, 0}));
  EXPECT_EQ(after({0, 0, 0, 0, 0, 0, 0, 0, 1}), (std::array{4, 1, 1}));
  int state = 0;
  for (int i = 0; i < 100; ++i) state = history.next[state][1];
  EXPECT_EQ(history.counts[state].ones, 40);
}

TEST(HistoryState, EveryStateLeadsToOnesThatThereAre) {
  const HistoryTables& history = History();
  for (int state = 0; state < history.states; ++state) {
    for (int bit = 0; bit < 2; ++bit) {
      const int next = history.next[state][bit];
      EXPECT_GT(next, 0);
      EXPECT_LT(next, history.states);
      EXPECT_EQ(history.counts[next].last, bit);
    }
  }
}

TEST(AdaptiveBit, IsTheMeanAtFirst) {
  AdaptiveBit bit;
  EXPECT_EQ(bit.p(), 32767);
  for (int i = 0; i < 10; ++i) bit.Update(i % 2, 255);
  EXPECT_NEAR(bit.p(), 32768, 4000);
  for (int i = 0; i < 10000; ++i) bit.Update(1, 255);
  EXPECT_GT(bit.p(), 65500);
  for (int i = 0; i < 10000; ++i) bit.Update(0, 255);
  EXPECT_LT(bit.p(), 36);
}

}  // namespace
}  // namespace rondo::entropy
