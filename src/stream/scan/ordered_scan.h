// Scans many segments side by side and hands their passages over in order.
#ifndef RONDO_STREAM_SCAN_ORDERED_SCAN_H_
#define RONDO_STREAM_SCAN_ORDERED_SCAN_H_

#include <functional>
#include <optional>

#include "absl/status/statusor.h"
#include "stream/scan/segment_scan.h"

namespace rondo::stream {

using ScanSource = std::function<absl::StatusOr<std::optional<ScanJob>>()>;

// Calls the source and scanner->Take on the caller's thread only, scanner->Look on the
// threads. The memory limit is shared by all threads. kInvalidArgument for a number of
// threads out of range.
absl::StatusOr<ScanStats> ScanInOrder(const ScanSource& source, const Needles& needles,
                                      int threads, uint64_t memory_limit_bytes,
                                      Scanner* scanner);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCAN_ORDERED_SCAN_H_
