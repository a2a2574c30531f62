// Names of zones as `date`, PostgreSQL and Java write them. Of names with more than one
// meaning the one of most people who run servers counts: BST is Britain's summer, CST,
// EST, MST and AST are America's, IST is India's. docs/format/container.md lists them.
#include "time/written_time.h"

namespace rondo::time {
namespace {

struct Zone {
  std::string_view name;
  int minutes;  // east of UTC
};

constexpr Zone kZones[] = {
    {"UTC", 0},     {"GMT", 0},    {"UCT", 0},    {"WET", 0},    {"WEST", 60},
    {"BST", 60},    {"CET", 60},   {"MET", 60},   {"WAT", 60},   {"CEST", 120},
    {"MEST", 120},  {"EET", 120},  {"CAT", 120},  {"SAST", 120}, {"EEST", 180},
    {"MSK", 180},   {"EAT", 180},  {"MSD", 240},  {"PKT", 300},  {"IST", 330},
    {"NPT", 345},   {"ICT", 420},  {"WIB", 420},  {"HKT", 480},  {"SGT", 480},
    {"PHT", 480},   {"AWST", 480}, {"JST", 540},  {"KST", 540},  {"ACST", 570},
    {"AEST", 600},  {"ACDT", 630}, {"AEDT", 660}, {"NZST", 720}, {"NZDT", 780},
    {"NDT", -150},  {"ADT", -180}, {"BRT", -180}, {"NST", -210}, {"AST", -240},
    {"EDT", -240},  {"CLT", -240}, {"EST", -300}, {"CDT", -300}, {"CST", -360},
    {"MDT", -360},  {"MST", -420}, {"PDT", -420}, {"PST", -480}, {"AKDT", -480},
    {"AKST", -540}, {"HST", -600},
};

}  // namespace

std::optional<int> NamedZone(std::string_view name) {
  for (const Zone& zone : kZones) {
    if (zone.name == name) return zone.minutes * 60;
  }
  return std::nullopt;
}

}  // namespace rondo::time
