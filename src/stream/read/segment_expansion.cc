// A batch is a run of blocks of about a MiB: small enough to stay in the caches between
// expanding, hashing and handing over, large enough for a lens to work on several blocks
// at once.
//
// Tested by tests/stream/read/round_trip_test.cc and tests/stream/read/damage_test.cc.
#include "stream/read/segment_expansion.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/checksum.h"
#include "base/newlines.h"
#include "base/status_macros.h"
#include "stream/segment/reader.h"

namespace rondo::stream {
namespace {

constexpr uint64_t kBatchBytes = uint64_t{1} << 20;

// Checks what only the whole segment can tell.
class WholeSegmentCheck {
 public:
  WholeSegmentCheck(const SegmentReader& reader, Checks checks) : reader_(reader) {
    if (checks == Checks::kAll) sha256_.emplace();
  }

  // `bytes` are blocks [first, end), whole and in order.
  absl::Status Update(uint32_t first, uint32_t end, base::Bytes bytes) {
    xxh3_.Update(bytes);
    if (!sha256_.has_value()) return absl::OkStatus();
    sha256_->Update(bytes);
    last_byte_ = bytes.back();
    return CheckNewlines(first, end, bytes);
  }

  absl::Status Finish() {
    const SegmentHeader& header = reader_.header();
    if (const uint64_t found = xxh3_.Finish(); !base::ChecksumHolds(header.xxh3, found)) {
      return Bad(absl::StrCat("expanded bytes have checksum ", absl::Hex(found),
                              ", expected ", absl::Hex(header.xxh3)));
    }
    if (!sha256_.has_value()) return absl::OkStatus();
    if (!base::ChecksumHolds(header.sha256, sha256_->Finish()))
      return Bad("SHA-256 differs");
    if ((last_byte_ == '\n') != header.ends_in_newline) {
      return Bad("flag for a final newline is wrong");
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CheckNewlines(uint32_t first, uint32_t end, base::Bytes bytes) const {
    const BlockTable& table = reader_.table();
    for (uint32_t i = first; i < end; ++i) {
      const uint64_t found = base::CountNewlines(
          bytes.subspan(table.expanded_begin(i) - table.expanded_begin(first),
                        table.expanded_bytes(i)));
      const uint64_t expected = table.newline_ends[i] - table.newline_begin(i);
      if (found != expected) {
        return Bad(
            absl::StrCat("block ", i, " has ", found, " newlines, expected ", expected));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Bad(absl::string_view what) const {
    return absl::DataLossError(absl::StrCat(reader_.place().ToString(), ": ", what));
  }

  const SegmentReader& reader_;
  base::Xxh3Stream xxh3_;
  std::optional<base::Sha256Stream> sha256_;
  uint8_t last_byte_ = 0;
};

// End of the batch that starts with block `first`: one block or more.
uint32_t BatchEnd(const BlockTable& table, uint32_t first, uint32_t end) {
  const uint64_t begin = table.expanded_begin(first);
  uint32_t i = first + 1;
  while (i < end && table.expanded_ends[i] - begin <= kBatchBytes) ++i;
  return i;
}

}  // namespace

absl::Status ExpandSegment(const SegmentJob& job, Checks checks,
                           uint64_t memory_limit_bytes, const ByteSink& sink) {
  if (checks == Checks::kAll && job.header.presence_bytes > 0) {
    RONDO_RETURN_IF_ERROR(ReadPresence(job.input, job.place, job.header).status());
  }
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<SegmentReader> reader,
                         SegmentReader::Open(job.input, job.place, job.header,
                                             memory_limit_bytes, job.lender));
  if (job.from == job.to) return absl::OkStatus();
  const std::unique_ptr<SegmentDecoder> decoder = reader->NewDecoder();
  const BlockTable& table = reader->table();
  const bool whole = job.from == 0 && job.to == job.header.expanded_bytes;
  WholeSegmentCheck check(*reader, checks);
  base::ByteVector payloads;
  base::ByteVector expanded;
  const uint32_t end = table.BlockOf(job.to - 1) + 1;
  uint32_t first = table.BlockOf(job.from);
  RONDO_RETURN_IF_ERROR(job.input->Skip(table.payload_begin(first)));
  while (first < end) {
    const uint32_t batch_end = BatchEnd(table, first, end);
    const uint64_t from = std::max(job.from, table.expanded_begin(first));
    const uint64_t to = std::min(job.to, table.expanded_ends[batch_end - 1]);
    RONDO_RETURN_IF_ERROR(job.input->Read(
        table.payload_ends[batch_end - 1] - table.payload_begin(first), &payloads));
    RONDO_RETURN_IF_ERROR(reader->CheckPayloads(first, batch_end, payloads));
    expanded.resize(to - from);
    RONDO_RETURN_IF_ERROR(
        reader->Expand(decoder.get(), first, batch_end, payloads, from, expanded));
    if (whole) RONDO_RETURN_IF_ERROR(check.Update(first, batch_end, expanded));
    RONDO_RETURN_IF_ERROR(sink(expanded));
    first = batch_end;
  }
  return whole ? check.Finish() : absl::OkStatus();
}

}  // namespace rondo::stream
