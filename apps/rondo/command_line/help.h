// The help pages, made from the table of options.
#ifndef RONDO_APPS_RONDO_COMMAND_LINE_HELP_H_
#define RONDO_APPS_RONDO_COMMAND_LINE_HELP_H_

#include <string>

#include "apps/rondo/command_line/command.h"

namespace rondo::app {

std::string HelpPage(Face face);
std::string VersionLine();

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_COMMAND_LINE_HELP_H_
