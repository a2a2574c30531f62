// Writes and reads the tables of a record segment. docs/FORMAT.md, "Record lens, tables",
// is the authority.
//
//   tables = varint size of the side information, side information, text
//   text   = literals of templates, strings of classes, strings that occur once by block;
//            each ends with a newline, which is not part of it
#ifndef RONDO_STREAM_RECORD_TABLES_H_
#define RONDO_STREAM_RECORD_TABLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/lens.h"
#include "stream/record_layout.h"
#include "stream/record_places.h"

namespace rondo::stream {

// The layout, and what the text holds where.
struct RecordTables {
  RecordLayout layout;
  std::vector<bool> ends_line;      // by template: a newline follows its last literal
  uint64_t literal_bytes = 0;       // of the text: literals, newlines included
  uint64_t string_bytes = 0;        // of the text: strings of classes
  std::vector<uint64_t> once_ends;  // of the text: end of each block's strings
  std::vector<uint32_t> sequence_sizes;  // of each block, in ranks; as many as once_ends
  RecordPlaces places;

  uint64_t text_bytes() const {
    return literal_bytes + string_bytes + (once_ends.empty() ? 0 : once_ends.back());
  }
};

// The side information alone.
ByteVector WriteRecordTables(const RecordTables& tables);

// kDataLoss if it says what no writer says; kResourceExhausted if it needs more memory
// than the shape allows. Everything is checked: whatever it returns is safe to decode
// with.
absl::StatusOr<RecordTables> ReadRecordTables(Bytes side_info, const SegmentShape& shape);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_TABLES_H_
