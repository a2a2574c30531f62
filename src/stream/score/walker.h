// Walks the parts of a score, or of several one after another, from front to back, and
// checks that they follow one another as they must.
//
//   ScoreWalker walker(&input, policy);
//   while (true) {
//     auto segment = walker.Next();       // read or skip its body_bytes() before the next
//     if (!segment.ok()) ...; if (!segment->has_value()) break;
//   }
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_SCORE_WALKER_H_
#define RONDO_STREAM_SCORE_WALKER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "stream/io/input.h"
#include "stream/score/index.h"
#include "stream/score/segment_header.h"

namespace rondo::stream {

// What is asked of the index and trailer behind the last segment of a score.
enum class IndexPolicy {
  kIntact,           // they are there and say what the segments say
  kMayBeMissing,     // the input may end before them
  kMayBeDamaged,     // the input may end before or in them, or they may be any bytes
  kMayBeUnfinished,  // the same, but not of added scores: those count whole or not at all
};

struct WalkedSegment {
  SegmentPlace place;
  SegmentHeader header;
};

// Reads the header of a segment whose marker was just read.
absl::StatusOr<SegmentHeader> ReadSegmentHeader(Input* input, const SegmentPlace& place);

// Reads marker and header at the input's position.
absl::StatusOr<SegmentHeader> ReadSegmentAt(Input* input, const SegmentPlace& place);

class ScoreWalker {
 public:
  // `end`: where to stop, if not where the input ends; kMayBeDamaged and kMayBeUnfinished
  // need it.
  ScoreWalker(Input* input, IndexPolicy policy, uint64_t end = UINT64_MAX)
      : input_(input), policy_(policy), end_(end) {}

  // Dictionaries that scores carry are read, and given to the sink, a CAR file each,
  // which was checked for damage but not looked into. Without it they are passed over.
  using CarSink = std::function<absl::Status(base::Bytes car)>;
  void SetCarSink(CarSink sink) { car_sink_ = std::move(sink); }

  // The next segment, over all scores, or nothing at the end.
  // kInvalidArgument: the input does not start like a score.
  absl::StatusOr<std::optional<WalkedSegment>> Next();

  // Of the score that the walker is in, tried to enter, or left last.
  uint64_t score_offset() const { return score_offset_; }
  // 0: it carries none.
  uint32_t carried_bytes() const { return carried_bytes_; }
  bool score_is_added() const { return score_.is_added; }
  bool score_is_short() const { return score_.is_short; }
  // What the first index says that names a log.
  const std::optional<LogId>& log() const { return log_; }

 private:
  absl::Status StartScore(base::Bytes marker);
  absl::Status PassCarried();
  absl::Status PassParity();
  absl::Status EndScore();
  absl::StatusOr<bool> SkipIndex();
  // The end of the input, in the middle of a score.
  absl::Status CheckCut() const;
  // Whether what is behind the last segment may be any bytes.
  bool IndexMayBeDamaged() const;

  Input* const input_;
  const IndexPolicy policy_;
  const uint64_t end_;
  uint64_t segments_ = 0;   // over all scores
  bool in_score_ = false;   // a file header was read, its index was not
  bool last_seen_ = false;  // the last segment of this score was read
  uint64_t scores_ = 0;
  uint64_t score_offset_ = 0;
  FileHeader score_;
  uint32_t carried_bytes_ = 0;
  IndexBuilder index_;  // of this score
  std::optional<LogId> log_;
  CarSink car_sink_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_WALKER_H_
