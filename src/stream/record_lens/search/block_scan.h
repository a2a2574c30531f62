// The record lens as a BlockScan: what RecordSearch (search.h) does, for the blocks of a
// segment whose tables are read when a block asks for them.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_SEARCH_BLOCK_SCAN_H_
#define RONDO_STREAM_RECORD_LENS_SEARCH_BLOCK_SCAN_H_

#include <memory>

#include "stream/lens/block_scan.h"
#include "stream/lens/needles.h"
#include "stream/record_lens/decode/segment.h"

namespace rondo::stream {

// Both must outlive the result. REQUIRES: needles.has_automaton().
std::unique_ptr<BlockScan> NewRecordBlockScan(RecordSegment* segment,
                                              const Needles& needles);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_SEARCH_BLOCK_SCAN_H_
