// The times that are asked for, of a file in a folder that may say how its logs write
// theirs.
#ifndef RONDO_APPS_RONDO_COMMAND_LINE_FOLDER_TIMES_H_
#define RONDO_APPS_RONDO_COMMAND_LINE_FOLDER_TIMES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "rondo/time.h"

namespace rondo::app {

// The file that holds, one a line, what options say otherwise: `time-format = LETTERS`,
// and so time-key, date-order, tz and year. Lines that start with "#" say nothing.
inline constexpr char kFolderTimes[] = ".rondo-times";

// Command::times for `file`, maybe kStandardStream, with what its folder says and the
// command does not. UsageError: the folder says something else.
absl::StatusOr<TimeSet> TimesOfFile(const Command& command, const std::string& file,
                                    std::optional<int64_t> modified);

// Lets options say how the lines of `file` write their times, as its folder does, if they
// say nothing yet. Errors as above.
absl::Status SayFolderTimes(const std::string& file, EncodeOptions* options);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_COMMAND_LINE_FOLDER_TIMES_H_
