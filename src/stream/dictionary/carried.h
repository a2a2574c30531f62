// Dictionaries that scores carry in themselves. docs/format/container.md, "Carried
// dictionary".
#ifndef RONDO_STREAM_DICTIONARY_CARRIED_H_
#define RONDO_STREAM_DICTIONARY_CARRIED_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "rondo/dictionary.h"
#include "rondo/io.h"
#include "stream/dictionary/score_dictionary.h"
#include "stream/score/map.h"
#include "stream/segment/lenders.h"

namespace rondo::stream {

// What a score carries of a dictionary, a CAR file. kResourceExhausted if it is larger
// than scores may carry; errors of reading its blocks.
absl::StatusOr<base::ByteVector> CarOf(const ScoreDictionary& dictionary);

// Looks in the file first, among what its scores carry, then asks `next`, which may be
// null. The file must outlive the result. Thread-safe. Cost of a call: a short read for
// each score that carries one; the one that is found is read whole.
DictionaryFinder FileDictionaries(const RandomAccessFile& file,
                                  std::vector<ScoreMap::Carried> carried,
                                  DictionaryFinder next);

// Of a pipe: what passed by last. Externally synchronised.
class PassingDictionaries {
 public:
  // Keeps the one of a CAR file, instead of the last. Errors: those of reading it.
  absl::Status Pass(base::Bytes car);
  // Finds a part of it, also when another has passed by; null if it is of another one.
  LenderSource Of(const DictionaryPart& part) const;

 private:
  std::shared_ptr<const ScoreDictionary> last_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_DICTIONARY_CARRIED_H_
