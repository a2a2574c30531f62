// From argv to a Command.
#ifndef RONDO_APPS_RONDO_COMMAND_LINE_PARSE_H_
#define RONDO_APPS_RONDO_COMMAND_LINE_PARSE_H_

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"

namespace rondo::app {

struct VerbName {
  const char* name;
  Face face;
  Verb verb;
};

// In the order of the help.
std::span<const VerbName> VerbNames();

// `program` is argv[0]: under the name unrondo the program decodes, under rondocat it
// decodes to standard output. If the first argument is a verb, the rest are options and
// files of that verb; else gzip's options hold. A file named like a verb is given as
// ./stat, or after --. A first argument that is nearly a verb, and no file, is refused.
//
// Errors are about usage: exit code 2, whatever their code.
absl::StatusOr<Command> ParseCommand(const std::string& program,
                                     const std::vector<std::string>& arguments);

// The command that prints the help page for these arguments.
std::string HelpCommand(const std::vector<std::string>& arguments);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_COMMAND_LINE_PARSE_H_
