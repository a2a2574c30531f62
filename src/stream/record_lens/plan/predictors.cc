// A slot of a frequent template has a model of its own; the slots of rarer templates
// share one for each column, and the rest one for each kind of slot.
//
// One walk over the values then counts, for each model, the tokens that every predictor
// would make of them; their order-0 entropy, the raw bits behind them and what a
// histogram takes are the costs. The best difference, the dictionary, the difference of
// ranks and the best of the predictors with a cache go on to be tried with contexts.
//
//   values 500, 501 .. 511   tokens                              bits
//     raw                    143 with 5 raw bits, 12 times       60 + 6
//     difference to last     151 with 6 raw bits, 2 11 times     11 + 12 + 10
//     dictionary             0 .. 11                             43 + 72 + 10, table 120
//
// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/plan/predictors.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "stream/record_lens/plan/cost.h"
#include "stream/record_lens/plan/values.h"

namespace rondo::stream {
namespace {

using grammar::SlotKind;

// Lines that a template needs for models of its own, and values that a column needs.
constexpr uint32_t kMinOwnLines = 48;
constexpr uint32_t kMaxOwnTemplates = 8192;  // at most so many have as many lines
constexpr uint32_t kMinColumnValues = 24;
// And it needs a line in so many blocks: a stream of its own costs more to decode in a
// block than a few values do.
constexpr uint32_t kBlocksOfOwnLine = 2;

constexpr double kTokenBits = 6;            // of a token in a histogram
constexpr double kDictionaryTokenBits = 5;  // of a number in a dictionary
constexpr double kPredictorBits = 10;       // for anything but the plain value

// Of so many values that feed a cache, one must be hit.
constexpr uint64_t kValuesOfHit = 8;
// Values that a model needs in a block, on average, to ask other slots of the line: their
// streams must be decoded for its own, and for the small ones that share a bundle with
// it.
constexpr uint64_t kLeastAskingValues = 1;

constexpr int kDifferences = 9;  // predictors before kDictionary

// Token counts of a model under all predictors.
enum CountOf : int {
  kDictionaryFirst = kDifferences,
  kRankDeltaFirst,
  kCacheFirst,
  kDictionaryAfterCache,
  kRankDeltaAfterCache,
  kRawAfterDictionary,  // or after the difference of ranks
  kRawAfterCache,
  kRawAfterBoth,
  kCounts,
};
using ModelCounts = std::array<TokenCounts, kCounts>;

// Sets the model of each slot.
std::vector<ModelPlan> MakeModels(const RecordData& data,
                                  std::span<const uint32_t> lines_of_slot,
                                  RecordLayout* layout) {
  std::vector<uint64_t> column_values(layout->columns.size(), 0);
  for (size_t s = 0; s < layout->slots.size(); ++s) {
    column_values[layout->slots[s].column] += lines_of_slot[s];
  }
  const uint32_t min_lines = std::max<uint32_t>(
      std::max<uint32_t>(
          kMinOwnLines,
          static_cast<uint32_t>(data.table.block_lines.size() / kBlocksOfOwnLine)),
      static_cast<uint32_t>(data.table.line_template.size() / kMaxOwnTemplates));
  std::vector<ModelPlan> plans;
  std::map<std::pair<int, uint32_t>, uint32_t> shared;
  for (size_t s = 0; s < layout->slots.size(); ++s) {
    RecordSlot& slot = layout->slots[s];
    uint32_t model = static_cast<uint32_t>(plans.size());
    if (lines_of_slot[s] < min_lines) {
      const auto key = column_values[slot.column] >= kMinColumnValues
                           ? std::make_pair(-1, slot.column)
                           : std::make_pair(static_cast<int>(slot.format.kind), 0u);
      model = shared.emplace(key, model).first->second;
    }
    if (model == plans.size()) {
      plans.emplace_back();
      plans.back().strings = slot.is_string();
      plans.back().is_alone =
          lines_of_slot[s] < min_lines && column_values[slot.column] < kMinColumnValues;
    }
    plans[model].values += lines_of_slot[s];
    plans[model].times |= slot.format.kind == SlotKind::kTime;
    slot.model = model;
  }
  return plans;
}

// The sink of a ValueWalk that counts tokens.
class TokenCounter {
 public:
  TokenCounter(const RecordData& data, const RecordLayout& layout, size_t models)
      : data_(data), layout_(layout), caches_(layout.classes.size()), counts_(models) {}

