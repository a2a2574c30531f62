// Bounds of blocks are stored in cells of 2^k nanoseconds, counted from the segment's
// first second: how far their first cell is from the last cell before, which in a log in
// order is next to nothing, and how many cells they span, doubled, plus 1 if more bounds
// of the same block follow. Both are small numbers, in nibbles: three bits and one that
// says whether more follow.
//
// Example, cells 0..2, 2..5, 6..7: differences 0, 0, 1 (zigzag 0, 0, 2), spans 2, 3, 1
// (doubled 4, 6, 2): nibbles 0 4, 0 6, 2 2, three bytes.
//
// The width of a cell follows from the data: most blocks shall span 8 to 15 cells; fewer
// if that takes more than the budget. Times of a block that are 256 cells apart or more
// have bounds of their own.
//
// Tested by tests/stream/score/block_times_test.cc.
#include "stream/score/block_times.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <string_view>

#include "rondo/io.h"
#include "time/asked/line_format.h"
#include "time/line_time.h"
#include "time/rule_judge.h"

namespace rondo::stream {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr unsigned kMaxShift = 62;

// Traits of a segment's times; the orders of dates are in the bits above.
constexpr uint64_t kUnzoned = 1;
constexpr uint64_t kYearless = 2;
constexpr unsigned kTraitBits = 2;

// Instead of how many kinds count: what was said of the times follows.
constexpr uint8_t kSaid = 255;

int64_t SecondOf(int64_t time) { return time / kSecond - (time % kSecond < 0 ? 1 : 0); }

// Distances may be longer than a signed number: they are counted modulo 2^64.
uint64_t Distance(int64_t from, int64_t to) {
  return static_cast<uint64_t>(to) - static_cast<uint64_t>(from);
}

struct CountNibbles {
  uint64_t count = 0;
  void Put(uint64_t value) { count += (std::bit_width(value | 1) + 2) / 3; }
};

class NibbleWriter {
 public:
  explicit NibbleWriter(base::ByteVector* out) : out_(out) {}
  void Put(uint64_t value) {
    for (; value > 7; value >>= 3) PutNibble(static_cast<uint8_t>(value & 7) | 8);
    PutNibble(static_cast<uint8_t>(value));
  }

 private:
  void PutNibble(uint8_t nibble) {
    if (half_) {
      out_->back() |= nibble << 4;
    } else {
      out_->push_back(nibble);
    }
    half_ = !half_;
  }

  base::ByteVector* out_;
  bool half_ = false;  // the last byte has room
};

class NibbleReader {
 public:
  explicit NibbleReader(base::ByteReader* reader) : reader_(*reader) {}

  // Fails on values past 64 bits.
  uint64_t Get() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && reader_.ok(); shift += 3) {
      const uint64_t nibble = GetNibble();
      const uint64_t bits = nibble & 7;
      if (shift == 63 && bits > 1) break;
      value |= bits << shift;
      if (nibble < 8) return value;
    }
    reader_.Fail();
    return 0;
  }
  // The half byte at the end must be 0.
  void Finish() {
    if (half_ && held_ != 0) reader_.Fail();
  }

 private:
  uint64_t GetNibble() {
    if (!half_) held_ = reader_.U8();
    const uint64_t nibble = held_ & 15;
    held_ = half_ ? 0 : held_ >> 4;
    half_ = !half_;
    return nibble;
  }

  base::ByteReader& reader_;
  uint8_t held_ = 0;
  bool half_ = false;  // held_ is the second half of a byte
};

// Bounds that are fewer cells apart are one.
constexpr uint64_t kLeastGap = 256;

struct Cells {
  uint64_t first = 0;
  uint64_t last = 0;
};

// Writes the bounds of all blocks in cells of 2^shift.
template <typename Writer>
void PutBounds(const BlockTimes& times, int64_t base, unsigned shift, Writer* writer) {
  uint64_t before = 0;
  const auto put = [&](const Cells& cells, bool more) {
    writer->Put(base::ZigZag(cells.first - before));
    writer->Put((cells.last - cells.first) * 2 + (more ? 1 : 0));
    before = cells.last;
  };
  for (uint32_t block = times.timeless(); block < times.size(); ++block) {
    std::optional<Cells> open;
    for (const TimeBounds& bounds : times.Of(block)) {
      const Cells cells = {.first = Distance(base, bounds.first) >> shift,
                           .last = Distance(base, bounds.last) >> shift};
      if (open && cells.first - open->last < kLeastGap) {
        open->last = cells.last;
        continue;
      }
      if (open) put(*open, true);
      open = cells;
    }
    put(*open, false);
  }
}

