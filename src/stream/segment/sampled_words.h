// Whether texts look alike, by their words: told before either is encoded.
//
// Thread rule: immutable.
#ifndef RONDO_STREAM_SEGMENT_SAMPLED_WORDS_H_
#define RONDO_STREAM_SEGMENT_SAMPLED_WORDS_H_

#include <cstdint>
#include <vector>

#include "base/byte_io.h"

namespace rondo::stream {

// Words of a sample of a text, each of four letters or more.
// Cost: a sample of at most 2 MiB is looked at, at about 300 MB/s; 128 KiB.
class SampledWords {
 public:
  explicit SampledWords(base::Bytes text);
  // Of the words of another text's sample, counted as often as they occur, the share
  // that this one has; 0 if that has hardly any.
  double ShareOf(base::Bytes text) const;

 private:
  std::vector<uint64_t> bits_;  // by hash
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_SAMPLED_WORDS_H_
