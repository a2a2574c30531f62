// What dictionaries lend to the segments of a score while they are encoded.
//
// Thread rule: immutable; may be used from any thread.
#ifndef RONDO_STREAM_DICTIONARY_LENT_PARTS_H_
#define RONDO_STREAM_DICTIONARY_LENT_PARTS_H_

#include <cstdint>
#include <memory>
#include <span>
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

  // What it was made of: of the largest part.
  uint64_t expanded_bytes() const { return expanded_bytes_; }
  size_t size() const { return parts_.size(); }
  const LentPart& part(size_t i) const { return parts_[i]; }
  const SampledWords& words(size_t i) const { return words_[i]; }

 private:
  LentParts() = default;
  static absl::StatusOr<std::shared_ptr<const LentParts>> Load(
      const ScoreDictionary& dictionary);

  uint64_t expanded_bytes_ = 0;
  std::vector<LentPart> parts_;
  std::vector<SampledWords> words_;  // by part
};

// Of all dictionaries that a score may build on.
class LentDictionaries {
 public:
  // Errors: those of LentParts::Of; kInvalidArgument if one is null.
  static absl::StatusOr<LentDictionaries> Of(
      std::span<const std::shared_ptr<const Dictionary>> dictionaries);

  // The parts that a segment may build on: a few that have most of its words, those with
  // more of them first. None if there are no dictionaries.
  std::vector<LentPart> Choose(base::Bytes segment) const;
  // Whether some dictionary was made of so much that segments do better to build on it
  // than on each other.
  bool SuitsMany(base::Bytes segment) const;

 private:
  std::vector<std::shared_ptr<const LentParts>> dictionaries_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_DICTIONARY_LENT_PARTS_H_
