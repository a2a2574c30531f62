// The header of a segment: everything a reader needs to size its buffers and to check
// what it expands. docs/format/container.md, "Segment header".
#ifndef RONDO_STREAM_SCORE_SEGMENT_HEADER_H_
#define RONDO_STREAM_SCORE_SEGMENT_HEADER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "base/checksum.h"
#include "stream/score/block_times.h"
#include "stream/score/lens_id.h"

namespace rondo::stream {

// Where a segment is, for messages.
struct SegmentPlace {
  uint64_t number = 0;  // 0-based, over all scores of the file
  uint64_t offset = 0;  // of its header in the file
  // "segment 3 at offset 4711"
  std::string ToString() const;
};

// A part of a dictionary, whose address is that of a DAG-CBOR block with this digest.
struct DictionaryPart {
  base::Sha256Digest digest = {};
  uint8_t part = 0;
  friend bool operator==(const DictionaryPart&, const DictionaryPart&) = default;
};

struct SegmentHeader {
  Lens lens = Lens::kStored;
  bool is_last = false;            // no segment follows in this score
  bool ends_in_newline = false;    // the last expanded byte is '\n'
  uint64_t expanded_bytes = 0;     // 1 .. kMaxSegmentBytes
  uint64_t newlines = 0;           // <= expanded_bytes
  uint32_t block_bytes = 0;        // nominal and largest expanded size of a block
  uint32_t blocks = 0;             // 1 .. expanded_bytes
  uint64_t block_table_bytes = 0;  // each size below 2^40
  uint64_t tables_bytes = 0;       // checksum included
  uint64_t blocks_bytes = 0;       // all payloads
  uint64_t xxh3 = 0;               // of the expanded bytes
  base::Sha256Digest sha256 = {};  // of the expanded bytes
  std::optional<SegmentTimes> times = std::nullopt;  // absent: no line has a time
  time::TimeRules time_rules = {};  // of a segment with times; orders are with those
  uint64_t presence_bytes = 0;      // <= kMaxPresenceBytes; 0: there is none
  bool lends = false;               // segments behind it may build on its tables
  // It needs the tables of the segment so many before it, of the same score; 0: it
  // needs no other.
  uint64_t builds_on = 0;
  // It needs the tables of that instead, and lends none.
  std::optional<DictionaryPart> dictionary = std::nullopt;

  uint64_t header_bytes = 0;  // set by Append and Parse
  uint64_t body_bytes() const {
    return presence_bytes + block_table_bytes + tables_bytes + blocks_bytes;
  }
  uint64_t stored_bytes() const { return header_bytes + body_bytes(); }
};

// Appends the header and sets its header_bytes.
void AppendSegmentHeader(SegmentHeader* header, base::ByteVector* out);

// The length of the whole header from its first kSegmentPrefixBytes. kDataLoss if the
// marker or the length cannot be.
absl::StatusOr<size_t> SegmentHeaderBytes(base::Bytes prefix, const SegmentPlace& place);

// Reads a whole header. kDataLoss: damaged. kUnimplemented: intact, but with a lens or
// flag from the future. The result keeps the bounds noted at the fields.
absl::StatusOr<SegmentHeader> ParseSegmentHeader(base::Bytes bytes,
                                                 const SegmentPlace& place);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_SEGMENT_HEADER_H_
