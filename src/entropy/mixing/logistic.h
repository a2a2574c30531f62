// Between probabilities and the domain in which predictions are mixed: logarithms of
// odds. docs/format/mixing.md, "Logistic".
//
//   stretch(p) = ln(p / (1 - p))        squash(x) = 1 / (1 + e^-x)
//
// Probabilities are in 1 / 65536, logarithms in 1 / 256. The tables are made by integers
// alone, so that they are the same on every machine.
//
// Thread rule: plain data, made once before main or at first use.
#ifndef RONDO_ENTROPY_MIXING_LOGISTIC_H_
#define RONDO_ENTROPY_MIXING_LOGISTIC_H_

#include <algorithm>
#include <array>
#include <cstdint>

namespace rondo::entropy {

inline constexpr int kMaxStretch = 3071;  // 12 nats: 1 / 65536 and a little more
inline constexpr int kProbabilityBits = 16;

struct LogisticTables {
  LogisticTables();

  std::array<uint16_t, 2 * kMaxStretch + 1> squash;  // by x + kMaxStretch; 1 .. 65535
  std::array<int16_t, 1 << kProbabilityBits> stretch;
};

// Made at the first call.
const LogisticTables& Logistic();

// REQUIRES: |x| <= kMaxStretch, p < 65536.
inline int Squash(const LogisticTables& tables, int x) {
  return tables.squash[x + kMaxStretch];
}
inline int Stretch(const LogisticTables& tables, int p) { return tables.stretch[p]; }

inline int ClampStretch(int x) { return std::clamp(x, -kMaxStretch, kMaxStretch); }

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_MIXING_LOGISTIC_H_
