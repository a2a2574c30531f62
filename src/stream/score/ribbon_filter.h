// A set of numbers of which only a guess is kept: what is in it is always found, and half
// of what is not. Costs 1.05 bits for each. docs/format/container.md, "Presence".
//
// Thread rule: functions are pure.
#ifndef RONDO_STREAM_SCORE_RIBBON_FILTER_H_
#define RONDO_STREAM_SCORE_RIBBON_FILTER_H_

#include <cstdint>
#include <span>

#include "base/byte_io.h"

namespace rondo::stream {

// A well-mixed 64-bit number for another (splitmix64 of G. Steele et al., 2014).
constexpr uint64_t MixBits(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

inline constexpr uint64_t kMinRibbonBytes = 8;
// Bytes that a filter of `count` members needs to be right about half of the others. With
// less it finds more of them.
uint64_t RibbonBytes(double count);

// REQUIRES: kMinRibbonBytes <= size_bytes < 2^29; the hashes are well mixed. Cost: about
// 60 ns a hash; 64 times the size in memory.
base::ByteVector MakeRibbon(std::span<const uint64_t> hashes, uint64_t size_bytes);

// False only if the hash was not among those the ribbon was made of. Any bytes will do;
// with too few of them everything may be there.
bool RibbonMayHold(base::Bytes ribbon, uint64_t hash);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_RIBBON_FILTER_H_
