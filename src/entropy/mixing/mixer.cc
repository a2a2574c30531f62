// After: M. Mahoney, PAQ6 and later: a neural network of one neuron, which learns online
// by the gradient of the cost of coding. Tested by tests/entropy/mixing/mixer_test.cc.
#include "entropy/mixing/mixer.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rondo::entropy {
namespace {

constexpr int kProductShift = 10;  // of a product, before it is added
constexpr int kSumShift = 6;       // of the sum: 16 with kProductShift, those of a weight
constexpr int kErrorShift = 14;

int32_t PlainDot(const int32_t* weights, const int32_t* inputs, int count) {
  int32_t sum = 0;
  for (int i = 0; i < count; ++i) sum += (weights[i] * inputs[i]) >> kProductShift;
  return sum >> kSumShift;
}

void PlainTrain(int32_t* weights, const int32_t* inputs, int32_t error, int count) {
  for (int i = 0; i < count; ++i) {
    const int32_t step = (inputs[i] * error + (1 << (kErrorShift - 1))) >> kErrorShift;
    weights[i] = std::clamp(weights[i] + step, -kMaxWeight, kMaxWeight);
  }
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) int32_t Avx2Dot(const int32_t* weights,
                                                const int32_t* inputs, int count) {
  __m256i sum = _mm256_setzero_si256();
  for (int i = 0; i < count; i += kMixerStep) {
    const __m256i w = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights + i));
    const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(inputs + i));
    sum =
        _mm256_add_epi32(sum, _mm256_srai_epi32(_mm256_mullo_epi32(w, x), kProductShift));
  }
  __m128i half =
      _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, _MM_SHUFFLE(1, 0, 3, 2)));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, _MM_SHUFFLE(2, 3, 0, 1)));
  return _mm_cvtsi128_si32(half) >> kSumShift;
}

__attribute__((target("avx2"))) void Avx2Train(int32_t* weights, const int32_t* inputs,
                                               int32_t error, int count) {
  const __m256i errors = _mm256_set1_epi32(error);
  const __m256i half = _mm256_set1_epi32(1 << (kErrorShift - 1));
  const __m256i most = _mm256_set1_epi32(kMaxWeight);
  const __m256i least = _mm256_set1_epi32(-kMaxWeight);
  for (int i = 0; i < count; i += kMixerStep) {
    __m256i* const at = reinterpret_cast<__m256i*>(weights + i);
    const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(inputs + i));
    const __m256i step = _mm256_srai_epi32(
        _mm256_add_epi32(_mm256_mullo_epi32(x, errors), half), kErrorShift);
    const __m256i sum = _mm256_add_epi32(_mm256_loadu_si256(at), step);
    _mm256_storeu_si256(at, _mm256_max_epi32(_mm256_min_epi32(sum, most), least));
  }
}

#endif

}  // namespace

const MixerKernels& PlainMixerKernels() {
  static constexpr MixerKernels kPlain = {.dot = PlainDot, .train = PlainTrain};
  return kPlain;
}

const MixerKernels& BestMixerKernels() {
#if defined(__x86_64__)
  static constexpr MixerKernels kAvx2 = {.dot = Avx2Dot, .train = Avx2Train};
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) return kAvx2;
#endif
  return PlainMixerKernels();
}

}  // namespace rondo::entropy
