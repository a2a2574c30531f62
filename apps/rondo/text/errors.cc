#include "apps/rondo/text/errors.h"

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace rondo::app {

absl::Status UsageError(const std::string& message) {
  return absl::FailedPreconditionError(message);
}

absl::Status IoError(const std::string& action, int error) {
  if (error == EPIPE) return absl::CancelledError("closed pipe");
  return absl::UnavailableError(absl::StrCat(action, ": ", std::strerror(error)));
}

bool IsClosedPipe(const absl::Status& status) { return absl::IsCancelled(status); }

int ExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:  // a closed pipe
      return kExitGood;
    case absl::StatusCode::kInvalidArgument:  // not a score
    case absl::StatusCode::kUnimplemented:    // a score from the future
    case absl::StatusCode::kDataLoss:
      return kExitData;
    default:
      return kExitUsage;
  }
}

}  // namespace rondo::app
