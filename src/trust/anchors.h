// Places in a file where a part of a score begins or ends, found by nothing but its
// bytes: each has a marker and a checksum, or a magic of six bytes.
//
// Thread rule: plain data; functions are pure.
#ifndef RONDO_TRUST_ANCHORS_H_
#define RONDO_TRUST_ANCHORS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "stream/score/index.h"

namespace rondo::trust {

// A score whose trailer and index hold, whatever is between.
struct Frame {
  uint64_t begin = 0;  // in the file
  uint64_t end = 0;    // behind the trailer
  uint64_t index_begin = 0;
  bool is_parity = false;  // a parity section, which has no index
  stream::ScoreIndex index = {};
};

// The score that ends at `end`; nothing if its trailer or index is damaged, or tells of
// more than there is. A short score, which has no index, only if it is undamaged.
// *budget_bytes: how much may be read for it, less what was; nothing if it is used up.
absl::StatusOr<std::optional<Frame>> FrameBefore(const RandomAccessFile& file,
                                                 uint64_t end, uint64_t* budget_bytes);

struct Anchors {
  // Where a file header or the header of a segment begins that holds, ascending.
  std::vector<uint64_t> begins;
  // Of the trailers that were found: ascending by where the scores begin.
  std::vector<Frame> frames;
};

// Those of bytes [begin, end). Cost: reads them once, and up to *budget_bytes of indexes.
// kResourceExhausted if they do not fit the limit on memory.
absl::StatusOr<Anchors> FindAnchors(const RandomAccessFile& file, uint64_t begin,
                                    uint64_t end, uint64_t memory_limit_bytes,
                                    uint64_t* budget_bytes);

}  // namespace rondo::trust

#endif  // RONDO_TRUST_ANCHORS_H_