  void Block() {
    for (ValueCache& cache : caches_) cache.Clear();
  }

  void Add(const ValueWalk& walk, const ValueWalk::Value& at) {
    const RecordSlot& slot = at.slot;
    const uint64_t value = data_.table.values[at.at];
    ModelCounts& counts = counts_[slot.model];
    NumberToken raw = {kMissToken, 0, 0};
    if (!slot.is_string()) {
      for (int p = 0; p < kDifferences; ++p) {
        const NumberToken token = walk.Difference(static_cast<Predictor>(p), slot, value);
        if (p == 0) raw = token;
        counts[p].Add(token);
      }
    }
    const uint32_t rank = data_.classes.ranks[at.at];
    const NumberToken ranked = RankToken(rank);
    const NumberToken delta = walk.RankDelta(slot, rank);
    counts[kDictionaryFirst].Add(ranked);
    counts[kRankDeltaFirst].Add(delta);
    if (rank == kNoRank) counts[kRawAfterDictionary].Add(raw);
    const uint8_t place = Place(slot, value, rank);
    counts[kCacheFirst].Add({place, 0, 0});
    if (place != kMissToken) return;
    counts[kDictionaryAfterCache].Add(ranked);
    counts[kRankDeltaAfterCache].Add(delta);
    counts[kRawAfterCache].Add(raw);
    if (rank == kNoRank) counts[kRawAfterBoth].Add(raw);
  }

  const ModelCounts& counts(uint32_t model) const { return counts_[model]; }

 private:
  // The place of a value in its cache, which it then joins, or kMissToken.
  uint8_t Place(const RecordSlot& slot, uint64_t value, uint32_t rank) {
    if (!MayHaveCache(slot)) return kMissToken;
    ValueCache& cache = caches_[layout_.columns[slot.column].of_class];
    const int place = cache.Find(value);
    if (place < 0) {
      cache.Insert({value, rank});
      return kMissToken;
    }
    cache.Touch(place);
    return static_cast<uint8_t>(place);
  }

  const RecordData& data_;
  const RecordLayout& layout_;
  std::vector<ValueCache> caches_;  // by class
  std::vector<ModelCounts> counts_;
};

// The sink of a ValueWalk that finds places in caches, and who is to be thanked for hits.
class PlaceCounter {
 public:
  // `in_cache`: by model, whether its slots take part; `is_coded`: whether by a cache.
  PlaceCounter(const RecordData& data, const RecordLayout& layout,
               const std::vector<bool>& in_cache, const std::vector<bool>& is_coded)
      : data_(data),
        layout_(layout),
        in_cache_(in_cache),
        is_coded_(is_coded),
        caches_(layout.classes.size()),
        hits_(in_cache.size(), 0),
        places_(data.table.values.size(), kMissToken) {}

  void Block() {
    for (ValueCache& cache : caches_) cache.Clear();
  }

  void Add(const ValueWalk&, const ValueWalk::Value& at) {
    const RecordSlot& slot = at.slot;
    if (!in_cache_[slot.model]) return;
    ValueCache& cache = caches_[layout_.columns[slot.column].of_class];
    const uint64_t value = data_.table.values[at.at];
    const int place = cache.Find(value);
    // The rank of an entry is the model that had the value last.
    if (place < 0) {
      cache.Insert({value, slot.model});
      return;
    }
    uint32_t& last = cache.Touch(place).rank;
    if (is_coded_[slot.model]) ++hits_[last];
    last = slot.model;
    places_[at.at] = static_cast<uint8_t>(place);
  }

  // By model: hits of values that it had last.
  const std::vector<uint32_t>& hits() const { return hits_; }
  std::vector<uint8_t> TakePlaces() { return std::move(places_); }

