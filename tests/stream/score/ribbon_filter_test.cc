// Ribbon filters find all their members, and half of what is not.
#include "stream/score/ribbon_filter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace rondo::stream {
namespace {

std::vector<uint64_t> Hashes(uint64_t from, size_t count) {
  std::vector<uint64_t> hashes(count);
  for (size_t i = 0; i < count; ++i) hashes[i] = MixBits(from + i);
  return hashes;
}

size_t CountHeld(base::Bytes ribbon, const std::vector<uint64_t>& hashes) {
  size_t held = 0;
  for (const uint64_t hash : hashes) held += RibbonMayHold(ribbon, hash) ? 1 : 0;
  return held;
}

TEST(RibbonFilter, FindsHalfOfWhatIsNot) {
  for (const size_t count : {0, 1, 100, 10000, 200000}) {
    const std::vector<uint64_t> members = Hashes(1, count);
    const base::ByteVector ribbon =
        MakeRibbon(members, RibbonBytes(static_cast<double>(count)));
    EXPECT_LE(ribbon.size() * 8, count * 105 / 100 + 72);
    EXPECT_EQ(CountHeld(ribbon, members), count);
    const size_t held = CountHeld(ribbon, Hashes(1 << 20, 20000));
    EXPECT_GT(held, 9500) << count;
    EXPECT_LT(held, 11000) << count;
  }
}

// More and more, the smaller the ribbon; never less than the members.
TEST(RibbonFilter, FindsMoreWithLessRoom) {
  const std::vector<uint64_t> members = Hashes(1, 5000);
  size_t last = 20000;
  for (const uint64_t bytes : {8, 100, 300, 500, 656}) {
    const base::ByteVector ribbon = MakeRibbon(members, bytes);
    EXPECT_EQ(ribbon.size(), bytes);
    EXPECT_EQ(CountHeld(ribbon, members), members.size());
    const size_t held = CountHeld(ribbon, Hashes(1 << 20, 20000));
    EXPECT_LE(held, last);
    last = held;
  }
  EXPECT_LT(last, 11000);
}

TEST(RibbonFilter, TooFewBytesSayNothing) {
  const std::vector<uint64_t> some = Hashes(1, 100);
  EXPECT_EQ(CountHeld({}, some), some.size());
  EXPECT_EQ(CountHeld(base::ByteVector(7, 0xa5), some), some.size());
}

// Whatever the bytes are, each bit that a hash names turns the answer, and no other does.
RC_GTEST_PROP(RibbonFilter, AsksForBitsInARow, ()) {
  base::ByteVector ribbon =
      *rc::gen::container<base::ByteVector>(24, rc::gen::arbitrary<uint8_t>());
  const uint64_t hash = MixBits(*rc::gen::arbitrary<uint64_t>());
  const bool held = RibbonMayHold(ribbon, hash);
  const uint64_t begin = (hash >> 32) * (24 * 8 - 63) >> 32;
  for (uint64_t bit = 0; bit < 24 * 8; ++bit) {
    const bool named = bit >= begin && bit < begin + 64 &&
                       ((MixBits(hash) | 1) >> (bit - begin) & 1) != 0;
    ribbon[bit / 8] ^= static_cast<uint8_t>(1u << bit % 8);
    RC_ASSERT(RibbonMayHold(ribbon, hash) == (held != named));
    ribbon[bit / 8] ^= static_cast<uint8_t>(1u << bit % 8);
  }
}

}  // namespace
}  // namespace rondo::stream
