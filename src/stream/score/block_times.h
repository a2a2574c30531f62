// What times the lines of a segment and of its blocks have. docs/format/container.md,
// "Times of lines", "Times of blocks".
//
// A line without a time of its own has that of the last line above it in the segment that
// has one. A line counts for every block that holds a byte of it. Bounds are inclusive
// and never too narrow; they may be wider than the lines are, and say nothing of order. A
// block has several if its times are far apart: where one log ends in it and another
// begins.
#ifndef RONDO_STREAM_SCORE_BLOCK_TIMES_H_
#define RONDO_STREAM_SCORE_BLOCK_TIMES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/byte_io.h"
#include "time/time_rules.h"

namespace rondo::stream {

struct TimeBounds {
  int64_t first = INT64_MAX;  // nanoseconds, as of rondo/time.h
  int64_t last = INT64_MIN;   // inclusive

  void Add(int64_t time) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
};

// Of a whole segment, in seconds: second s is the nanoseconds s * 10^9 .. s * 10^9 +
// 999,999,999. Invariant: kFirstSecond <= first <= end <= last <= kLastSecond.
struct SegmentTimes {
  int64_t first = 0;
  int64_t last = 0;
  int64_t end = 0;        // of the segment's last line
  bool unzoned = false;   // some line's time has no zone
  bool yearless = false;  // some line's time has no year
  time::DateOrders orders;

  static constexpr int64_t kLastSecond = INT64_MAX / 1'000'000'000 - 1;
  static constexpr int64_t kFirstSecond = -kLastSecond;

  TimeBounds bounds() const { return BoundsOf(first, last); }
  TimeBounds end_bounds() const { return BoundsOf(end, end); }
  friend bool operator==(const SegmentTimes&, const SegmentTimes&) = default;

 private:
  static TimeBounds BoundsOf(int64_t from, int64_t to) {
    return {from * 1'000'000'000, to * 1'000'000'000 + 999'999'999};
  }
};

// Zigzag first, last - first, last - end, traits, as varints. Reads what holds the
// invariant, or fails.
void AppendSegmentTimes(const SegmentTimes& times, base::ByteVector* out);
SegmentTimes ReadSegmentTimes(base::ByteReader* reader);

// The kinds of times that count: how many, and their numbers, none if all do; or what was
// said of the times. Reads at most TimeRules::kMostKinds, in order, and what LineFormat
// takes, or fails. Orders are left out.
void AppendTimeKinds(const time::TimeRules& rules, base::ByteVector* out);
time::TimeRules ReadTimeKinds(base::ByteReader* reader);

// Of the blocks of a segment. The lines of the first blocks may have no time.
class BlockTimes {
 public:
  static constexpr size_t kMaxBoundsPerBlock = 4;

  BlockTimes() = default;
  explicit BlockTimes(uint32_t timeless) : timeless_(timeless) {}

  // Bounds of the next block, or more of the last one.
  void AddBlock(const TimeBounds& bounds) {
    bounds_.push_back(bounds);
    ends_.push_back(static_cast<uint32_t>(bounds_.size()));
  }
  void AddToBlock(const TimeBounds& bounds) {
    bounds_.push_back(bounds);
    ++ends_.back();
  }

  // Blocks at the start of which no line has a time.
  uint32_t timeless() const { return timeless_; }
  uint32_t size() const { return timeless_ + static_cast<uint32_t>(ends_.size()); }
  // 1 to kMaxBoundsPerBlock of a block that is not timeless.
  std::span<const TimeBounds> Of(uint32_t block) const {
    if (block < timeless_) return {};
    const uint32_t i = block - timeless_;
    const uint32_t from = i == 0 ? 0 : ends_[i - 1];
    return std::span(bounds_).subspan(from, ends_[i] - from);
  }

  static constexpr uint64_t kMemoryPerBlock =
      kMaxBoundsPerBlock * sizeof(TimeBounds) + sizeof(uint32_t);

 private:
  uint32_t timeless_ = 0;
  std::vector<TimeBounds> bounds_;
  std::vector<uint32_t> ends_;  // in bounds_, of the blocks behind the timeless
};

struct TabulatedTimes {
  std::optional<SegmentTimes> segment;  // absent: no line has a time
  time::TimeRules rules;
  BlockTimes blocks;
};

// What is known of the times of a segment besides its lines.
struct TimeHints {
  // So much of what stands before a segment is of use.
  static constexpr size_t kMostBefore = 16 << 10;

  std::shared_ptr<const time::SaidTimes> said;  // null: they are found out
  std::string before;                           // the end of what stands before it
};

// The rules are judged first. Cost: that of time::LineTime for each line, twice if the
// rules say something. REQUIRES: the ends are those of blocks, the
// last of them of the segment.
TabulatedTimes TabulateTimes(base::Bytes segment, std::span<const uint64_t> block_ends,
                             const TimeHints& hints = {});

// Bounds come back wider, by a fraction of what most blocks span or more, so that all
// take `budget_bytes` at most, or about a byte a block if that is more. Nothing is
// written for one block: its bounds are the segment's.
void AppendBlockTimes(const BlockTimes& times, const SegmentTimes& segment,
                      uint64_t budget_bytes, base::ByteVector* out);
BlockTimes ReadBlockTimes(base::ByteReader* reader, const SegmentTimes& segment,
                          uint32_t blocks);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_BLOCK_TIMES_H_
