// A segment that is whole and not encoded yet.
//
// Thread rule: plain data.
#ifndef RONDO_STREAM_SEGMENT_COLLECTED_SEGMENT_H_
#define RONDO_STREAM_SEGMENT_COLLECTED_SEGMENT_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "base/byte_io.h"
#include "grammar/induction/online_inducer.h"

namespace rondo::stream {

// What was found out about a segment while it was collected.
struct OnlineGrammar {
  grammar::OnlineInducer inducer;    // has seen every block
  std::vector<uint64_t> block_ends;  // ascending; the last is the segment's size
};

struct CollectedSegment {
  base::ByteVector bytes;
  std::unique_ptr<OnlineGrammar> online;  // null: nothing was found out
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_COLLECTED_SEGMENT_H_
