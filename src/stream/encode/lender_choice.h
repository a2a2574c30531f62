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

#include "base/byte_io.h"
#include "stream/segment/lender_slot.h"
#include "stream/segment/sampled_words.h"

namespace rondo::stream {

class LenderChoice {
 public:
  // For segment `number` of the score. Numbers rise; segments that are not asked about
  // have nothing to do with others.
  Lending Next(uint64_t number, base::Bytes segment, bool is_last);

 private:
  uint64_t number_ = 0;  // of the one that lends
  std::shared_ptr<LenderSlot> slot_;
  std::unique_ptr<SampledWords> words_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_ENCODE_LENDER_CHOICE_H_
