// The tables that the segments of a surveyed file build on, as far as they are undamaged.
//
// Thread rule: thread-safe.
#ifndef RONDO_TRUST_SURVEY_LENDERS_H_
#define RONDO_TRUST_SURVEY_LENDERS_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "base/mutex.h"
#include "rondo/io.h"
#include "stream/segment/lenders.h"
#include "trust/survey.h"

namespace rondo::trust {

// Keeps what was asked for last, which is what most segments build on.
class SurveyLenders {
 public:
  // All must outlive it. The limit is that of one segment's tables.
  SurveyLenders(const RandomAccessFile& file, const Survey& survey,
                uint64_t memory_limit_bytes, stream::DictionarySource dictionaries);

  // For a segment whose header holds.
  stream::LenderSource Of(const Piece& piece);
  // Whether what the segment builds on in the file is there and undamaged; kDataLoss if
  // not. Expands nothing, and asks for no dictionary.
  absl::Status Check(const Piece& piece);

 private:
  absl::StatusOr<std::shared_ptr<stream::SegmentTables>> Get(size_t piece);

  const RandomAccessFile& file_;
  const Survey& survey_;
  const uint64_t limit_bytes_;
  const stream::DictionarySource dictionaries_;
  base::Mutex mutex_;
  // Guarded by mutex_.
  std::optional<size_t> opened_;  // a piece
  absl::StatusOr<std::shared_ptr<stream::SegmentTables>> tables_ = nullptr;
  std::optional<size_t> checked_;
  absl::Status health_;
};

}  // namespace rondo::trust

#endif  // RONDO_TRUST_SURVEY_LENDERS_H_
