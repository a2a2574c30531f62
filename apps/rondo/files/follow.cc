#include "apps/rondo/files/follow.h"

#include <chrono>
#include <memory>
#include <thread>

#include "base/status_macros.h"
#include "rondo/live.h"

namespace rondo::app {
namespace {

// Three stat(2) calls each time: some hundredths of a percent of a core.
constexpr std::chrono::milliseconds kPause(20);

}  // namespace

absl::Status Follow(const std::string& file, uint64_t offset, FdWriter& out) {
  RONDO_RETURN_IF_ERROR(out.Flush());
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<LogFollower> log,
                         LogFollower::Open(file, offset));
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(
        const bool more,
        log->Next([&](std::span<const uint8_t> bytes) { return out.Write(bytes); }));
    RONDO_RETURN_IF_ERROR(out.Flush());
    if (!more) std::this_thread::sleep_for(kPause);
  }
}

}  // namespace rondo::app
