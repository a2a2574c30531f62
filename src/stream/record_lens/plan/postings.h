// Decides which postings the tables tell. A step of the planner (plan.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_POSTINGS_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_POSTINGS_H_

#include <cstdint>

#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/model/postings.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

// Tells what takes about `budget_bytes` at most: the templates, then the smallest
// classes.
// Cost: about 3 ns a value; 17 bytes a thing.
RecordPostings FindPostings(const RecordData& data, const RecordLayout& layout,
                            uint64_t budget_bytes);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_POSTINGS_H_
