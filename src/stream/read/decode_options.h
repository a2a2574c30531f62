// What every reading call asks of its options.
#ifndef RONDO_STREAM_READ_DECODE_OPTIONS_H_
#define RONDO_STREAM_READ_DECODE_OPTIONS_H_

#include <algorithm>
#include <cstdint>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "base/thread.h"
#include "rondo/reader.h"

namespace rondo::stream {

// Stands for no limit on memory: more than there is, and shares of it add up without
// overflow.
inline constexpr uint64_t kNoLimitBytes = uint64_t{1} << 48;

// DecodeOptions that were looked at.
struct CheckedOptions {
  int threads = 1;                              // 1 .. kMaxThreads
  uint64_t memory_limit_bytes = kNoLimitBytes;  // <= kNoLimitBytes
  DictionaryFinder find_dictionary;             // may be null
};

// kInvalidArgument for a number of threads out of range.
inline absl::StatusOr<CheckedOptions> CheckOptions(const DecodeOptions& options) {
  RONDO_RETURN_IF_ERROR(base::CheckThreads(options.threads));
  return CheckedOptions{
      options.threads,
      std::min(options.memory_limit_bytes.value_or(kNoLimitBytes), kNoLimitBytes),
      options.find_dictionary};
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_DECODE_OPTIONS_H_
