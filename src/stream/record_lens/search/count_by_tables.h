// Counts the lines of a record segment that hold a needle from its tables alone.
//
// Thread rule: pure, but for what the scan remembers.
#ifndef RONDO_STREAM_RECORD_LENS_SEARCH_COUNT_BY_TABLES_H_
#define RONDO_STREAM_RECORD_LENS_SEARCH_COUNT_BY_TABLES_H_

#include <cstdint>
#include <vector>

#include "stream/record_lens/model/shapes.h"
#include "stream/record_lens/search/scan.h"

namespace rondo::stream {

struct TableCounts {
  uint64_t lines = 0;  // that hold a needle, of templates that are settled
  // By template; empty: none is. Of a settled one `lines` lacks those that hold a needle
  // only because a singleton leads to kFound.
  std::vector<bool> settled;
  // By string slot: the state before the next one, or at the end, if the string leads to
  // no needle; kFound if every string leads to one. For settled templates.
  std::vector<uint16_t> goes_on;
  bool finds_singletons = false;  // some singleton leads to kFound, in one of them
  bool all = false;               // all are settled, and that is false
};

// `scan` has all templates of the shapes whose lines may hold a needle, but for those
// that are left to the blocks, and so not settled.
// Cost: about as much as making the scan.
TableCounts CountByTables(const RecordShapes& shapes,
                          const std::vector<bool>& left_to_blocks, RecordScan* scan);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_SEARCH_COUNT_BY_TABLES_H_
