// The codes of a ZIPFS file: which bits stand for which segment of a dictionary.
// docs/format/ZIPFS.md, "Codes".
//
// Thread rule: plain data and pure functions.
#ifndef RONDO_DICTIONARY_ZIPFS_CODE_H_
#define RONDO_DICTIONARY_ZIPFS_CODE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"

namespace rondo::dictionary {

// Dictionaries with more are not for ZIPFS files.
inline constexpr uint64_t kMaxZipfsSegments = uint64_t{1} << 20;
// Bits of the longest code, and of the shortest that the end may have: padding, which is
// the start of the end's code, must be no code.
inline constexpr int kMaxCodeBits = 32;
inline constexpr int kMinEndBits = 8;

// counts[b]: how many segments have codes of b bits; [0] is 0.
using LengthCounts = std::array<uint64_t, kMaxCodeBits + 1>;

// A canonical code, complete together with the end's code: of the longest there are, it
// is the last one, all ones.
class ZipfsCode {
 public:
  // Errors: kDataLoss if the counts are not those of a complete code whose end has
  // kMinEndBits to kMaxCodeBits.
  static absl::StatusOr<ZipfsCode> Create(const LengthCounts& counts);

  // As the entry of a dictionary: its bytes, and back. Errors: kDataLoss for what is no
  // such entry, and those of Create.
  static absl::StatusOr<ZipfsCode> Parse(base::Bytes entry);
  base::ByteVector Entry() const;

  uint64_t segments() const { return segments_; }
  int max_bits() const { return max_bits_; }
  int min_bits() const { return min_bits_; }

  struct Word {
    uint32_t bits = 0;  // right-aligned
    int count = 0;      // 1..kMaxCodeBits
  };
  // REQUIRES: segment < segments().
  Word WordOf(uint64_t segment) const;

  struct Match {
    uint64_t segment = 0;  // segments() if it is the end
    int bits = 0;
  };
  // What the 32 bits begin with, the first in the highest place.
  Match Find(uint32_t window) const;

 private:
  LengthCounts counts_ = {};                           // with the end
  std::array<uint64_t, kMaxCodeBits + 1> first_code_;  // of each length
  std::array<uint64_t, kMaxCodeBits + 1> first_rank_;  // of each length
  std::array<uint64_t, kMaxCodeBits + 1> window_end_;  // windows below it are as short
  uint64_t segments_ = 0;
  int min_bits_ = 0;
  int max_bits_ = 0;
};

// How many codes of each length Huffman's algorithm gives to symbols of these weights,
// the lightest weight being that of the end, which is not counted. Weights are halved
// until no code is longer than `max_bits`. REQUIRES: at least 2 weights, none 0,
// descending, with a sum below 2^63; at most 2^max_bits of them.
LengthCounts HuffmanLengths(std::vector<uint64_t> weights, int max_bits = kMaxCodeBits);

// The code of a dictionary that does not say, by the number of its segments.
// REQUIRES: 256 <= segments <= kMaxZipfsSegments. Cost: linear in them.
ZipfsCode CodeByRank(uint64_t segments);

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_ZIPFS_CODE_H_
