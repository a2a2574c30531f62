// A parity section as it was found in a file: which cells hold, and which do not.
//
// Thread rule: see the class; functions are pure.
#ifndef RONDO_TRUST_PARITY_SECTION_H_
#define RONDO_TRUST_PARITY_SECTION_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "stream/score/parity.h"

namespace rondo::trust {

struct SectionPlace {
  uint64_t begin = 0;  // of the section; what it covers ends there
  stream::ParityShape shape;
  uint64_t covered_begin() const { return begin - shape.covered_bytes; }
  uint64_t end() const { return begin + shape.section_bytes(); }
};

// The sections that some page of the file tells of, none of which lies in what another
// one covers; the last one first. Reads the file once.
absl::StatusOr<std::vector<SectionPlace>> FindSections(const RandomAccessFile& file);

// The one at [begin, end); nothing if it has no page that says so.
absl::StatusOr<std::optional<SectionPlace>> SectionAt(const RandomAccessFile& file,
                                                      uint64_t begin, uint64_t end);

struct SectionHealth {
  // By cells: those of data, then those of parity.
  std::vector<uint32_t> checksums;
  std::vector<bool> is_known;  // the checksum is
  std::vector<bool> holds;     // the cell does; not if its checksum is not known
  uint64_t bad_cells = 0;
  uint64_t bad_pages = 0;  // of both copies of the map
  bool trailer_holds = false;
  bool is_whole() const { return bad_cells == 0 && bad_pages == 0 && trailer_holds; }
};

enum class CellsToCheck { kAll, kParity };

// Reads the section, and of kAll what it covers. Of kParity cells of data count as such
// that hold. kResourceExhausted if there are too many cells for the limit.
absl::StatusOr<SectionHealth> CheckSection(const RandomAccessFile& file,
                                           const SectionPlace& place, CellsToCheck cells,
                                           uint64_t memory_limit_bytes);

}  // namespace rondo::trust

#endif  // RONDO_TRUST_PARITY_SECTION_H_
