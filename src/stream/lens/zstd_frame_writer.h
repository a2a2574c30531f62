// Writes zstd frames as zstd_frames.h reads them. Apart from that, since only writers
// need zstd's compressor.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_LENS_ZSTD_FRAME_WRITER_H_
#define RONDO_STREAM_LENS_ZSTD_FRAME_WRITER_H_

#include <zstd.h>

#include <memory>

#include "base/byte_io.h"

namespace rondo::stream {

class ZstdFrameWriter {
 public:
  // `dictionary` is text that blocks may refer to, or a formatted one, with tables of
  // zstd's (IsFormattedDictionary); it may be empty. `level` is zstd's.
  ZstdFrameWriter(int level, base::Bytes dictionary);

  // The frame, or nothing if it would not be smaller than `bytes`, or zstd cannot take
  // the dictionary. Valid until the next call.
  base::Bytes Write(base::Bytes bytes);

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
  };

  std::unique_ptr<ZSTD_CCtx, Free> context_;      // null: its dictionary is damaged
  std::unique_ptr<ZSTD_CDict, Free> dictionary_;  // null: none
  base::ByteVector buffer_;
};

// A text that is stored by itself: a varint, its size, and a frame, or the text as it is
// if no frame is shorter. `level` is zstd's.
void AppendPackedText(base::Bytes text, int level, base::ByteVector* out);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_ZSTD_FRAME_WRITER_H_
