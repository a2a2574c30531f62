// How many threads to use, and starting them, which can fail: there may be no memory for
// a stack, or no number left for one more task.
//
// Thread rule: any thread may start others.
#ifndef RONDO_BASE_THREAD_H_
#define RONDO_BASE_THREAD_H_

#include <functional>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rondo::base {

// kInvalidArgument unless 1 <= threads <= kMaxThreads.
absl::Status CheckThreads(int threads);

// As many threads as the hardware runs at once, within 1 .. kMaxThreads.
int HardwareThreads();

// Starts a thread that runs `body`. kResourceExhausted if the system gives none.
absl::StatusOr<std::thread> StartThread(std::function<void()> body);

// StartThread, or what tests put in its place.
using ThreadStarter =
    std::function<absl::StatusOr<std::thread>(std::function<void()> body)>;

}  // namespace rondo::base

#endif  // RONDO_BASE_THREAD_H_
