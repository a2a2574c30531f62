// Where the segments of a file are and what they hold, from the indexes of the scores in
// it or, where one is missing or damaged, from the segments themselves.
//
// Thread rule: plain data.
#ifndef RONDO_STREAM_SCORE_MAP_H_
#define RONDO_STREAM_SCORE_MAP_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "stream/score/index.h"
#include "stream/score/segment_header.h"

namespace rondo::stream {

class ScoreMap {
 public:
  // Cost: the indexes are read whole; without one, every segment header of its score.
  // kInvalidArgument: not a score. kDataLoss: part of it is missing or cannot be found.
  static absl::StatusOr<ScoreMap> Read(const RandomAccessFile& file,
                                       uint64_t memory_limit_bytes);

  // Whether the file, from `offset` on, is what may be left of an added score: no bytes
  // at all, or none but the first of a header and zeros. Cost: up to the first other
  // byte.
  static absl::StatusOr<bool> IsUnwritten(const RandomAccessFile& file,
                                          uint64_t offset = 0);

  uint64_t size() const { return segments_.size(); }
  uint64_t expanded_bytes() const {
    return segments_.empty() ? 0 : segments_.back().expanded_end;
  }
  // Of the file: whole scores, and behind them one that somebody is adding or could not
  // finish, if there is one. It is no part of the data.
  uint64_t stored_bytes() const { return stored_bytes_; }
  uint64_t unfinished_bytes() const { return unfinished_bytes_; }
  // The log that the file is of: what the first score says that says something.
  const std::optional<LogId>& log() const { return log_; }
  uint64_t newlines() const {
    return segments_.empty() ? 0 : segments_.back().newline_end;
  }
  // The last expanded byte is '\n'.
  bool ends_in_newline() const {
    return !segments_.empty() && segments_.back().ends_in_newline;
  }

  SegmentPlace place(uint64_t i) const {
    return {.number = i, .offset = segments_[i].offset};
  }
  uint64_t expanded_begin(uint64_t i) const {
    return i == 0 ? 0 : segments_[i - 1].expanded_end;
  }
  uint64_t expanded_end(uint64_t i) const { return segments_[i].expanded_end; }
  uint64_t newline_begin(uint64_t i) const {
    return i == 0 ? 0 : segments_[i - 1].newline_end;
  }
  bool ends_in_newline(uint64_t i) const { return segments_[i].ends_in_newline; }
  const std::optional<SegmentTimes>& times(uint64_t i) const {
    return segments_[i].times;
  }
  // How many segments before segment i the one is that it builds on; 0: on none.
  uint64_t builds_on(uint64_t i) const { return segments_[i].builds_on; }
  // The segment that holds expanded byte `offset`. REQUIRES: offset < expanded_bytes().
  uint64_t SegmentOf(uint64_t offset) const;
  // The segment that holds newline number `count`, 1-based. REQUIRES: 1 <= count <=
  // newlines().
  uint64_t SegmentOfNewline(uint64_t count) const;

  // A dictionary that a score carries: where CarriedDictionaryBytes(car_bytes) stand.
  struct Carried {
    uint64_t offset = 0;  // in the file
    uint32_t car_bytes = 0;
  };
  const std::vector<Carried>& carried() const { return carried_; }

  // Of the scores whose index is intact, in order; those without segments are left out.
  struct Score {
    uint64_t offset = 0;  // in the file
    uint64_t stored_bytes = 0;
    uint32_t carried_bytes = 0;  // of its dictionary; 0: none
    uint64_t first_segment = 0;
    uint64_t segments = 0;                     // >= 1
    std::optional<uint64_t> modified_seconds;  // of the source
    std::string redact_list;                   // empty: none
  };
  const std::vector<Score>& indexed_scores() const { return scores_; }

  // kDataLoss unless a header agrees with what the map says of segment i.
  absl::Status CheckHeader(uint64_t i, const SegmentHeader& header) const;

 private:
  struct Segment {
    uint64_t offset = 0;  // of the header in the file
    uint64_t stored_bytes = 0;
    uint64_t expanded_end = 0;  // expanded bytes of this and all earlier segments
    uint64_t newline_end = 0;   // newlines in them
    bool ends_in_newline = false;
    std::optional<SegmentTimes> times;
    uint64_t builds_on = 0;  // as in the header
  };

  // Adds the segments of the scores in the first `end` bytes. `is_tail`: nothing intact
  // stands behind them.
  absl::Status Walk(const RandomAccessFile& file, uint64_t end, bool is_tail);
  absl::Status Add(uint64_t offset, const IndexEntry& entry);
  // Of the score at `score_offset`; 0 bytes: none.
  void AddCarried(uint64_t score_offset, uint32_t car_bytes);

  std::vector<Segment> segments_;
  std::vector<Score> scores_;
  std::vector<Carried> carried_;
  uint64_t stored_bytes_ = 0;
  uint64_t unfinished_bytes_ = 0;
  std::optional<LogId> log_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_MAP_H_
