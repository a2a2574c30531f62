// A segment that is open for reading: its header, block table, tables and decoder.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_SEGMENT_READER_H_
#define RONDO_STREAM_SEGMENT_READER_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "rondo/io.h"
#include "stream/io/input.h"
#include "stream/lens/lens.h"
#include "stream/score/block_table.h"
#include "stream/score/presence.h"
#include "stream/score/segment_header.h"

namespace rondo::stream {

// Reads the block table from `input`, which stands behind the header; leaves it behind
// the table. kResourceExhausted if that takes more than the limit.
absl::StatusOr<BlockTable> ReadBlockTable(Input* input, const SegmentPlace& place,
                                          const SegmentHeader& header,
                                          uint64_t memory_limit_bytes);

// The presence of a segment that has it. `input` stands behind the header and is left
// behind the presence.
absl::StatusOr<Presence> ReadPresence(Input* input, const SegmentPlace& place,
                                      const SegmentHeader& header);

class SegmentReader {
 public:
  // Reads block table and tables from `input`, which stands behind the header or behind
  // the presence; leaves it at the first block. kResourceExhausted if that takes more
  // than the limit.
  static absl::StatusOr<std::unique_ptr<SegmentReader>> Open(Input* input,
                                                             const SegmentPlace& place,
                                                             const SegmentHeader& header,
                                                             uint64_t memory_limit_bytes);

  const SegmentPlace& place() const { return place_; }
  const SegmentHeader& header() const { return header_; }
  const BlockTable& table() const { return table_; }
  uint64_t memory_bytes() const;

  // Checks the payloads of blocks [first, end) against their checksums. `payloads` holds
  // them end to end.
  absl::Status CheckPayloads(uint32_t first, uint32_t end, base::Bytes payloads) const;

  // Expands [from, from + out.size()) of the segment, which lies in blocks [first, end),
  // and in all of them. `payloads` holds theirs end to end, checked.
  absl::Status Expand(uint32_t first, uint32_t end, base::Bytes payloads, uint64_t from,
                      std::span<uint8_t> out);
  // Expands of blocks [first, end), whole, what may be of interest to a search: see
  // SegmentDecoder::ExpandMatching. `out` has room for all of them.
  absl::Status ExpandMatching(uint32_t first, uint32_t end, base::Bytes payloads,
                              const Needles& needles, bool after_newline,
                              bool whole_blocks, std::span<uint8_t> out,
                              std::vector<BlockPart>* parts, uint64_t* counted);
  // See SegmentDecoder.
  absl::StatusOr<CountedLines> CountMatching(const Needles& needles);
  // See SegmentDecoder. `payload` is checked; `out` has room for the whole block.
  absl::Status ExpandLines(uint32_t block, base::Bytes payload, std::span<uint8_t> out,
                           std::vector<LineMark>* marks);
  absl::StatusOr<std::vector<LineTemplate>> Templates();

 private:
  void MakeJobs(uint32_t first, uint32_t end, base::Bytes payloads, uint64_t from,
                std::span<uint8_t> out);
  SegmentReader(const SegmentPlace& place, const SegmentHeader& header)
      : place_(place), header_(header) {}

  const SegmentPlace place_;
  const SegmentHeader header_;
  BlockTable table_;
  base::ByteVector tables_;
  std::unique_ptr<SegmentDecoder> decoder_;  // refers to tables_
  std::vector<BlockJob> jobs_;               // of the last MakeJobs
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_READER_H_
