// What is in a file that may be damaged, from its first byte to its last: parts of scores
// that were recognised, and between them bytes that were not.
//
// A survey believes nothing that it cannot check, and goes on where a reader stops:
//
//   [header][segment 0]xxxxxxxxxx[segment 2][index, trailer]   a hole
//   [header][segment 0][ ? as the index says ][segment 2][index, trailer]
//
// Tables and payloads it leaves to SegmentHealth.
//
// Thread rule: plain data; functions are pure.
#ifndef RONDO_TRUST_SURVEY_H_
#define RONDO_TRUST_SURVEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "stream/score/index.h"
#include "stream/score/segment_header.h"

namespace rondo::trust {

enum class PieceKind {
  kFileHeader,
  kDictionary,  // that the score carries
  kSegment,
  kIndex,    // with the trailer, or the short trailer
  kParity,   // a parity section
  kUnknown,  // bytes in which nothing was recognised
};

struct Piece {
  PieceKind kind = PieceKind::kUnknown;
  uint64_t begin = 0;  // in the file
  uint64_t end = 0;    // >= begin; not more if what should be there is missing
  std::string damage =
      {};  // why the bytes do not hold; empty: they do, as far as was looked

  // Of a segment.
  uint64_t score = 0;   // number of its score in the file, from 0
  uint64_t number = 0;  // of the segment in the file, from 0; those that are lost count
                        // if an index tells of them
  std::optional<stream::SegmentHeader> header = std::nullopt;  // absent: damaged
  // What it expands to: of the header, or else of the index. `newlines` likewise.
  uint64_t expanded_bytes = 0;
  uint64_t newlines = 0;
  bool ends_in_newline = false;
  // The piece with the segment that this one builds on; absent: there is none, or it is
  // not to be found. A guess if segments before this one were lost and nobody knows how
  // many: then the segment counts only if its checksum holds.
  std::optional<size_t> lender = std::nullopt;
  bool lender_is_guess = false;
};

struct Survey {
  uint64_t file_bytes = 0;
  std::vector<Piece> pieces;  // end to end, all of the file
  uint64_t scores = 0;        // of which something was recognised
  uint64_t segments = 0;      // with the lost ones that an index tells of
  // From here on an added score that was never finished; the file's size if there is
  // none. That is no damage.
  uint64_t unfinished_from = 0;
};

// Cost of an undamaged file: its indexes and a header for each segment. Of a damaged one:
// what no index leads to is read once more, and what is read twice to find where damaged
// segments end is at most four times the file. kResourceExhausted if the pieces do not
// fit the limit; kInvalidArgument, or kUnimplemented, if nothing of a score is in the
// file; errors of the file.
absl::StatusOr<Survey> SurveyFile(const RandomAccessFile& file,
                                  uint64_t memory_limit_bytes);

}  // namespace rondo::trust

#endif  // RONDO_TRUST_SURVEY_H_
