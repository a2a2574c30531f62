// Each hash names 64 bits of the ribbon that stand in a row, and some of them. The bits
// are chosen so that for each member the number of ones among those it names is even; for
// anything else it is even half of the time.
//
//   ribbon 0110 1001, bands of four bits instead of 64
//   x names  .. 1101 ..  from bit 2: 1_1_0_0 -> bits 1, 1, 0: even, x may be there
//   y names  .. 1011 ..  from bit 0: 0_1_1_0 -> bits 0, 1, 0: odd, y is not there
//
// To make it: each member is an equation over two bits, whose right side is zero. As all
// of its bits stand near each other, equations are brought to a staircase by adding each
// to those before it that begin at the same bit, from the first bit of one to the next.
// Solved from the back, bits that no equation begins with are free, and chosen at random.
// Nothing can go wrong: zeros solve all equations, and with 1.05 bits for each of them
// there are enough solutions to choose from.
//
// This is the homogeneous ribbon filter of P. Dillinger, L. Huebschle-Schneider, P.
// Sanders and S. Walzer, "Fast Succinct Retrieval and Approximate Membership using
// Ribbon" (2022). A Bloom filter takes 1.44 bits for the same.
//
// Tested by tests/stream/score/ribbon_filter_test.cc.
#include "stream/score/ribbon_filter.h"

#include <bit>
#include <cmath>
#include <vector>

namespace rondo::stream {
namespace {

constexpr int kBandBits = 64;
constexpr double kBitsPerMember = 1.05;

// Which bits of a ribbon a hash names.
struct Band {
  uint64_t begin = 0;
  uint64_t named = 0;  // of the bits from there on, the first lowest; that is named
};

// REQUIRES: ribbon_bits >= kBandBits.
Band BandOf(uint64_t hash, uint64_t ribbon_bits) {
  return {.begin = (hash >> 32) * (ribbon_bits - (kBandBits - 1)) >> 32,
          .named = MixBits(hash) | 1};
}

bool IsOdd(uint64_t bits) { return std::popcount(bits) % 2 != 0; }

// By first bit: the equation that begins there, as what it names; 0: none does.
std::vector<uint64_t> Staircase(std::span<const uint64_t> hashes, uint64_t ribbon_bits) {
  std::vector<uint64_t> equations(ribbon_bits);
  for (const uint64_t hash : hashes) {
    Band band = BandOf(hash, ribbon_bits);
    while (equations[band.begin] != 0) {
      band.named ^= equations[band.begin];
      if (band.named == 0) break;  // follows from others
      const int next = std::countr_zero(band.named);
      band.begin += next;
      band.named >>= next;
    }
    if (band.named != 0) equations[band.begin] = band.named;
  }
  return equations;
}

}  // namespace

uint64_t RibbonBytes(double count) {
  return kMinRibbonBytes + static_cast<uint64_t>(std::ceil(count * kBitsPerMember / 8));
}

base::ByteVector MakeRibbon(std::span<const uint64_t> hashes, uint64_t size_bytes) {
  const std::vector<uint64_t> equations = Staircase(hashes, size_bytes * 8);
  base::ByteVector ribbon(size_bytes);
  uint64_t behind = 0;  // the bits behind the one that is chosen, the nearest lowest
  for (size_t i = equations.size(); i-- > 0;) {
    const bool bit =
        equations[i] == 0 ? IsOdd(MixBits(i)) : IsOdd(equations[i] >> 1 & behind);
    ribbon[i / 8] |= static_cast<uint8_t>(bit << i % 8);
    behind = behind << 1 | static_cast<uint64_t>(bit);
  }
  return ribbon;
}

bool RibbonMayHold(base::Bytes ribbon, uint64_t hash) {
  if (ribbon.size() < kMinRibbonBytes) return true;
  const Band band = BandOf(hash, uint64_t{ribbon.size()} * 8);
  const base::Bytes from = ribbon.subspan(band.begin / 8);
  const int skipped = static_cast<int>(band.begin % 8);
  uint64_t bits = base::ByteReader(from).U64() >> skipped;
  if (skipped > 0) bits |= uint64_t{from[8]} << (kBandBits - skipped);
  return !IsOdd(bits & band.named);
}

}  // namespace rondo::stream
