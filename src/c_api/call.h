// How calls of C end: a code, and a message for the thread that called.
#ifndef RONDO_C_API_CALL_H_
#define RONDO_C_API_CALL_H_

#include <cstddef>
#include <cstring>
#include <new>

#include "absl/status/status.h"
#include "rondo/c/rondo.h"

namespace rondo::c_api {

// The status that a callback's wish to stop becomes on its way through the library.
absl::Status Stopped();

// Notes the message of what failed. Ok: RONDO_OK, and the last message stays.
rondo_code Report(const absl::Status& status);

// Runs a call's work; nothing is thrown out of it.
template <typename Work>
rondo_code Call(const Work& work) {
  try {
    return Report(work());
  } catch (const std::bad_alloc&) {
    return Report(absl::ResourceExhaustedError("out of memory"));
  } catch (...) {
    return Report(absl::InternalError("an exception"));
  }
}

// The options of a caller who may know a smaller structure than this library, or a larger
// one: what the caller does not know has its default.
template <typename Options>
Options Known(const Options* given, void (*init)(Options*)) {
  Options options;
  init(&options);
  if (given != nullptr) {
    const size_t size =
        given->struct_size < sizeof options ? given->struct_size : sizeof options;
    std::memcpy(&options, given, size);
  }
  return options;
}

}  // namespace rondo::c_api

#endif  // RONDO_C_API_CALL_H_