 private:
  const RecordData& data_;
  const RecordLayout& layout_;
  const std::vector<bool>& in_cache_;
  const std::vector<bool>& is_coded_;
  std::vector<ValueCache> caches_;  // by class
  std::vector<uint32_t> hits_;
  std::vector<uint8_t> places_;
};

// By model: what the numbers of its dictionary take in the tables, its share of those of
// its class. Strings stand in the text under any predictor.
std::vector<double> DictionaryBits(const RecordData& data, const RecordLayout& layout,
                                   std::span<const uint32_t> lines_of_slot,
                                   std::span<const ModelPlan> plans) {
  std::vector<double> class_bits(layout.classes.size(), 0);
  for (size_t c = 0; c < layout.classes.size(); ++c) {
    if (layout.classes[c].strings) continue;
    for (const uint64_t number : data.classes.classes[data.layout_classes[c]].values) {
      class_bits[c] += SplitNumber(number).raw_bits + kDictionaryTokenBits;
    }
  }
  std::vector<double> class_values(layout.classes.size(), 0);
  std::vector<uint32_t> class_of_model(plans.size());  // of one of its columns
  for (size_t s = 0; s < layout.slots.size(); ++s) {
    const uint32_t class_id = layout.columns[layout.slots[s].column].of_class;
    class_values[class_id] += lines_of_slot[s];
    class_of_model[layout.slots[s].model] = class_id;
  }
  std::vector<double> bits(plans.size(), 0);
  for (size_t m = 0; m < plans.size(); ++m) {
    if (plans[m].strings) continue;
    const uint32_t class_id = class_of_model[m];
    bits[m] =
        class_bits[class_id] * plans[m].values / std::max(1.0, class_values[class_id]);
  }
  return bits;
}

// Of the first `differences`.
Finalist BestDifference(const ModelCounts& counts, int differences) {
  Finalist best;
  best.bits = std::numeric_limits<double>::infinity();
  for (int p = 0; p < differences; ++p) {
    const double bits = counts[p].Bits(kTokenBits) + (p == 0 ? 0 : kPredictorBits);
    if (bits < best.bits) best = {static_cast<Predictor>(p), bits, counts[p].raw_bits};
  }
  return best;
}

// A difference within the line is left out if something would wait for itself.
void KeepWithoutCircles(const ModelCounts& counts, uint32_t model, ModelPlan* plan,
                        Dependencies* dependencies) {
  Finalist& difference = plan->finalists.front();
  if (plan->strings || !IsLineDelta(difference.predictor)) return;
  const int back = LineDeltaBack(difference.predictor);
  if (!plan->is_alone && dependencies->AddLineDelta(model, back)) return;
  difference = BestDifference(counts, static_cast<int>(Predictor::kLineDelta));
}

// A model is coded by the cache of its class if that is best without contexts. One that
// is not feeds the cache if enough of its values are hit.
void PlanCaches(const RecordData& data, const RecordLayout& layout, PredictorPlan* plan) {
  std::vector<bool> is_coded;
  for (ModelPlan& model : plan->models) {
    is_coded.push_back(UsesCache(model.Best().predictor));
    if (!is_coded.back()) {
      std::erase_if(model.finalists, [](const Finalist& finalist) {
        return UsesCache(finalist.predictor);
      });
    }
  }
  std::vector<bool> with_cache(layout.classes.size(), false);
  for (const RecordSlot& slot : layout.slots) {
    if (is_coded[slot.model]) with_cache[layout.columns[slot.column].of_class] = true;
  }
  std::vector<bool> may(plan->models.size(), false);
  for (const RecordSlot& slot : layout.slots) {
    if (with_cache[layout.columns[slot.column].of_class]) may[slot.model] = true;
  }
  for (size_t m = 0; m < may.size(); ++m) {
    if (plan->models[m].times) may[m] = false;
  }
  PlaceCounter all(data, layout, may, is_coded);
  ValueWalk(data, layout).Run(all);
  for (size_t m = 0; m < may.size(); ++m) {
    plan->in_cache.push_back(
        is_coded[m] ||
        (may[m] && uint64_t{all.hits()[m]} * kValuesOfHit >= plan->models[m].values));
  }
  PlaceCounter used(data, layout, plan->in_cache, is_coded);
  ValueWalk(data, layout).Run(used);
  plan->places = used.TakePlaces();
}

// The best of the predictors with a cache. `dictionary`: see DictionaryBits.
Finalist BestCached(const ModelPlan& plan, const ModelCounts& counts, double dictionary,
                    bool rank_deltas) {
  const auto cost = [&](CountOf which) { return counts[which].Bits(kTokenBits); };
  const double both = (plan.strings ? 0 : cost(kRawAfterBoth)) + dictionary;
  double after_cache = cost(kDictionaryAfterCache) + both;
  Predictor predictor = Predictor::kCacheDictionary;
  if (!plan.strings && cost(kRawAfterCache) <= after_cache) {
    after_cache = cost(kRawAfterCache);
    predictor = Predictor::kCache;
  }
  if (rank_deltas && cost(kRankDeltaAfterCache) < after_cache) {
    after_cache = cost(kRankDeltaAfterCache);
    predictor = Predictor::kCacheRankDelta;
  }
  const double beside = after_cache + kPredictorBits;
  return {predictor, beside + counts[kCacheFirst].TokenBits(kTokenBits), beside};
}

void ChooseFinalists(const ModelCounts& counts, double dictionary,
                     const grammar::RecordFeatures& features, ModelPlan* plan) {
  if (!plan->strings) {
    plan->finalists.push_back(
        BestDifference(counts, features.differences ? kDifferences : 1));
  }
  // What follows a miss of a string is its spelling, the same for every predictor.
  const double after_rank =
      (plan->strings ? 0 : counts[kRawAfterDictionary].Bits(kTokenBits)) + dictionary;
  const auto add_ranked = [&](Predictor predictor, const TokenCounts& first) {
    const double beside = after_rank + first.raw_bits + kPredictorBits;
    plan->finalists.push_back({predictor, beside + first.TokenBits(kTokenBits), beside});
  };
  add_ranked(Predictor::kDictionary, counts[kDictionaryFirst]);
  const bool rank_deltas = plan->strings && features.first_use_ranks;
  if (rank_deltas) add_ranked(Predictor::kRankDelta, counts[kRankDeltaFirst]);
  if (features.caches && !plan->times) {
    plan->finalists.push_back(BestCached(*plan, counts, dictionary, rank_deltas));
  }
}

}  // namespace

const Finalist& ModelPlan::Best() const {
  return *std::min_element(
      finalists.begin(), finalists.end(),
      [](const Finalist& a, const Finalist& b) { return a.bits < b.bits; });
}

PredictorPlan PlanPredictors(const RecordData& data,
                             const grammar::RecordFeatures& features,
                             RecordLayout* layout,
                             std::optional<Dependencies>* dependencies) {
  const std::vector<uint32_t> lines_of_slot = LinesOfSlots(data, *layout);
  PredictorPlan plan;
  plan.models = MakeModels(data, lines_of_slot, layout);
  TokenCounter counter(data, *layout, plan.models.size());
  ValueWalk(data, *layout).Run(counter);
  const std::vector<double> dictionary =
      DictionaryBits(data, *layout, lines_of_slot, plan.models);
  for (uint32_t m = 0; m < plan.models.size(); ++m) {
    ChooseFinalists(counter.counts(m), dictionary[m], features, &plan.models[m]);
  }
  PlanCaches(data, *layout, &plan);
  dependencies->emplace(*layout, plan.in_cache);
  plan.by_cost.resize(plan.models.size());
  std::iota(plan.by_cost.begin(), plan.by_cost.end(), 0);
  std::ranges::stable_sort(plan.by_cost, std::greater<>(),
                           [&](uint32_t m) { return plan.models[m].Best().bits; });
  for (ModelPlan& model : plan.models) {
    model.is_alone |= model.values < kLeastAskingValues * data.table.block_lines.size();
  }
  for (const uint32_t m : plan.by_cost) {
    KeepWithoutCircles(counter.counts(m), m, &plan.models[m], &**dependencies);
  }
  return plan;
}

}  // namespace rondo::stream
