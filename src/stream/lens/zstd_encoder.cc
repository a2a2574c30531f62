// The fallback for data that no grammar suits: frames of one block, so that a block is
// still read alone. Small frames forget what earlier ones taught; the first MiB or two of
// the segment, stored once in the tables, gives much of it back as a dictionary for all
// blocks. It is nearly free: the blocks that it was taken from shrink to next to nothing.
// On executables and genomes this beat dictionaries of 112 KiB trained on the segment.
//
// Source: RFC 8878. Tested by tests/stream/segment/lenses_test.cc.
#include "stream/lens/zstd.h"
#include "stream/lens/zstd_frame_writer.h"

namespace rondo::stream {

EncodedSegment EncodeZstdLens(base::Bytes segment, std::span<const uint64_t> block_ends,
                              int zstd_level, uint64_t dictionary_bytes) {
  EncodedSegment code;
  code.lens = Lens::kZstd;
  const base::Bytes dictionary = segment.first(dictionary_bytes);
  if (!dictionary.empty()) AppendPackedText(dictionary, zstd_level, &code.tables);
  ZstdFrameWriter frames(zstd_level, dictionary);
  uint64_t begin = 0;
  for (const uint64_t end : block_ends) {
    const base::Bytes block = segment.subspan(begin, end - begin);
    const base::Bytes frame = frames.Write(block);
    base::ByteWriter(&code.blocks).Append(frame.empty() ? block : frame);
    code.payload_ends.push_back(code.blocks.size());
    begin = end;
  }
  return code;
}

}  // namespace rondo::stream
