// A lock, where there are threads: a decoder that is built without them (WebAssembly) has
// nobody to wait for.
#ifndef RONDO_BASE_MUTEX_H_
#define RONDO_BASE_MUTEX_H_

#if defined(__wasm__) && !defined(_REENTRANT)

namespace rondo::base {

class Mutex {};

class MutexLock {
 public:
  explicit MutexLock(Mutex*) {}
};

}  // namespace rondo::base

#else

#include <mutex>

namespace rondo::base {

using Mutex = std::mutex;

class MutexLock {
 public:
  explicit MutexLock(Mutex* mutex) : lock_(*mutex) {}

 private:
  std::lock_guard<std::mutex> lock_;
};

}  // namespace rondo::base

#endif

#endif  // RONDO_BASE_MUTEX_H_
