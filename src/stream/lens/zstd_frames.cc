// Tested by tests/stream/segment/lenses_test.cc.
#include "stream/lens/zstd_frames.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::stream {
namespace {

constexpr std::array<uint8_t, 4> kDictionaryMagic = {0x37, 0xa4, 0x30, 0xec};

}  // namespace

absl::StatusOr<ZstdDictionary> MakeZstdDictionary(base::Bytes bytes,
                                                  ZstdDictionaryKind kind) {
  ZstdDictionary dictionary;
  if (kind != ZstdDictionaryKind::kText || !IsFormattedDictionary(bytes)) {
    dictionary.reset(ZSTD_createDDict(bytes.data(), bytes.size()));
  }
  if (dictionary == nullptr) return absl::DataLossError("zstd dictionary is damaged");
  return dictionary;
}

absl::Status ZstdFrameReader::Expand(base::Bytes frame, std::span<uint8_t> out) {
  frame_.assign(kZstdFrameMagic.begin(), kZstdFrameMagic.end());
  frame_.insert(frame_.end(), frame.begin(), frame.end());
  if (ZSTD_findFrameCompressedSize(frame_.data(), frame_.size()) != frame_.size()) {
    return absl::DataLossError(
        absl::StrCat("payload of ", frame.size(), " bytes is not one zstd frame"));
  }
  const size_t size = ZSTD_decompress_usingDDict(
      context_.get(), out.data(), out.size(), frame_.data(), frame_.size(), dictionary_);
  if (ZSTD_isError(size)) {
    return absl::DataLossError(absl::StrCat("zstd frame: ", ZSTD_getErrorName(size)));
  }
  if (size != out.size()) {
    return absl::DataLossError(
        absl::StrCat("zstd frame expands to ", size, " bytes, expected ", out.size()));
  }
  return absl::OkStatus();
}

uint64_t ZstdFrameReader::memory_bytes() const {
  return ZSTD_sizeof_DCtx(context_.get()) + frame_.capacity();
}

absl::StatusOr<base::ByteVector> ReadPackedText(base::Bytes packed,
                                                uint64_t memory_limit_bytes) {
  base::ByteReader reader(packed);
  const uint64_t size = reader.Varint();
  const base::Bytes frame = reader.Take(reader.remaining());
  if (!reader.ok() || size == 0 || size > kMaxZstdDictionaryBytes) {
    return absl::DataLossError(absl::StrCat("zstd dictionary is of ", size,
                                            " bytes, expected 1 to ",
                                            kMaxZstdDictionaryBytes));
  }
  // Expanded here, copied by zstd.
  if (size > memory_limit_bytes / 2) {
    return absl::ResourceExhaustedError(absl::StrCat("zstd dictionary needs ", 2 * size,
                                                     " bytes of memory, limit is ",
                                                     memory_limit_bytes));
  }
  base::ByteVector text(size);
  if (frame.size() == size) {
    std::ranges::copy(frame, text.begin());
  } else {
    RONDO_RETURN_IF_ERROR(ZstdFrameReader().Expand(frame, text));
  }
  return text;
}

bool IsFormattedDictionary(base::Bytes bytes) {
  return bytes.size() >= kDictionaryMagic.size() &&
         std::ranges::equal(bytes.first(kDictionaryMagic.size()), kDictionaryMagic);
}

}  // namespace rondo::stream
