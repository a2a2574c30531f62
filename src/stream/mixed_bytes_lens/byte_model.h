// The model of mixed bytes: what each byte of a block is predicted by. The engine is
// entropy/mixing/byte_mixer.h. docs/format/mixed_bytes.md.
//
// Thread rule: externally synchronised. Cost: 1 to 5 MB/s.
#ifndef RONDO_STREAM_MIXED_BYTES_LENS_BYTE_MODEL_H_
#define RONDO_STREAM_MIXED_BYTES_LENS_BYTE_MODEL_H_

#include <cstdint>

#include "entropy/mixing/byte_mixer.h"
#include "stream/mixed_bytes_lens/aligned_fields.h"
#include "stream/mixed_bytes_lens/expected_stage.h"
#include "stream/mixed_bytes_lens/line_place.h"
#include "stream/mixed_bytes_lens/match_model.h"
#include "stream/mixed_bytes_lens/next_number.h"

namespace rondo::stream {

// Which contexts; numbered in scores.
enum class MixedKind : uint8_t { kLog = 0, kText = 1, kBinary = 2 };
inline constexpr int kMixedKinds = 3;

struct ModelOptions {
  MixedKind kind = MixedKind::kLog;
  bool expects = false;  // bytes that are all but certain are coded by one decision
  int table_bits = 22;   // of the bucket table
};

class ByteModel {
 public:
  // `text`: where the block stands, or comes to stand; of it so much is read as was
  // coded.
  ByteModel(const ModelOptions& options, const uint8_t* text);

  // Codes the next byte: `byte` is what the encoder codes, and the decoder ignores. Then
  // it must stand in the text, and Update be called.
  template <typename Coder>
  uint8_t Code(Coder* coder, int byte) {
    if (expects_ && stage_.Expects(longest(), fields_, text_, place_, c4_)) {
      const int expected = stage_.byte();
      const int hit = coder->Code(byte == expected ? 1 : 0, stage_.p());
      stage_.Learn(hit);
      if (hit == 1) return static_cast<uint8_t>(expected);
    }
    Describe();
    return static_cast<uint8_t>(mixer_.Code(coder, situation_, byte));
  }
  void Update();

 private:
  const MatchModel& longest() const {
    return long_.length() >= short_.length() ? long_ : short_;
  }
  // What the longest match expects, after the last byte.
  uint32_t MatchContext() const;
  void Describe();
  class Contexts;
  void DescribeLog();
  void DescribeText();
  void DescribeBinary();

  const MixedKind kind_;
  const bool expects_;
  const uint8_t* const text_;
  entropy::ByteMixer mixer_;
  MatchModel short_;
  MatchModel long_;
  AlignedFields fields_;
  NextNumber number_;
  LinePlace place_;
  ExpectedStage stage_;
  entropy::ByteMixer::Situation situation_{};
  uint32_t end_ = 0;  // of the text so far
  uint32_t c4_ = 0;   // the last four bytes, the latest lowest
  uint32_t c8_ = 0;   // the four before them
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_MIXED_BYTES_LENS_BYTE_MODEL_H_
