// rANS with two interleaved 64-bit states (Duda 2013; the layout follows Giesen's
// "Interleaved entropy coders", 2014). docs/FORMAT.md, "rANS streams".
//
// The one twist: the encoder takes operations last to first, so writers collect them in
// decoding order in a RansWriter, which runs the coder backwards once at the end.
//
// An operation codes the interval [start, start + freq) of a line of 2^bits. Each names a
// lane, 0 or 1. The lanes are two states that share one stream of 32-bit words; work on
// one lane overlaps with work on the other. Both states start (in the encoder) and end
// (in the decoder) at exactly kRansLow, which checks the whole stream.
//
// Cost: encoder one division an operation; decoder one multiplication, no branch.
#ifndef RONDO_ENTROPY_RANS_H_
#define RONDO_ENTROPY_RANS_H_

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/byte_io.h"

namespace rondo::entropy {

inline constexpr int kRansLanes = 2;
inline constexpr uint64_t kRansLow = uint64_t{1} << 31;  // states lie in [2^31, 2^63)
inline constexpr int kMaxRansBits = 16;

// A uniform choice among n values is coded as an interval on a line of 2^kUniformBits for
// its high part, of which there are at most kMaxUniformHighs, so that the widths of the
// intervals differ by less than 1/16; and raw low bits if n is larger.
inline constexpr int kUniformBits = 16;
inline constexpr uint32_t kMaxUniformHighs = 1u << 12;

struct UniformCode;

class RansWriter {
 public:
  // REQUIRES: freq > 0, start + freq <= 2^bits, bits <= kMaxRansBits, lane < kRansLanes.
  void Put(int lane, uint32_t start, uint32_t freq, int bits) {
    ops_.push_back({start, static_cast<uint16_t>(freq == (1u << 16) ? 0 : freq),
                    static_cast<uint8_t>(bits), static_cast<uint8_t>(lane)});
  }
  // The low `count` bits of value, count <= 32.
  void PutBits(int lane, uint32_t value, int count);
  // One of n equally likely values: value < n.
  void PutUniform(int lane, uint32_t value, uint32_t n);

  bool empty() const { return ops_.empty(); }
  // Appends the stream to *out and clears the writer.
  void Finish(ByteVector* out);

 private:
  struct Op {
    uint32_t start;
    uint16_t freq;  // 0 stands for 65536
    uint8_t bits;
    uint8_t lane;
  };
  std::vector<Op> ops_;
};

// A reading position in a stream: three words, meant to live in registers. Copies are
// independent positions.
//
// Never reads outside the RansBuffer it came from, provided the caller tests overrun() at
// least once in kMaxOpsBetweenChecks operations and stops when it is true; until then the
// values past the end are meaningless but harmless.
class RansCursor {
 public:
  static constexpr int kMaxOpsBetweenChecks = 64;

  // The next `bits` bits of position in a lane; Take must follow with the interval that
  // holds it.
  uint32_t Peek(int lane, int bits) const {
    return static_cast<uint32_t>(state_[lane]) & ((1u << bits) - 1);
  }
  // offset = peeked position - start of the interval.
  void Take(int lane, uint32_t offset, uint32_t freq, int bits) {
    const uint64_t x = freq * (state_[lane] >> bits) + offset;
    uint32_t word;
    std::memcpy(&word, next_, sizeof word);
    // Shifts and masks, since a branch here would be mispredicted every third time.
    const uint64_t refill = x < kRansLow;
    state_[lane] = x << (refill * 32) | (word & (0 - refill));
    next_ += refill * 4;
  }
  // REQUIRES: count <= 32.
  uint32_t GetBits(int lane, int count);
  // A value < code.size.
  uint32_t GetUniform(int lane, const UniformCode& code);

  // True once more words were read than the stream has, or if it could not be started.
  bool overrun() const { return next_ > end_; }
  // True if the stream was read to its end exactly and both states are at their start.
  bool AtEnd() const {
    return next_ == end_ && state_[0] == kRansLow && state_[1] == kRansLow;
  }

 private:
  friend class RansBuffer;
  std::array<uint64_t, kRansLanes> state_ = {kRansLow, kRansLow};
  const uint8_t* next_ = nullptr;
  const uint8_t* end_ = nullptr;
};

// Holds a padded copy of one stream for its cursors. Reusable: Load replaces the stream.
class RansBuffer {
 public:
  // A cursor at the start of the stream; of a malformed start, one that is overrun.
  // It is valid until the next Load.
  RansCursor Load(Bytes stream);

 private:
  ByteVector padded_;
};

// n values split for the uniform code: value = high << low_bits | low, high < highs.
// Precomputed where n is known ahead, since `inverse` takes a division.
struct UniformCode {
  UniformCode() = default;
  // REQUIRES: 0 < n <= 2^28.
  explicit UniformCode(uint32_t n)
      : size(n),
        low_bits(n > kMaxUniformHighs ? 20 - __builtin_clz(n - 1) : 0),
        highs(((n - 1) >> low_bits) + 1),
        inverse((uint64_t{1} << kInverseBits) / highs + 1) {}

  // ceil(high * 2^kUniformBits / highs), exactly: the numerator is below 2^29, so the
  // inverse's error of at most 2^12 / 2^44 does not reach the next integer.
  uint32_t Start(uint32_t high) const {
    const uint64_t numerator = (uint64_t{high} << kUniformBits) + highs - 1;
    // numerator / highs <= 2^16 + 1, so the product stays below 2^62.
    return static_cast<uint32_t>(numerator * inverse >> kInverseBits);
  }

  static constexpr int kInverseBits = 44;
  uint32_t size = 0;      // n
  uint32_t low_bits = 0;  // <= 16
  uint32_t highs = 0;     // 1..kMaxUniformHighs
  uint64_t inverse = 0;   // floor(2^kInverseBits / highs) + 1
};

inline uint32_t RansCursor::GetBits(int lane, int count) {
  uint32_t value = 0;
  int shift = 0;
  while (count > 0) {
    const int part = count < kMaxRansBits ? count : kMaxRansBits;
    const uint32_t bits = Peek(lane, part);
    Take(lane, 0, 1, part);
    value |= bits << shift;
    shift += part;
    count -= part;
  }
  return value;
}

inline uint32_t RansCursor::GetUniform(int lane, const UniformCode& code) {
  const uint32_t position = Peek(lane, kUniformBits);
  uint32_t value = static_cast<uint32_t>(uint64_t{position} * code.highs >> kUniformBits);
  const uint32_t start = code.Start(value);
  Take(lane, position - start, code.Start(value + 1) - start, kUniformBits);
  if (code.low_bits > 0) {
    value = value << code.low_bits | GetBits(lane, code.low_bits);
    // The last high value may stand for fewer low ones; a hostile stream may name others.
    value = value < code.size ? value : code.size - 1;
  }
  return value;
}

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_RANS_H_
