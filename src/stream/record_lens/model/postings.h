// Where the rare things of a record segment stand: templates and strings that few blocks
// hold know which. So a search that comes to one of them alone reads those blocks only.
// docs/format/record_lens.md, "Postings".
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_POSTINGS_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_POSTINGS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "stream/record_lens/model/layout.h"

namespace rondo::stream {

inline constexpr uint32_t kMostPostings = 4;

// Things are the templates by number, then the strings of all classes by class and rank.
struct RecordPostings {
  // By thing: how many blocks, at most kMostPostings; 0: not told. Empty: of none.
  std::vector<uint8_t> counts;
  std::vector<uint32_t> blocks;  // of each thing in turn, rising

  // By thing: where its blocks begin, and behind the last one where they end.
  std::vector<uint32_t> Begins() const;
};

// Templates and strings of the layout.
uint64_t CountThings(const RecordLayout& layout);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_POSTINGS_H_
