// Dictionaries for ZIPFS files, from samples of what is to be written with them.
// docs/format/ZIPFS.md, "Training".
//
// Thread rule: pure functions.
#ifndef RONDO_DICTIONARY_ZIPFS_TRAIN_H_
#define RONDO_DICTIONARY_ZIPFS_TRAIN_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/dictionary_writer.h"

namespace rondo::dictionary {

// All samples together; who has more takes parts of them.
inline constexpr uint64_t kMaxSampleBytes = uint64_t{16} << 20;
// The 256 bytes alone take some of it.
inline constexpr uint64_t kMinTrainedBytes = 1024;

struct TrainedZipfs {
  DictionaryContents contents;  // segments and the entry of their codes, no name yet
  // Of samples that the segments were not chosen from, a tenth of all: how large they
  // are, and the Data of them, with ParseOptimally. 0 of too few samples.
  uint64_t held_out_bytes = 0;
  uint64_t coded_bytes = 0;
};

// A dictionary of at most about `size_bytes`. Deterministic. Errors: kInvalidArgument for
// sizes below kMinTrainedBytes or above kMaxZipfsBytes and for no sample that has a byte,
// kResourceExhausted above kMaxSampleBytes.
// Cost: about 4 s for a MiB of samples, and 60 bytes of memory for each byte.
absl::StatusOr<TrainedZipfs> TrainZipfs(std::span<const base::Bytes> samples,
                                        uint64_t size_bytes);

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_ZIPFS_TRAIN_H_
