// Rows are clustered by k-means, into several numbers of clusters; the cheapest is kept,
// in the bits of the coded tokens and of what the code has to say.
//
// What is lent comes in then. Every row may take any own or lent histogram. At first all
// are there; one after another goes whose rows would do nearly as well with others, if
// that costs less than to tell it:
//
//   rows 1 2 3    own A {1, 2}  own B {3}    lent X is good for 1 and 2, Y for none
//   -> Y goes; then A, since X costs 7 bits and A 80: rows 1, 2 on X, 3 on B
//
// Tested by tests/stream/record_lens/clusters_test.cc.
#include "stream/record_lens/plan/clusters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "entropy/histogram.h"
#include "entropy/side_info.h"
#include "stream/record_lens/model/lent.h"

namespace rondo::stream {
namespace {

using entropy::ModelSet;
using entropy::SparseRows;

constexpr uint32_t kRowsOfModel = ContextCounter::kRowsOfModel;
constexpr double kExceptionBits = 12;
constexpr int kClusterPasses = 3;
// To say that a lent cluster is used.
constexpr double kLentBits = 7;
constexpr uint32_t kLikelyAbove = 8;
// Instead of no cost for a token that a histogram does not have.
constexpr float kImpossible = 1e6;
// More rows times clusters would take too long.
constexpr size_t kMostCosts = size_t{1} << 23;

// Which cluster each row has, and their histograms.
struct Clusters {
  std::vector<uint32_t> of_row;
  ModelSet histograms;         // own ones, then those that are lent
  std::vector<uint32_t> lent;  // which these are, rising
  double bits = std::numeric_limits<double>::infinity();
};

std::vector<uint32_t> CountsOf(const SparseRows& rows, std::span<const uint32_t> of_row,
                               uint32_t groups) {
  std::vector<uint32_t> counts(size_t{groups} * kRecordTokens, 0);
  for (uint32_t i = 0; i < rows.size(); ++i) {
    for (const auto& entry : rows.row(i)) {
      counts[size_t{of_row[i]} * kRecordTokens + entry.column] += entry.count;
    }
  }
  return counts;
}

// By token and histogram, as entropy::GroupCosts has it.
std::vector<float> CostsOf(const ModelSet& set) {
  std::vector<float> costs;
  for (uint32_t token = 0; token < kRecordTokens; ++token) {
    for (uint32_t c = 0; c < set.contexts(); ++c) {
      const uint32_t freq = set.freq(c, token);
      costs.push_back(freq == 0 ? kImpossible
                                : static_cast<float>(set.bits() - std::log2(freq)));
    }
  }
  return costs;
}

double WrittenBits(const ModelSet& set) {
  entropy::SideInfoWriter side;
  set.Write(side);
  base::ByteVector written;
  side.Finish(&written);
  return 8.0 * static_cast<double>(written.size());
}

class Clustering {
 public:
  Clustering(const std::vector<uint64_t>& keys, const SparseRows& rows)
      : keys_(keys), rows_(rows) {}

  Clusters Own() const {
    Clusters best;
    for (const uint32_t groups : {6u, 20u, 60u, 128u, kMaxClusters}) {
      if (groups > 6 && groups > rows_.size()) break;
      Clusters tried =
          Finish(entropy::ClusterRows(rows_, groups, kClusterPasses), groups);
      if (tried.bits >= best.bits) break;
      best = std::move(tried);
    }
    return best;
  }

  // Their histograms with tokens that others may need: all up to a few above the greatest
  // that occurs, and misses.
  ModelSet WithLikely(const Clusters& own) const {
    const uint32_t groups = own.histograms.contexts();
    std::vector<uint32_t> counts = CountsOf(rows_, own.of_row, groups);
    for (uint32_t g = 0; g < groups; ++g) {
      const std::span<uint32_t> group =
          std::span(counts).subspan(size_t{g} * kRecordTokens, kRecordTokens);
      uint32_t end = kMissToken;
      while (end > 0 && group[end - 1] == 0) --end;
      end = std::min<uint32_t>(end + kLikelyAbove, kMissToken);
      for (uint32_t token = 0; token < end; ++token) {
        group[token] = std::max(group[token], 1u);
      }
      group[kMissToken] = std::max(group[kMissToken], 1u);
    }
    return ModelSet(counts, groups, kRecordTokens, kRecordBits);
  }

  // With lent ones among them, if that is better.
  Clusters WithLent(Clusters own, const ModelSet& lent) const {
    const uint32_t groups = own.histograms.contexts() + lent.contexts();
    if (size_t{groups} * rows_.size() > kMostCosts) return own;
    Clusters mixed = Mix(own, lent);
    return mixed.bits < own.bits ? std::move(mixed) : std::move(own);
  }

 private:
  Clusters Finish(std::vector<uint32_t> of_row, uint32_t groups) const {
    std::vector<uint32_t> counts = CountsOf(rows_, of_row, groups);
    Clusters made;
    made.bits = DropPoorExceptions(entropy::GroupCosts(counts, groups, kRecordTokens),
                                   groups, &of_row);
    counts = CountsOf(rows_, of_row, groups);
    made.histograms = ModelSet(counts, groups, kRecordTokens, kRecordBits);
    made.bits += made.histograms.Cost(counts) + WrittenBits(made.histograms);
    made.of_row = std::move(of_row);
    return made;
  }