unsigned ShiftFor(const BlockTimes& times, int64_t base, uint64_t budget_bytes) {
  std::vector<uint64_t> spans;
  for (uint32_t block = times.timeless(); block < times.size(); ++block) {
    spans.push_back(Distance(times.Of(block).front().first, times.Of(block).back().last));
  }
  const auto median = spans.begin() + static_cast<ptrdiff_t>(spans.size() / 2);
  std::ranges::nth_element(spans, median);
  const unsigned width = std::bit_width(*median);
  // Twice a span must fit 64 bits.
  unsigned shift = std::min(width < 5 ? 1 : width - 4, kMaxShift);
  for (; shift < kMaxShift; ++shift) {
    CountNibbles nibbles;
    PutBounds(times, base, shift, &nibbles);
    if ((nibbles.count + 1) / 2 <= budget_bytes) break;
  }
  return shift;
}

// The times of a block's lines, as few bounds: the closest two are joined.
class TimeClusters {
 public:
  void Add(int64_t time) {
    size_t at = 0;  // the first bounds that do not end before `time`
    while (at < count_ && bounds_[at].last < time) ++at;
    if (at < count_ && bounds_[at].first <= time) return;
    std::copy_backward(bounds_.begin() + at, bounds_.begin() + count_,
                       bounds_.begin() + count_ + 1);
    bounds_[at] = {time, time};
    if (++count_ == bounds_.size()) JoinClosest();
  }

  std::span<const TimeBounds> bounds() const { return std::span(bounds_).first(count_); }

 private:
  void JoinClosest() {
    size_t best = 1;
    for (size_t i = 2; i < count_; ++i) {
      if (Gap(i) < Gap(best)) best = i;
    }
    bounds_[best - 1].last = bounds_[best].last;
    std::copy(bounds_.begin() + best + 1, bounds_.begin() + count_,
              bounds_.begin() + best);
    --count_;
  }
  uint64_t Gap(size_t i) const { return Distance(bounds_[i - 1].last, bounds_[i].first); }

  std::array<TimeBounds, BlockTimes::kMaxBoundsPerBlock + 1> bounds_;  // in order, apart
  size_t count_ = 0;  // < bounds_.size() between calls
};

// Goes through the lines of a segment.
class Tabulator {
 public:
  Tabulator(base::Bytes segment, std::span<const uint64_t> block_ends,
            const time::TimeRules& rules)
      : text_(reinterpret_cast<const char*>(segment.data()), segment.size()),
        block_ends_(block_ends),
        rules_(rules),
        clusters_(block_ends.size()) {}

  // `found`: hears of each line's time, or nothing.
  TabulatedTimes Run(const std::function<void(const time::LineStamp&)>& found) {
    for (size_t begin = 0; begin < text_.size();) {
      const size_t newline = text_.find('\n', begin);
      const size_t end = newline == std::string_view::npos ? text_.size() : newline + 1;
      const std::string_view line = text_.substr(begin, newline - begin);
      if (const auto stamp = time::StampOf(line, rules_)) {
        time_ = stamp->time;
        unzoned_ = unzoned_ || !stamp->zoned;
        yearless_ = yearless_ || !stamp->has_year;
        if (found) found(*stamp);
      }
      while (block_ends_[block_] <= begin) ++block_;
      for (size_t block = block_; time_.has_value(); ++block) {
        clusters_[block].Add(*time_);
        if (block_ends_[block] >= end) break;
      }
      begin = end;
    }
    return Result();
  }

