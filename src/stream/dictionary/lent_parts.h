// What a dictionary lends to the segments of a score while they are encoded.
//
// Thread rule: immutable; may be used from any thread.
#ifndef RONDO_STREAM_DICTIONARY_LENT_PARTS_H_
#define RONDO_STREAM_DICTIONARY_LENT_PARTS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/dictionary/score_dictionary.h"
#include "stream/lens/lender.h"
#include "stream/segment/lender_slot.h"
#include "stream/segment/sampled_words.h"

namespace rondo::stream {

// What tables lend. Errors: those of reading them.
// Cost: linear in the rules and strings that they hold.
absl::StatusOr<std::shared_ptr<const Lender>> LenderOf(
    std::shared_ptr<SegmentTables> tables);

class LentParts {
 public:
  // Made at the first call, and kept with the dictionary. Errors: those of
  // ScoreDictionary::Part. Cost: all parts are read.
  static absl::StatusOr<std::shared_ptr<const LentParts>> Of(
      const ScoreDictionary& dictionary);

  // The part that a segment builds on: that which has most of its words.
  Lending Choose(base::Bytes segment) const;
  // Whether the dictionary was made of so much that segments do better to build on it
  // than on each other.
  bool SuitsMany(base::Bytes segment) const;

 private:
  LentParts() = default;
  static absl::StatusOr<std::shared_ptr<const LentParts>> Load(
      const ScoreDictionary& dictionary);

  base::Sha256Digest digest_ = {};
  uint64_t expanded_bytes_ = 0;  // what it was made of: of the largest part
  std::vector<std::shared_ptr<const Lender>> lenders_;
  std::vector<SampledWords> words_;  // by part, if there are several
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_DICTIONARY_LENT_PARTS_H_
