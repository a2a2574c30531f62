// A value that is made when somebody first needs it, once for all threads.
//
// Thread rule: thread-safe. Who comes while it is being made waits; afterwards a call is
// one load.
#ifndef RONDO_BASE_LAZY_H_
#define RONDO_BASE_LAZY_H_

#include <atomic>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"

namespace rondo::base {

template <typename T>
class Lazy {
 public:
  // `make` gives an absl::StatusOr<T>. If it fails, this and all later calls return its
  // error: it is not tried again.
  template <typename Make>
  absl::StatusOr<const T*> Get(const Make& make) {
    if (const T* const made = MadeOrNull(); made != nullptr) return made;
    const MutexLock lock(&mutex_);
    if (!error_.ok()) return error_;
    if (!value_.has_value()) {
      absl::StatusOr<T> value = make();
      if (!value.ok()) return error_ = std::move(value).status();
      value_.emplace(*std::move(value));
      made_.store(&*value_, std::memory_order_release);
    }
    return &*value_;
  }

  // Null as long as it is not made.
  const T* MadeOrNull() const { return made_.load(std::memory_order_acquire); }

 private:
  Mutex mutex_;
  absl::Status error_;      // guarded by mutex_
  std::optional<T> value_;  // guarded by mutex_ until made_ points at it
  std::atomic<const T*> made_ = nullptr;
};

}  // namespace rondo::base

#endif  // RONDO_BASE_LAZY_H_
