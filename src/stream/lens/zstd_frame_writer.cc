// Tested by tests/stream/segment/lenses_test.cc.
#include "stream/lens/zstd_frame_writer.h"

#include "stream/lens/zstd_frames.h"

namespace rondo::stream {

ZstdFrameWriter::ZstdFrameWriter(int level, base::Bytes dictionary)
    : context_(ZSTD_createCCtx()) {
  ZSTD_CCtx* const context = context_.get();
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 0);
  ZSTD_CCtx_setParameter(context, ZSTD_c_dictIDFlag, 0);
  if (dictionary.empty()) return;
  dictionary_.reset(ZSTD_createCDict(dictionary.data(), dictionary.size(), level));
  if (dictionary_ == nullptr) {
    context_.reset();
  } else {
    ZSTD_CCtx_refCDict(context, dictionary_.get());
  }
}

base::Bytes ZstdFrameWriter::Write(base::Bytes bytes) {
  if (context_ == nullptr) return {};
  buffer_.resize(ZSTD_compressBound(bytes.size()));
  // In one call and with room for the worst case, only memory can run out.
  const size_t size = ZSTD_compress2(context_.get(), buffer_.data(), buffer_.size(),
                                     bytes.data(), bytes.size());
  if (ZSTD_isError(size) || size - kZstdFrameMagic.size() >= bytes.size()) return {};
  return base::Bytes(buffer_).subspan(kZstdFrameMagic.size(),
                                      size - kZstdFrameMagic.size());
}

void AppendPackedText(base::Bytes text, int level, base::ByteVector* out) {
  ZstdFrameWriter frames(level, {});
  const base::Bytes frame = frames.Write(text);
  base::ByteWriter writer(out);
  writer.Varint(text.size());
  writer.Append(frame.empty() ? text : frame);
}

}  // namespace rondo::stream
