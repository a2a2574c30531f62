// The engine: predicts bytes, bit by bit, by contexts and by bytes that something outside
// expects, and learns from each. docs/format/mixing.md.
//
//   contexts -> buckets -> states -> adaptive bits --+
//                                                    +-> 4 weight sets -> mixer -> refined
//   expected bytes ---------------> adaptive bits ---+
//
// A front end says for each byte what it is to be predicted by; encoder and decoder say
// the same, so that both know the same. Everything is whole numbers, every index is
// masked or known to be small: any bytes decode to something, in eight steps a byte.
//
// Thread rule: externally synchronised.
#ifndef RONDO_ENTROPY_MIXING_BYTE_MIXER_H_
#define RONDO_ENTROPY_MIXING_BYTE_MIXER_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "entropy/mixing/adaptive_bit.h"
#include "entropy/mixing/binary_coder.h"
#include "entropy/mixing/bucket_table.h"
#include "entropy/mixing/history_state.h"
#include "entropy/mixing/logistic.h"
#include "entropy/mixing/mixer.h"
#include "entropy/mixing/refinement.h"

namespace rondo::entropy {

inline constexpr int kMaxContexts = 16;
inline constexpr int kMaxExpected = 6;
inline constexpr int kWeightSets = 4;

class ByteMixer {
 public:
  // What a byte is predicted by.
  struct Situation {
    std::array<uint32_t, kMaxContexts> contexts;  // hashes; all bits count
    struct Expected {
      int byte = -1;  // none
      int trust = 0;  // < kTrusts: how well it did before in such a place
    };
    std::array<Expected, kMaxExpected> expected;
    // Which weights: rows of the four sets, in parts of their own. < kRows each.
    // The first set is chosen by the bits of the byte so far, too; the third by how many
    // contexts are known; the second and fourth by the number of the bit.
    std::array<int, kWeightSets> rows;
    // Rows of the refinements, hashes.
    std::array<uint32_t, 2> refinements;
  };
  static constexpr int kTrusts = 256;
  static constexpr std::array<int, kWeightSets> kRows = {8, 256, 32, 256};

  // REQUIRES: contexts <= kMaxContexts, expected <= kMaxExpected, table_bits as for
  // BucketTable.
  ByteMixer(int contexts, int expected, int table_bits);

  // Codes a byte; `byte` is what the encoder codes, and the decoder ignores.
  template <typename Coder>
  int Code(Coder* coder, const Situation& situation, int byte) {
    situation_ = &situation;
    for (int i = 0; i < contexts_; ++i) table_.Prefetch(situation.contexts[i]);
    node_ = 1;
    for (int bit = 0; bit < 8; ++bit) {
      if (bit % 4 == 0) FindBuckets();
      const int value = coder->Code(byte >> (7 - bit) & 1, Predict(bit));
      Learn(value);
      node_ = 2 * node_ + value;
    }
    return node_ & 255;
  }

 private:
  static constexpr int kInputsOfContext = 2;
  static constexpr int kMaxInputs = kMaxContexts * kInputsOfContext + kMixerStep;
  static constexpr int kNodes = 256;

  void FindBuckets();
  // Of a one, in 1 / 65536. `bit` counts from the highest, 0 .. 7.
  int Predict(int bit);
  void Gather();
  int Mix(int bit);
  void Learn(int value);

  const LogisticTables& logistic_;
  const HistoryTables& history_;
  const MixerKernels& kernels_;
  const int contexts_;
  const int expected_;
  const int inputs_;  // padded

  BucketTable table_;
  std::vector<AdaptiveBit> bits_of_states_;    // [context][state]
  std::vector<AdaptiveBit> bits_of_expected_;  // [expected][trust]
  std::array<std::vector<int32_t>, kWeightSets> weights_;
  std::vector<int32_t> last_weights_;  // [node][set]
  std::vector<Refinement> refinements_;

  // Of the byte, and the bit, that is being coded.
  const Situation* situation_ = nullptr;
  int node_ = 1;  // the bits so far, after a one
  alignas(32) std::array<int32_t, kMaxInputs> x_{};
  std::array<BucketTable::Bucket*, kMaxContexts> buckets_{};
  std::array<uint8_t*, kMaxContexts> states_{};
  std::array<AdaptiveBit*, kMaxExpected> expected_bits_{};  // null: none
  std::array<int, kMaxExpected> expected_values_{};
  int known_ = 0;  // contexts that have seen something
  std::array<int32_t*, kWeightSets> rows_{};
  std::array<int32_t, kMixerStep> sums_{};  // of the sets, stretched, and zeros
  int32_t* last_row_ = nullptr;
  int mixed_p_ = 0;
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_MIXING_BYTE_MIXER_H_
