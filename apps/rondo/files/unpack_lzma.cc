// Tested by tests/apps/rondo/unpack_test.cc.
#include <lzma.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/unpack.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

absl::Status ErrorOf(lzma_ret result, const lzma_stream& stream) {
  switch (result) {
    case LZMA_MEMLIMIT_ERROR:
      return absl::ResourceExhaustedError(
          absl::StrCat("xz data needs ", lzma_memusage(&stream) >> 20,
                       " MiB of memory, more than is allowed (-M SIZE allows more)"));
    case LZMA_MEM_ERROR:
      return absl::ResourceExhaustedError("no memory for xz data");
    case LZMA_BUF_ERROR:
      return absl::DataLossError("xz data ends too early");
    case LZMA_OPTIONS_ERROR:
      return absl::DataLossError("xz data has options that this version cannot read");
    default:
      return absl::DataLossError("xz data is damaged");
  }
}

}  // namespace

absl::Status UnpackLzma(Source& source, const DecodeOptions& options,
                        const TextSink& sink) {
  std::vector<uint8_t> in(kUnpackBufferBytes), out(kUnpackBufferBytes);
  lzma_stream stream = LZMA_STREAM_INIT;
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> owner(&stream, lzma_end);
  // A dictionary may claim 4 GiB.
  const uint64_t limit = options.memory_limit_bytes.value_or(kDefaultMemoryLimitBytes);
  RONDO_ASSIGN_OR_RETURN(const auto first, source.Peek(1));
  // Only the decoder that is for .lz alone leaves what follows the last member, as lzip
  // does; xz takes it for damage.
  const bool is_lzip = !first.empty() && first[0] == 'L';
  lzma_ret result = is_lzip ? lzma_lzip_decoder(&stream, limit, LZMA_CONCATENATED)
                            : lzma_auto_decoder(&stream, limit, LZMA_CONCATENATED);
  lzma_action action = LZMA_RUN;
  while (result == LZMA_OK) {
    if (stream.avail_in == 0 && action == LZMA_RUN) {
      RONDO_ASSIGN_OR_RETURN(stream.avail_in, source.Read(in));
      stream.next_in = in.data();
      if (stream.avail_in == 0) action = LZMA_FINISH;
    }
    stream.next_out = out.data();
    stream.avail_out = out.size();
    result = lzma_code(&stream, action);
    const auto text = std::span(out).first(out.size() - stream.avail_out);
    RONDO_ASSIGN_OR_RETURN(const bool more, sink(AsText(text)));
    if (!more) return absl::OkStatus();
  }
  return result == LZMA_STREAM_END ? absl::OkStatus() : ErrorOf(result, stream);
}

}  // namespace rondo::app
