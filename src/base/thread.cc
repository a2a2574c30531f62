// Tested by tests/stream/pipeline/ordered_pipeline_test.cc.
#include "base/thread.h"

#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rondo::base {

absl::StatusOr<std::thread> StartThread(std::function<void()> body) {
  try {
    return std::thread(std::move(body));
  } catch (const std::system_error& error) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot start a thread: ", error.code().message()));
  }
}

}  // namespace rondo::base
