// Tested by tests/apps/rondo/grep_test.cc.
#include "apps/rondo/files/text_source.h"

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr size_t kPieceBytes = 256u << 10;
constexpr std::string_view kScoreMagic = "\x8FRondo";
constexpr std::string_view kGzipMagic = "\x1F\x8B\x08";
constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";
constexpr size_t kMagicBytes = kScoreMagic.size();

// A source whose first bytes may be looked at before they are read.
class PeekedSource {
 public:
  explicit PeekedSource(Source& source) : source_(source) {}

  absl::StatusOr<std::string_view> Peek() {
    while (peeked_ < kMagicBytes) {
      RONDO_ASSIGN_OR_RETURN(const size_t count,
                             source_.Read(std::span(first_).subspan(peeked_)));
      if (count == 0) break;
      peeked_ += count;
    }
    return AsText(std::span(first_).first(peeked_));
  }

  absl::StatusOr<size_t> Read(std::span<uint8_t> buffer) {
    if (taken_ == peeked_) return source_.Read(buffer);
    const size_t count = std::min(peeked_ - taken_, buffer.size());
    std::copy_n(first_.begin() + taken_, count, buffer.begin());
    taken_ += count;
    return count;
  }

 private:
  Source& source_;
  std::array<uint8_t, kMagicBytes> first_;
  size_t peeked_ = 0;
  size_t taken_ = 0;
};

absl::Status ReadPlain(PeekedSource& source, const TextSink& sink) {
  std::vector<uint8_t> buffer(kPieceBytes);
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    if (count == 0) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(const bool more, sink(AsText(std::span(buffer).first(count))));
    if (!more) return absl::OkStatus();
  }
}

absl::Status ReadScore(PeekedSource& source, const DecodeOptions& options,
                       const TextSink& sink) {
  bool more = true;
  const absl::Status status =
      Decode([&](std::span<uint8_t> buffer) { return source.Read(buffer); },
             [&](std::span<const uint8_t> bytes) -> absl::Status {
               RONDO_ASSIGN_OR_RETURN(more, sink(AsText(bytes)));
               return more ? absl::OkStatus() : absl::AbortedError("enough");
             },
             options)
          .status();
  return more ? status : absl::OkStatus();
}

absl::Status ReadGzip(PeekedSource& source, const TextSink& sink) {
  std::vector<uint8_t> in(kPieceBytes), out(kPieceBytes);
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
      // What follows the last member is no part of the text: gzip says the same.
      if (*stream.next_in != static_cast<uint8_t>(kGzipMagic[0])) return absl::OkStatus();
      inflateReset(&stream);
      between = false;
    }
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      return absl::DataLossError("gzip data is damaged");
    }
    const auto text = std::span(out).first(out.size() - stream.avail_out);
    RONDO_ASSIGN_OR_RETURN(const bool more, sink(AsText(text)));
    if (!more) return absl::OkStatus();
    between = result == Z_STREAM_END;
  }
}

absl::Status ReadZstd(PeekedSource& source, const DecodeOptions& options,
                      const TextSink& sink) {
  std::vector<uint8_t> in(kPieceBytes), out(kPieceBytes);
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
      if (ZSTD_isError(wanted) != 0) {
        const std::string what = absl::StrCat("zstd data: ", ZSTD_getErrorName(wanted));
        return ZSTD_getErrorCode(wanted) == ZSTD_error_frameParameter_windowTooLarge
                   ? absl::ResourceExhaustedError(what)
                   : absl::DataLossError(what);
      }
      RONDO_ASSIGN_OR_RETURN(const bool more,
                             sink(AsText(std::span(out).first(output.pos))));
      if (!more) return absl::OkStatus();
    } while (input.pos < input.size || (wanted != 0 && output.pos == output.size));
  }
}

}  // namespace

bool IsScoreFile(const Source& source) {
  if (!source.is_regular()) return false;
  std::array<char, kMagicBytes> first;
  const ssize_t count = ::pread(source.fd(), first.data(), first.size(), 0);
  return count == static_cast<ssize_t>(first.size()) &&
         std::string_view(first.data(), first.size()) == kScoreMagic;
}

absl::Status ReadText(Source& source, const DecodeOptions& options,
                      const TextSink& sink) {
  PeekedSource peeked(source);
  RONDO_ASSIGN_OR_RETURN(const std::string_view first, peeked.Peek());
  if (first.starts_with(kScoreMagic)) return ReadScore(peeked, options, sink);
  if (first.starts_with(kGzipMagic)) return ReadGzip(peeked, sink);
  if (first.starts_with(kZstdMagic)) return ReadZstd(peeked, options, sink);
  return ReadPlain(peeked, sink);
}

}  // namespace rondo::app
