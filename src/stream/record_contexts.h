// Which context, and which of its finalists, each model takes. A step of the planner
// (record_plan.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_CONTEXTS_H_
#define RONDO_STREAM_RECORD_CONTEXTS_H_

#include "grammar/record_features.h"
#include "stream/record_layout.h"
#include "stream/record_predictors.h"
#include "stream/record_walk.h"

namespace rondo::stream {

// Fills in the models of the layout, that of the sequence last; their clusters stay 0.
// Cost: 130 to 580 ns a value, about 1 ms for a model of many; 16 bytes a value.
void ChooseContexts(const RecordData& data, const PredictorPlan& plan,
                    const grammar::RecordFeatures& features, RecordLayout* layout);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_CONTEXTS_H_
