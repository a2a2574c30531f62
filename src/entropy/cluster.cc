// One model for several histograms costs, for a row with counts n_c coded by a group with
// frequencies f_c, sum of n_c * log2(1 / f_c) bits. k-means alternates between giving
// each row to the group that codes it shortest and summing up the groups:
//
//   rows  (9 1) (8 2) (1 9), two groups, seeds (9 1) and (1 9)
//   pass  (8 2) is shorter under (9 1)  ->  groups {(9 1), (8 2)} and {(1 9)}
//
// After Banerjee et al., "Clustering with Bregman Divergences", 2005.
// Tested by: tests/entropy/cluster_test.cc.

#include "entropy/cluster.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace rondo::entropy {
namespace {

// Seeds see a column they never met at this count, so that rows are not repelled by
// accidents of small samples.
constexpr float kUnseen = 0.1f;

// The `count` heaviest rows, heaviest first.
std::vector<uint32_t> Heaviest(std::span<const uint64_t> weight, uint32_t count) {
  std::vector<uint32_t> rows(weight.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::stable_sort(rows.begin(), rows.end(),
                   [&](uint32_t a, uint32_t b) { return weight[a] > weight[b]; });
  rows.resize(count);
  return rows;
}

constexpr uint32_t kLanes = 8;

// The first of the least costs; in lanes, since each step of a single minimum would wait
// for the one before. REQUIRES: a multiple of kLanes, at least one of them.
uint32_t IndexOfLeast(std::span<const float> costs) {
  std::array<float, kLanes> least;
  std::copy_n(costs.begin(), kLanes, least.begin());
  for (size_t g = kLanes; g < costs.size(); g += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      least[lane] = std::min(least[lane], costs[g + lane]);
    }
  }
  const float all = *std::min_element(least.begin(), least.end());
  return static_cast<uint32_t>(std::find(costs.begin(), costs.end(), all) -
                               costs.begin());
}

}  // namespace

std::vector<float> GroupCosts(std::span<const uint32_t> counts, uint32_t groups,
                              uint32_t columns) {
  std::vector<float> costs(size_t{groups} * columns);
  for (uint32_t g = 0; g < groups; ++g) {
    const auto row = counts.subspan(size_t{g} * columns, columns);
    const double total = std::accumulate(row.begin(), row.end(), 0.0) + columns * kUnseen;
    const float log_total = static_cast<float>(std::log2(total));
    for (uint32_t c = 0; c < columns; ++c) {
      costs[size_t{c} * groups + g] = log_total - std::log2(row[c] + kUnseen);
    }
  }
  return costs;
}

std::vector<uint32_t> ClusterRows(const SparseRows& rows, uint32_t groups, int passes,
                                  std::span<const uint32_t> initial) {
  const uint32_t size = rows.size();
  std::vector<uint64_t> weight(size);
  for (uint32_t i = 0; i < size; ++i) {
    for (const auto& entry : rows.row(i)) weight[i] += entry.count;
  }
  std::vector<uint32_t> counts(size_t{groups} * rows.columns);
  const auto add = [&](uint32_t group, uint32_t row) {
    for (const auto& entry : rows.row(row)) {
      counts[size_t{group} * rows.columns + entry.column] += entry.count;
    }
  };
  if (initial.empty()) {
    const std::vector<uint32_t> heaviest = Heaviest(weight, std::min(groups, size));
    for (uint32_t g = 0; g < heaviest.size(); ++g) add(g, heaviest[g]);
  } else {
    for (uint32_t i = 0; i < size; ++i) add(initial[i], i);
  }

  std::vector<uint32_t> assignment(size);
  // Of each group, and of some that are none and never cheapest.
  std::vector<float> cost((groups + kLanes - 1) / kLanes * kLanes,
                          std::numeric_limits<float>::infinity());
  for (int pass = 0; pass < passes; ++pass) {
    const std::vector<float> table = GroupCosts(counts, groups, rows.columns);
    std::fill(counts.begin(), counts.end(), 0);
    for (uint32_t i = 0; i < size; ++i) {
      if (weight[i] == 0) continue;
      std::fill_n(cost.begin(), groups, 0.0f);
      for (const auto& entry : rows.row(i)) {
        const float* column = table.data() + size_t{entry.column} * groups;
        const float count = static_cast<float>(entry.count);
        for (uint32_t g = 0; g < groups; ++g) cost[g] += count * column[g];
      }
      assignment[i] = IndexOfLeast(cost);
      add(assignment[i], i);
    }
  }
  return assignment;
}

}  // namespace rondo::entropy
