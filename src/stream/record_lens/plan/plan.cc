// A plan is made in four steps.
//
//   1. Order of dictionaries: see order.cc.
//   2. Columns: which slots learn from each other (columns.cc).
//   3. Models and predictors: which slots share a model, and what its values could be
//      coded as (predictors.cc).
//   4. Contexts: under what each model codes its values, and as which of these
//      (contexts.cc). Nothing may wait for itself (dependencies.h): the dearest models
//      choose first.
//
// Then what no model uses is dropped. Costs are estimates in bits.
//
// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/plan/plan.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "stream/record_lens/plan/columns.h"
#include "stream/record_lens/plan/contexts.h"
#include "stream/record_lens/plan/dependencies.h"
#include "stream/record_lens/plan/order.h"
#include "stream/record_lens/plan/predictors.h"
#include "stream/record_lens/plan/values.h"

namespace rondo::stream {
namespace {

// Dictionaries of numbers that no model uses need not be stored.
void KeepUsedNumbers(RecordData* data, RecordLayout* layout) {
  const auto class_of = [&](const RecordSlot& slot) {
    return layout->columns[slot.column].of_class;
  };
  std::vector<bool> used(layout->classes.size(), false);
  for (const RecordSlot& slot : layout->slots) {
    if (UsesDictionary(layout->models[slot.model].predictor)) used[class_of(slot)] = true;
  }
  for (size_t c = 0; c < layout->classes.size(); ++c) {
    RecordClass& value_class = layout->classes[c];
    if (!used[c]) value_class.size = 0;
    if (used[c] && !value_class.strings) {
      value_class.numbers = data->classes.classes[data->layout_classes[c]].values;
    }
  }
  if (std::find(used.begin(), used.end(), false) == used.end()) return;
  ForEachValue(*data, *layout, [&](uint32_t s, size_t at, uint32_t, uint32_t) {
    if (!used[class_of(layout->slots[s])]) data->classes.ranks[at] = kNoRank;
  });
}

// Starts of columns to which no difference is taken need not be stored.
void KeepUsedSeeds(RecordLayout* layout) {
  std::vector<bool> used(layout->columns.size(), false);
  for (const RecordSlot& slot : layout->slots) {
    const Predictor predictor = layout->models[slot.model].predictor;
    if (predictor == Predictor::kColumnDelta || predictor == Predictor::kColumnStride ||
        UsesRankDelta(predictor)) {
      used[slot.column] = true;
    }
  }
  for (size_t c = 0; c < used.size(); ++c) {
    if (!used[c]) layout->columns[c].seed = layout->columns[c].slope = 0;
  }
}

}  // namespace

RecordLayout PlanRecords(RecordData* data, const grammar::RecordFeatures& features) {
  data->sequence = PlanSequence(data->table, features.sequence_rules);
  RecordLayout layout = LayOutSlots(data);
  std::vector<bool> by_use(layout.classes.size(), false);
  if (features.first_use_ranks) by_use = OrderDictionaries(layout, data);
  PlanColumns(*data, by_use, &layout);
  std::optional<Dependencies> dependencies;
  const PredictorPlan predictors =
      PlanPredictors(*data, features, &layout, &dependencies);
  ChooseContexts(*data, predictors, features, &layout, &*dependencies);
  KeepUsedNumbers(data, &layout);
  KeepUsedSeeds(&layout);
  return layout;
}

}  // namespace rondo::stream
