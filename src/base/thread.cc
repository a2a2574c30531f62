// Tested by tests/stream/pipeline/ordered_pipeline_test.cc.
#include "base/thread.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"

namespace rondo::base {

absl::Status CheckThreads(int threads) {
  if (threads >= 1 && threads <= kMaxThreads) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("number of threads is ", threads, ", expected 1 to ", kMaxThreads));
}

int HardwareThreads() {
  // 0 if it is not known.
  const unsigned threads = std::thread::hardware_concurrency();
  return static_cast<int>(std::clamp(threads, 1u, unsigned{kMaxThreads}));
}

absl::StatusOr<std::thread> StartThread(std::function<void()> body) {
  try {
    return std::thread(std::move(body));
  } catch (const std::system_error& error) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot start a thread: ", error.code().message()));
  }
}

}  // namespace rondo::base
