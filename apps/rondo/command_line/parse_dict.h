// What is typed of dictionaries and ZIPFS files.
#ifndef RONDO_APPS_RONDO_COMMAND_LINE_PARSE_DICT_H_
#define RONDO_APPS_RONDO_COMMAND_LINE_PARSE_DICT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "apps/rondo/command_line/command.h"

namespace rondo::app {

// What dict can do.
std::vector<std::string> DictActionNames();

// Of dict: its first argument is what to do, and leaves the files. Errors: UsageError.
absl::Status TakeDictAction(Command* command);

// Whether the options of dict go with what it does. Errors: UsageError.
absl::Status CheckDict(const Command& command);

// Whether those of ZIPFS files go together, whatever the verb. Errors: UsageError.
absl::Status CheckZipfs(const Command& command);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_COMMAND_LINE_PARSE_DICT_H_
