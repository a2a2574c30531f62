// The tables that segments build on: those of earlier segments of the score, which build
// on none themselves, and of dictionaries. docs/format/container.md, "Building on another
// segment".
//
// Thread rule: see the classes.
#ifndef RONDO_STREAM_SEGMENT_LENDERS_H_
#define RONDO_STREAM_SEGMENT_LENDERS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "rondo/io.h"
#include "stream/io/input.h"
#include "stream/lens/lens.h"
#include "stream/score/map.h"
#include "stream/score/segment_header.h"

namespace rondo::stream {

// One in so many bytes of a memory limit is for tables that others build on, beside them.
inline constexpr uint64_t kLenderShare = 4;

// Finds the tables that a segment builds on; asked when they are needed.
using LenderSource = std::function<absl::StatusOr<std::shared_ptr<SegmentTables>>()>;

// Gives the tables of a part of a dictionary. Thread-safe.
using DictionarySource =
    std::function<absl::StatusOr<std::shared_ptr<SegmentTables>>(const DictionaryPart&)>;

// Of a file with a map. Thread-safe. Holds the tables that were asked for last, which are
// those of most segments.
class FileLenders {
 public:
  // All must outlive it. The limit is that of one segment's tables.
  FileLenders(const RandomAccessFile& file, const ScoreMap& map,
              uint64_t memory_limit_bytes, DictionarySource dictionaries)
      : file_(file),
        map_(map),
        limit_bytes_(memory_limit_bytes),
        dictionaries_(std::move(dictionaries)) {}

  // What segment `number` with this header builds on.
  LenderSource Of(uint64_t number, const SegmentHeader& header);

 private:
  absl::StatusOr<std::shared_ptr<SegmentTables>> Get(uint64_t number);

  const RandomAccessFile& file_;
  const ScoreMap& map_;
  const uint64_t limit_bytes_;
  const DictionarySource dictionaries_;
  base::Mutex mutex_;
  // Guarded by mutex_.
  uint64_t number_ = 0;
  std::shared_ptr<SegmentTables> tables_;  // of segment number_
};

// Of a pipe: what passed by last that others may build on. Externally synchronised.
class PassingLenders {
 public:
  PassingLenders(uint64_t memory_limit_bytes, DictionarySource dictionaries)
      : limit_bytes_(memory_limit_bytes), dictionaries_(std::move(dictionaries)) {}

  // `input` stands behind the header of a segment. If others may build on that one, its
  // tables are read and kept, and what was read comes back, to be read again; else
  // nothing was read.
  absl::StatusOr<std::optional<base::ByteVector>> Pass(Input* input,
                                                       const SegmentPlace& place,
                                                       const SegmentHeader& header);
  // What the segment builds on.
  LenderSource Of(uint64_t number, const SegmentHeader& header) const;

 private:
  const uint64_t limit_bytes_;
  const DictionarySource dictionaries_;
  uint64_t number_ = 0;
  std::shared_ptr<SegmentTables> tables_;  // of segment number_; null: of none
  absl::Status damage_;                    // of that segment
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_LENDERS_H_
