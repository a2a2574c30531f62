// A sorted table of names, four letters to a number. Tested by
// tests/time/written_date_test.cc.
#include "time/zone_name.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace rondo::time {
namespace {

constexpr uint32_t Packed(std::string_view name) {
  uint32_t packed = 0;
  for (size_t i = 0; i < kMaxZoneName; ++i) {
    packed = packed << 8 | (i < name.size() ? static_cast<uint8_t>(name[i]) : 0);
  }
  return packed;
}

struct Zone {
  constexpr Zone(std::string_view name, int hours, int minutes = 0)
      : packed(Packed(name)), east(hours * 60 + minutes) {}
  uint32_t packed;
  int east;
};

constexpr Zone kZones[] = {
    {"ACDT", 10, 30}, {"ACST", 9, 30},  {"ADT", -3},    {"AEDT", 11},     {"AEST", 10},
    {"AKDT", -8},     {"AKST", -9},     {"AST", -4},    {"AWST", 8},      {"BRST", -2},
    {"BRT", -3},      {"BST", 1},       {"CAT", 2},     {"CDT", -5},      {"CEST", 2},
    {"CET", 1},       {"CST", -6},      {"EAT", 3},     {"EDT", -4},      {"EEST", 3},
    {"EET", 2},       {"EST", -5},      {"GMT", 0},     {"HKT", 8},       {"HST", -10},
    {"ICT", 7},       {"IDT", 3},       {"IST", 5, 30}, {"JST", 9},       {"KST", 9},
    {"MDT", -6},      {"MESZ", 2},      {"MEZ", 1},     {"MSD", 4},       {"MSK", 3},
    {"MST", -7},      {"NDT", -2, -30}, {"NPT", 5, 45}, {"NST", -3, -30}, {"NZDT", 13},
    {"NZST", 12},     {"PDT", -7},      {"PHT", 8},     {"PKT", 5},       {"PST", -8},
    {"SAST", 2},      {"SGT", 8},       {"TRT", 3},     {"UCT", 0},       {"UTC", 0},
    {"WAT", 1},       {"WEST", 1},      {"WET", 0},     {"WIB", 7},
};
static_assert(std::ranges::is_sorted(kZones, {}, &Zone::packed));

}  // namespace

std::optional<int> ZoneMinutes(std::string_view name) {
  if (name.size() > kMaxZoneName) return std::nullopt;
  const auto zone = std::ranges::lower_bound(kZones, Packed(name), {}, &Zone::packed);
  if (zone == std::end(kZones) || zone->packed != Packed(name)) return std::nullopt;
  return zone->east;
}

}  // namespace rondo::time
