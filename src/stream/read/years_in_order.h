// The years of times that name none, from the order of the lines of a score.
#ifndef RONDO_STREAM_READ_YEARS_IN_ORDER_H_
#define RONDO_STREAM_READ_YEARS_IN_ORDER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "rondo/time.h"
#include "stream/read/lines_in_time.h"
#include "stream/score/map.h"
#include "stream/score/segment_header.h"
#include "time/time_rules.h"

namespace rondo::stream {

// The rules for lines that start in the segment.
time::TimeRules RulesOf(const SegmentHeader& header);

// Whether the bounds that a writer stored are those of the times that are asked for.
bool BoundsHold(const SegmentTimes& own, const TimeSet& times);

// For TimeSet::SetYears. Cost: nothing where all times without a year are within half a
// year; else the block tables of their segments are read, and the blocks expanded that a
// year may begin or end in.
absl::StatusOr<std::vector<YearStart>> YearsInOrder(const RandomAccessFile& file,
                                                    const ScoreMap& map,
                                                    const TimeSet& times,
                                                    uint64_t memory_limit_bytes,
                                                    const RangeReader& read);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_YEARS_IN_ORDER_H_
