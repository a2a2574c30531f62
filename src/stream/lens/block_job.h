// What is asked of a lens for one block.
//
// Thread rule: plain data.
#ifndef RONDO_STREAM_LENS_BLOCK_JOB_H_
#define RONDO_STREAM_LENS_BLOCK_JOB_H_

#include <cstdint>
#include <span>

#include "base/byte_io.h"

namespace rondo::stream {

// A stretch of one block to expand.
struct BlockJob {
  uint32_t block = 0;           // index in the segment
  uint32_t segment_offset = 0;  // of the block's first expanded byte
  base::Bytes payload;          // checked against its checksum by the caller
  uint32_t expanded_bytes = 0;  // of the whole block, <= kMaxBlockBytes
  uint32_t from = 0;            // expand [from, from + out.size()) of the block;
  std::span<uint8_t> out;       // from + out.size() <= expanded_bytes
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_BLOCK_JOB_H_