  // Returns the bits of the exceptions that stay.
  double DropPoorExceptions(const std::vector<float>& costs, uint32_t groups,
                            std::vector<uint32_t>* clusters) const {
    double exceptions = 0;
    std::vector<uint64_t> weight(groups);
    for (uint32_t begin = 0, end = 0; begin < rows_.size(); begin = end) {
      const uint64_t model = keys_[begin] / kRowsOfModel;
      std::fill(weight.begin(), weight.end(), 0);
      while (end < rows_.size() && keys_[end] / kRowsOfModel == model) {
        if (keys_[end] % kRowsOfModel < 256) {
          for (const auto& entry : rows_.row(end))
            weight[(*clusters)[end]] += entry.count;
        }
        ++end;
      }
      const auto usual = static_cast<uint32_t>(
          std::max_element(weight.begin(), weight.end()) - weight.begin());
      for (uint32_t i = begin; i < end && keys_[i] % kRowsOfModel < 256; ++i) {
        if ((*clusters)[i] == usual) continue;
        double saved = 0;
        for (const auto& entry : rows_.row(i)) {
          const float* const cost = costs.data() + size_t{entry.column} * groups;
          saved += entry.count * static_cast<double>(cost[usual] - cost[(*clusters)[i]]);
        }
        if (saved < kExceptionBits) {
          (*clusters)[i] = usual;
        } else {
          exceptions += kExceptionBits;
        }
      }
    }
    return exceptions;
  }

  Clusters Mix(const Clusters& own, const ModelSet& lent) const {
    const uint32_t own_groups = own.histograms.contexts();
    const uint32_t groups = own_groups + lent.contexts();
    std::vector<float> costs(size_t{groups} * kRecordTokens);
    const auto put = [&](const std::vector<float>& of, uint32_t count, uint32_t from) {
      for (uint32_t token = 0; token < kRecordTokens; ++token) {
        std::copy_n(of.data() + size_t{token} * count, count,
                    costs.data() + size_t{token} * groups + from);
      }
    };
    put(CostsOf(own.histograms), own_groups, 0);
    put(CostsOf(lent), lent.contexts(), own_groups);
    std::vector<double> prices(groups, kLentBits);
    SetOwnPrices(own.histograms, &prices);
    std::vector<uint32_t> of_row = Eliminate(CostsOfRows(costs, groups), prices);
    double bits = DropPoorExceptions(costs, groups, &of_row);

    // Own clusters anew, of the rows that are left to them; then those that are lent.
    std::vector<bool> is_used(groups, false);
    for (const uint32_t g : of_row) is_used[g] = true;
    std::vector<uint32_t> number(groups, kNone);
    Clusters mixed;
    uint32_t next = 0;
    for (uint32_t g = 0; g < groups; ++g) {
      if (!is_used[g]) continue;
      if (g >= own_groups) mixed.lent.push_back(g - own_groups);
      number[g] = next++;
    }
    const auto lent_used = static_cast<uint32_t>(mixed.lent.size());
    if (next > kMaxClusters || lent_used == 0) return {};
    if (lent_used == next) {
      // The code has one of its own at least.
      for (uint32_t& n : number) n += n != kNone;
      ++next;
    }
    if (next > kMaxClusters) return {};
    for (uint32_t& cluster : of_row) cluster = number[cluster];
    const std::vector<uint32_t> counts = CountsOf(rows_, of_row, next);
    const uint32_t own_used = next - lent_used;
    mixed.histograms = ModelSet(std::span(counts).first(size_t{own_used} * kRecordTokens),
                                own_used, kRecordTokens, kRecordBits);
    bits += WrittenBits(mixed.histograms) + kLentBits * lent_used;
    mixed.histograms.Append(lent, mixed.lent);
    mixed.bits = bits + mixed.histograms.Cost(counts);
    mixed.of_row = std::move(of_row);
    return mixed;
  }

  // What writing them takes, by the tokens that they have.
  static void SetOwnPrices(const ModelSet& own, std::vector<double>* prices) {
    double all = 0;
    for (uint32_t c = 0; c < own.contexts(); ++c) {
      const auto tokens =
          std::ranges::count_if(own.freqs(c), [](uint16_t f) { return f; });
      (*prices)[c] = 2 + static_cast<double>(tokens);
      all += (*prices)[c];
    }
    const double written = WrittenBits(own);
    for (uint32_t c = 0; c < own.contexts(); ++c) (*prices)[c] *= written / all;
  }

  // By row and group.
  std::vector<float> CostsOfRows(const std::vector<float>& costs, uint32_t groups) const {
    std::vector<float> of_rows(size_t{rows_.size()} * groups, 0);
    for (uint32_t i = 0; i < rows_.size(); ++i) {
      float* const row = of_rows.data() + size_t{i} * groups;
      for (const auto& entry : rows_.row(i)) {
        const float* const cost = costs.data() + size_t{entry.column} * groups;
        const auto count = static_cast<float>(entry.count);
        for (uint32_t g = 0; g < groups; ++g) row[g] += count * cost[g];
      }
    }
    return of_rows;
  }

