// How many lines of a record segment have which template, and which string in a slot. So
// a search that is to count, and finds all that matters in templates and strings, reads
// no block. docs/format/record_lens.md, "Counts".
//
// Thread rule: plain data.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_COUNTS_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_COUNTS_H_

#include <cstdint>
#include <vector>

namespace rondo::stream {

// Lines that have a string of the class in a slot.
struct StringCount {
  uint32_t rank;
  uint64_t lines;  // 1 or more
};

// The strings of a slot by rank. The other lines of its template have strings there that
// occur once.
struct SlotCounts {
  bool told = false;
  std::vector<StringCount> strings;
};

struct RecordCounts {
  std::vector<uint64_t> lines;    // by template; empty: nothing is told
  std::vector<SlotCounts> slots;  // as many as slots then
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_COUNTS_H_
