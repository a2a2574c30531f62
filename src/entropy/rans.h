// rANS with two interleaved 64-bit states (Duda 2013; the layout follows Giesen's
// "Interleaved entropy coders", 2014). docs/format/entropy.md, "rANS streams".
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
#include <vector>

#include "base/byte_io.h"
#include "base/little_endian.h"

namespace rondo::entropy {

inline constexpr int kRansLanes = 2;
inline constexpr uint64_t kRansLow = uint64_t{1} << 31;  // states lie in [2^31, 2^63)
inline constexpr int kMaxRansBits = 31;

// A uniform choice among n values is coded by intervals of one width on a line of
// 2^kUniformBits. What is left of the line stands for nothing; that wastes less than
// n / 2^26 of a value's probability. A finer line would waste more elsewhere: coding is
// exact to about 2^kUniformBits / state.
inline constexpr int kUniformBits = 26;
inline constexpr uint32_t kMaxUniform = 1u << 24;

struct UniformCode;

class RansWriter {
 public:
  // REQUIRES: freq > 0, start + freq <= 2^bits, bits <= kMaxRansBits, lane < kRansLanes.
  void Put(int lane, uint32_t start, uint32_t freq, int bits) {
    ops_.push_back({.start = start,
                    .freq = freq,
                    .bits = static_cast<uint8_t>(bits),
                    .lane = static_cast<uint8_t>(lane)});
  }
  // The low `count` bits of value, count <= 32.
  void PutBits(int lane, uint32_t value, int count);
  // One of n equally likely values: value < n <= kMaxUniform.
  void PutUniform(int lane, uint32_t value, uint32_t n);

  bool empty() const { return ops_.empty(); }
  // Appends the stream to *out and clears the writer.
  void Finish(base::ByteVector* out);

 private:
  struct Op {
    uint32_t start;
    uint32_t freq;
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
    const uint32_t word = base::LoadLittleEndian32(next_);
    // Shifts and masks, since a branch here would be mispredicted every third time.
    const uint64_t refill = x < kRansLow;
    state_[lane] = x << (refill * 32) | (word & (0 - refill));
    next_ += refill * 4;
  }
  // REQUIRES: count <= 32.
  uint32_t GetBits(int lane, int count);
  // A value <= code.last.
  uint32_t GetUniform(int lane, const UniformCode& code);
  // The same for a size that is used once: two divisions. REQUIRES: 0 < n <= kMaxUniform.
  uint32_t GetUniform(int lane, uint32_t n);

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
  RansCursor Load(base::Bytes stream);
  uint64_t memory_bytes() const { return padded_.capacity(); }

 private:
  base::ByteVector padded_;
};

// What the uniform code of n values needs, computed ahead since it takes divisions.
struct UniformCode {
  UniformCode() = default;
  // REQUIRES: 0 < n <= kMaxUniform.
  explicit constexpr UniformCode(uint32_t n)
      : last(n - 1), width((1u << kUniformBits) / n), inverse(~uint64_t{0} / width + 1) {}

  // position / width, exactly: the inverse is too large by at most 1 / 2^64, so the
  // product by less than 2^26 / 2^64, and position / width is at least 2^-26 below the
  // next integer.
  uint32_t Divide(uint32_t position) const {
#ifdef __SIZEOF_INT128__
    return static_cast<uint32_t>(static_cast<unsigned __int128>(position) * inverse >>
                                 64);
#else  // as a position has 26 bits
    const uint64_t low = position * (inverse & UINT32_MAX) >> 32;
    return static_cast<uint32_t>((position * (inverse >> 32) + low) >> 32);
#endif
  }

  uint32_t last = 0;     // n - 1, the greatest value
  uint32_t width = 0;    // of an interval
  uint64_t inverse = 0;  // ceil(2^64 / width)
};

inline uint32_t RansCursor::GetBits(int lane, int count) {
  const int low = count < kMaxRansBits ? count : kMaxRansBits;
  const uint32_t value = Peek(lane, low);
  Take(lane, 0, 1, low);
  if (low == count) [[likely]]
    return value;
  const uint32_t top = Peek(lane, 1);
  Take(lane, 0, 1, 1);
  return value | top << kMaxRansBits;
}

// Positions behind the last interval are a hostile stream's; they stand for its value.
inline uint32_t RansCursor::GetUniform(int lane, const UniformCode& code) {
  const uint32_t position = Peek(lane, kUniformBits);
  const uint32_t quotient = code.Divide(position);
  const uint32_t value = quotient < code.last ? quotient : code.last;
  Take(lane, position - value * code.width, code.width, kUniformBits);
  return value;
}

inline uint32_t RansCursor::GetUniform(int lane, uint32_t n) {
  const uint32_t width = (1u << kUniformBits) / n;
  const uint32_t position = Peek(lane, kUniformBits);
  const uint32_t quotient = position / width;
  const uint32_t value = quotient < n ? quotient : n - 1;
  Take(lane, position - value * width, width, kUniformBits);
  return value;
}

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_RANS_H_
