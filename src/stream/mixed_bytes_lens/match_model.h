// What followed the last time that the latest bytes stood in the block.
// docs/format/mixed_bytes.md, "Matches".
//
// Thread rule: externally synchronised. Cost: one miss of the cache a byte.
#ifndef RONDO_STREAM_MIXED_BYTES_LENS_MATCH_MODEL_H_
#define RONDO_STREAM_MIXED_BYTES_LENS_MATCH_MODEL_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/little_endian.h"

namespace rondo::stream {

class MatchModel {
 public:
  // `least`: bytes that must agree, kLeast .. kMost.
  static constexpr int kShortest = 4;
  static constexpr int kLongestSearched = 32;
  static constexpr uint32_t kMostCounted = 65535;

  MatchModel(int least, int table_bits)
      : least_(least), shift_(32 - table_bits), last_(size_t{1} << table_bits) {}

  // `text` [0, end) is known; the last byte of it is new.
  void Update(const uint8_t* text, uint32_t end) {
    if (length_ > 0 && text[at_] == text[end - 1]) {
      ++at_;
      length_ = std::min(length_ + 1, kMostCounted);
    } else {
      length_ = 0;
    }
    if (end < static_cast<uint32_t>(kLongestSearched)) return;
    uint32_t& last = last_[Hash(text + end)];
    if (length_ == 0 && last > 0) {
      at_ = last;
      while (length_ < static_cast<uint32_t>(kLongestSearched) && length_ < at_ &&
             text[at_ - 1 - length_] == text[end - 1 - length_]) {
        ++length_;
      }
      if (length_ < static_cast<uint32_t>(least_)) length_ = 0;
    }
    last = end;
  }

  // Bytes that agree so far; 0: no match.
  uint32_t length() const { return length_; }
  // REQUIRES: length() > 0.
  uint8_t Byte(const uint8_t* text) const { return text[at_]; }

 private:
  // Of the last `least` bytes before `end`.
  uint32_t Hash(const uint8_t* end) const {
    uint64_t hash = 0;
    int left = least_;
    for (; left >= 8; left -= 8)
      hash = (hash ^ base::LoadLittleEndian64(end - left)) * 0x9e3779b97f4a7c15u;
    for (; left >= 4; left -= 4)
      hash = (hash ^ base::LoadLittleEndian32(end - left)) * 0x9e3779b97f4a7c15u;
    for (; left > 0; --left) hash = (hash ^ end[-left]) * 0x9e3779b97f4a7c15u;
    return static_cast<uint32_t>(hash >> 32) >> shift_;
  }

  const int least_;
  const int shift_;
  std::vector<uint32_t> last_;  // where such bytes ended last; 0: nowhere
  uint32_t at_ = 0;             // the byte after them
  uint32_t length_ = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_MIXED_BYTES_LENS_MATCH_MODEL_H_
