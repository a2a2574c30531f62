// What of the stored bytes of a segment holds: presence, block table, tables, payloads.
//
// Thread rule: functions are pure.
#ifndef RONDO_TRUST_SEGMENT_HEALTH_H_
#define RONDO_TRUST_SEGMENT_HEALTH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "stream/score/block_table.h"
#include "stream/score/segment_header.h"

namespace rondo::trust {

struct SegmentHealth {
  bool presence_holds = true;  // or there is none
  bool tables_hold = true;     // or there are none
  // Absent: it is damaged, and nothing of the segment can be read.
  std::optional<stream::BlockTable> table;
  std::vector<bool> block_holds;  // of each block; empty without a table
  uint64_t bad_blocks = 0;
  // Where the first part that does not hold begins; where the segment ends if all do.
  uint64_t first_damage = 0;

  bool holds() const {
    return presence_holds && tables_hold && table.has_value() && bad_blocks == 0;
  }
};

enum class HowFar { kFirstDamage, kTables, kAll };

// Of the segment with this header at `place`, of which the file has the bytes up to
// `end`: all of it, or what stands in front of the first damage, or of the payloads. Adds
// the bytes that it read to *read_bytes. kResourceExhausted if the block table does not
// fit the limit; errors of the file.
absl::StatusOr<SegmentHealth> CheckSegment(const RandomAccessFile& file,
                                           const stream::SegmentPlace& place,
                                           const stream::SegmentHeader& header,
                                           uint64_t end, HowFar how_far,
                                           uint64_t memory_limit_bytes,
                                           uint64_t* read_bytes);

}  // namespace rondo::trust

#endif  // RONDO_TRUST_SEGMENT_HEALTH_H_
