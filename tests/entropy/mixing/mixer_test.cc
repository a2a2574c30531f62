// The kernels of this machine beside the plain ones.
#include "entropy/mixing/mixer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace rondo::entropy {
namespace {

std::vector<int32_t> Values(int count, int32_t most) {
  return *rc::gen::container<std::vector<int32_t>>(
      count, rc::gen::oneOf(rc::gen::inRange<int32_t>(-most, most + 1),
                            rc::gen::element<int32_t>(-most, most)));
}

RC_GTEST_PROP(Mixer, KernelsAgreeBitByBit, ()) {
  const int count = kMixerStep * *rc::gen::inRange(1, 6);
  std::vector<int32_t> weights = Values(count, kMaxWeight);
  const std::vector<int32_t> inputs = Values(count, kMaxInput);
  const MixerKernels& plain = PlainMixerKernels();
  const MixerKernels& best = BestMixerKernels();
  RC_ASSERT(plain.dot(weights.data(), inputs.data(), count) ==
            best.dot(weights.data(), inputs.data(), count));
  std::vector<int32_t> other = weights;
  const int32_t error = *rc::gen::inRange(-(1 << 18) + 1, 1 << 18);
  plain.train(weights.data(), inputs.data(), error, count);
  best.train(other.data(), inputs.data(), error, count);
  RC_ASSERT(weights == other);
  for (const int32_t weight : weights)
    RC_ASSERT(weight >= -kMaxWeight && weight <= kMaxWeight);
}

TEST(Mixer, LearnsWhomToTrust) {
  const MixerKernels& kernels = BestMixerKernels();
  std::vector<int32_t> weights(kMixerStep, 0);
  const std::vector<int32_t> right = {256, -256, 0, 0, 0, 0, 0, 0};
  for (int i = 0; i < 100; ++i)
    kernels.train(weights.data(), right.data(), 20000, kMixerStep);
  EXPECT_GT(weights[0], 0);
  EXPECT_LT(weights[1], 0);
  EXPECT_EQ(weights[2], 0);
  EXPECT_GT(kernels.dot(weights.data(), right.data(), kMixerStep), 0);
}

}  // namespace
}  // namespace rondo::entropy
