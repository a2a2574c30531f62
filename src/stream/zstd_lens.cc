// The fallback for data that no grammar suits: frames of one block, so that a block is
// still read alone. Small frames forget what earlier ones taught; a dictionary trained on
// the segment gives much of it back, and is itself stored as a frame in the tables.
//
// Frames are written without their first four bytes (always 28 b5 2f fd), content size,
// checksum and dictionary id: the container knows better.
//
// Source: RFC 8878; dictionaries by the COVER method (Liao, Petri, Moffat, Wirth 2016).
// Tested by tests/container_lens_test.cc.
#include "stream/zstd_lens.h"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/stored_lens.h"
#include "stream/zstd_dictionary.h"

namespace rondo::stream {
namespace {

constexpr std::array<uint8_t, 4> kFrameMagic = {0x28, 0xb5, 0x2f, 0xfd};

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
  void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
};
using CompressContext = std::unique_ptr<ZSTD_CCtx, FreeContext>;
using CompressDictionary = std::unique_ptr<ZSTD_CDict, FreeContext>;
using ExpandContext = std::unique_ptr<ZSTD_DCtx, FreeContext>;
using ExpandDictionary = std::unique_ptr<ZSTD_DDict, FreeContext>;

// Our level 6 spends what zstd -19 does: the lens is rarely chosen, and then size counts.
int ZstdLevel(int level) {
  constexpr std::array<int, 5> kFast = {3, 5, 7, 9, 12};
  return level <= 5 ? kFast[level - 1] : 19;
}

// Writes frames without their magic. Cannot fail on a large enough buffer: memory apart,
// zstd has no errors when compressing in one call.
class FrameWriter {
 public:
  FrameWriter(int zstd_level, Bytes dictionary) : context_(ZSTD_createCCtx()) {
    if (!dictionary.empty()) {
      dictionary_.reset(ZSTD_createCDict(dictionary.data(), dictionary.size(), zstd_level));
    }
    ZSTD_CCtx* const context = context_.get();
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, zstd_level);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 0);
    ZSTD_CCtx_setParameter(context, ZSTD_c_dictIDFlag, 0);
    if (dictionary_) ZSTD_CCtx_refCDict(context, dictionary_.get());
  }

  // The frame without its magic; empty if it would not be smaller than `bytes`. Valid
  // until the next call.
  Bytes Compress(Bytes bytes) {
    buffer_.resize(ZSTD_compressBound(bytes.size()));
    const size_t size = ZSTD_compress2(context_.get(), buffer_.data(), buffer_.size(),
                                       bytes.data(), bytes.size());
    if (ZSTD_isError(size) || size - kFrameMagic.size() >= bytes.size()) return {};
    return Bytes(buffer_).subspan(kFrameMagic.size(), size - kFrameMagic.size());
  }

 private:
  CompressContext context_;
  CompressDictionary dictionary_;
  ByteVector buffer_;
};

// Expands frames without their magic.
class FrameReader {
 public:
  FrameReader() : context_(ZSTD_createDCtx()) {}

  absl::Status Expand(Bytes payload, const ZSTD_DDict* dictionary, std::span<uint8_t> out) {
    frame_.assign(kFrameMagic.begin(), kFrameMagic.end());
    frame_.insert(frame_.end(), payload.begin(), payload.end());
    if (ZSTD_findFrameCompressedSize(frame_.data(), frame_.size()) != frame_.size()) {
      return absl::DataLossError("zstd payload is not one frame");
    }
    const size_t size =
        ZSTD_decompress_usingDDict(context_.get(), out.data(), out.size(), frame_.data(),
                                   frame_.size(), dictionary);
    if (ZSTD_isError(size)) {
      return absl::DataLossError(absl::StrCat("zstd: ", ZSTD_getErrorName(size)));
    }
    if (size != out.size()) {
      return absl::DataLossError(
          absl::StrCat("zstd frame expands to ", size, " bytes, expected ", out.size()));
    }
    return absl::OkStatus();
  }

  uint64_t memory_bytes() const { return ZSTD_sizeof_DCtx(context_.get()) + frame_.capacity(); }

