// Makes parity sections. docs/format/parity.md.
//
// Thread rule: functions are pure.
#ifndef RONDO_TRUST_PARITY_WRITER_H_
#define RONDO_TRUST_PARITY_WRITER_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "rondo/io.h"
#include "stream/score/parity.h"

namespace rondo::trust {

// How `percent` (1 .. 100) of parity is laid out for so many bytes (>= 1): so that every
// burst of that share of them, wherever it begins, hits no column more often than there
// are parity shards.
stream::ParityShape ShapeFor(uint64_t covered_bytes, int percent);

// Writes the section for all of the file, which is to stand behind it. Reads the file
// once for each `memory_bytes` of parity, and twice if there is more than that. Memory:
// that, 20 MiB, and 4 bytes a cell.
absl::Status WriteSection(const RandomAccessFile& file, const stream::ParityShape& shape,
                          uint64_t memory_bytes, const ByteSink& sink);

// One copy of the map: the checksums of all cells.
absl::Status WriteMap(const stream::ParityShape& shape,
                      std::span<const uint32_t> checksums, bool is_back,
                      const ByteSink& sink);

}  // namespace rondo::trust

#endif  // RONDO_TRUST_PARITY_WRITER_H_
