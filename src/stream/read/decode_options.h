// What every reading call asks of its options.
#ifndef RONDO_STREAM_READ_DECODE_OPTIONS_H_
#define RONDO_STREAM_READ_DECODE_OPTIONS_H_

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "rondo/reader.h"

namespace rondo::stream {

// kInvalidArgument for a number of threads out of range.
inline absl::Status CheckDecodeOptions(const DecodeOptions& options) {
  if (options.threads >= 1 && options.threads <= base::kMaxThreads)
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("number of threads is ", options.threads,
                                                 ", expected 1 to ", base::kMaxThreads));
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_DECODE_OPTIONS_H_
