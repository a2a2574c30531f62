// Cuts a stream into segments: the same ones however the stream was chunked.
//
// A segment is cut only when more bytes wait, so that the last one is known as such. Bytes
// whose lines repeat go on being collected, in parts of the usual size, up to the larger
// size for them.
//
//   while (!bytes.empty()) {
//     bytes = bytes.subspan(collector.Add(bytes));
//     if (!bytes.empty()) { if (auto segment = collector.Next()) ...; }
//   }
//   while (auto segment = collector.NextBeforeLast()) ...
//   last = collector.Last();
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_SEGMENT_COLLECTOR_H_
#define RONDO_STREAM_SEGMENT_COLLECTOR_H_

#include <cstdint>
#include <optional>

#include "base/byte_io.h"
#include "stream/segment_sizer.h"

namespace rondo::stream {

class SegmentCollector {
 public:
  explicit SegmentCollector(const SegmentSizes& sizes)
      : sizes_(sizes), room_(sizes.usual_bytes) {}

  // Takes bytes while there is room; returns how many.
  size_t Add(Bytes bytes);
  // Makes room: by cutting a segment off, or by deciding that this one may grow.
  // REQUIRES: no room is left and more bytes wait.
  std::optional<ByteVector> Next();
  // After the end of the stream: segments to cut off before the last, if any.
  std::optional<ByteVector> NextBeforeLast();
  // What is left: the last segment, empty only if the stream was.
  ByteVector Last();

 private:
  // Cuts near `length`, at a line end if there is one in the last half of a usual size.
  ByteVector CutNear(uint64_t length);

  const SegmentSizes sizes_;
  ByteVector collected_;
  uint64_t room_;         // collected_ may grow to this; right after a cut it may be past it
  uint64_t repeats_ = 0;  // leading bytes known to repeat their lines, <= room_
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_COLLECTOR_H_
