// Names of time zones, as logs have them behind a time.
//
// Thread rule: pure functions.
#ifndef RONDO_TIME_ZONE_NAME_H_
#define RONDO_TIME_ZONE_NAME_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace rondo::time {

// Of the names of zones; all have two letters or more.
inline constexpr size_t kMaxZoneName = 4;

// Minutes east of UTC of a name like "CET"; nothing if it is none. Of names with several
// meanings the one in docs/format/container.md, "Zones", counts. Cost: about 3 ns.
std::optional<int> ZoneMinutes(std::string_view name);

}  // namespace rondo::time

#endif  // RONDO_TIME_ZONE_NAME_H_
