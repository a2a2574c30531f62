// Expands of a segment what a search may be interested in, front to back, batch by batch.
#ifndef RONDO_STREAM_SCAN_SEGMENT_SCAN_H_
#define RONDO_STREAM_SCAN_SEGMENT_SCAN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "absl/status/statusor.h"
#include "stream/io/input.h"
#include "stream/lens/needles.h"
#include "stream/scan/scan.h"
#include "stream/score/segment_header.h"
#include "stream/segment/lenders.h"

namespace rondo::stream {

struct ScanJob {
  SegmentPlace place;
  SegmentHeader header;
  uint64_t offset = 0;        // of the segment in the data
  uint64_t newlines = 0;      // in the data before it
  bool after_newline = true;  // the data before it ends in a newline, or there is none
  bool ends_line = true;      // it ends in a newline, or no data is behind it
  bool whole_blocks = false;  // blocks are of interest whole or not at all
  // Lines of the data, in order; absent: all. Other blocks are left out. Refers to them.
  std::optional<std::span<const LineRun>> runs;
  bool count_lines = false;          // lines that hold a needle may be counted, not sent
  std::unique_ptr<FileInput> input;  // behind the header
  LenderSource lender = {};
};

// Whether a line of the runs (absent: of all) has a byte in [begin, end) of the data.
bool TouchesRun(const std::optional<std::span<const LineRun>>& runs, uint64_t begin,
                uint64_t end);

using PassageSink = std::function<absl::Status(const Passage&)>;

// Memory: as ExpandSegment.
absl::StatusOr<ScanStats> ScanSegment(const ScanJob& job, const Needles& needles,
                                      uint64_t memory_limit_bytes,
                                      const PassageSink& sink);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCAN_SEGMENT_SCAN_H_
