// The tables of a record segment, read when something asks for them: the shapes first,
// the code when a block has to be decoded.
//
// Thread rule: thread-safe.
#ifndef RONDO_STREAM_RECORD_LENS_DECODE_SEGMENT_H_
#define RONDO_STREAM_RECORD_LENS_DECODE_SEGMENT_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "base/lazy.h"
#include "stream/lens/lens.h"
#include "stream/record_lens/model/code.h"
#include "stream/record_lens/model/lent.h"
#include "stream/record_lens/model/shapes.h"
#include "stream/record_lens/model/tables.h"

namespace rondo::stream {

class RecordSegment {
 public:
  // The three parts of the tables, which must outlive it.
  RecordSegment(base::Bytes shapes, base::Bytes code, base::Bytes text,
                const SegmentExtent& extent)
      : coded_shapes_(shapes), coded_code_(code), coded_text_(text), extent_(extent) {}

  // Decoded at the first call. kDataLoss, kResourceExhausted: see model/tables.h.
  absl::StatusOr<const RecordShapes*> Shapes();
  absl::StatusOr<const RecordCode*> Code();
  // What it lends to others; null if it builds on another itself.
  absl::StatusOr<const LentRecords*> Lent();

  // Of what was decoded.
  uint64_t memory_bytes() const;

 private:
  struct LoadedShapes {
    RecordShapes shapes;
    uint64_t rest_bytes = 0;
  };

  const base::Bytes coded_shapes_;
  const base::Bytes coded_code_;
  const base::Bytes coded_text_;
  const SegmentExtent extent_;
  base::Lazy<LoadedShapes> shapes_;
  // What reading the code needs of the tables: written before shapes_ is made, taken
  // while code_ is.
  RecordTables rest_;
  base::Lazy<RecordCode> code_;
  base::Lazy<std::unique_ptr<LentRecords>> lent_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_DECODE_SEGMENT_H_
