// Where blocks and segments end: at line ends where there are lines, so that a line range
// touches few of them. docs/format/container.md, "Blocks" (a habit of the writer, not a
// rule of the format).
#ifndef RONDO_STREAM_LENS_BLOCK_CUTTER_H_
#define RONDO_STREAM_LENS_BLOCK_CUTTER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_io.h"

namespace rondo::stream {

// Length of the first piece when `bytes` is cut at `nominal`: after the last newline in
// the second half of the first `nominal` bytes, else `nominal`; all of it if it fits.
// REQUIRES: nominal >= 2. Cost: nominal / 2 bytes looked at.
uint64_t CutLength(base::Bytes bytes, uint64_t nominal);

// End offset of each block; the last is bytes.size(). Empty for no bytes.
std::vector<uint64_t> CutBlocks(base::Bytes bytes, uint32_t block_bytes);

// Blocks that a lens made of others, which follow each other.
struct JoinedBlocks {
  std::vector<uint64_t> ends;  // as CutBlocks gives them
  uint32_t most = 1;           // of the others that one is made of
};

// Blocks at even distances, about `most_bytes` of them together, at least one.
// REQUIRES: at least one block.
std::vector<base::Bytes> SampleBlocks(base::Bytes segment,
                                      std::span<const uint64_t> block_ends,
                                      uint64_t most_bytes);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_BLOCK_CUTTER_H_
