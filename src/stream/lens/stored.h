// The lens that changes nothing: each payload is the block. docs/format/stored.md.
#ifndef RONDO_STREAM_LENS_STORED_H_
#define RONDO_STREAM_LENS_STORED_H_

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/lens/lens.h"

namespace rondo::stream {

// block_ends: end offset of each block in the segment, ascending, last == segment.size().
EncodedSegment EncodeStoredLens(base::Bytes segment,
                                std::span<const uint64_t> block_ends);

// Expands a block whose payload is the block itself. kDataLoss if the sizes differ.
absl::Status ExpandStored(const BlockJob& job);

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenStoredLens(base::Bytes tables);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_STORED_H_
