// The collector of segments that are encoded when they are whole. Bytes whose lines
// repeat go on being collected, in parts of the usual size, up to the larger size for
// them.
#ifndef RONDO_STREAM_ENCODE_SEGMENT_COLLECTOR_H_
#define RONDO_STREAM_ENCODE_SEGMENT_COLLECTOR_H_

#include <cstdint>
#include <optional>

#include "stream/encode/collector.h"
#include "stream/encode/segment_sizer.h"

namespace rondo::stream {

class SegmentCollector : public Collector {
 public:
  explicit SegmentCollector(const SegmentSizes& sizes)
      : sizes_(sizes), room_(sizes.usual_bytes) {}

  size_t Add(base::Bytes bytes) override;
  std::optional<CollectedSegment> Next() override;
  std::optional<CollectedSegment> NextBeforeLast() override;
  CollectedSegment Last() override;

 private:
  // Cuts near `length`, at a line end if there is one in the last half of a usual size.
  CollectedSegment CutNear(uint64_t length);

  const SegmentSizes sizes_;
  base::ByteVector collected_;
  uint64_t room_;  // collected_ may grow to this; right after a cut it may be past it
  uint64_t repeats_ = 0;  // leading bytes known to repeat their lines, <= room_
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_ENCODE_SEGMENT_COLLECTOR_H_
