// Tested by tests/apps/rondo/unpack_test.cc.
#include <bzlib.h>

#include <memory>
#include <vector>

#include "apps/rondo/files/unpack.h"
#include "base/status_macros.h"

namespace rondo::app {

absl::Status UnpackBzip2(Source& source, const TextSink& sink) {
  std::vector<uint8_t> in(kUnpackBufferBytes), out(kUnpackBufferBytes);
  bz_stream stream = {};
  const auto start = [&] {
    return BZ2_bzDecompressInit(&stream, /*verbosity=*/0, /*small=*/0) == BZ_OK
               ? absl::OkStatus()
               : absl::ResourceExhaustedError("no memory for bzip2 data");
  };
  RONDO_RETURN_IF_ERROR(start());
  const std::unique_ptr<bz_stream, void (*)(bz_stream*)> owner(
      &stream, [](bz_stream* owned) { BZ2_bzDecompressEnd(owned); });
  bool is_first = true;  // of the streams
  bool between = false;  // one has ended; another may follow
  for (;;) {
    if (stream.avail_in == 0) {
      RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(in));
      stream.next_in = reinterpret_cast<char*>(in.data());
      stream.avail_in = static_cast<unsigned>(count);
    }
    if (stream.avail_in == 0) {
      return between ? absl::OkStatus()
                     : absl::DataLossError("bzip2 data ends too early");
    }
    if (between) {
      char* const next_in = stream.next_in;
      const unsigned avail_in = stream.avail_in;
      BZ2_bzDecompressEnd(&stream);
      stream = {};
      stream.next_in = next_in;
      stream.avail_in = avail_in;
      RONDO_RETURN_IF_ERROR(start());
      between = false;
    }
    stream.next_out = reinterpret_cast<char*>(out.data());
    stream.avail_out = static_cast<unsigned>(out.size());
    const int result = BZ2_bzDecompress(&stream);
    const auto text = std::span(out).first(out.size() - stream.avail_out);
    RONDO_ASSIGN_OR_RETURN(const bool more, sink(AsText(text)));
    if (!more) return absl::OkStatus();
    // What is no stream behind the last one is left alone, as bzip2 leaves it.
    if (result == BZ_DATA_ERROR_MAGIC && !is_first) return absl::OkStatus();
    if (result == BZ_MEM_ERROR) {
      return absl::ResourceExhaustedError("no memory for bzip2 data");
    }
    if (result != BZ_OK && result != BZ_STREAM_END) {
      return absl::DataLossError("bzip2 data is damaged");
    }
    between = result == BZ_STREAM_END;
    is_first = is_first && !between;
  }
}

}  // namespace rondo::app
