// Names are looked up in a sorted table, four letters to a number.
//
// Tested by tests/time/written_date_test.cc and tests/time/real_formats_test.cc.
#include "time/written_zone.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace rondo::time {
namespace {

constexpr int kMaxOffset = 14 * 60;  // minutes
constexpr size_t kMaxZoneName = 4;

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

// Nothing if it is no name of a zone.
std::optional<int> ZoneMinutes(std::string_view name) {
  if (name == "UTC") return 0;  // of most logs that name one
  if (name.size() > kMaxZoneName) return std::nullopt;
  const auto zone = std::ranges::lower_bound(kZones, Packed(name), {}, &Zone::packed);
  if (zone == std::end(kZones) || zone->packed != Packed(name)) return std::nullopt;
  return zone->east;
}

// "+01", "+0100", "-07:00"; "+3" behind a name; "+060", which are minutes, right behind
// a fraction.
std::optional<int> TakeOffset(TextCursor* text, bool named, bool behind_fraction) {
  const bool west = text->Peek() == '-';
  text->Skip(1);
  int minutes = 0;
  int rest = 0;
  switch (const size_t digits = text->Run(); digits) {
    case 1:
      if (!named) return std::nullopt;
      [[fallthrough]];
    case 2:
      minutes = 60 * text->Number(digits);
      if (text->Peek() == ':' && IsDigit(text->Peek(1))) {
        text->Skip(1);
        if (!text->TwoDigits(&rest)) return std::nullopt;
      }
      break;
    case 3:
      if (!behind_fraction) return std::nullopt;
      minutes = text->Number(3);
      break;
    case 4:
      minutes = 60 * text->Number(2);
      rest = text->Number(2);
      break;
    default:
      return std::nullopt;
  }
  // Other numbers are none of a zone.
  if (rest > 59) return std::nullopt;
  minutes += rest;
  if (minutes > kMaxOffset || minutes % 15 != 0 || IsWord(text->Peek()))
    return std::nullopt;
  if (IsOneOf(text->Peek(), ".:-/+") && IsDigit(text->Peek(1))) return std::nullopt;
  return west ? -minutes : minutes;
}

// "Z", "+0100", "CET", "GMT+3".
std::optional<int> TakeBareZone(TextCursor* text, bool behind_fraction) {
  const char first = text->Peek();
  if (first == '+' || first == '-') {
    return TakeOffset(text, /*named=*/false, behind_fraction);
  }
  if (first == 'Z' || first == 'z') {
    text->Skip(1);
    return IsWord(text->Peek()) ? std::nullopt : std::optional(0);
  }
  if (!IsCapital(first)) return std::nullopt;
  size_t letters = 1;
  while (letters <= kMaxZoneName && IsCapital(text->Peek(letters))) ++letters;
  if (letters == 1 || IsWord(text->Peek(letters))) return std::nullopt;
  const std::string_view name(text->at(), letters);
  const std::optional<int> minutes = ZoneMinutes(name);
  if (!minutes) return std::nullopt;
  text->Skip(letters);
  if (*minutes == 0) {
    TextCursor behind = *text;
    if (name == "GMT") behind.Take(' ');
    if (IsOneOf(behind.Peek(), "+-")) {
      if (const auto offset = TakeOffset(&behind, /*named=*/true, false)) {
        *text = behind;
        return offset;
      }
    }
  }
  const bool goes_on = IsOneOf(text->Peek(), "-./") && IsWord(text->Peek(1));
  return goes_on ? std::nullopt : minutes;
}

}  // namespace

std::optional<int> TakeZone(TextCursor* text, bool behind_fraction) {
  TextCursor zone = *text;
  const bool blank = zone.Take(' ');
  const bool bracket = zone.Take('(');
  const auto minutes = TakeBareZone(&zone, behind_fraction && !blank && !bracket);
  if (!minutes || (bracket && !zone.Take(')'))) return std::nullopt;
  *text = zone;
  return minutes;
}

}  // namespace rondo::time
