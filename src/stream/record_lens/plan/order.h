// Orders the dictionaries of strings: by falling count, as they come, or by first use.
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_ORDER_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_ORDER_H_

#include <vector>

#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

// Reorders, in data->classes, the classes that cost less by first use; ranks follow.
// Returns, by class of the layout, whether it did. Needs of the layout: slots, columns,
// classes. Cost: about 60 ns a string value; 8 bytes each.
std::vector<bool> OrderDictionaries(const RecordLayout& layout, RecordData* data);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_ORDER_H_
