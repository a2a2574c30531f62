// How many of the blocks that a segment was cut into become one block of records. A step
// of the encoder (encoder.cc).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_JOINED_BLOCKS_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_JOINED_BLOCKS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_io.h"
#include "grammar/templates/table.h"

namespace rondo::stream {

struct JoinedBlocks {
  std::vector<uint64_t> ends;  // in the segment
  uint32_t most = 1;           // of the blocks given that one is made of
};

// block_ends: as EncodeRecordLens gets them. Blocks are joined at line ends only.
// table->block_lines becomes that of the joined blocks.
JoinedBlocks JoinBlocks(base::Bytes segment, std::span<const uint64_t> block_ends,
                        grammar::TemplateTable* table);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_JOINED_BLOCKS_H_
