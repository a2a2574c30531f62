// From the lens that a segment names to its decoder.
//
// Thread rule: pure.
#ifndef RONDO_STREAM_SEGMENT_OPEN_LENS_H_
#define RONDO_STREAM_SEGMENT_OPEN_LENS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/lens/lens.h"
#include "stream/score/lens_id.h"

namespace rondo::stream {

// `tables` must outlive the result. Costs little: a lens decodes its tables when a block
// first needs them.
absl::StatusOr<std::unique_ptr<SegmentTables>> OpenLens(Lens lens, base::Bytes tables,
                                                        const SegmentExtent& extent);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_OPEN_LENS_H_
