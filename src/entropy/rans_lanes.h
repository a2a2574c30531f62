// rANS with four interleaved 32-bit states, for short streams of tokens that are decoded
// side by side. docs/format/entropy.md, "Lanes".
//
// As in rans.h, but a state lies in [2^16, 2^32) and is refilled by words of 16 bits, so
// that a stream of a few hundred bytes costs 8 bytes for being one. Which lane codes what
// is up to the caller: tokens that depend on each other go to one lane, and the others
// overlap with them. All states start (in the encoder) and end (in the decoder) at
// kLaneLow, which checks the whole stream.
//
// Cost: decoder about 2 ns a token where lanes overlap, 6 where they cannot.
#ifndef RONDO_ENTROPY_RANS_LANES_H_
#define RONDO_ENTROPY_RANS_LANES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "base/byte_io.h"
#include "base/little_endian.h"

namespace rondo::entropy {

inline constexpr int kLanes = 4;
inline constexpr uint32_t kLaneLow = 1u << 16;
inline constexpr int kMaxLaneBits = 14;

// Collects operations in decoding order.
class LaneWriter {
 public:
  // REQUIRES: freq > 0, start + freq <= 2^bits, bits <= kMaxLaneBits, lane < kLanes.
  void Put(int lane, uint32_t start, uint32_t freq, int bits) {
    ops_.push_back({static_cast<uint16_t>(start), static_cast<uint16_t>(freq),
                    static_cast<uint8_t>(bits), static_cast<uint8_t>(lane)});
    cost_ += Cost(freq, bits);
  }
  bool empty() const { return ops_.empty(); }
  // About what was put so far takes, without the states.
  uint64_t about_bytes() const { return cost_ >> 11; }
  // Appends the stream to *out and clears the writer.
  void Finish(base::ByteVector* out);

 private:
  struct Op {
    uint16_t start;
    uint16_t freq;
    uint8_t bits;
    uint8_t lane;
  };
  // In 1/256 bits, the logarithm by chords: the same on every machine.
  static uint32_t Cost(uint32_t freq, int bits) {
    const int octave = 31 - __builtin_clz(freq);
    const uint32_t below = (freq << 8 >> octave) - 256;
    return (static_cast<uint32_t>(bits - octave) << 8) - below;
  }
  std::vector<Op> ops_;
  uint64_t cost_ = 0;
};

// A reading position in a stream. Copies are independent positions.
//
// Never reads more than kPaddingBytes behind the stream, provided the caller tests
// overrun() at least once in kMaxOpsBetweenChecks operations and stops when it is true.
class LaneCursor {
 public:
  static constexpr int kMaxOpsBetweenChecks = 64;
  static constexpr size_t kPaddingBytes = 2 * kMaxOpsBetweenChecks + 16;

  LaneCursor() = default;
  // At the start of a stream, behind which kPaddingBytes may be read. Of a malformed
  // start one that is overrun.
  explicit LaneCursor(base::Bytes stream);

  uint32_t Peek(int lane, int bits) const { return state_[lane] & ((1u << bits) - 1); }
  // offset = peeked position - start of the interval that holds it.
  void Take(int lane, uint32_t offset, uint32_t freq, int bits) {
    const uint32_t x = freq * (state_[lane] >> bits) + offset;
    const uint16_t word = base::LoadLittleEndian16(next_);
    // Shifts and masks, since a branch here would be mispredicted.
    const uint32_t refill = x < kLaneLow;
    state_[lane] = x << (refill * 16) | (word & (0 - refill));
    next_ += refill * 2;
  }

  bool overrun() const { return next_ > end_; }
  bool AtEnd() const {
    return next_ == end_ && state_ == std::array{kLaneLow, kLaneLow, kLaneLow, kLaneLow};
  }

 private:
  const uint8_t* ReadStates(base::Bytes stream);

  std::array<uint32_t, kLanes> state_ = {kLaneLow, kLaneLow, kLaneLow, kLaneLow};
  const uint8_t* next_ = nullptr;
  const uint8_t* end_ = nullptr;
};

// How the tokens of one stream go to lanes: few to one lane; else each lane has a
// stretch, so that tokens whose context is the one before stay in one lane.
//
//   n = 70:  lane 0 has tokens 0 .. 17, lane 1 18 .. 35, lane 2 36 .. 53, lane 3 54 .. 69;
//   they are coded in the order 0, 18, 36, 54, 1, 19, ..
struct Stretches {
  static constexpr size_t kLeastForLanes = 64;
  explicit Stretches(size_t n)
      : lanes(n < kLeastForLanes ? 1 : kLanes), size((n + lanes - 1) / lanes) {}
  int lanes;
  size_t size;  // of every stretch but the last, which may be shorter
};

// Bits that are not worth a model, packed: the first of them lowest in a byte.
class BitPacker {
 public:
  // REQUIRES: value < 2^count, count <= 64.
  void Put(uint64_t value, int count) {
    for (int i = 0; i < count; i += 8) {
      const int bits = count - i < 8 ? count - i : 8;
      held_ |= (value >> i & ((1u << bits) - 1)) << held_bits_;
      held_bits_ += bits;
      if (held_bits_ >= 8) Flush();
    }
  }
  size_t size_bytes() const { return bytes_.size() + (held_bits_ > 0); }
  // Appends what was packed, filled up with zeros to whole bytes, and clears the packer.
  void Finish(base::ByteVector* out);

 private:
  void Flush() {
    bytes_.push_back(static_cast<uint8_t>(held_));
    held_ >>= 8;
    held_bits_ -= 8;
  }
  base::ByteVector bytes_;
  uint64_t held_ = 0;
  int held_bits_ = 0;
};

// A reading position in packed bits, behind which kPaddingBytes may be read.
class BitCursor {
 public:
  static constexpr size_t kPaddingBytes = 16;

  BitCursor() = default;
  explicit BitCursor(base::Bytes packed)
      : data_(packed.data()), end_(uint64_t{packed.size()} * 8) {}

  // REQUIRES: count <= 63. Past the end: 0, and overrun from then on.
  uint64_t Take(int count) {
    if (at_ + static_cast<uint64_t>(count) > end_) {
      at_ = end_ + 1;
      return 0;
    }
    const uint8_t* const from = data_ + (at_ >> 3);
    const int shift = static_cast<int>(at_ & 7);
    uint64_t value = base::LoadLittleEndian64(from) >> shift;
    // A second load where the value reaches into a ninth byte.
    if (count + shift > 64) [[unlikely]]
      value |= uint64_t{from[8]} << (64 - shift);
    at_ += static_cast<uint64_t>(count);
    return value & ((uint64_t{1} << count) - 1);
  }
  bool overrun() const { return at_ > end_; }
  // Nothing but the zeros that fill up the last byte is left.
  bool AtEnd() const {
    if (at_ > end_ || end_ - at_ >= 8) return false;
    return (at_ & 7) == 0 || data_[at_ >> 3] >> (at_ & 7) == 0;
  }

 private:
  const uint8_t* data_ = nullptr;
  uint64_t at_ = 0;  // in bits
  uint64_t end_ = 0;
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_RANS_LANES_H_
