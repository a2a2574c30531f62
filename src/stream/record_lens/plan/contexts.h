// Which context, and which of its finalists, each model takes. A step of the planner
// (plan.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_CONTEXTS_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_CONTEXTS_H_

#include "grammar/templates/features.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/plan/dependencies.h"
#include "stream/record_lens/plan/predictors.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

// Fills in the models of the layout, that of the sequence last; their clusters stay 0.
// `dependencies`: with the differences within lines.
// Cost: 130 to 580 ns a value, about 1 ms for a model of many; 16 bytes a value.
void ChooseContexts(const RecordData& data, const PredictorPlan& plan,
                    const grammar::RecordFeatures& features, RecordLayout* layout,
                    Dependencies* dependencies);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_CONTEXTS_H_
