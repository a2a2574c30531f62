// rANS as the textbook has it: one state of any length, no renormalisation, no lanes.
// Slow and obviously right: encode and decode are each other's inverse by plain
// arithmetic.
#ifndef RONDO_TESTS_REFERENCE_SINGLE_STATE_RANS_H_
#define RONDO_TESTS_REFERENCE_SINGLE_STATE_RANS_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <vector>

namespace rondo::reference {

struct Interval {
  uint32_t start;
  uint32_t freq;
  int bits;
};

class SingleStateRans {
 public:
  // Codes the intervals so that Next delivers them first to last.
  explicit SingleStateRans(const std::vector<Interval>& intervals) : state_(1) {
    for (auto at = intervals.rbegin(); at != intervals.rend(); ++at) {
      const BigInt quotient = state_ / at->freq;
      const BigInt remainder = state_ % at->freq;
      state_ = (quotient << at->bits) + remainder + at->start;
    }
  }
  // The position on a line of 2^bits; Take follows with the interval that holds it.
  uint32_t Peek(int bits) const {
    return static_cast<uint32_t>(state_ & ((BigInt(1) << bits) - 1));
  }
  void Take(const Interval& interval) {
    const uint32_t offset = Peek(interval.bits) - interval.start;
    state_ = (state_ >> interval.bits) * interval.freq + offset;
  }
  size_t bits() const { return state_ == 0 ? 0 : msb(state_) + 1; }
  bool at_start() const { return state_ == 1; }

 private:
  using BigInt = boost::multiprecision::cpp_int;
  BigInt state_;
};

}  // namespace rondo::reference

#endif  // RONDO_TESTS_REFERENCE_SINGLE_STATE_RANS_H_
