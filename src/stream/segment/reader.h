// A segment that is open for reading: its header, block table, tables and decoder.
//
// Thread rule: see the class; functions are externally synchronised.
#ifndef RONDO_STREAM_SEGMENT_READER_H_
#define RONDO_STREAM_SEGMENT_READER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "rondo/io.h"
#include "stream/io/input.h"
#include "stream/lens/lens.h"
#include "stream/score/block_table.h"
#include "stream/score/presence.h"
#include "stream/score/segment_header.h"
#include "stream/segment/lenders.h"

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

// Immutable, but for tables that are decoded when somebody asks for them: thread-safe.
class SegmentReader {
 public:
  // Reads block table and tables from `input`, which stands behind the header or behind
  // the presence; leaves it at the first block. `lender` is asked for what the segment
  // builds on, if it does. kResourceExhausted if that takes more than the limit.
  static absl::StatusOr<std::unique_ptr<SegmentReader>> Open(Input* input,
                                                             const SegmentPlace& place,
                                                             const SegmentHeader& header,
                                                             uint64_t memory_limit_bytes,
                                                             const LenderSource& lender);

  // What others may build on: see SegmentTables. Lives as long as the reader.
  SegmentTables* tables() const { return lens_.get(); }
  const SegmentPlace& place() const { return place_; }
  const SegmentHeader& header() const { return header_; }
  const BlockTable& table() const { return table_; }
  // Without decoders, scans and views.
  uint64_t memory_bytes() const;

  // See SegmentTables; the reader must outlive what they return.
  std::unique_ptr<SegmentDecoder> NewDecoder() const { return lens_->NewDecoder(); }
  std::unique_ptr<BlockScan> NewScan(const Needles& needles) const {
    return lens_->NewScan(needles);
  }
  std::unique_ptr<TemplateView> NewTemplateView() const {
    return lens_->NewTemplateView();
  }

  // Checks the payloads of blocks [first, end) against their checksums. `payloads` holds
  // them end to end.
  absl::Status CheckPayloads(uint32_t first, uint32_t end, base::Bytes payloads) const;

  // What to ask of a lens, to expand [from, from + out.size()) of the segment, which lies
  // in blocks [first, end), and in all of them. `payloads` holds theirs end to end,
  // checked.
  std::vector<BlockJob> Jobs(uint32_t first, uint32_t end, base::Bytes payloads,
                             uint64_t from, std::span<uint8_t> out) const;
  // Expands just that.
  absl::Status Expand(SegmentDecoder* decoder, uint32_t first, uint32_t end,
                      base::Bytes payloads, uint64_t from, std::span<uint8_t> out) const;
  // Adds the segment's place to a lens's message.
  absl::Status At(const absl::Status& status) const;

 private:
  // Of one block, which overlaps what is wanted.
  BlockJob Job(uint32_t block, base::Bytes payload, uint64_t from,
               std::span<uint8_t> out) const;

  SegmentReader(const SegmentPlace& place, const SegmentHeader& header)
      : place_(place), header_(header) {}

  const SegmentPlace place_;
  const SegmentHeader header_;
  BlockTable table_;
  base::ByteVector tables_;
  std::unique_ptr<SegmentTables> lens_;  // refers to tables_
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_READER_H_
