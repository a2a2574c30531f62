// Writes and reads the tables of a record segment. docs/format/record_lens.md, "Tables",
// is the authority.
//
//   tables = varint size of the shapes, shapes, varint size of the code, code, text
//   shapes = what the lines look like: templates with their slots, what of it stands where
//            and how often. All that a search needs to know which blocks it wants
//   code   = how the blocks are coded: sequence, numbers, models
//   text   = literals of templates, strings of classes, singletons by block;
//            each ends with a newline, which is not part of it
//
// Thread rule: pure functions.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_TABLES_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_TABLES_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/lens/lens.h"
#include "stream/record_lens/model/counts.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/model/postings.h"

namespace rondo::stream {

class LentRecords;

// A template that is not known, a string that is not lent, a class that goes on from
// none.
inline constexpr uint32_t kNotLent = ~uint32_t{0};

// The layout, and what the text holds where.
struct RecordTables {
  // What they build on (lent.h), or null: then the next three are empty.
  const LentRecords* lent = nullptr;
  std::vector<uint32_t> known;  // by template: the lent one that it is, or kNotLent
  // By class: nothing, or by rank the rank of the lent string that it is, or kNotLent.
  std::vector<std::vector<uint32_t>> lent_strings;

  // Of the layout's clusters the last ones, which are lent: their numbers there, rising.
  std::vector<uint32_t> lent_clusters;

  RecordLayout layout;
  std::vector<bool> ends_line;  // by template: a newline follows its last literal
  uint64_t literal_bytes = 0;   // of the text: literals, newlines included
  uint64_t string_bytes = 0;    // of the text: strings of classes; what is lent is none
  std::vector<uint64_t> singleton_ends;  // of the text: end of each block's strings
  std::vector<uint32_t>
      sequence_sizes;  // of each block, in ranks; as many as singleton_ends
  RecordPostings postings;
  RecordCounts counts;

  uint64_t text_bytes() const {
    return literal_bytes + string_bytes +
           (singleton_ends.empty() ? 0 : singleton_ends.back());
  }
};

// The two parts of the side information.
base::ByteVector WriteRecordShapes(const RecordTables& tables);
base::ByteVector WriteRecordCode(const RecordTables& tables);

// Everything is checked: what was read of both is safe to decode with. kDataLoss if they
// say what no writer says; kResourceExhausted if they need more memory than the shape
// allows.
//
// All but sequence, numbers of classes, seeds and slopes of columns, models of slots, and
// histograms.
// `lent`: what the tables build on, or null.
absl::StatusOr<RecordTables> ReadRecordShapes(base::Bytes shapes,
                                              const SegmentExtent& extent,
                                              const LentRecords* lent);
// Those. `tables`: as ReadRecordShapes left them.
absl::Status ReadRecordCode(base::Bytes code, const SegmentExtent& extent,
                            RecordTables* tables);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_TABLES_H_
