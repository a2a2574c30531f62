// A segment as it stands in the file.
#ifndef RONDO_STREAM_SEGMENT_WRITER_H_
#define RONDO_STREAM_SEGMENT_WRITER_H_

#include "base/byte_io.h"
#include "stream/score/segment_header.h"
#include "stream/segment/collected_segment.h"
#include "stream/segment/lender_slot.h"
#include "stream/segment/lens_choice.h"

namespace rondo::stream {

// Header, presence and block table, tables, blocks: written one after another.
struct SegmentImage {
  SegmentHeader header;
  base::ByteVector head;    // header, presence and block table
  base::ByteVector tables;  // with their checksum
  base::ByteVector blocks;
};

// Encodes and frames a segment. Pure. REQUIRES: 1 .. kMaxSegmentBytes bytes.
// Waits for what it may build on, if that is another segment.
SegmentImage BuildSegment(CollectedSegment segment, bool is_last,
                          const SegmentOptions& options, Lending lending = {},
                          const TimeHints& hints = {});

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_WRITER_H_
