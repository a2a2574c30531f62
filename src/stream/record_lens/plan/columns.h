// Lays out the slots of a segment: which column each of them belongs to, and where
// columns start. A step of the planner (plan.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_COLUMNS_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_COLUMNS_H_

#include <vector>

#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

// A layout of the templates of data->sequence with slots, columns and classes numbered in
// the order of their first use. Fills in data->layout_classes.
// Cost: linear in the slots.
RecordLayout LayOutSlots(RecordData* data);

// Gives slots that fare better alone a column of their own, and sets what stands for the
// last value of each column at the start of a block. `by_use`: see OrderDictionaries.
// Cost: 10 to 30 ns a value.
void PlanColumns(const RecordData& data, const std::vector<bool>& by_use,
                 RecordLayout* layout);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_COLUMNS_H_
