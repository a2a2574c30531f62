#include "stream/lens/stored.h"

namespace rondo::stream {

EncodedSegment EncodeStoredLens(base::Bytes segment,
                                std::span<const uint64_t> block_ends) {
  EncodedSegment code;
  code.lens = Lens::kStored;
  code.blocks.assign(segment.begin(), segment.end());
  code.payload_ends.assign(block_ends.begin(), block_ends.end());
  return code;
}

}  // namespace rondo::stream
