// What of a segment is lent by another one (model/lent.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_LENT_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_LENT_H_

#include <vector>

#include "grammar/templates/known.h"
#include "stream/record_lens/model/lent.h"
#include "stream/record_lens/model/tables.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

// The lent templates, for a segment to use where they fit.
std::vector<grammar::KnownTemplate> KnownTemplatesOf(const LentRecords& lent);

// Fills in what the tables know of what is lent, if that is worth it: if lent templates
// have a good part of the literals. Else tables->lent stays null. The layout must be
// there. Cost: linear in literals and strings.
void FindLent(const RecordData& data, const LentRecords& lent, RecordTables* tables);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_LENT_H_
