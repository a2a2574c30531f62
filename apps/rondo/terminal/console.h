// What the program says to people: results on standard output, the rest on standard
// error.
#ifndef RONDO_APPS_RONDO_TERMINAL_CONSOLE_H_
#define RONDO_APPS_RONDO_TERMINAL_CONSOLE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "apps/rondo/command_line/command.h"

namespace rondo::app {

// Writes `text` to standard output. Errors: IoError.
absl::Status Print(const std::string& text);

// Prints "rondo: NAME: message"; without NAME if it is empty or the message has it.
void PrintError(const std::string& name, const absl::Status& status);

// Prints "NAME: text": figures, or a warning that changes no exit code.
void PrintNote(const std::string& name, const std::string& text);

// Whether standard output is a terminal that has colours, and NO_COLOR (no-color.org) is
// not set.
bool ShowsColor();

// Shows `text` on a terminal by the pager: $RONDO_PAGER, or $PAGER, or less if that is
// installed; else, and where no terminal is, by Print. Errors: IoError.
absl::Status PrintByPager(const std::string& text);

// How a source is called in messages.
std::string DisplayName(const std::string& file);

// Runs `work` on each file of the command; an error is printed and the next file follows,
// but after a closed pipe nothing does. Returns the highest exit code.
int ForEachFile(const Command& command,
                const std::function<absl::Status(const std::string& file)>& work);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_TERMINAL_CONSOLE_H_
