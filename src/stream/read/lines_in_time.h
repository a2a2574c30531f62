// Which lines of a score have times in a set. docs/format/container.md, "Times of lines".
#ifndef RONDO_STREAM_READ_LINES_IN_TIME_H_
#define RONDO_STREAM_READ_LINES_IN_TIME_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "rondo/reader.h"
#include "stream/score/map.h"

namespace rondo::stream {

// Sends [from, to) of the data to the sink.
using RangeReader =
    std::function<absl::Status(uint64_t from, uint64_t to, const ByteSink& sink)>;

// See Reader::LinesInTime.
absl::StatusOr<std::vector<LineRun>> FindLinesInTime(const RandomAccessFile& file,
                                                     const ScoreMap& map,
                                                     const TimeSet& times,
                                                     uint64_t memory_limit_bytes,
                                                     const RangeReader& read);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_LINES_IN_TIME_H_
