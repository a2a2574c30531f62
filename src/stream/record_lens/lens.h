// The record lens: lines as templates with typed slots. For logs, JSON lines, CSV.
// docs/format/record_lens.md.
#ifndef RONDO_STREAM_RECORD_LENS_LENS_H_
#define RONDO_STREAM_RECORD_LENS_LENS_H_

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "grammar/templates/features.h"
#include "stream/lens/block_cutter.h"
#include "stream/lens/lender.h"
#include "stream/lens/lens.h"

namespace rondo::stream {

// block_ends: end offset of each block in the segment, ascending, last == segment.size().
// Blocks should end at line ends; any ends work. Falls back to the grammar lens where a
// decoder would need more memory than it should for the tables.
// REQUIRES: segment.size() < 2^32.
// Cost: about 50 ns a byte; memory below 20 bytes a byte.
EncodedSegment EncodeRecordLens(base::Bytes segment, std::span<const uint64_t> block_ends,
                                int level, const grammar::RecordFeatures& features = {});

// The same, and blocks of few values are joined. At the highest levels several costs of
// templates are tried. Builds on what the lender lends, if there is one and it has enough
// of it.
struct JoinedRecords {
  EncodedSegment code;
  JoinedBlocks blocks;
};
JoinedRecords EncodeJoinedRecords(base::Bytes segment,
                                  std::span<const uint64_t> block_ends, int level,
                                  const Lender* lender = nullptr,
                                  const grammar::RecordFeatures& features = {});

// The text of the tables, without what is lent. Errors: see model/tables.h.
absl::StatusOr<base::ByteVector> ReadRecordText(base::Bytes tables,
                                                const SegmentExtent& extent);

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenRecordLens(
    base::Bytes tables, const SegmentExtent& extent);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_LENS_H_
