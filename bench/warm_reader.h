// A reader whose tables are loaded, and the bytes that it should read.
#ifndef RONDO_BENCH_WARM_READER_H_
#define RONDO_BENCH_WARM_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "rondo/reader.h"

namespace rondo::bench {

struct WarmReader {
  std::unique_ptr<Reader> reader;
  std::unique_ptr<RandomAccessFile> raw;
};

// Reads once in the middle of each segment, and at its end: tables that are decoded as
// far as blocks need them are then decoded.
inline absl::Status TouchSegments(const Reader& reader) {
  auto segments = reader.Segments();
  if (!segments.ok()) return segments.status();
  uint64_t end = 0;
  std::vector<uint8_t> byte(1);
  for (const SegmentInfo& segment : *segments) {
    end += segment.expanded_bytes;
    for (const uint64_t before : {segment.expanded_bytes / 2, uint64_t{1}}) {
      if (before == 0 || segment.expanded_bytes == 0) continue;
      auto got = reader.ReadAt(end - before, byte);
      if (!got.ok()) return got.status();
    }
  }
  return absl::OkStatus();
}

// Opens a score and the file that it was made of, and touches every segment.
// kInvalidArgument if the file has less than `least_bytes`.
inline absl::StatusOr<WarmReader> OpenWarm(const std::string& score_path,
                                           const std::string& raw_path,
                                           uint64_t least_bytes) {
  auto raw = RandomAccessFile::Open(raw_path);
  if (!raw.ok()) return raw.status();
  if ((*raw)->size() < least_bytes) {
    return absl::InvalidArgumentError(raw_path + " is smaller than one read");
  }
  auto reader = Reader::Open(score_path);
  if (!reader.ok()) return reader.status();
  if (absl::Status touched = TouchSegments(**reader); !touched.ok()) return touched;
  return WarmReader{*std::move(reader), *std::move(raw)};
}

}  // namespace rondo::bench

#endif  // RONDO_BENCH_WARM_READER_H_
