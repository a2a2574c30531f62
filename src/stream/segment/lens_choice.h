// Which lens a segment is coded with: the whole decision, and the only place of it.
//
// A lens is chosen by what it makes of the segment. Lenses that measurements rule out
// (lens_measures.h) are not run; of those that are, the smallest code wins, in the order
// of the essay in lens_choice.cc.
//
// Thread rule: pure; the result depends on the arguments alone.
#ifndef RONDO_STREAM_SEGMENT_LENS_CHOICE_H_
#define RONDO_STREAM_SEGMENT_LENS_CHOICE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "base/byte_io.h"
#include "stream/lens/lender.h"
#include "stream/lens/lens.h"
#include "stream/segment/collected_segment.h"

namespace rondo::stream {

struct SegmentOptions {
  int level = 6;             // kMinLevel .. kMaxLevel
  uint32_t block_bytes = 0;  // kMinBlockBytes .. kMaxBlockBytes
  bool index = false;        // with more presence
};

struct SegmentCode {
  EncodedSegment code;  // its `lens` is the one that was chosen
  std::vector<uint64_t> block_ends;
  uint32_t block_bytes = 0;  // grown where blocks would shrink to next to nothing
};

// `lender`: what the segment may build on, or null.
// REQUIRES: 1 .. kMaxSegmentBytes bytes.
// Cost: that of the lenses that the measurements leave, mostly one.
SegmentCode EncodeSegment(base::Bytes segment, const SegmentOptions& options,
                          const Lender* lender = nullptr);

// The same where a grammar has grown while the segment was collected: that grammar,
// pruned, under the byte lens, or stored. The record lens has no part in this, since its
// templates come from looking at all lines of a segment twice.
SegmentCode EncodeOnlineSegment(base::Bytes segment,
                                std::unique_ptr<OnlineGrammar> online,
                                const SegmentOptions& options);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_LENS_CHOICE_H_
