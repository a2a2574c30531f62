// Showing a search those passages of a score that may hold what it looks for.
//
// Thread rule: see the classes.
#ifndef RONDO_STREAM_SCAN_SCAN_H_
#define RONDO_STREAM_SCAN_SCAN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/reader.h"
#include "stream/lens/needles.h"

namespace rondo::stream {

// A stretch of the data that a scan came to.
struct Passage {
  uint64_t offset = 0;    // of its first byte
  uint64_t newlines = 0;  // in the data before it
  std::span<const uint8_t> bytes;
};

// What a scan calls. A passage need not follow on the one before: whole lines may be left
// out between two of them. A line may be cut by passages that follow each other.
class Scanner {
 public:
  // What was seen in a passage.
  class Finding {
   public:
    virtual ~Finding() = default;
  };
  virtual ~Scanner() = default;
  // Looks at a passage, on any thread, several at once and in any order.
  virtual std::unique_ptr<Finding> Look(const Passage& passage) const = 0;
  // Gets each passage with its finding, in order, on the thread that scans. A status that
  // is not ok ends the scan and is returned.
  virtual absl::Status Take(const Passage& passage, const Finding& finding) = 0;
};

struct ScanOptions {
  // The scan may leave out lines that these do not find.
  const Needles& needles;
  // Lines near one with a needle are likely to be read next: not to be left out.
  bool whole_blocks = false;
  // Lines that hold a needle may be counted in ScanStats::counted_lines instead of being
  // passed on, whether they are in `runs` or not.
  bool count_lines = false;
  int threads = 1;  // segments that are worked on at once
  // Blocks that hold nothing of these lines, which are in order, may be left out. Absent:
  // all lines count.
  std::optional<std::span<const LineRun>> runs = std::nullopt;
};

struct ScanStats {
  uint64_t segments = 0;          // that the scan came to
  uint64_t skipped_segments = 0;  // of them, those whose presence has no needle
  uint64_t blocks = 0;            // that the scan came to
  uint64_t skipped_blocks = 0;    // of them, those of which nothing was expanded
  uint64_t expanded_bytes = 0;
  uint64_t counted_lines = 0;  // lines with a needle that were not passed on
  uint64_t tabled_lines = 0;   // of them, those that the tables of a segment count
};

// Data that can be scanned. Thread-safe.
class Scannable {
 public:
  // Shows the scanner all the data that options do not let it leave out. Memory: shared
  // by the threads, as in Reader::Open.
  virtual absl::StatusOr<ScanStats> Scan(const ScanOptions& options,
                                         Scanner* scanner) const = 0;

 protected:
  ~Scannable() = default;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCAN_SCAN_H_
