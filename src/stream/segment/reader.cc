#include "stream/segment/reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/checksum.h"
#include "base/status_macros.h"
#include "stream/score/format.h"
#include "stream/segment/open_lens.h"

namespace rondo::stream {
namespace {

// Adds the segment's place to a lens's message.
absl::Status WithPlace(const SegmentPlace& place, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrCat(place.ToString(), ": ", status.message()));
}

// `tables_bytes`: of the header, or 0 if they are not needed.
absl::Status CheckMemory(const SegmentPlace& place, const SegmentHeader& header,
                         uint64_t tables_bytes, uint64_t limit) {
  // The block table twice, as stored and as read; sizes below 2^40 do not overflow.
  const uint64_t needed = header.block_table_bytes + tables_bytes +
                          header.blocks * 2 * BlockTable::kMemoryPerBlock;
  if (needed <= limit) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(place.ToString(),
                                                   ": its tables need at least ", needed,
                                                   " bytes of memory, limit is ", limit));
}

absl::StatusOr<base::ByteVector> ReadTables(Input* input, const SegmentPlace& place,
                                            const SegmentHeader& header) {
  base::ByteVector tables;
  if (header.tables_bytes == 0) return tables;
  RONDO_RETURN_IF_ERROR(input->Read(header.tables_bytes, &tables));
  if (tables.size() < kTablesChecksumBytes) {
    return absl::DataLossError(absl::StrCat(place.ToString(), ": tables have ",
                                            tables.size(), " bytes, expected at least ",
                                            kTablesChecksumBytes));
  }
  const uint64_t expected =
      base::ByteReader(base::Bytes(tables).last(kTablesChecksumBytes)).U64();
  tables.resize(tables.size() - kTablesChecksumBytes);
  if (!base::ChecksumHolds(expected, base::Xxh3(tables))) {
    return absl::DataLossError(absl::StrCat(
        place.ToString(), ": tables are damaged (checksum ",
        absl::Hex(base::Xxh3(tables)), ", expected ", absl::Hex(expected), ")"));
  }
  return tables;
}

}  // namespace

absl::StatusOr<BlockTable> ReadBlockTable(Input* input, const SegmentPlace& place,
                                          const SegmentHeader& header,
                                          uint64_t memory_limit_bytes) {
  RONDO_RETURN_IF_ERROR(CheckMemory(place, header, 0, memory_limit_bytes));
  const uint64_t offset = place.offset + header.header_bytes + header.presence_bytes;
  RONDO_RETURN_IF_ERROR(input->Skip(offset - input->position()));
  base::ByteVector table;
  RONDO_RETURN_IF_ERROR(input->Read(header.block_table_bytes, &table));
  return ParseBlockTable(table, header, place);
}

absl::StatusOr<Presence> ReadPresence(Input* input, const SegmentPlace& place,
                                      const SegmentHeader& header) {
  base::ByteVector bytes;
  RONDO_RETURN_IF_ERROR(input->Read(header.presence_bytes, &bytes));
  absl::StatusOr<Presence> presence = Presence::Parse(std::move(bytes));
  if (!presence.ok()) return WithPlace(place, presence.status());
  return presence;
}