 private:
  TabulatedTimes Result() const {
    TabulatedTimes result;
    if (!time_) return result;
    const auto timed = std::ranges::find_if(clusters_, [](const TimeClusters& clusters) {
      return !clusters.bounds().empty();
    });
    result.blocks = BlockTimes(static_cast<uint32_t>(timed - clusters_.begin()));
    TimeBounds all;
    for (auto it = timed; it != clusters_.end(); ++it) {
      const std::span<const TimeBounds> bounds = it->bounds();
      all.Add(bounds.front().first);
      all.Add(bounds.back().last);
      result.blocks.AddBlock(bounds.front());
      for (const TimeBounds& more : bounds.subspan(1)) result.blocks.AddToBlock(more);
    }
    result.segment = {.first = SecondOf(all.first),
                      .last = SecondOf(all.last),
                      .end = SecondOf(*time_),
                      .unzoned = unzoned_,
                      .yearless = yearless_,
                      .orders = rules_.orders};
    result.rules = rules_;
    return result;
  }

  const std::string_view text_;
  const std::span<const uint64_t> block_ends_;
  const time::TimeRules rules_;
  std::vector<TimeClusters> clusters_;  // of each block
  std::optional<int64_t> time_;         // of the line at hand
  size_t block_ = 0;                    // holds the start of that line
  bool unzoned_ = false;
  bool yearless_ = false;
};

// The times of whole lines. False if there are none.
bool AddTimes(std::string_view lines, time::RuleJudge* judge) {
  bool found = false;
  while (!lines.empty()) {
    const size_t newline = lines.find('\n');
    if (newline == std::string_view::npos) break;
    if (const auto stamp = time::StampOf(lines.substr(0, newline))) {
      judge->Add(*stamp);
      found = true;
    }
    lines.remove_prefix(newline + 1);
  }
  return found;
}

std::shared_ptr<const time::SaidTimes> ReadSaid(base::ByteReader* reader) {
  const std::string key(AsText(reader->Take(reader->U8())));
  const std::string format(AsText(reader->Take(reader->U8())));
  const auto said = time::LineFormat::Create(key, format);
  if (!reader->ok() || !said.ok() || *said == nullptr ||
      key.size() + format.size() > time::SaidTimes::kMostBytes) {
    reader->Fail();
    return nullptr;
  }
  return *said;
}

}  // namespace

void AppendSegmentTimes(const SegmentTimes& times, base::ByteVector* out) {
  base::ByteWriter writer(out);
  writer.Varint(base::ZigZag(static_cast<uint64_t>(times.first)));
  writer.Varint(static_cast<uint64_t>(times.last - times.first));
  writer.Varint(static_cast<uint64_t>(times.last - times.end));
  writer.Varint((times.unzoned ? kUnzoned : 0) | (times.yearless ? kYearless : 0) |
                uint64_t{times.orders.bits()} << kTraitBits);
}

SegmentTimes ReadSegmentTimes(base::ByteReader* reader) {
  constexpr auto kMost = static_cast<uint64_t>(SegmentTimes::kLastSecond);
  SegmentTimes times;
  times.first = static_cast<int64_t>(base::UnZigZag(reader->Varint()));
  const uint64_t span = reader->Varint();
  const uint64_t back = reader->Varint();
  const uint64_t traits = reader->Varint();
  if (times.first < SegmentTimes::kFirstSecond ||
      times.first > SegmentTimes::kLastSecond || span > kMost * 2 || back > span ||
      traits >> kTraitBits > time::DateOrders::kMost ||
      times.first + static_cast<int64_t>(span) > SegmentTimes::kLastSecond) {
    reader->Fail();
    return {};
  }
  times.last = times.first + static_cast<int64_t>(span);
  times.end = times.last - static_cast<int64_t>(back);
  times.unzoned = (traits & kUnzoned) != 0;
  times.yearless = (traits & kYearless) != 0;
  times.orders = time::DateOrders(static_cast<uint32_t>(traits >> kTraitBits));
  return times;
}

