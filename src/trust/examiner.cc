// Of a segment whose tables hold, every block stands for itself: those with a payload
// that holds are decoded run by run, and a run that does not decode, block by block.
//
// Tested by tests/trust/salvage_test.cc and tests/trust/verify_test.cc.
#include "trust/examiner.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/checksum.h"
#include "base/newlines.h"
#include "base/status_macros.h"
#include "stream/segment/reader.h"
#include "trust/parity/section.h"

namespace rondo::trust {
namespace {

using base::ByteVector;
using stream::BlockTable;
using stream::SegmentReader;

constexpr uint64_t kRunBytes = uint64_t{1} << 20;

std::string NameOf(const Piece& piece) { return absl::StrCat("segment ", piece.number); }

std::string BlocksOf(const Piece& piece, uint32_t first, uint32_t end) {
  const std::string of = absl::StrCat(" of ", NameOf(piece));
  if (end - first == 1) return absl::StrCat("block ", first, of);
  return absl::StrCat("blocks ", first, " to ", end - 1, of);
}

// What the system says, and not the bytes.
bool IsOfSystem(const absl::Status& status) {
  return !status.ok() && !absl::IsDataLoss(status) && !absl::IsUnimplemented(status) &&
         !absl::IsInvalidArgument(status) && !absl::IsResourceExhausted(status);
}

Finding AllLost(const Piece& piece, uint64_t from, uint64_t to, std::string what) {
  return {.kind = Finding::Kind::kLost,
          .from = from,
          .to = to,
          .what = std::move(what),
          .expanded_bytes = piece.expanded_bytes,
          .newlines = piece.newlines,
          .ends_in_newline = piece.ends_in_newline};
}

// Findings about blocks of one segment.
class BlockFindings {
 public:
  BlockFindings(const Piece& piece, const BlockTable& table)
      : piece_(piece),
        table_(table),
        payloads_(piece.begin + piece.header->stored_bytes() -
                  piece.header->blocks_bytes) {}

  uint64_t payload_offset(uint32_t block) const {
    return payloads_ + table_.payload_begin(block);
  }

  Finding Of(Finding::Kind kind, uint32_t first, uint32_t end) const {
    const bool is_end = end == table_.size();
    return {
        .kind = kind,
        .from = std::min(payload_offset(first), piece_.end),
        .to = std::min(payloads_ + table_.payload_ends[end - 1], piece_.end),
        .what = {},
        .expanded_bytes = table_.expanded_ends[end - 1] - table_.expanded_begin(first),
        .newlines = table_.newline_ends[end - 1] - table_.newline_begin(first),
        .ends_in_newline = is_end && piece_.ends_in_newline,
        .blocks = end - first};
  }

  Finding Lost(uint32_t first, uint32_t end, absl::string_view why) const {
    Finding finding = Of(Finding::Kind::kLost, first, end);
    finding.what = absl::StrCat(BlocksOf(piece_, first, end), ": ", why);
    return finding;
  }

 private:
  const Piece& piece_;
  const BlockTable& table_;
  const uint64_t payloads_;  // offset in the file
};

// The end of the blocks from `first` on that are like it.
uint32_t RunEnd(const std::vector<bool>& holds, uint32_t first) {
  return std::find(holds.begin() + first, holds.end(), !holds[first]) - holds.begin();
}

// Decodes the blocks of a segment that hold, front to back.
class BlockDecoder {
 public:
  BlockDecoder(const RandomAccessFile& file, const Piece& piece,
               const SegmentReader& reader, bool keeps_bytes)
      : file_(file),
        reader_(reader),
        table_(reader.table()),
        findings_(piece, reader.table()),
        keeps_bytes_(keeps_bytes),
        decoder_(reader.NewDecoder()) {}

  absl::Status Run(const std::vector<bool>& holds, const Examiner::Put& put) {
    for (uint32_t first = 0; first < table_.size();) {
      const uint32_t end = RunEnd(holds, first);
      if (holds[first]) {
        RONDO_RETURN_IF_ERROR(DecodeRun(first, end, put));
      } else {
        RONDO_RETURN_IF_ERROR(Lose(first, end, "damaged", put));
      }
      first = end;
    }
    return absl::OkStatus();
  }

  // Why what was decoded is not what was encoded; empty if it is, or if not all was
  // decoded.
  std::string Contradiction() {
    if (is_incomplete_) return "";
    const stream::SegmentHeader& header = reader_.header();
    if (wrong_newlines_) return "newlines are not where the block table has them";
    if (!base::ChecksumHolds(header.xxh3, xxh3_.Finish())) {
      return "expands to other bytes than were encoded";
    }
    if (!base::ChecksumHolds(header.sha256, sha256_.Finish())) return "SHA-256 differs";
    if ((last_byte_ == '\n') != header.ends_in_newline) {
      return "flag for a final newline is wrong";
    }
    return "";
  }
  bool is_complete() const { return !is_incomplete_; }

