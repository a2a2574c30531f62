// What to do next with the files of a running log.
//
// Thread rule: pure functions.
#ifndef RONDO_STREAM_LIVE_TAIL_PLAN_H_
#define RONDO_STREAM_LIVE_TAIL_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace rondo::stream {

struct TailStep {
  enum class Kind {
    kNone,
    kMerge,  // encode these parts again as one
    kAdd,    // encode them again as one, and add it to the score
  };
  Kind kind = Kind::kNone;
  size_t first = 0;
  size_t count = 0;
};

// `part_bytes`: the expanded bytes of each part, oldest first. `segment_bytes`: those of
// a full segment. `all`: no more parts will come, and all are to be added.
TailStep NextStep(std::span<const uint64_t> part_bytes, uint64_t segment_bytes, bool all);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LIVE_TAIL_PLAN_H_