  // The group of each row, once none is left that costs more than it saves.
  std::vector<uint32_t> Eliminate(const std::vector<float>& costs,
                                  const std::vector<double>& prices) const {
    const auto groups = static_cast<uint32_t>(prices.size());
    std::vector<uint32_t> active(groups);
    for (uint32_t g = 0; g < groups; ++g) active[g] = g;
    std::vector<uint32_t> best(rows_.size(), kNone);
    std::vector<uint32_t> second(rows_.size(), kNone);
    const auto settle = [&](uint32_t i) {
      const float* const row = costs.data() + size_t{i} * groups;
      best[i] = second[i] = kNone;
      for (const uint32_t g : active) {
        if (best[i] == kNone || row[g] < row[best[i]]) {
          second[i] = std::exchange(best[i], g);
        } else if (second[i] == kNone || row[g] < row[second[i]]) {
          second[i] = g;
        }
      }
    };
    for (uint32_t i = 0; i < rows_.size(); ++i) settle(i);
    std::vector<double> loss(groups);
    while (active.size() > 1) {
      std::fill(loss.begin(), loss.end(), 0);
      for (uint32_t i = 0; i < rows_.size(); ++i) {
        const float* const row = costs.data() + size_t{i} * groups;
        loss[best[i]] += static_cast<double>(row[second[i]] - row[best[i]]);
      }
      const auto worst = std::ranges::min_element(
          active, {}, [&](uint32_t g) { return loss[g] - prices[g]; });
      const uint32_t gone = *worst;
      if (loss[gone] >= prices[gone]) break;
      active.erase(worst);
      for (uint32_t i = 0; i < rows_.size(); ++i) {
        if (best[i] == gone || second[i] == gone) settle(i);
      }
    }
    return best;
  }

  static constexpr uint32_t kNone = ~uint32_t{0};

  const std::vector<uint64_t>& keys_;
  const SparseRows& rows_;
};

// Contexts that never occur take the usual cluster of their model, so that they are no
// exceptions. REQUIRES: the rows of a model in order, clusters applied.
void FillUnusedContexts(const std::vector<uint64_t>& keys, RecordLayout* layout) {
  std::vector<std::array<bool, 256>> used(layout->models.size());
  for (const uint64_t key : keys) {
    if (key % kRowsOfModel < 256) used[key / kRowsOfModel][key % kRowsOfModel] = true;
  }
  for (size_t m = 0; m < layout->models.size(); ++m) {
    std::array<uint32_t, 256> uses = {};
    RecordModel& model = layout->models[m];
    for (int c = 0; c < 256; ++c) uses[model.first[c]] += used[m][c];
    const auto usual =
        static_cast<uint8_t>(std::max_element(uses.begin(), uses.end()) - uses.begin());
    for (int c = 0; c < 256; ++c) {
      if (!used[m][c]) model.first[c] = usual;
    }
  }
}

}  // namespace

SparseRows ContextCounter::Rows() {
  std::sort(keys_.begin(), keys_.end());
  SparseRows rows;
  rows.columns = kRecordTokens;
  for (const uint64_t key : keys_) {
    const uint32_t* const counts = counts_.data() + size_t{row_of_[key]} * kRecordTokens;
    for (uint32_t token = 0; token < kRecordTokens; ++token) {
      if (counts[token] > 0) rows.entries.push_back({token, counts[token]});
    }
    rows.begin.push_back(rows.entries.size());
  }
  return rows;
}

void ClusterContexts(ContextCounter* counter, const grammar::RecordFeatures& features,
                     RecordTables* tables) {
  const SparseRows rows = counter->Rows();
  const std::vector<uint64_t>& keys = counter->keys();
  const Clustering clustering(keys, rows);
  Clusters clusters = clustering.Own();
  if (features.for_others) clusters.histograms = clustering.WithLikely(clusters);
  if (tables->lent != nullptr && tables->lent->lends_histograms()) {
    const absl::StatusOr<const ModelSet*> lent = tables->lent->Histograms();
    if (lent.ok()) clusters = clustering.WithLent(std::move(clusters), **lent);
  }
  RecordLayout* const layout = &tables->layout;
  for (size_t i = 0; i < keys.size(); ++i) {
    RecordModel& model = layout->models[keys[i] / kRowsOfModel];
    const auto row = static_cast<uint32_t>(keys[i] % kRowsOfModel);
    const auto cluster = static_cast<uint8_t>(clusters.of_row[i]);
    if (row > 256) {
      model.raw = cluster;
    } else if (row == 256) {
      model.dictionary = cluster;
    } else {
      model.first[row] = cluster;
    }
  }
  layout->histograms = std::move(clusters.histograms);
  tables->lent_clusters = std::move(clusters.lent);
  FillUnusedContexts(keys, layout);
}

}  // namespace rondo::stream
