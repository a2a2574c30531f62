// Sums of stretched predictions, weighted by sets of weights that learn which predictions
// are to be trusted. docs/format/mixing.md, "Mixing".
//
//   dot = sum of w[i] x[i]        w[i] += rate * x[i] * (bit - squash(dot))
//
// Inputs are stretched predictions, in 1 / 256; weights are in 1 / 65536. Each product is
// rounded before it is added, so that the order of the sum does not matter: kernels with
// and without vectors give the same weights and sums.
//
// Thread rule: pure.
#ifndef RONDO_ENTROPY_MIXING_MIXER_H_
#define RONDO_ENTROPY_MIXING_MIXER_H_

#include <cstdint>

namespace rondo::entropy {

// Inputs are padded with zeros to a multiple of this.
inline constexpr int kMixerStep = 8;
inline constexpr int32_t kWeightOne = 1 << 16;
// Weights stay within this: eight.
inline constexpr int32_t kMaxWeight = (1 << 19) - 1;
// Inputs stay within this, so that products of both fit 32 bits.
inline constexpr int32_t kMaxInput = 3071;

struct MixerKernels {
  // In 1 / 256, not clamped. REQUIRES: `count` is a multiple of kMixerStep, <= 256.
  int32_t (*dot)(const int32_t* weights, const int32_t* inputs, int count);
  // w[i] += (x[i] * error + 2^13) >> 14, within kMaxWeight. REQUIRES: |error| < 2^18.
  void (*train)(int32_t* weights, const int32_t* inputs, int32_t error, int count);
};

// The fastest of this machine.
const MixerKernels& BestMixerKernels();
// Those without vectors of their own.
const MixerKernels& PlainMixerKernels();

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_MIXING_MIXER_H_
