#include "entropy/cluster.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

namespace rondo::entropy {
namespace {

SparseRows Rows(uint32_t columns, const std::vector<std::vector<uint32_t>>& dense) {
  SparseRows rows;
  rows.columns = columns;
  for (const auto& row : dense) {
    for (uint32_t c = 0; c < row.size(); ++c) {
      if (row[c] != 0) rows.entries.push_back({c, row[c]});
    }
    rows.begin.push_back(rows.entries.size());
  }
  return rows;
}

double CodedBits(const SparseRows& rows, const std::vector<uint32_t>& assignment,
                 uint32_t groups) {
  std::vector<uint32_t> counts(groups * rows.columns);
  for (uint32_t i = 0; i < rows.size(); ++i) {
    for (const auto& entry : rows.row(i)) {
      counts[assignment[i] * rows.columns + entry.column] += entry.count;
    }
  }
  const std::vector<float> costs = GroupCosts(counts, groups, rows.columns);
  double bits = 0;
  for (uint32_t i = 0; i < rows.size(); ++i) {
    for (const auto& entry : rows.row(i)) {
      bits += entry.count * costs[entry.column * groups + assignment[i]];
    }
  }
  return bits;
}

TEST(Cluster, PutsLikeWithLike) {
  const SparseRows rows =
      Rows(3, {{90, 10, 0}, {10, 90, 0}, {80, 22, 0}, {1, 0, 99}, {9, 70, 1}});
  const std::vector<uint32_t> groups = ClusterRows(rows, 3, 3);
  EXPECT_EQ(groups[0], groups[2]);
  EXPECT_EQ(groups[1], groups[4]);
  EXPECT_NE(groups[0], groups[1]);
  EXPECT_NE(groups[3], groups[0]);
  EXPECT_NE(groups[3], groups[1]);
}

TEST(Cluster, MoreGroupsThanRowsAndEmptyRowsAreFine) {
  const SparseRows rows = Rows(2, {{}, {3, 4}, {}});
  const std::vector<uint32_t> groups = ClusterRows(rows, 8, 2);
  ASSERT_EQ(groups.size(), 3u);
  for (const uint32_t group : groups) EXPECT_LT(group, 8u);
}

RC_GTEST_PROP(Cluster, AnotherPassFromAGroupingNeverCostsMuchMore, ()) {
  std::vector<std::vector<uint32_t>> dense(*rc::gen::inRange(4, 40));
  for (auto& row : dense) {
    for (int c = 0; c < 6; ++c) row.push_back(*rc::gen::inRange(0, 50));
  }
  const SparseRows rows = Rows(6, dense);
  std::vector<uint32_t> before = ClusterRows(rows, 3, 1);
  const std::vector<uint32_t> after = ClusterRows(rows, 3, 1, before);
  // Costs are measured with a little smoothing, so allow for rounding.
  RC_ASSERT(CodedBits(rows, after, 3) <= CodedBits(rows, before, 3) * 1.01 + 8);
}

TEST(GroupCosts, AreBits) {
  const std::vector<uint32_t> counts = {3000, 1000};
  const std::vector<float> costs = GroupCosts(counts, 1, 2);
  EXPECT_NEAR(costs[0], 0.415, 0.01);
  EXPECT_NEAR(costs[1], 2.0, 0.01);
}

}  // namespace
}  // namespace rondo::entropy
