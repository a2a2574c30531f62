// A lens is one way to see a segment: it turns the bytes into tables (once per segment)
// and blocks (each decodable alone given the tables), and back. The container knows
// nothing else of it.
//
// Thread rule: an encoder call is pure. A SegmentDecoder is externally synchronised.
#ifndef RONDO_STREAM_LENS_LENS_H_
#define RONDO_STREAM_LENS_LENS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "rondo/templates.h"
#include "stream/lens/needles.h"
#include "stream/score/lens_id.h"

namespace rondo::stream {

// A segment as a lens encodes it.
struct EncodedSegment {
  Lens lens = Lens::kStored;
  base::ByteVector tables;
  base::ByteVector blocks;             // payloads end to end
  std::vector<uint64_t> payload_ends;  // end of each block's payload in `blocks`
  uint64_t size_bytes() const { return tables.size() + blocks.size(); }
};

// A stretch of one block to expand.
struct BlockJob {
  uint32_t block = 0;           // index in the segment
  uint32_t segment_offset = 0;  // of the block's first expanded byte
  base::Bytes payload;          // checked against its checksum by the caller
  uint32_t expanded_bytes = 0;  // of the whole block, <= kMaxBlockBytes
  uint32_t from = 0;            // expand [from, from + out.size()) of the block;
  std::span<uint8_t> out;       // from + out.size() <= expanded_bytes
};

// A part of a block that a scan let through, whole lines as far as the block has them.
struct BlockPart {
  uint32_t block = 0;     // index in the segment
  uint32_t from = 0;      // in the block
  uint32_t to = 0;        // from < to <= its expanded bytes
  uint32_t newlines = 0;  // of the block, before `from`
};

// Where a line, or what a block has of it, begins in its block, and which of the lens's
// templates it has.
struct LineMark {
  uint32_t offset = 0;
  uint32_t id = 0;
};

// Lines of a segment that were counted without its blocks.
struct CountedLines {
  uint64_t lines = 0;
  bool all = false;
};

class SegmentDecoder {
 public:
  virtual ~SegmentDecoder() = default;
  // kDataLoss if a payload does not decode to its expanded size. Jobs that ask for whole
  // blocks check the coder's final state too. A lens may work on several jobs at once.
  virtual absl::Status Expand(std::span<const BlockJob> jobs) = 0;
  // Expands, of blocks that follow each other, what may be of interest: every line that
  // holds a needle and every line that a block border cuts. `after_newline`: the byte
  // before the first block is a newline, or there is none. `whole_blocks`: the other
  // lines of a block that has such a line are of interest too. Jobs ask for whole blocks;
  // the bytes of each part stand at their own place in its job's `out`, whose rest is
  // then unspecified. Parts are in order and do not touch each other within a block.
  // `needles` must outlive the next call. A lens that cannot tell gives every block.
  // Unless `counted` is null, lines that hold a needle and are not cut may be counted
  // there instead.
  virtual absl::Status ExpandMatching(std::span<const BlockJob> jobs,
                                      const Needles& needles, bool after_newline,
                                      bool whole_blocks, std::vector<BlockPart>* parts,
                                      uint64_t* counted);
  // Counts lines of the segment that hold a needle and need no block for that.
  // ExpandMatching of all its blocks with the same needles, `counted` and not
  // `whole_blocks` then counts the others, unless that is all of them: each line of the
  // segment ends in a newline then. REQUIRES: a newline or nothing stands before the
  // segment.
  virtual absl::StatusOr<CountedLines> CountMatching(const Needles& needles);
  // Expands one whole block; *marks becomes those of its lines, in order, the first at 0.
  // kUnimplemented unless the lens knows templates.
  virtual absl::Status ExpandLines(const BlockJob& job, std::vector<LineMark>* marks);
  // The templates that marks name, without counts and examples; literals hold no newline.
  virtual absl::StatusOr<std::vector<LineTemplate>> Templates();
  // What it holds now besides `tables`, for the budget of a cache; 0 if next to nothing.
  virtual uint64_t memory_bytes() const { return 0; }
};

// What the container knows of a segment when it opens it.
struct SegmentExtent {
  uint64_t expanded_bytes = 0;  // <= kMaxSegmentBytes
  uint32_t blocks = 0;
  uint64_t memory_limit_bytes = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_LENS_H_
