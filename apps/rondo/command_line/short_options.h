// Short options as getopt reads them: several behind one dash, the last of them maybe
// with its value, and counts that are options of their own.
//
//   -qn3   -qn 3   -q -n -3   -ie -pattern   -9k   -5   -5c   (tail) +5
#ifndef RONDO_APPS_RONDO_COMMAND_LINE_SHORT_OPTIONS_H_
#define RONDO_APPS_RONDO_COMMAND_LINE_SHORT_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "apps/rondo/command_line/command.h"

namespace rondo::app {

struct TypedOption {
  std::string name;   // the long one; "-X" if the face knows no letter X
  std::string token;  // as it was typed
  std::optional<std::string> value;
};

// Takes from the front of `arguments`, which are not empty, a cluster of short options,
// or a long one whose value is the next argument, whatever that looks like. Empty: there
// is none, and nothing was taken. An option at the end may lack its value.
std::vector<TypedOption> TakeOptions(Face face, std::vector<std::string>* arguments);

// The count of lines or bytes that other tails take as their first argument: +5, +5c. It
// becomes an option.
void SpellOutPlace(Face face, std::vector<std::string>* arguments);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_COMMAND_LINE_SHORT_OPTIONS_H_
