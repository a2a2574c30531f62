// The probability of a one where it was seen before: it moves by a share of its error
// that is large at first, like a mean, and never falls below a floor.
// docs/format/mixing.md, "Adaptive bits".
//
// Thread rule: externally synchronised.
#ifndef RONDO_ENTROPY_MIXING_ADAPTIVE_BIT_H_
#define RONDO_ENTROPY_MIXING_ADAPTIVE_BIT_H_

#include <array>
#include <cstdint>

namespace rondo::entropy {

class AdaptiveBit {
 public:
  static constexpr int kCountBits = 10;
  static constexpr int kMostCounted = (1 << kCountBits) - 1;

  AdaptiveBit() : AdaptiveBit(1, 2) {}
  // `ones` of `all`, by so many observations. REQUIRES: 0 <= ones <= all < 1024, all > 0.
  AdaptiveBit(int ones, int all, int counted = 0)
      : value_(static_cast<uint32_t>((uint64_t{kMax} * ones / all) << kCountBits |
                                     static_cast<uint32_t>(counted))) {}

  // In 1 / 65536, 0 .. 65535.
  int p() const { return static_cast<int>(value_ >> 16); }

  // `limit` <= kMostCounted: how many observations the mean is of, at the most.
  void Update(int bit, int limit) {
    const int count = static_cast<int>(value_ & kMostCounted);
    const int64_t before = value_ >> kCountBits;
    const int64_t target = bit == 1 ? kMax : 0;
    const int64_t after = before + ((target - before) * kShare[count] >> 16);
    value_ = static_cast<uint32_t>(after) << kCountBits |
             static_cast<uint32_t>(count < limit ? count + 1 : limit);
  }

 private:
  static constexpr uint32_t kMax = (1u << 22) - 1;
  // 65536 / (count + 1.6)
  static constexpr std::array<int32_t, kMostCounted + 1> kShare = [] {
    std::array<int32_t, kMostCounted + 1> share{};
    for (int i = 0; i <= kMostCounted; ++i) share[i] = 655360 / (10 * i + 16);
    return share;
  }();

  uint32_t value_;  // 22 bits of probability, 10 of count
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_MIXING_ADAPTIVE_BIT_H_
