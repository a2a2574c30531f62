// The program's errors and its exit codes: 0 good, 1 the data is bad, 2 usage or I/O.
#ifndef RONDO_APPS_RONDO_TEXT_ERRORS_H_
#define RONDO_APPS_RONDO_TEXT_ERRORS_H_

#include <string>

#include "absl/status/status.h"

namespace rondo::app {

inline constexpr int kExitGood = 0;
inline constexpr int kExitData = 1;
inline constexpr int kExitUsage = 2;

// The user asked for something that cannot be: exit code 2.
absl::Status UsageError(const std::string& message);

// A system call failed with `error` (an errno value): exit code 2. A closed pipe is no
// error to speak of: nobody reads on, so the work ends quietly (see IsClosedPipe).
absl::Status IoError(const std::string& action, int error);

bool IsClosedPipe(const absl::Status& status);

int ExitCode(const absl::Status& status);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_TEXT_ERRORS_H_
