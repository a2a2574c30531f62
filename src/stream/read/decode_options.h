// What every reading call asks of its options.
#ifndef RONDO_STREAM_READ_DECODE_OPTIONS_H_
#define RONDO_STREAM_READ_DECODE_OPTIONS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "rondo/reader.h"

namespace rondo::stream {

// DecodeOptions that were looked at.
struct CheckedOptions {
  int threads = 1;  // 1 .. kMaxThreads
  uint64_t memory_limit_bytes = UINT64_MAX;
};

// kInvalidArgument for a number of threads out of range.
inline absl::StatusOr<CheckedOptions> CheckOptions(const DecodeOptions& options) {
  if (options.threads < 1 || options.threads > base::kMaxThreads) {
    return absl::InvalidArgumentError(absl::StrCat(
        "number of threads is ", options.threads, ", expected 1 to ", base::kMaxThreads));
  }
  return CheckedOptions{options.threads, options.memory_limit_bytes.value_or(UINT64_MAX)};
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_DECODE_OPTIONS_H_
