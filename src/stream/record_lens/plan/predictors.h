// Which slots share a model, and what each model could code its values as: the predictors
// that cost least without contexts. A step of the planner (plan.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_PREDICTORS_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_PREDICTORS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "grammar/templates/features.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/plan/dependencies.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

// A predictor and its estimated bits for all values of a model.
struct Finalist {
  Predictor predictor = Predictor::kRaw;
  double bits = 0;    // without contexts
  double beside = 0;  // of these, not in the first tokens
};

struct ModelPlan {
  uint32_t values = 0;
  bool strings = false;
  bool times = false;     // some slot holds times, which have no cache
  bool is_alone = false;  // asks no other slots: too few values, or of many columns
  // At most one each of: the best difference (of numbers, first), kDictionary,
  // kRankDelta, the best with a cache. Never empty.
  std::vector<Finalist> finalists;

  // The first that costs least without contexts.
  const Finalist& Best() const;
};

struct PredictorPlan {
  std::vector<ModelPlan> models;
  std::vector<bool> in_cache;  // by model: takes part in the cache of its class
  // By value: its place in that cache, or kMissToken.
  std::vector<uint8_t> places;
  std::vector<uint32_t> by_cost;  // models, the dearest without contexts first
};

// Sets the model of each slot of the layout, of which all but the models is there.
// *dependencies gets the differences within lines.
// Cost: 40 to 220 ns a value; a byte a value and 16 KiB a model.
PredictorPlan PlanPredictors(const RecordData& data,
                             const grammar::RecordFeatures& features,
                             RecordLayout* layout,
                             std::optional<Dependencies>* dependencies);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_PREDICTORS_H_
