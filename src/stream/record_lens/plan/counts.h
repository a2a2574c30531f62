// Decides which counts the tables tell. A step of the planner (plan.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_COUNTS_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_COUNTS_H_

#include <cstdint>

#include "stream/record_lens/model/counts.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

// Tells what takes about `budget_bytes` at most: the lines of templates if there is room
// for all, then the slots that take least for each of their lines.
// Cost: if templates have room, about 3 ns a value and 30 ns a string; 32 bytes for each string of each slot.
RecordCounts FindCounts(const RecordData& data, const RecordLayout& layout,
                        uint64_t budget_bytes);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_COUNTS_H_
