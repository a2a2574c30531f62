// Tested by tests/trust/salvage_test.cc.
#include "trust/survey_lenders.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/segment/reader.h"
#include "trust/segment_health.h"

namespace rondo::trust {
namespace {

using stream::SegmentTables;

absl::Status NotThere() {
  return absl::DataLossError("that segment is lost, or its header is");
}

}  // namespace

SurveyLenders::SurveyLenders(const RandomAccessFile& file, const Survey& survey,
                             uint64_t memory_limit_bytes,
                             stream::DictionarySource dictionaries)
    : file_(file),
      survey_(survey),
      limit_bytes_(memory_limit_bytes),
      dictionaries_(std::move(dictionaries)) {}

stream::LenderSource SurveyLenders::Of(const Piece& piece) {
  if (piece.header->dictionary) {
    return [this, part = *piece.header->dictionary] { return dictionaries_(part); };
  }
  if (piece.header->builds_on == 0) return {};
  return
      [this, lender = piece.lender]() -> absl::StatusOr<std::shared_ptr<SegmentTables>> {
        if (!lender) return NotThere();
        return Get(*lender);
      };
}

absl::Status SurveyLenders::Check(const Piece& piece) {
  if (piece.header->builds_on == 0) return absl::OkStatus();
  if (!piece.lender) return NotThere();
  const base::MutexLock lock(&mutex_);
  if (checked_ == piece.lender) return health_;
  const Piece& lender = survey_.pieces[*piece.lender];
  uint64_t read_bytes = 0;
  RONDO_ASSIGN_OR_RETURN(
      const SegmentHealth health,
      CheckSegment(file_, {.number = lender.number, .offset = lender.begin},
                   *lender.header, lender.end, HowFar::kTables, limit_bytes_,
                   &read_bytes));
  checked_ = piece.lender;
  health_ = absl::OkStatus();
  if (!health.table || !health.tables_hold) {
    health_ = absl::DataLossError(absl::StrCat("segment ", lender.number, " is damaged"));
  }
  return health_;
}

absl::StatusOr<std::shared_ptr<SegmentTables>> SurveyLenders::Get(size_t piece) {
  const base::MutexLock lock(&mutex_);
  if (opened_ == piece) return tables_;
  const Piece& lender = survey_.pieces[piece];
  stream::FileInput input(file_, lender.begin + lender.header->header_bytes);
  absl::StatusOr<std::unique_ptr<stream::SegmentReader>> opened =
      stream::SegmentReader::Open(&input,
                                  {.number = lender.number, .offset = lender.begin},
                                  *lender.header, limit_bytes_, {});
  opened_ = piece;
  if (opened.ok()) {
    // The tables keep their reader, which holds their bytes.
    std::shared_ptr<stream::SegmentReader> reader = *std::move(opened);
    SegmentTables* const tables = reader->tables();
    tables_ = std::shared_ptr<SegmentTables>(std::move(reader), tables);
  } else {
    tables_ = opened.status();
  }
  return tables_;
}

}  // namespace rondo::trust
