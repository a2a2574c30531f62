// The last step of a prediction: what it was worth before, in a context (a secondary
// estimation, or adaptive probability map). docs/format/mixing.md, "Refinement".
//
// Each row holds probabilities at 33 knots of the stretched prediction; between two knots
// it interpolates, and the nearer of both learns.
//
// Thread rule: externally synchronised.
#ifndef RONDO_ENTROPY_MIXING_REFINEMENT_H_
#define RONDO_ENTROPY_MIXING_REFINEMENT_H_

#include <cstdint>
#include <vector>

#include "entropy/mixing/logistic.h"

namespace rondo::entropy {

class Refinement {
 public:
  explicit Refinement(int rows) : knots_(static_cast<size_t>(rows) * kKnots) {
    const LogisticTables& logistic = Logistic();
    for (size_t i = 0; i < knots_.size(); ++i) {
      const int x = (static_cast<int>(i % kKnots) - kKnots / 2) * kStep;
      knots_[i] = static_cast<uint16_t>(Squash(logistic, ClampStretch(x)));
    }
  }

  // In 1 / 65536. REQUIRES: row < rows; |x| <= kMaxStretch, stretched.
  int Refine(int row, int x) {
    const int at = x + kKnots / 2 * kStep;
    const int low = at / kStep;
    const int part = at % kStep;
    uint16_t* const knots = &knots_[static_cast<size_t>(row) * kKnots + low];
    nearer_ = knots + (part >= kStep / 2 ? 1 : 0);
    return (knots[0] * (kStep - part) + knots[1] * part) / kStep;
  }
  // After Refine.
  void Update(int bit) {
    const int target = bit == 1 ? 65535 : 0;
    *nearer_ = static_cast<uint16_t>(*nearer_ + (target - *nearer_) / kRate);
  }

 private:
  static constexpr int kKnots = 33;
  static constexpr int kStep = 192;  // 16 steps reach beyond kMaxStretch
  static constexpr int kRate = 64;

  std::vector<uint16_t> knots_;
  uint16_t* nearer_ = nullptr;
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_MIXING_REFINEMENT_H_
