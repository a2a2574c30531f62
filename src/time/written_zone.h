// Time zones as logs write them behind a time. docs/format/container.md, "Zones".
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_WRITTEN_ZONE_H_
#define RONDO_TIME_WRITTEN_ZONE_H_

#include <optional>

#include "time/text_cursor.h"

namespace rondo::time {

// Takes the zone ahead, maybe after a space or in parentheses: its minutes east of UTC.
// If there is none, nothing is taken. `behind_fraction`: a fraction of a second ends
// here.
std::optional<int> TakeZone(TextCursor* text, bool behind_fraction);

}  // namespace rondo::time

#endif  // RONDO_TIME_WRITTEN_ZONE_H_
