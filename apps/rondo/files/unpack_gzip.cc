// Tested by tests/apps/rondo/unpack_test.cc.
#include <zlib.h>

#include <memory>
#include <vector>

#include "apps/rondo/files/unpack.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

// What follows the last member: zeros fill the blocks of tapes; gzip warns of anything
// else, and so ends with 2.
absl::Status CheckBehindLast(Source& source, std::span<const uint8_t> read,
                             std::vector<uint8_t>& buffer) {
  while (!read.empty()) {
    for (const uint8_t byte : read) {
      if (byte != 0)
        return absl::DataLossError("gzip data is followed by something else");
    }
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    read = std::span(buffer).first(count);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status UnpackGzip(Source& source, const TextSink& sink) {
  std::vector<uint8_t> in(kUnpackBufferBytes), out(kUnpackBufferBytes);
  z_stream stream = {};
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) {
    return absl::ResourceExhaustedError("no memory to read gzip data");
  }
  const std::unique_ptr<z_stream, void (*)(z_stream*)> owner(
      &stream, [](z_stream* owned) { inflateEnd(owned); });
  bool between = false;  // a member has ended; another may follow
  for (;;) {
    if (stream.avail_in == 0) {
      RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(in));
      stream.next_in = in.data();
      stream.avail_in = static_cast<uInt>(count);
    }
    if (stream.avail_in == 0) {
      return between ? absl::OkStatus() : absl::DataLossError("gzip data ends too early");
    }
    if (between) {
      constexpr uint8_t kFirstByte = 0x1f;
      if (*stream.next_in != kFirstByte) {
        return CheckBehindLast(source, std::span(stream.next_in, stream.avail_in), in);
      }
      inflateReset(&stream);
      between = false;
    }
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    const auto text = std::span(out).first(out.size() - stream.avail_out);
    RONDO_ASSIGN_OR_RETURN(const bool more, sink(AsText(text)));
    if (!more) return absl::OkStatus();
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      return absl::DataLossError("gzip data is damaged");
    }
    between = result == Z_STREAM_END;
  }
}

}  // namespace rondo::app
