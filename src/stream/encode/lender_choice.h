// Which segment builds on which: each on the last one that lends, if it looks like it;
// else it lends itself.
//
//   segments   A1 A2 A3 B1 B2      A1 and B1 lend; A2 and A3 build on A1, B2 on B1
//
// Whether two look alike is told by their words, before either is encoded, so that
// segments are encoded side by side and the choice depends on the data alone.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_ENCODE_LENDER_CHOICE_H_
#define RONDO_STREAM_ENCODE_LENDER_CHOICE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "base/byte_io.h"
#include "stream/segment/lender_slot.h"

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

class LenderChoice {
 public:
  // For the next segment of the score.
  Lending Next(base::Bytes segment, bool is_last);

 private:
  uint64_t next_ = 0;    // number of the next segment
  uint64_t number_ = 0;  // of the one that lends
  std::shared_ptr<LenderSlot> slot_;
  std::unique_ptr<SampledWords> words_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_ENCODE_LENDER_CHOICE_H_
