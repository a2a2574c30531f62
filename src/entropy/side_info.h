// Adaptive coding for the small descriptive parts of a score: maps, histograms,
// directories. Compact: no tables of its own to store, and models learn from the first
// value on. About 8 ns a bit or half a byte. docs/format/entropy.md, "Side information".
//
// Values are coded in choices of one among two or among sixteen, each under a model that
// both sides update alike. Choices and raw bits go through the two lanes of one rANS
// stream so that what follows each other seldom waits for the same lane.
#ifndef RONDO_ENTROPY_SIDE_INFO_H_
#define RONDO_ENTROPY_SIDE_INFO_H_

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "base/byte_io.h"
#include "entropy/number_token.h"
#include "entropy/rans.h"

namespace rondo::entropy {

// Models divide a line of 2^kLineBits among what they choose from. No choice has less
// than kLeastWidth: a choice that is certain costs at most 1 / 90 of a bit.
inline constexpr int kLineBits = 15;
inline constexpr int kLine = 1 << kLineBits;
inline constexpr int kLeastWidth = 16;

// How fast a model learns: what it was wrong by is divided by 2, 4, 4, 8, 8, 8, 8, 16,
// ... and by 32 from the sixteenth choice on.
class LearningRate {
 public:
  int Shift() const { return std::bit_width(uses_ + 1u); }
  void Step() { uses_ += uses_ < kMostUses; }

 private:
  static constexpr uint16_t kMostUses = 15;
  uint16_t uses_ = 0;  // up to kMostUses
};

// One bit. 1 is [0, width), 0 the rest of the line.
class BitModel {
 public:
  uint32_t width() const { return static_cast<uint32_t>(width_); }
  void Update(bool bit) {
    const int target = bit ? kLine - kLeastWidth : kLeastWidth;
    width_ += (target - width_) >> rate_.Shift();
    rate_.Step();
  }

 private:
  int width_ = kLine / 2;  // >= kLeastWidth, <= kLine - kLeastWidth
  LearningRate rate_;
};

// One of sixteen. Choice s is [start(s), start(s + 1)).
class NibbleModel {
 public:
  static constexpr int kChoices = 16;

  uint32_t start(uint32_t choice) const { return starts_[choice]; }
  uint32_t width(uint32_t choice) const { return starts_[choice + 1] - starts_[choice]; }
  // The choice that holds a position < kLine.
  uint32_t Find(uint32_t position) const;
  void Update(uint32_t choice);

 private:
  // Where the starts would be if a choice were certain.
  using Starts = std::array<uint16_t, kChoices + 1>;
  static constexpr auto kCertain = [] {
    std::array<std::array<uint16_t, kChoices>, kChoices> certain{};
    for (int choice = 0; choice < kChoices; ++choice) {
      for (int i = 0; i < kChoices; ++i) {
        certain[choice][i] = static_cast<uint16_t>(
            i <= choice ? i * kLeastWidth : kLine - (kChoices - i) * kLeastWidth);
      }
    }
    return certain;
  }();
  static constexpr Starts kEven = [] {
    Starts starts{};
    for (int i = 0; i <= kChoices; ++i) {
      starts[i] = static_cast<uint16_t>(i * (kLine / kChoices));
    }
    return starts;
  }();

  // Rise, by kLeastWidth at least: a step keeps the distance of two starts, or brings it
  // nearer to that in kCertain, rounded up. All but the last are below 2^15.
  Starts starts_ = kEven;
  LearningRate rate_;
};

// Symbols below 2^kSymbolBits: of 8 bits, the upper four choose the model of the lower.
template <int kSymbolBits>
class SymbolModel {
  static_assert(kSymbolBits == 4 || kSymbolBits == 8);
  friend class SideInfoWriter;
  friend class SideInfoReader;
  NibbleModel upper_;
  std::array<NibbleModel, kSymbolBits == 8 ? NibbleModel::kChoices : 0> lower_;
};

// Unsigned integers of 64 bits: tokens (number_token.h), and raw bits.
class IntModel {
  friend class SideInfoWriter;
  friend class SideInfoReader;
  SymbolModel<8> token_;
};

class SideInfoWriter {
 public:
  void Bit(BitModel& model, bool bit) {
    const uint32_t width = model.width();
    if (bit) {
      rans_.Put(kFirstLane, 0, width, kLineBits);
    } else {
      rans_.Put(kFirstLane, width, kLine - width, kLineBits);
    }
    model.Update(bit);
  }
  void Raw(uint32_t value, int bits) { rans_.PutBits(kSecondLane, value, bits); }
  template <int kSymbolBits>
  void Symbol(SymbolModel<kSymbolBits>& model, uint32_t symbol) {
    if constexpr (kSymbolBits == 8) {
      Nibble(kFirstLane, model.upper_, symbol >> 4);
      Nibble(kSecondLane, model.lower_[symbol >> 4], symbol & 15);
    } else {
      Nibble(kFirstLane, model.upper_, symbol);
    }
  }
  void Int(IntModel& model, uint64_t value);
  // Appends the stream to *out.
  void Finish(base::ByteVector* out) { rans_.Finish(out); }

