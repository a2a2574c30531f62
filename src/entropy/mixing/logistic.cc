// e^(-k / 256) in 32 bits by repeated multiplication, rounded each time:
//
//   x        -256    0    256    3071
//   squash  17625  32768  47911  65535
//
// Tested by tests/entropy/mixing/tables_test.cc.
#include "entropy/mixing/logistic.h"

namespace rondo::entropy {
namespace {

constexpr uint64_t kOne = uint64_t{1} << 32;
constexpr uint64_t kStep = 4278222805;  // 2^32 e^(-1 / 256)

}  // namespace

LogisticTables::LogisticTables() {
  uint64_t power = kOne;  // e^(-x / 256)
  for (int x = 0; x <= kMaxStretch; ++x) {
    const uint64_t p = (kOne << kProbabilityBits) / (kOne + power);
    squash[kMaxStretch + x] = static_cast<uint16_t>(std::min<uint64_t>(p, 65535));
    squash[kMaxStretch - x] = static_cast<uint16_t>(65536 - squash[kMaxStretch + x]);
    power = (power * kStep + kOne / 2) >> 32;
  }
  int x = -kMaxStretch;  // the largest with squash(x) <= p
  for (int p = 0; p < 1 << kProbabilityBits; ++p) {
    while (x < kMaxStretch && squash[x + 1 + kMaxStretch] <= p) ++x;
    stretch[p] = static_cast<int16_t>(x);
  }
}

const LogisticTables& Logistic() {
  static const LogisticTables tables;
  return tables;
}

}  // namespace rondo::entropy
