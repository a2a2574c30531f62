// Adaptive binary coding for the small descriptive parts of a score: maps, histograms,
// directories. Slow (about 10 ns a bit) and compact: no tables of its own to store.
// docs/format/entropy.md, "Side information".
//
// Every value is coded by bits, each bit under a BitModel that both sides update alike.
// The coded bits go through one rANS lane.
#ifndef RONDO_ENTROPY_SIDE_INFO_H_
#define RONDO_ENTROPY_SIDE_INFO_H_

#include <array>
#include <cstdint>
#include <vector>

#include "base/byte_io.h"
#include "entropy/rans.h"

namespace rondo::entropy {

// The probability that a bit is 1, in 1/4096; mean of a fast and a slow average.
class BitModel {
 public:
  static constexpr int kBits = 12;
  uint32_t p1() const {
    const uint32_t p = (fast_ + slow_) >> 5;  // two 16-bit averages -> 12 bits
    return p < 16 ? 16 : p > 4080 ? 4080 : p;
  }
  void Update(bool bit) {
    const int target = -static_cast<int>(bit) & 65535;
    fast_ += (target - fast_) >> 4;
    slow_ += (target - slow_) >> 7;
  }

 private:
  int fast_ = 1 << 15;
  int slow_ = 1 << 15;
};

// Models for unsigned integers: the bit width under a binary tree, then the two bits
// below the leading one under models of the width, then raw bits.
class IntModel {
 public:
  static constexpr int kMaxWidth = 32;

 private:
  friend class SideInfoWriter;
  friend class SideInfoReader;
  std::array<BitModel, 64> width_;  // tree of 6 levels
  // Of the two bits below the leading one.
  std::array<std::array<BitModel, 4>, kMaxWidth + 1> top_;
};

// True for 0 and for integers whose bits below the three leading ones are 0.
inline bool IsCoarse(uint32_t value) {
  const int width = 32 - __builtin_clz(value | 1);
  return width <= 3 || (value & ((1u << (width - 3)) - 1)) == 0;
}

// Models for symbols below 2^bits, bits <= 8.
template <int kSymbolBits>
class TreeModel {
 private:
  friend class SideInfoWriter;
  friend class SideInfoReader;
  std::array<BitModel, (1 << kSymbolBits)> tree_;
};

class SideInfoWriter {
 public:
  void Bit(BitModel& model, bool bit) {
    const uint32_t p1 = model.p1();
    if (bit) {
      rans_.Put(0, 0, p1, BitModel::kBits);
    } else {
      rans_.Put(0, p1, (1 << BitModel::kBits) - p1, BitModel::kBits);
    }
    model.Update(bit);
  }
  void Raw(uint32_t value, int bits) { rans_.PutBits(0, value, bits); }
  void Int(IntModel& model, uint32_t value);
  // An integer of at most three significant bits (see IsCoarse).
  void Coarse(IntModel& model, uint32_t value) { WidthAndTop(model, value); }
  template <int kSymbolBits>
  void Symbol(TreeModel<kSymbolBits>& model, uint32_t symbol) {
    uint32_t node = 1;
    for (int i = kSymbolBits - 1; i >= 0; --i) {
      const bool bit = symbol >> i & 1;
      Bit(model.tree_[node], bit);
      node = node * 2 + bit;
    }
  }
  // Appends the stream to *out.
  void Finish(base::ByteVector* out) { rans_.Finish(out); }

 private:
  // Codes the bit width and the two bits below the leading one; returns how many are
  // left.
  int WidthAndTop(IntModel& model, uint32_t value);

  RansWriter rans_;
};

// Hostile streams give meaningless values, never undefined behaviour; ask ok() before
// allocating from one and at the end.
class SideInfoReader {
 public:
  explicit SideInfoReader(base::Bytes stream) : cursor_(buffer_.Load(stream)) {}
  SideInfoReader(const SideInfoReader&) = delete;
  SideInfoReader& operator=(const SideInfoReader&) = delete;

  bool Bit(BitModel& model) { return !cursor_.overrun() && Bit(cursor_, model); }
  uint32_t Raw(int bits) { return cursor_.overrun() ? 0 : cursor_.GetBits(0, bits); }
  uint32_t Int(IntModel& model);
  uint32_t Coarse(IntModel& model) {
    int below = 0;
    const uint32_t top = WidthAndTop(model, &below);
    return top << below;
  }
  template <int kSymbolBits>
  uint32_t Symbol(TreeModel<kSymbolBits>& model) {
    uint32_t node = 1;
    for (int i = 0; i < kSymbolBits; ++i) node = node * 2 + Bit(model.tree_[node]);
    return node - (1u << kSymbolBits);
  }

  // False once the stream ran out: what was read since is meaningless.
  bool ok() const { return !cursor_.overrun(); }
  bool AtEnd() const { return cursor_.AtEnd(); }

 private:
  // Without branches: bits that are worth coding are hard to foretell.
  static bool Bit(RansCursor& cursor, BitModel& model) {
    const uint32_t p1 = model.p1();
    const uint32_t position = cursor.Peek(0, BitModel::kBits);
    const bool bit = position < p1;
    const uint32_t start = bit ? 0 : p1;
    const uint32_t freq = bit ? p1 : (1u << BitModel::kBits) - p1;
    cursor.Take(0, position - start, freq, BitModel::kBits);
    model.Update(bit);
    return bit;
  }
  // The leading bits; *below is how many are left.
  uint32_t WidthAndTop(IntModel& model, int* below);

  RansBuffer buffer_;
  RansCursor cursor_;
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_SIDE_INFO_H_
