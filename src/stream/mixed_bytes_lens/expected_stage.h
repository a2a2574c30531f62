// Bytes that are all but certain, in logs most, are coded by one decision instead of
// eight: whether the byte is the expected one. docs/format/mixed_bytes.md, "Expected
// bytes".
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_MIXED_BYTES_LENS_EXPECTED_STAGE_H_
#define RONDO_STREAM_MIXED_BYTES_LENS_EXPECTED_STAGE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "entropy/mixing/adaptive_bit.h"
#include "entropy/mixing/mixer.h"
#include "stream/mixed_bytes_lens/aligned_fields.h"
#include "stream/mixed_bytes_lens/line_place.h"
#include "stream/mixed_bytes_lens/match_model.h"

namespace rondo::stream {

class ExpectedStage {
 public:
  ExpectedStage();

  // Whether there is a byte that is worth the decision: byte(), with probability p().
  bool Expects(const MatchModel& match, const AlignedFields& fields, const uint8_t* text,
               const LinePlace& place, uint32_t c4);
  int byte() const { return byte_; }
  int p() const { return p_; }  // in 1 / 65536
  void Learn(int hit);

 private:
  static constexpr int kMaps = 3;

  std::array<std::vector<entropy::AdaptiveBit>, kMaps> maps_;
  std::array<int32_t, entropy::kMixerStep> weights_;
  std::array<entropy::AdaptiveBit*, kMaps> bits_{};
  std::array<int32_t, entropy::kMixerStep> x_{};
  int byte_ = 0;
  int p_ = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_MIXED_BYTES_LENS_EXPECTED_STAGE_H_
