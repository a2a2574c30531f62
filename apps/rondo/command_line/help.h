// The help pages, made from the table of options.
#ifndef RONDO_APPS_RONDO_COMMAND_LINE_HELP_H_
#define RONDO_APPS_RONDO_COMMAND_LINE_HELP_H_

#include <string>

#include "apps/rondo/command_line/command.h"

namespace rondo::app {

// What stands before the options, and behind them.
struct HelpText {
  std::string head;
  std::string tail;
};
HelpText HelpOf(Face face);

// All of it, with the options.
std::string HelpPage(Face face);

// "rondo 1.2.3", without a newline.
std::string VersionText();

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_COMMAND_LINE_HELP_H_
