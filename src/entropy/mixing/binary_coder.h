// An arithmetic coder of bits, without carries: of the interval [low, high] a part goes
// to each value of the bit, and leading bytes that both ends share are written.
// docs/format/mixing.md, "Coder".
//
// Encoder and decoder have one face, so that a model is written once: Code takes the bit,
// which the decoder ignores, and returns it.
//
// Thread rule: externally synchronised. Cost: a multiplication a bit.
#ifndef RONDO_ENTROPY_MIXING_BINARY_CODER_H_
#define RONDO_ENTROPY_MIXING_BINARY_CODER_H_

#include <algorithm>
#include <cstdint>

#include "base/byte_io.h"
#include "entropy/mixing/logistic.h"

namespace rondo::entropy {

class BinaryInterval {
 protected:
  // Where the part of ones ends. `p`: of a one, in 1 / 65536; what is not in 1 .. 65535
  // is taken for the nearest that is.
  uint32_t Split(int p) const {
    const uint64_t share = static_cast<uint64_t>(std::clamp(p, 1, 65535));
    return low_ +
           static_cast<uint32_t>((uint64_t{high_} - low_) * share >> kProbabilityBits);
  }
  void Take(int bit, uint32_t split) {
    if (bit == 1) {
      high_ = split;
    } else {
      low_ = split + 1;
    }
  }
  bool SharesByte() const { return ((low_ ^ high_) >> 24) == 0; }
  void Shift() {
    low_ <<= 8;
    high_ = high_ << 8 | 0xff;
  }

  uint32_t low_ = 0;
  uint32_t high_ = UINT32_MAX;
};

class BinaryEncoder : BinaryInterval {
 public:
  static constexpr bool kDecodes = false;

  // Appends to *out, which must outlive the encoder.
  explicit BinaryEncoder(base::ByteVector* out) : out_(out) {}

  int Code(int bit, int p) {
    Take(bit, Split(p));
    while (SharesByte()) {
      out_->push_back(static_cast<uint8_t>(high_ >> 24));
      Shift();
    }
    return bit;
  }

  // Call once, last: as few bytes as tell the interval, if zeros follow them.
  void Finish() {
    // low_ <= x <= high_ with the most trailing zeros.
    for (int kept = 0; kept <= 4; ++kept) {
      const uint32_t mask = kept == 0 ? 0 : UINT32_MAX << (32 - 8 * kept);
      const uint64_t value =
          (uint64_t{low_} + ~mask) & ~uint64_t{static_cast<uint32_t>(~mask)};
      if (value > high_) continue;
      for (int i = 0; i < kept; ++i)
        out_->push_back(static_cast<uint8_t>(value >> (24 - 8 * i)));
      return;
    }
  }

 private:
  base::ByteVector* out_;
};

class BinaryDecoder : BinaryInterval {
 public:
  static constexpr bool kDecodes = true;

  // Beyond the end of `bytes` it reads zeros.
  explicit BinaryDecoder(base::Bytes bytes) : bytes_(bytes) {
    for (int i = 0; i < 4; ++i) value_ = value_ << 8 | Next();
  }

  int Code(int /*bit*/, int p) {
    const uint32_t split = Split(p);
    const int bit = value_ <= split ? 1 : 0;
    Take(bit, split);
    while (SharesByte()) {
      Shift();
      value_ = value_ << 8 | Next();
    }
    return bit;
  }

  // Whether all bytes were read and none is missing but zeros that Finish left out.
  bool AtEnd() const {
    return position_ >= bytes_.size() && position_ <= bytes_.size() + 4;
  }

 private:
  uint32_t Next() {
    const uint32_t next = position_ < bytes_.size() ? bytes_[position_] : 0;
    ++position_;
    return next;
  }

  const base::Bytes bytes_;
  size_t position_ = 0;
  uint32_t value_ = 0;
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_MIXING_BINARY_CODER_H_
