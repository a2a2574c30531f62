// Cuts a stream into segments: the same ones however the stream was chunked.
//
// A segment is cut only when more bytes wait, so that the last one is known as such.
//
//   while (!bytes.empty()) {
//     bytes = bytes.subspan(collector.Add(bytes));
//     if (!bytes.empty()) { if (auto segment = collector.Next()) ...; }
//   }
//   while (auto segment = collector.NextBeforeLast()) ...
//   last = collector.Last();
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_ENCODE_COLLECTOR_H_
#define RONDO_STREAM_ENCODE_COLLECTOR_H_

#include <cstddef>
#include <optional>

#include "base/byte_io.h"
#include "stream/segment/collected_segment.h"

namespace rondo::stream {

class Collector {
 public:
  virtual ~Collector() = default;
  // Takes bytes while there is room; returns how many.
  virtual size_t Add(base::Bytes bytes) = 0;
  // Makes room: by cutting a segment off, or by deciding that this one may grow.
  // REQUIRES: no room is left and more bytes wait.
  virtual std::optional<CollectedSegment> Next() = 0;
  // After the end of the stream: segments to cut off before the last, if any.
  virtual std::optional<CollectedSegment> NextBeforeLast() = 0;
  // What is left: the last segment, empty only if the stream was.
  virtual CollectedSegment Last() = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_ENCODE_COLLECTOR_H_
