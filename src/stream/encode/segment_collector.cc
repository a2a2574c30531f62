#include "stream/encode/segment_collector.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>
#include <vector>

#include "base/checksum.h"
#include "base/newlines.h"

namespace rondo::stream {
namespace {

// Whether lines seen before make up most of the bytes.
bool RepeatsLines(base::Bytes bytes) {
  // A table of line hashes without chains: a lost line only makes the answer a little
  // more cautious.
  const int table_bits = std::clamp<int>(std::bit_width(bytes.size() / 32), 4, 20);
  constexpr double kMostlyRepeated = 0.75;
  std::vector<uint64_t> seen(size_t{1} << table_bits);
  uint64_t repeated = 0;
  for (base::Bytes rest = bytes; !rest.empty();) {
    const void* const newline = std::memchr(rest.data(), '\n', rest.size());
    if (newline == nullptr) break;
    const size_t length = static_cast<const uint8_t*>(newline) - rest.data() + 1;
    const uint64_t hash = base::Xxh3(rest.first(length));
    uint64_t& slot = seen[hash >> (64 - table_bits)];
    if (slot == hash) repeated += length;
    slot = hash;
    rest = rest.subspan(length);
  }
  return static_cast<double>(repeated) >
         kMostlyRepeated * static_cast<double>(bytes.size());
}

}  // namespace

size_t SegmentCollector::Add(base::Bytes bytes) {
  if (collected_.size() >= room_) return 0;
  const size_t count = std::min<uint64_t>(bytes.size(), room_ - collected_.size());
  // Small inputs stay small; large ones are not copied at every doubling.
  constexpr size_t kSmall = 1 << 20;
  if (collected_.size() + count > kSmall) collected_.reserve(room_);
  collected_.insert(collected_.end(), bytes.begin(), bytes.begin() + count);
  return count;
}

std::optional<CollectedSegment> SegmentCollector::Next() {
  if (sizes_.repetitive_bytes == sizes_.usual_bytes) return CutNear(room_);
  const bool repeats =
      RepeatsLines(base::Bytes(collected_).subspan(repeats_, room_ - repeats_));
  if (!repeats) return CutNear(repeats_ > 0 ? repeats_ : room_);
  if (room_ + sizes_.usual_bytes > sizes_.repetitive_bytes) return CutNear(room_);
  repeats_ = room_;
  room_ += sizes_.usual_bytes;
  return std::nullopt;
}

std::optional<CollectedSegment> SegmentCollector::NextBeforeLast() {
  while (collected_.size() > room_) {
    if (std::optional<CollectedSegment> segment = Next()) return segment;
  }
  // A last part may be too short to repeat itself, so all is looked at.
  if (repeats_ == 0 || RepeatsLines(collected_)) return std::nullopt;
  return CutNear(repeats_);
}

CollectedSegment SegmentCollector::Last() {
  return {.bytes = std::exchange(collected_, {}), .online = nullptr};
}

CollectedSegment SegmentCollector::CutNear(uint64_t length) {
  const uint64_t tail = sizes_.usual_bytes / 2;
  const uint64_t line_end =
      base::AfterLastNewline(base::Bytes(collected_).subspan(length - tail, tail));
  const uint64_t cut = line_end == 0 ? length : length - tail + line_end;
  base::ByteVector rest(collected_.begin() + cut, collected_.end());
  collected_.resize(cut);
  room_ = sizes_.usual_bytes;
  repeats_ = 0;
  return {.bytes = std::exchange(collected_, std::move(rest)), .online = nullptr};
}

}  // namespace rondo::stream
