// Frames one behind the other: those of today and skippable ones, which the library
// reads, and those of the first version, which are blocks with nothing around them:
//
//   02 21 4C 18   magic
//   05 00 00 00   bytes of a block, which expands to 8 MiB, the last one to less
//   ...           until the end, or a magic where the size would be
//
// Tested by tests/apps/rondo/unpack_test.cc.
#include <lz4.h>
#include <lz4frame.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/unpack.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr size_t kWordBytes = 4;  // a magic, or a size
constexpr uint32_t kFrameMagic = 0x184D2204;
constexpr uint32_t kOldFrameMagic = 0x184C2102;
constexpr uint32_t kSkippableMagic = 0x184D2A50;  // to ..5F
constexpr size_t kOldBlockBytes = 8u << 20;

absl::Status EndsTooEarly() { return absl::DataLossError("lz4 data ends too early"); }
absl::Status Damaged() { return absl::DataLossError("lz4 data is damaged"); }

class Lz4Reader {
 public:
  Lz4Reader(Source& source, const TextSink& sink) : source_(source), sink_(sink) {}

  absl::Status Read() {
    for (bool more = true; more;) {
      RONDO_ASSIGN_OR_RETURN(const auto first, source_.Peek(kWordBytes));
      if (first.empty()) return absl::OkStatus();
      if (first.size() < kWordBytes) return EndsTooEarly();
      const uint32_t magic = Word(first);
      if (magic == kOldFrameMagic) {
        RONDO_ASSIGN_OR_RETURN(more, ReadOldFrame());
      } else if (IsFrame(magic)) {
        RONDO_ASSIGN_OR_RETURN(more, ReadFrame());
      } else {
        return absl::DataLossError("lz4 data is followed by something else");
      }
    }
    return absl::OkStatus();
  }

 private:
  static uint32_t Word(std::span<const uint8_t> bytes) {
    return uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 |
           uint32_t{bytes[3]} << 24;
  }
  static bool IsFrame(uint32_t magic) {
    return magic == kFrameMagic || (magic & ~uint32_t{0xf}) == kSkippableMagic;
  }

  // These return false when the sink has enough.
  absl::StatusOr<bool> ReadFrame() {
    LZ4F_dctx* created = nullptr;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&created, LZ4F_VERSION)) != 0) {
      return absl::ResourceExhaustedError("no memory for lz4 data");
    }
    const std::unique_ptr<LZ4F_dctx, size_t (*)(LZ4F_dctx*)> context(
        created, LZ4F_freeDecompressionContext);
    std::vector<uint8_t> out(kUnpackBufferBytes);
    // The library says how much it wants next, and takes no more than a frame.
    size_t wanted = kWordBytes;
    while (wanted > 0) {
      RONDO_ASSIGN_OR_RETURN(const auto in,
                             source_.Peek(std::min(wanted, kUnpackBufferBytes)));
      size_t taken = in.size();
      size_t made = out.size();
      wanted =
          LZ4F_decompress(context.get(), out.data(), &made, in.data(), &taken, nullptr);
      if (LZ4F_isError(wanted) != 0) return Damaged();
      if (in.empty() && made == 0) return EndsTooEarly();
      RONDO_RETURN_IF_ERROR(Take(taken));
      RONDO_ASSIGN_OR_RETURN(const bool more, sink_(AsText(std::span(out).first(made))));
      if (!more) return false;
    }
    return true;
  }

  absl::StatusOr<bool> ReadOldFrame() {
    RONDO_RETURN_IF_ERROR(Take(kWordBytes));
    std::vector<char> out(kOldBlockBytes);
    for (;;) {
      RONDO_ASSIGN_OR_RETURN(const auto first, source_.Peek(kWordBytes));
      if (first.empty()) return true;
      if (first.size() < kWordBytes) return EndsTooEarly();
      const uint32_t size = Word(first);
      if (size == kOldFrameMagic || IsFrame(size)) return true;
      if (size > LZ4_COMPRESSBOUND(kOldBlockBytes)) return Damaged();
      RONDO_RETURN_IF_ERROR(Take(kWordBytes));
      RONDO_ASSIGN_OR_RETURN(const auto block, source_.Peek(size));
      if (block.size() < size) return EndsTooEarly();
      const int made = LZ4_decompress_safe(reinterpret_cast<const char*>(block.data()),
                                           out.data(), static_cast<int>(block.size()),
                                           static_cast<int>(out.size()));
      if (made < 0) return Damaged();
      RONDO_RETURN_IF_ERROR(Take(size));
      RONDO_ASSIGN_OR_RETURN(
          const bool more,
          sink_(std::string_view(out.data(), static_cast<size_t>(made))));
      if (!more) return false;
    }
  }

  // Takes bytes that were peeked at.
  absl::Status Take(size_t bytes) {
    taken_.resize(std::max(taken_.size(), bytes));
    for (size_t done = 0; done < bytes;) {
      RONDO_ASSIGN_OR_RETURN(const size_t count,
                             source_.Read(std::span(taken_).first(bytes - done)));
      done += count;
    }
    return absl::OkStatus();
  }

  Source& source_;
  const TextSink& sink_;
  std::vector<uint8_t> taken_;
};

}  // namespace

absl::Status UnpackLz4(Source& source, const TextSink& sink) {
  return Lz4Reader(source, sink).Read();
}

}  // namespace rondo::app
