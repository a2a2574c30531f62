// Tested by tests/stream/mixed_bytes_lens/lens_test.cc.
#include "stream/mixed_bytes_lens/expected_stage.h"

#include <algorithm>

#include "entropy/mixing/logistic.h"

namespace rondo::stream {
namespace {

constexpr int kMapBits = 14;
constexpr int kLimit = 1023;
// Below this the decision would cost more than it saves.
constexpr int kLeastP = 60000;
constexpr int kRate = 2;

// How long a match must be: at all, without the field above, and for digits, which count.
constexpr uint32_t kLeastLength = 12;
constexpr uint32_t kLeastAlone = 24;
constexpr uint32_t kLeastOfDigit = 36;

}  // namespace

ExpectedStage::ExpectedStage() {
  for (std::vector<entropy::AdaptiveBit>& map : maps_)
    map.assign(size_t{1} << kMapBits, entropy::AdaptiveBit(31, 32));
  weights_.fill(0);
  std::fill_n(weights_.begin(), kMaps, entropy::kWeightOne / kMaps);
}

bool ExpectedStage::Expects(const MatchModel& match, const AlignedFields& fields,
                            const uint8_t* text, const LinePlace& place, uint32_t c4) {
  const uint32_t length = match.length();
  if (length < kLeastLength) return false;
  byte_ = match.Byte(text);
  const bool agrees = fields.Byte(text, 0) == byte_;
  if (!agrees && length < kLeastAlone) return false;
  if (IsDigitByte(byte_) && !(agrees && length >= kLeastOfDigit)) return false;
  const uint32_t expected = static_cast<uint32_t>(byte_);
  const uint32_t bits = 32 - kMapBits;
  const std::array<uint32_t, kMaps> rows = {
      std::min<uint32_t>(length, 2047) * 2 + (agrees ? 1 : 0),
      HashAfter(place.shape(), place.prefix()) >> bits,
      HashAfter(c4 & 0xffff, expected) >> bits};
  for (int i = 0; i < kMaps; ++i) {
    bits_[i] = &maps_[i][rows[i]];
    x_[i] = entropy::Stretch(entropy::Logistic(), bits_[i]->p());
  }
  const int sum =
      entropy::PlainMixerKernels().dot(weights_.data(), x_.data(), entropy::kMixerStep);
  p_ = entropy::Squash(entropy::Logistic(), entropy::ClampStretch(sum));
  return p_ >= kLeastP;
}

void ExpectedStage::Learn(int hit) {
  const int error = ((hit << entropy::kProbabilityBits) - p_) * kRate >> 4;
  entropy::PlainMixerKernels().train(weights_.data(), x_.data(), error,
                                     entropy::kMixerStep);
  for (entropy::AdaptiveBit* const bit : bits_) bit->Update(hit, kLimit);
}

}  // namespace rondo::stream