 private:
  ExpandContext context_;
  ByteVector frame_;
};

class ZstdDecoder : public SegmentDecoder {
 public:
  ZstdDecoder(FrameReader frames, ExpandDictionary dictionary)
      : frames_(std::move(frames)), dictionary_(std::move(dictionary)) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    for (const BlockJob& job : jobs) RONDO_RETURN_IF_ERROR(ExpandOne(job));
    return absl::OkStatus();
  }

  uint64_t memory_bytes() const override {
    return frames_.memory_bytes() + ZSTD_sizeof_DDict(dictionary_.get()) + block_.capacity();
  }

 private:
  absl::Status ExpandOne(const BlockJob& job) {
    if (job.payload.size() == job.expanded_bytes) return ExpandStored(job);
    if (job.out.size() == job.expanded_bytes) {
      return frames_.Expand(job.payload, dictionary_.get(), job.out);
    }
    block_.resize(job.expanded_bytes);
    RONDO_RETURN_IF_ERROR(frames_.Expand(job.payload, dictionary_.get(), block_));
    std::ranges::copy(Bytes(block_).subspan(job.from, job.out.size()), job.out.begin());
    return absl::OkStatus();
  }

  FrameReader frames_;
  ExpandDictionary dictionary_;  // null: none
  ByteVector block_;             // a whole block, when only a part is asked for
};

}  // namespace

EncodedSegment EncodeZstdLens(Bytes segment, std::span<const uint64_t> block_ends,
                              int level) {
  const int zstd_level = ZstdLevel(level);
  EncodedSegment code;
  code.lens = Lens::kZstd;
  const ByteVector dictionary = TrainZstdDictionary(segment, block_ends, zstd_level);
  if (!dictionary.empty()) {
    ByteWriter(&code.tables).Varint(dictionary.size());
    const Bytes frame = FrameWriter(zstd_level, {}).Compress(dictionary);
    ByteWriter(&code.tables).Append(frame.empty() ? Bytes(dictionary) : frame);
  }
  FrameWriter frames(zstd_level, dictionary);
  uint64_t begin = 0;
  for (const uint64_t end : block_ends) {
    const Bytes block = segment.subspan(begin, end - begin);
    const Bytes frame = frames.Compress(block);
    ByteWriter(&code.blocks).Append(frame.empty() ? block : frame);
    code.payload_ends.push_back(code.blocks.size());
    begin = end;
  }
  return code;
}

uint64_t ZstdBlockBytes(Bytes block, int zstd_level) {
  const Bytes frame = FrameWriter(zstd_level, {}).Compress(block);
  return frame.empty() ? block.size() : frame.size();
}

absl::StatusOr<std::unique_ptr<SegmentDecoder>> OpenZstdLens(Bytes tables,
                                                             const SegmentShape& shape) {
  FrameReader frames;
  if (tables.empty()) {
    return std::make_unique<ZstdDecoder>(std::move(frames), nullptr);
  }
  ByteReader reader(tables);
  const uint64_t size = reader.Varint();
  const Bytes frame = reader.Take(reader.remaining());
  if (!reader.ok() || size == 0 || size > kMaxZstdDictionaryBytes) {
    return absl::DataLossError(absl::StrCat("zstd dictionary is of ", size,
                                            " bytes, expected 1 to ",
                                            kMaxZstdDictionaryBytes));
  }
  if (size > shape.memory_limit_bytes / 2) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "zstd dictionary needs ", 2 * size, " bytes of memory, limit is ",
        shape.memory_limit_bytes));
  }
  ByteVector content(size);
  const BlockJob job = {.payload = frame,
                        .expanded_bytes = static_cast<uint32_t>(size),
                        .out = content};
  RONDO_RETURN_IF_ERROR(frame.size() == size ? ExpandStored(job)
                                             : frames.Expand(frame, nullptr, content));
  ExpandDictionary dictionary(ZSTD_createDDict(content.data(), content.size()));
  if (!dictionary) return absl::DataLossError("zstd dictionary is damaged");
  return std::make_unique<ZstdDecoder>(std::move(frames), std::move(dictionary));
}

}  // namespace rondo::stream