 private:
  absl::Status Lose(uint32_t first, uint32_t end, absl::string_view why,
                    const Examiner::Put& put) {
    is_incomplete_ = true;
    return put(findings_.Lost(first, end, why));
  }

  absl::Status DecodeRun(uint32_t first, uint32_t end, const Examiner::Put& put) {
    while (first < end) {
      uint32_t batch_end = first + 1;
      while (batch_end < end &&
             table_.expanded_ends[batch_end] - table_.expanded_begin(first) <=
                 kRunBytes) {
        ++batch_end;
      }
      RONDO_RETURN_IF_ERROR(DecodeBatch(first, batch_end, put));
      first = batch_end;
    }
    return absl::OkStatus();
  }

  absl::Status DecodeBatch(uint32_t first, uint32_t end, const Examiner::Put& put) {
    const absl::Status status = Expand(first, end);
    if (IsOfSystem(status)) return status;
    if (status.ok()) return Take(first, end, put);
    if (end - first == 1) {
      return Lose(first, end,
                  absl::StrCat("does not decode (", std::string(status.message()), ")"),
                  put);
    }
    for (uint32_t block = first; block < end; ++block) {
      RONDO_RETURN_IF_ERROR(DecodeBatch(block, block + 1, put));
    }
    return absl::OkStatus();
  }

  absl::Status Expand(uint32_t first, uint32_t end) {
    payloads_.resize(table_.payload_ends[end - 1] - table_.payload_begin(first));
    RONDO_RETURN_IF_ERROR(
        file_.ReadAt(findings_.payload_offset(first), std::span<uint8_t>(payloads_)));
    expanded_.resize(table_.expanded_ends[end - 1] - table_.expanded_begin(first));
    return reader_.Expand(decoder_.get(), first, end, payloads_,
                          table_.expanded_begin(first), expanded_);
  }

  absl::Status Take(uint32_t first, uint32_t end, const Examiner::Put& put) {
    xxh3_.Update(expanded_);
    sha256_.Update(expanded_);
    last_byte_ = expanded_.back();
    Finding finding = findings_.Of(Finding::Kind::kHolds, first, end);
    wrong_newlines_ |= base::CountNewlines(expanded_) != finding.newlines;
    finding.ends_in_newline = last_byte_ == '\n';
    if (keeps_bytes_) finding.bytes = std::exchange(expanded_, {});
    return put(std::move(finding));
  }

