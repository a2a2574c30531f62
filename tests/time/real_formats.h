// Lines of real software and the instants that they name, by hand from the documentation
// of what writes them. Most are of 2024-03-04 10:02:03 on the clock of the log.
#ifndef RONDO_TESTS_TIME_REAL_FORMATS_H_
#define RONDO_TESTS_TIME_REAL_FORMATS_H_

#include <span>
#include <string_view>

namespace rondo::time {

struct RealFormat {
  std::string_view software;
  std::string_view line;
  // As RFC 3339 with the digits of the fraction that are no zeros at its end; without a
  // year "--03-04T10:02:03"; or "none".
  std::string_view time;
};

// By what writes them: systems and their services; network devices and servers; stores of
// data; languages, their libraries and what is made with them; lines without a time.
std::span<const RealFormat> FormatsOfSystems();
std::span<const RealFormat> FormatsOfServers();
std::span<const RealFormat> FormatsOfStores();
std::span<const RealFormat> FormatsOfPrograms();
// Spellings, spacings and contexts that differ a little from those.
std::span<const RealFormat> FormatsWithVariants();
std::span<const RealFormat> LinesWithoutTime();

}  // namespace rondo::time

#endif  // RONDO_TESTS_TIME_REAL_FORMATS_H_