void AppendTimeKinds(const time::TimeRules& rules, base::ByteVector* out) {
  base::ByteWriter writer(out);
  if (rules.said != nullptr) {
    writer.U8(kSaid);
    for (const std::string& text : {rules.said->key(), rules.said->format()}) {
      writer.U8(static_cast<uint8_t>(text.size()));
      writer.Append(
          base::Bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
    }
    return;
  }
  writer.U8(static_cast<uint8_t>(rules.kinds.count()));
  for (size_t kind = 0; kind < rules.kinds.size(); ++kind) {
    if (rules.kinds[kind]) writer.U8(static_cast<uint8_t>(kind));
  }
}

time::TimeRules ReadTimeKinds(base::ByteReader* reader) {
  time::TimeRules rules;
  const uint8_t count = reader->U8();
  if (count == kSaid) {
    rules.said = ReadSaid(reader);
    return rules;
  }
  if (count > time::TimeRules::kMostKinds) reader->Fail();
  int last = -1;
  for (unsigned i = 0; i < count && reader->ok(); ++i) {
    const int kind = reader->U8();
    if (kind <= last) reader->Fail();
    rules.kinds.set(static_cast<size_t>(kind));
    last = kind;
  }
  return rules;
}

TabulatedTimes TabulateTimes(base::Bytes segment, std::span<const uint64_t> block_ends,
                             const TimeHints& hints) {
  if (hints.said != nullptr) {
    time::TimeRules rules;
    rules.said = hints.said;
    return Tabulator(segment, block_ends, rules).Run({});
  }
  time::RuleJudge alone;
  time::RuleJudge continued;
  const bool continues = AddTimes(hints.before, &continued);
  TabulatedTimes times = Tabulator(segment, block_ends, time::kRulesOfALine)
                             .Run([&](const time::LineStamp& stamp) {
                               alone.Add(stamp);
                               if (continues) continued.Add(stamp);
                             });
  time::TimeRules rules = alone.Judge();
  if (continues) rules = continued.JudgeLast(alone, rules);
  if (rules == time::kRulesOfALine) return times;
  return Tabulator(segment, block_ends, rules).Run({});
}

void AppendBlockTimes(const BlockTimes& times, const SegmentTimes& segment,
                      uint64_t budget_bytes, base::ByteVector* out) {
  if (times.size() == 1) return;
  // In cells so wide that no block has two bounds each takes a byte.
  const uint64_t least_bytes = (times.size() - times.timeless()) * 9 / 8 + 2;
  const int64_t base = segment.bounds().first;
  const unsigned shift = ShiftFor(times, base, std::max(budget_bytes, least_bytes));
  base::ByteWriter writer(out);
  writer.Varint(times.timeless());
  writer.U8(static_cast<uint8_t>(shift));
  NibbleWriter nibbles(out);
  PutBounds(times, base, shift, &nibbles);
}

BlockTimes ReadBlockTimes(base::ByteReader* reader, const SegmentTimes& segment,
                          uint32_t blocks) {
  const TimeBounds all = segment.bounds();
  BlockTimes times;
  if (blocks == 1) {
    times.AddBlock(all);
    return times;
  }
  const uint64_t timeless = reader->Varint();
  const unsigned shift = reader->U8();
  if (timeless >= blocks || shift > kMaxShift) {
    reader->Fail();
    return times;
  }
  times = BlockTimes(static_cast<uint32_t>(timeless));
  const uint64_t length = Distance(all.first, all.last);
  const uint64_t last_cell = length >> shift;
  const auto base = static_cast<uint64_t>(all.first);
  NibbleReader nibbles(reader);
  uint64_t before = 0;
  bool more = false;  // the bounds that come next are of the last block
  while ((more || times.size() < blocks) && reader->ok()) {
    const uint64_t first = before + base::UnZigZag(nibbles.Get());
    const uint64_t number = nibbles.Get();
    const uint64_t span = number / 2;
    if (first > last_cell || span > last_cell - first) reader->Fail();
    if (!reader->ok()) break;
    before = first + span;
    // The last cell may end past the segment.
    const uint64_t end = before == last_cell ? length : ((before + 1) << shift) - 1;
    const TimeBounds bounds = {static_cast<int64_t>(base + (first << shift)),
                               static_cast<int64_t>(base + end)};
    more ? times.AddToBlock(bounds) : times.AddBlock(bounds);
    more = number % 2 == 1;
    if (more && times.Of(times.size() - 1).size() == BlockTimes::kMaxBoundsPerBlock) {
      reader->Fail();
    }
  }
  nibbles.Finish();
  return times;
}

}  // namespace rondo::stream
