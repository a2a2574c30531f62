// Which files grep searches: those that were named, and those in folders.
#ifndef RONDO_APPS_RONDO_VERBS_GREP_FILES_H_
#define RONDO_APPS_RONDO_VERBS_GREP_FILES_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "apps/rondo/command_line/command.h"

namespace rondo::app {

struct GrepFile {
  std::string path;        // kStandardStream is standard input
  bool in_folder = false;  // nobody named it
};

// Calls use(file) for each file, in the order they were named, and by name in folders.
// Its errors, and those of folders, are given to report(path, status). A closed pipe ends
// it.
void ForEachGrepFile(
    const Command& command, const std::function<absl::Status(const GrepFile&)>& use,
    const std::function<void(const std::string& path, const absl::Status&)>& report);

// Whether names are shown unless -h says no: there may be several files.
bool ShowsNames(const Command& command);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_VERBS_GREP_FILES_H_
