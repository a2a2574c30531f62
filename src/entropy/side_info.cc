// A model of sixteen choices is the places where they start on a line. A choice that was
// taken draws all starts towards where they would be if it were certain, by half of the
// way at first and by 1/32 in the end: so models of few values learn fast and those of
// many are steady. Four choices on a line of 32, none narrower than 1:
//
//   starts 0 8 16 24, then choice 2:    certain 0 1 2 31
//     half of the way                   starts  0 4 9 27
//   choice 2 again, a quarter of it     starts  0 3 7 28
//
// All sixteen starts are compared and moved at once, so that half a byte costs what a bit
// would (Fabian Giesen's "mixing" CDFs, LZNA 2015).
//
// Tested by: tests/entropy/side_info_test.cc.

#include "entropy/side_info.h"

namespace rondo::entropy {

void SideInfoWriter::Int(IntModel& model, uint64_t value) {
  const NumberToken token = SplitNumber(value);
  Symbol(model.token_, token.token);
  PutRaw(token.raw, token.raw_bits, [this](uint32_t part, int bits) { Raw(part, bits); });
}

uint64_t SideInfoReader::Int64(IntModel& model) {
  const uint32_t token = Symbol(model.token_);
  if (token < kDirectTokens) return token;
  if (token >= kNumberTokens) {
    bad_ = true;
    return 0;
  }
  const TokenRange range = RangeOfToken(token);
  return range.base + GetRaw(range.raw_bits, [this](int bits) { return Raw(bits); });
}

}  // namespace rondo::entropy
