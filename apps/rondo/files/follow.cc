#include "apps/rondo/files/follow.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"
#include "rondo/live.h"

namespace rondo::app {
namespace {

// Three stat(2) calls each time: some hundredths of a percent of a core.
constexpr int kPauseMilliseconds = 20;

// Waits, or notices that nobody reads any more: a log that is still would never say so by
// a write that fails.
absl::Status PauseWhileRead() {
  pollfd out = {.fd = STDOUT_FILENO, .events = 0, .revents = 0};
  if (::poll(&out, 1, kPauseMilliseconds) <= 0) return absl::OkStatus();
  const bool gone = (out.revents & (POLLERR | POLLHUP)) != 0;
  return gone ? IoError("cannot write", EPIPE) : absl::OkStatus();
}

}  // namespace

absl::Status Follow(const std::string& file, uint64_t offset, const ByteSink& sink,
                    FdWriter& out) {
  RONDO_RETURN_IF_ERROR(out.Flush());
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<LogFollower> log,
                         LogFollower::Open(file, offset));
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const bool more, log->Next(sink));
    RONDO_RETURN_IF_ERROR(out.Flush());
    if (!more) RONDO_RETURN_IF_ERROR(PauseWhileRead());
  }
}

}  // namespace rondo::app
