// What a search asks of a lens that can pass over blocks, or lines of them, without
// expanding them.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_LENS_BLOCK_SCAN_H_
#define RONDO_STREAM_LENS_BLOCK_SCAN_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "stream/lens/block_job.h"

namespace rondo::stream {

// Blocks that follow each other, to be looked through.
struct ScanRequest {
  std::span<const BlockJob> jobs;  // for whole blocks
  // The byte before the first block is a newline, or there is none.
  bool after_newline = true;
  // The other lines of a block that has a line of interest are of interest, too.
  bool whole_blocks = false;
  // Lines that hold a needle and are not cut may be counted instead of being expanded.
  bool count_lines = false;
};

// A part of a block that a scan let through, whole lines as far as the block has them.
struct BlockPart {
  uint32_t block = 0;     // index in the segment
  uint32_t from = 0;      // in the block
  uint32_t to = 0;        // from < to <= its expanded bytes
  uint32_t newlines = 0;  // of the block, before `from`
};

struct ScanResult {
  std::vector<BlockPart> parts;  // in order; those of a block do not touch each other
  uint64_t counted_lines = 0;

  void Clear() {
    parts.clear();
    counted_lines = 0;
  }
};

// Lines of a segment that were counted without its blocks.
struct CountedLines {
  uint64_t lines = 0;
  bool all = false;
};

// Looks for the needles that it was made for (SegmentTables::NewScan) in the blocks of
// one segment.
class BlockScan {
 public:
  virtual ~BlockScan() = default;
  // All blocks of the segment will be scanned, so that what concerns all of them may be
  // read at once. Before everything else.
  virtual void ExpectAll() {}
  // Expands what may be of interest: every line that holds a needle and every line that a
  // block border cuts. The bytes of each part stand at their own place in its job's
  // `out`, whose rest is then unspecified. *result gets what was found instead of what it
  // had. Errors are those of SegmentDecoder::Expand.
  virtual absl::Status Scan(const ScanRequest& request, ScanResult* result) = 0;
  // Counts lines of the segment that hold a needle and need no block for that. Scans of
  // all its blocks that count lines and do not ask for whole blocks then count the
  // others, unless that is all of them: each line of the segment ends in a newline then.
  // REQUIRES: a newline or nothing stands before the segment.
  virtual absl::StatusOr<CountedLines> Count() { return CountedLines{}; }
  virtual uint64_t memory_bytes() const { return 0; }
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_BLOCK_SCAN_H_
