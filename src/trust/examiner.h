// Looks closely at the pieces of a survey: what of the data is in each of them, what is
// lost, and why.
//
// Thread rule: see the class.
#ifndef RONDO_TRUST_EXAMINER_H_
#define RONDO_TRUST_EXAMINER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "base/byte_io.h"
#include "rondo/io.h"
#include "trust/segment_health.h"
#include "trust/survey.h"
#include "trust/survey_lenders.h"

namespace rondo::trust {

// What is to be said of a stretch of the file. Those of a piece are in the order of the
// data; together they have all the data that the piece is known to hold.
struct Finding {
  enum class Kind {
    kHolds,     // data that is there
    kLost,      // data that is not
    kHarmless,  // damage that costs no data
    kUnknown,   // bytes that may have been anything
  };
  Kind kind = Kind::kHolds;
  uint64_t from = 0;  // in the file
  uint64_t to = 0;
  std::string what;  // of damage
  uint64_t expanded_bytes = 0;
  uint64_t newlines = 0;
  bool ends_in_newline = false;  // the last of these bytes is known to be one
  uint64_t blocks = 0;           // of a block table that was read
  base::ByteVector bytes = {};   // of kHolds, if they are wanted
};

// May be called from several threads at once.
class Examiner {
 public:
  enum class Depth {
    kStored,    // checksums of what is stored
    kDecoded,   // and everything decoded
    kSalvaged,  // decoded, and the bytes given
  };
  using Put = std::function<absl::Status(Finding)>;

  // All must outlive it. The limit is for one piece.
  Examiner(const RandomAccessFile& file, const Survey& survey, SurveyLenders* lenders,
           Depth depth, uint64_t memory_limit_bytes)
      : file_(file),
        survey_(survey),
        lenders_(*lenders),
        depth_(depth),
        limit_bytes_(memory_limit_bytes) {}

  // Errors: those of the file and of `put`. What does not fit the limit on memory counts
  // as lost.
  absl::Status Examine(const Piece& piece, const Put& put) const;

 private:
  absl::Status ExamineParity(const Piece& piece, const Put& put) const;
  absl::Status ExamineSegment(const Piece& piece, const Put& put) const;
  absl::Status ExamineBlocks(const Piece& piece, const SegmentHealth& health,
                             const Put& put) const;
  absl::Status Decode(const Piece& piece, const SegmentHealth& health,
                      const Put& put) const;

  const RandomAccessFile& file_;
  const Survey& survey_;
  SurveyLenders& lenders_;
  const Depth depth_;
  const uint64_t limit_bytes_;
};

}  // namespace rondo::trust

#endif  // RONDO_TRUST_EXAMINER_H_