 private:
  friend class SideInfoReader;
  static constexpr int kFirstLane = 0;
  static constexpr int kSecondLane = 1;

  void Nibble(int lane, NibbleModel& model, uint32_t choice) {
    rans_.Put(lane, model.start(choice), model.width(choice), kLineBits);
    model.Update(choice);
  }

  RansWriter rans_;
};

// Hostile streams give meaningless values, never undefined behaviour; ask ok() before
// allocating from one and at the end.
class SideInfoReader {
 public:
  explicit SideInfoReader(base::Bytes stream) : cursor_(buffer_.Load(stream)) {}
  SideInfoReader(const SideInfoReader&) = delete;
  SideInfoReader& operator=(const SideInfoReader&) = delete;

  // What follows is 0 once the stream ran out.
  bool Bit(BitModel& model);
  uint32_t Raw(int bits) {
    return cursor_.overrun() ? 0 : cursor_.GetBits(SideInfoWriter::kSecondLane, bits);
  }
  template <int kSymbolBits>
  uint32_t Symbol(SymbolModel<kSymbolBits>& model);
  uint64_t Int64(IntModel& model);
  // One that is below 2^32, or not ok().
  uint32_t Int(IntModel& model) {
    const uint64_t value = Int64(model);
    bad_ |= value > UINT32_MAX;
    return static_cast<uint32_t>(value);
  }

  // False once the stream ran out, or said what no writer says: what was read since is
  // meaningless.
  bool ok() const { return !bad_ && !cursor_.overrun(); }
  bool AtEnd() const { return !bad_ && cursor_.AtEnd(); }

 private:
  static uint32_t Nibble(RansCursor& cursor, int lane, NibbleModel& model) {
    const uint32_t position = cursor.Peek(lane, kLineBits);
    const uint32_t choice = model.Find(position);
    cursor.Take(lane, position - model.start(choice), model.width(choice), kLineBits);
    model.Update(choice);
    return choice;
  }

  RansBuffer buffer_;
  RansCursor cursor_;
  bool bad_ = false;
};

inline uint32_t NibbleModel::Find(uint32_t position) const {
#ifdef __SSE2__
  const __m128i at = _mm_set1_epi16(static_cast<int16_t>(position));
  const auto* const starts = reinterpret_cast<const __m128i*>(starts_.data());
  const __m128i low = _mm_cmpgt_epi16(_mm_loadu_si128(starts), at);
  const __m128i high = _mm_cmpgt_epi16(_mm_loadu_si128(starts + 1), at);
  const auto behind =
      static_cast<uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(low, high)));
  return static_cast<uint32_t>(std::countr_zero(behind | 1u << kChoices)) - 1;
#else
  uint32_t choice = 0;
  for (int i = 1; i < kChoices; ++i) choice += starts_[i] <= position;
  return choice;
#endif
}

inline void NibbleModel::Update(uint32_t choice) {
  const int shift = rate_.Shift();
  rate_.Step();
#ifdef __SSE2__
  const __m128i count = _mm_cvtsi32_si128(shift);
  auto* const starts = reinterpret_cast<__m128i*>(starts_.data());
  const auto* const certain = reinterpret_cast<const __m128i*>(kCertain[choice].data());
  for (int half = 0; half < 2; ++half) {
    const __m128i before = _mm_loadu_si128(starts + half);
    const __m128i gap = _mm_sub_epi16(_mm_loadu_si128(certain + half), before);
    _mm_storeu_si128(starts + half, _mm_add_epi16(before, _mm_sra_epi16(gap, count)));
  }
#else
  for (int i = 1; i < kChoices; ++i) {
    const int gap = kCertain[choice][i] - starts_[i];
    starts_[i] = static_cast<uint16_t>(starts_[i] + (gap >> shift));
  }
#endif
}

// Without branches: bits that are worth coding are hard to foretell.
inline bool SideInfoReader::Bit(BitModel& model) {
  if (cursor_.overrun()) return false;
  const uint32_t width = model.width();
  const uint32_t position = cursor_.Peek(SideInfoWriter::kFirstLane, kLineBits);
  const bool bit = position < width;
  const uint32_t start = bit ? 0 : width;
  const uint32_t freq = bit ? width : kLine - width;
  cursor_.Take(SideInfoWriter::kFirstLane, position - start, freq, kLineBits);
  model.Update(bit);
  return bit;
}

template <int kSymbolBits>
uint32_t SideInfoReader::Symbol(SymbolModel<kSymbolBits>& model) {
  if (cursor_.overrun()) return 0;
  RansCursor cursor = cursor_;  // in registers
  uint32_t symbol = Nibble(cursor, SideInfoWriter::kFirstLane, model.upper_);
  if constexpr (kSymbolBits == 8) {
    const uint32_t lower =
        Nibble(cursor, SideInfoWriter::kSecondLane, model.lower_[symbol]);
    symbol = symbol << 4 | lower;
  }
  cursor_ = cursor;
  return symbol;
}

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_SIDE_INFO_H_
