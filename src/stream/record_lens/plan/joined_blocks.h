// How many of the blocks that a segment was cut into become one block of records. A step
// of the encoder (encoder.cc).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_JOINED_BLOCKS_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_JOINED_BLOCKS_H_

#include <cstdint>
#include <span>

#include "base/byte_io.h"
#include "grammar/templates/table.h"
#include "stream/lens/block_cutter.h"

namespace rondo::stream {

// block_ends: as EncodeRecordLens gets them. Blocks are joined at line ends only.
// table->block_lines becomes that of the joined blocks.
JoinedBlocks JoinBlocks(base::Bytes segment, std::span<const uint64_t> block_ends,
                        grammar::TemplateTable* table);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_JOINED_BLOCKS_H_