  const RandomAccessFile& file_;
  const SegmentReader& reader_;
  const BlockTable& table_;
  const BlockFindings findings_;
  const bool keeps_bytes_;
  const std::unique_ptr<stream::SegmentDecoder> decoder_;
  ByteVector payloads_;
  ByteVector expanded_;
  base::Xxh3Stream xxh3_;
  base::Sha256Stream sha256_;
  uint8_t last_byte_ = 0;
  bool wrong_newlines_ = false;
  bool is_incomplete_ = false;
};

}  // namespace

absl::Status Examiner::Examine(const Piece& piece, const Put& put) const {
  Finding finding = {.from = piece.begin, .to = piece.end, .what = piece.damage};
  switch (piece.kind) {
    case PieceKind::kSegment:
      return ExamineSegment(piece, put);
    case PieceKind::kUnknown:
      finding.kind = Finding::Kind::kUnknown;
      return put(std::move(finding));
    case PieceKind::kFileHeader:
      finding.what = absl::StrCat("file header: ", piece.damage);
      break;
    case PieceKind::kDictionary:
      finding.what = absl::StrCat("dictionary that the score carries: ", piece.damage);
      break;
    case PieceKind::kIndex:
      finding.what = absl::StrCat("index: ", piece.damage);
      break;
    case PieceKind::kParity:
      return ExamineParity(piece, put);
  }
  if (piece.damage.empty()) return absl::OkStatus();
  finding.kind = Finding::Kind::kHarmless;
  return put(std::move(finding));
}

// Cells of parity only: what it covers has checksums of its own.
absl::Status Examiner::ExamineParity(const Piece& piece, const Put& put) const {
  Finding finding = {.kind = Finding::Kind::kHarmless,
                     .from = piece.begin,
                     .to = piece.end,
                     .what = absl::StrCat("parity: ", piece.damage)};
  if (!piece.damage.empty()) return put(std::move(finding));
  RONDO_ASSIGN_OR_RETURN(const std::optional<SectionPlace> place,
                         SectionAt(file_, piece.begin, piece.end));
  if (!place) {
    finding.what = "parity: all of its pages are damaged";
    return put(std::move(finding));
  }
  const absl::StatusOr<SectionHealth> health =
      CheckSection(file_, *place, CellsToCheck::kParity, limit_bytes_);
  if (absl::IsResourceExhausted(health.status())) {
    finding.what = std::string(health.status().message());
    return put(std::move(finding));
  }
  RONDO_RETURN_IF_ERROR(health.status());
  if (health->is_whole()) return absl::OkStatus();
  finding.what = absl::StrCat("parity: ", health->bad_cells, " cells and ",
                              health->bad_pages, " pages are damaged");
  return put(std::move(finding));
}

absl::Status Examiner::ExamineSegment(const Piece& piece, const Put& put) const {
  if (!piece.header) {
    return put(AllLost(piece, piece.begin, piece.end,
                       absl::StrCat("header of ", NameOf(piece), ": damaged")));
  }
  uint64_t read_bytes = 0;
  const absl::StatusOr<SegmentHealth> health =
      CheckSegment(file_, {.number = piece.number, .offset = piece.begin}, *piece.header,
                   piece.end, HowFar::kAll, limit_bytes_, &read_bytes);
  if (absl::IsResourceExhausted(health.status())) {
    return put(
        AllLost(piece, piece.begin, piece.end, std::string(health.status().message())));
  }
  RONDO_RETURN_IF_ERROR(health.status());
  const uint64_t presence = piece.begin + piece.header->header_bytes;
  const uint64_t table = presence + piece.header->presence_bytes;
  const uint64_t tables = table + piece.header->block_table_bytes;
  if (!health->presence_holds) {
    RONDO_RETURN_IF_ERROR(
        put({.kind = Finding::Kind::kHarmless,
             .from = std::min(presence, piece.end),
             .to = std::min(table, piece.end),
             .what = absl::StrCat("presence of ", NameOf(piece), ": damaged")}));
  }
  if (!health->table) {
    return put(AllLost(piece, std::min(table, piece.end), std::min(tables, piece.end),
                       absl::StrCat("block table of ", NameOf(piece), ": damaged")));
  }
  if (!health->tables_hold) {
    return put(AllLost(piece, std::min(tables, piece.end),
                       std::min(tables + piece.header->tables_bytes, piece.end),
                       absl::StrCat("tables of ", NameOf(piece), ": damaged")));
  }
  return depth_ == Depth::kStored ? ExamineBlocks(piece, *health, put)
                                  : Decode(piece, *health, put);
}

absl::Status Examiner::ExamineBlocks(const Piece& piece, const SegmentHealth& health,
                                     const Put& put) const {
  const absl::Status lender = lenders_.Check(piece);
  if (IsOfSystem(lender)) return lender;
  if (!lender.ok()) {
    return put(AllLost(piece, piece.begin, piece.end,
                       absl::StrCat(NameOf(piece), " builds on another: ",
                                    std::string(lender.message()))));
  }
  const BlockFindings findings(piece, *health.table);
  for (uint32_t first = 0; first < health.table->size();) {
    const uint32_t end = RunEnd(health.block_holds, first);
    RONDO_RETURN_IF_ERROR(put(health.block_holds[first]
                                  ? findings.Of(Finding::Kind::kHolds, first, end)
                                  : findings.Lost(first, end, "damaged")));
    first = end;
  }
  return absl::OkStatus();
}

absl::Status Examiner::Decode(const Piece& piece, const SegmentHealth& health,
                              const Put& put) const {
  stream::FileInput input(file_, piece.begin + piece.header->header_bytes);
  const absl::StatusOr<std::unique_ptr<SegmentReader>> reader =
      SegmentReader::Open(&input, {.number = piece.number, .offset = piece.begin},
                          *piece.header, limit_bytes_, lenders_.Of(piece));
  if (IsOfSystem(reader.status())) return reader.status();
  if (!reader.ok()) {
    return put(
        AllLost(piece, piece.begin, piece.end, std::string(reader.status().message())));
  }
  if (piece.lender_is_guess) {
    BlockDecoder trial(file_, piece, **reader, /*keeps_bytes=*/false);
    RONDO_RETURN_IF_ERROR(
        trial.Run(health.block_holds, [](const Finding&) { return absl::OkStatus(); }));
    if (!trial.is_complete() || !trial.Contradiction().empty()) {
      return put(AllLost(piece, piece.begin, piece.end,
                         absl::StrCat(NameOf(piece), " builds on one that is lost")));
    }
  }
  BlockDecoder decoder(file_, piece, **reader, depth_ == Depth::kSalvaged);
  RONDO_RETURN_IF_ERROR(decoder.Run(health.block_holds, put));
  const std::string contradiction = decoder.Contradiction();
  if (contradiction.empty()) return absl::OkStatus();
  return put({.kind = Finding::Kind::kHarmless,
              .from = piece.begin,
              .to = piece.end,
              .what = absl::StrCat(NameOf(piece), ": ", contradiction)});
}

}  // namespace rondo::trust
