// Tested by tests/apps/rondo/unpack_test.cc.
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/unpack.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

absl::Status ErrorOf(size_t result) {
  switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_frameParameter_windowTooLarge:
      return absl::ResourceExhaustedError(
          "zstd data needs more memory than is allowed (-M SIZE allows more)");
    case ZSTD_error_dictionary_wrong:
      return absl::DataLossError(
          "zstd data needs the dictionary that it was made with; expand it by zstd -D");
    default:
      return absl::DataLossError(absl::StrCat("zstd data: ", ZSTD_getErrorName(result)));
  }
}

}  // namespace

absl::Status UnpackZstd(Source& source, const DecodeOptions& options,
                        const TextSink& sink) {
  std::vector<uint8_t> in(kUnpackBufferBytes), out(kUnpackBufferBytes);
  const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                   ZSTD_freeDCtx);
  if (context == nullptr) return absl::ResourceExhaustedError("no memory for zstd data");
  // The window is nearly all that decoding takes.
  const uint64_t limit = options.memory_limit_bytes.value_or(UINT64_MAX);
  const int window = std::clamp<int>(std::bit_width(limit) - 1, 10, 31);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, window);
  size_t wanted = 0;  // 0: a frame has ended
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(in));
    if (count == 0) {
      return wanted == 0 ? absl::OkStatus()
                         : absl::DataLossError("zstd data ends too early");
    }
    ZSTD_inBuffer input = {in.data(), count, 0};
    ZSTD_outBuffer output = {};
    do {  // a full output may hide more
      output = {out.data(), out.size(), 0};
      wanted = ZSTD_decompressStream(context.get(), &output, &input);
      RONDO_ASSIGN_OR_RETURN(const bool more,
                             sink(AsText(std::span(out).first(output.pos))));
      if (!more) return absl::OkStatus();
      if (ZSTD_isError(wanted) != 0) return ErrorOf(wanted);
    } while (input.pos < input.size || (wanted != 0 && output.pos == output.size));
  }
}

}  // namespace rondo::app
