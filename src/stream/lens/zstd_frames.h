// Zstandard frames as the zstd lens stores them: without their first four bytes (always
// 28 b5 2f fd), content size, checksum and dictionary id, which the container knows.
// docs/format/zstd.md.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_LENS_ZSTD_FRAMES_H_
#define RONDO_STREAM_LENS_ZSTD_FRAMES_H_

#include <zstd.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"

namespace rondo::stream {

// The first four bytes of every frame, which are not stored.
inline constexpr std::array<uint8_t, 4> kZstdFrameMagic = {0x28, 0xb5, 0x2f, 0xfd};

struct FreeZstd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
};

// The largest text that frames may refer to.
inline constexpr uint64_t kMaxZstdDictionaryBytes = uint64_t{16} << 20;

using ZstdDictionary = std::unique_ptr<ZSTD_DDict, FreeZstd>;

// A dictionary for reading, thread-safe. Takes a copy. kDataLoss if it is a formatted
// one and should be text, or is damaged.
enum class ZstdDictionaryKind { kText, kTextOrFormatted };
absl::StatusOr<ZstdDictionary> MakeZstdDictionary(
    base::Bytes bytes, ZstdDictionaryKind kind = ZstdDictionaryKind::kText);

class ZstdFrameReader {
 public:
  // `dictionary` must outlive the reader; null: none.
  explicit ZstdFrameReader(const ZSTD_DDict* dictionary = nullptr)
      : context_(ZSTD_createDCtx()), dictionary_(dictionary) {}

  // Expands one frame to exactly out.size() bytes. kDataLoss if it does not.
  absl::Status Expand(base::Bytes frame, std::span<uint8_t> out);

  // Without the dictionary.
  uint64_t memory_bytes() const;

 private:
  std::unique_ptr<ZSTD_DCtx, FreeZstd> context_;
  const ZSTD_DDict* dictionary_;
  base::ByteVector frame_;  // with its first bytes put back
};

// The text that AppendPackedText (zstd_frame_writer.h) wrote; `packed` is all of it.
// kDataLoss if it is damaged, empty or longer than kMaxZstdDictionaryBytes;
// kResourceExhausted if expanding and copying it takes more than the limit.
absl::StatusOr<base::ByteVector> ReadPackedText(base::Bytes packed,
                                                uint64_t memory_limit_bytes);

// Whether zstd would take the bytes for a dictionary with tables of its own.
bool IsFormattedDictionary(base::Bytes bytes);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_ZSTD_FRAMES_H_