absl::StatusOr<std::unique_ptr<SegmentReader>> SegmentReader::Open(
    Input* input, const SegmentPlace& place, const SegmentHeader& header,
    uint64_t memory_limit_bytes, const LenderSource& lender) {
  RONDO_RETURN_IF_ERROR(
      CheckMemory(place, header, header.tables_bytes, memory_limit_bytes));
  std::unique_ptr<SegmentReader> reader(new SegmentReader(place, header));
  RONDO_ASSIGN_OR_RETURN(reader->table_,
                         ReadBlockTable(input, place, header, memory_limit_bytes));
  RONDO_ASSIGN_OR_RETURN(reader->tables_, ReadTables(input, place, header));
  std::shared_ptr<SegmentTables> builds_on;
  if (header.builds_on > 0 || header.dictionary) {
    absl::StatusOr<std::shared_ptr<SegmentTables>> lent = lender();
    if (!lent.ok()) {
      return absl::Status(lent.status().code(),
                          absl::StrCat(place.ToString(),
                                       header.dictionary ? ": " : " builds on another: ",
                                       lent.status().message()));
    }
    builds_on = *std::move(lent);
  }
  const SegmentExtent extent = {
      .expanded_bytes = header.expanded_bytes,
      .blocks = header.blocks,
      .memory_limit_bytes =
          memory_limit_bytes - reader->tables_.size() - reader->table_.memory_bytes(),
      .builds_on = std::move(builds_on)};
  absl::StatusOr<std::unique_ptr<SegmentTables>> lens =
      OpenLens(header.lens, reader->tables_, extent);
  if (!lens.ok()) return reader->At(lens.status());
  reader->lens_ = *std::move(lens);
  return reader;
}

uint64_t SegmentReader::memory_bytes() const {
  return sizeof(*this) + table_.memory_bytes() + tables_.capacity() +
         lens_->memory_bytes();
}

absl::Status SegmentReader::CheckPayloads(uint32_t first, uint32_t end,
                                          base::Bytes payloads) const {
  const uint64_t base = table_.payload_begin(first);
  for (uint32_t i = first; i < end; ++i) {
    const uint64_t begin = table_.payload_begin(i);
    const base::Bytes payload =
        payloads.subspan(begin - base, table_.payload_ends[i] - begin);
    if (const uint32_t found = base::Xxh3Low(payload);
        !base::ChecksumHolds(table_.checksums[i], found)) {
      return absl::DataLossError(absl::StrCat(
          place_.ToString(), ": block ", i, " at offset ",
          place_.offset + header_.stored_bytes() - header_.blocks_bytes + begin,
          " is damaged (checksum ", absl::Hex(found), ", expected ",
          absl::Hex(table_.checksums[i]), ")"));
    }
  }
  return absl::OkStatus();
}

BlockJob SegmentReader::Job(uint32_t block, base::Bytes payload, uint64_t from,
                            std::span<uint8_t> out) const {
  const uint64_t begin = table_.expanded_begin(block);
  const uint64_t job_from = std::max(from, begin);
  const uint64_t job_to = std::min(from + out.size(), table_.expanded_ends[block]);
  return {.block = block,
          .segment_offset = static_cast<uint32_t>(begin),
          .payload = payload,
          .expanded_bytes = table_.expanded_bytes(block),
          .from = static_cast<uint32_t>(job_from - begin),
          .out = out.subspan(job_from - from, job_to - job_from)};
}

std::vector<BlockJob> SegmentReader::Jobs(uint32_t first, uint32_t end,
                                          base::Bytes payloads, uint64_t from,
                                          std::span<uint8_t> out) const {
  std::vector<BlockJob> jobs;
  jobs.reserve(end - first);
  const uint64_t payload_base = table_.payload_begin(first);
  for (uint32_t i = first; i < end; ++i) {
    const uint64_t payload_begin = table_.payload_begin(i);
    jobs.push_back(Job(i,
                       payloads.subspan(payload_begin - payload_base,
                                        table_.payload_ends[i] - payload_begin),
                       from, out));
  }
  return jobs;
}

absl::Status SegmentReader::Expand(SegmentDecoder* decoder, uint32_t first, uint32_t end,
                                   base::Bytes payloads, uint64_t from,
                                   std::span<uint8_t> out) const {
  if (end - first == 1) {
    const BlockJob job = Job(first, payloads, from, out);
    return At(decoder->Expand({&job, 1}));
  }
  return At(decoder->Expand(Jobs(first, end, payloads, from, out)));
}

absl::Status SegmentReader::At(const absl::Status& status) const {
  return WithPlace(place_, status);
}

}  // namespace rondo::stream
