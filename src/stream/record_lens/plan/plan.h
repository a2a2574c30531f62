// Decides how the slots of a segment are coded: which slots share a model, and for each
// model the predictor and the context that cost least.
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_PLAN_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_PLAN_H_

#include "grammar/templates/features.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

// Fills in data->sequence and data->layout_classes and makes the layout without clusters
// and histograms.
// Cost: 200 to 900 ns a value; 17 bytes a value and 16 KiB a model, of which large segments
// of logs have some 5,000.
RecordLayout PlanRecords(RecordData* data, const grammar::RecordFeatures& features);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_PLAN_H_
