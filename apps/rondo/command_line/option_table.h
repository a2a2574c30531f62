// The one table of options: the parser and every help page are made from it.
#ifndef RONDO_APPS_RONDO_COMMAND_LINE_OPTION_TABLE_H_
#define RONDO_APPS_RONDO_COMMAND_LINE_OPTION_TABLE_H_

#include <cstdint>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "apps/rondo/command_line/command.h"

namespace rondo::app {

constexpr uint32_t Bit(Face face) { return uint32_t{1} << static_cast<int>(face); }

struct OptionRow {
  const char* name;             // the long name, without dashes
  char letter = 0;              // the short name; 0 if there is none
  char also = 0;                // another short name, which the help only mentions
  const char* value = nullptr;  // what the value is called in help; nullptr for a flag
  const char* choices =
      nullptr;       // what it may be, with blanks between; nullptr: anything
  uint32_t faces;    // the faces that know the option, one Bit each
  const char* help;  // one sentence without a full stop; "\n" starts a new line
  // Notes the option in the command. `value` is empty for flags.
  absl::Status (*apply)(const std::string& value, Command* command);

  bool KnownTo(Face face) const { return (faces & Bit(face)) != 0; }
};

// In the order of the help pages.
std::span<const OptionRow> OptionTable();

// The row for the level; -1 .. -9 are short forms of it.
inline constexpr char kLevelOption[] = "level";

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_COMMAND_LINE_OPTION_TABLE_H_
