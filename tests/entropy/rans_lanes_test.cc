#include "entropy/rans_lanes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace rondo::entropy {
namespace {

struct Op {
  uint32_t start;
  uint32_t freq;
  int bits;
  int lane;
};

std::vector<Op> RandomOps(size_t count) {
  std::vector<Op> ops(count);
  for (Op& op : ops) {
    op.bits = *rc::gen::inRange(1, kMaxLaneBits + 1);
    const uint32_t line = 1u << op.bits;
    op.start = *rc::gen::inRange(0u, line);
    op.freq = *rc::gen::inRange(1u, line - op.start + 1);
    op.lane = *rc::gen::inRange(0, kLanes);
  }
  return ops;
}

base::ByteVector Write(const std::vector<Op>& ops) {
  LaneWriter writer;
  for (const Op& op : ops) writer.Put(op.lane, op.start, op.freq, op.bits);
  base::ByteVector stream;
  writer.Finish(&stream);
  return stream;
}

base::ByteVector Padded(const base::ByteVector& stream) {
  base::ByteVector padded = stream;
  padded.resize(stream.size() + LaneCursor::kPaddingBytes);
  return padded;
}

RC_GTEST_PROP(RansLanes, WhatIsWrittenIsRead, ()) {
  const std::vector<Op> ops = RandomOps(*rc::gen::inRange(0, 300));
  LaneWriter writer;
  double bits = 0;
  for (const Op& op : ops) {
    writer.Put(op.lane, op.start, op.freq, op.bits);
    bits += op.bits - std::log2(op.freq);
  }
  // By chords the logarithm is up to 0.087 less than it is, so that the cost is more.
  RC_ASSERT(8.0 * static_cast<double>(writer.about_bytes()) <=
            bits + 0.1 * static_cast<double>(ops.size()) + 8);
  RC_ASSERT(8.0 * static_cast<double>(writer.about_bytes() + 1) >= bits - 8);
  base::ByteVector stream;
  writer.Finish(&stream);
  RC_ASSERT(writer.empty());
  // A byte, and four states of which 16 bits are of no use.
  RC_ASSERT(static_cast<double>(stream.size()) <= bits / 8 * 1.001 + 1 + 4 * 4);
  const base::ByteVector padded = Padded(stream);
  LaneCursor cursor(base::Bytes(padded).first(stream.size()));
  for (const Op& op : ops) {
    RC_ASSERT(!cursor.overrun());
    const uint32_t position = cursor.Peek(op.lane, op.bits);
    RC_ASSERT(position >= op.start && position < op.start + op.freq);
    cursor.Take(op.lane, position - op.start, op.freq, op.bits);
  }
  RC_ASSERT(cursor.AtEnd());
}

// Whatever the bytes: at most so many are read behind the end.
RC_GTEST_PROP(RansLanes, HostileBytesEnd, (std::vector<uint8_t> bytes)) {
  const base::ByteVector stream(bytes.begin(), bytes.end());
  const base::ByteVector padded = Padded(stream);
  LaneCursor cursor(base::Bytes(padded).first(stream.size()));
  for (int round = 0; round < 100000 && !cursor.overrun(); ++round) {
    for (int i = 0; i < LaneCursor::kMaxOpsBetweenChecks; ++i) {
      const uint32_t position = cursor.Peek(i % kLanes, 8);
      cursor.Take(i % kLanes, position % 3, 3, 8);
    }
  }
  RC_ASSERT(cursor.overrun());
}

TEST(RansLanes, EveryTruncationIsSeen) {
  std::vector<Op> ops;
  for (int i = 0; i < 200; ++i) {
    ops.push_back({static_cast<uint32_t>(i % 100), 3, 8, i % kLanes});
  }
  const base::ByteVector stream = Write(ops);
  for (size_t size = 0; size < stream.size(); ++size) {
    const base::ByteVector padded =
        Padded(base::ByteVector(stream.begin(), stream.begin() + size));
    LaneCursor cursor(base::Bytes(padded).first(size));
    for (const Op& op : ops) {
      if (cursor.overrun()) break;
      const uint32_t position = cursor.Peek(op.lane, op.bits);
      const bool inside = position >= op.start && position < op.start + op.freq;
      cursor.Take(op.lane, inside ? position - op.start : 0, op.freq, op.bits);
    }
    EXPECT_FALSE(cursor.AtEnd()) << size;
  }
}

TEST(RansLanes, StretchesHoldAllTokens) {
  for (size_t n = 1; n < 300; ++n) {
    const Stretches stretches(n);
    EXPECT_EQ(stretches.lanes, n < Stretches::kLeastForLanes ? 1 : kLanes);
    const size_t last = n - (stretches.lanes - 1) * stretches.size;
    EXPECT_GE(stretches.size, last) << n;
    EXPECT_GT(last, 0u) << n;
  }
}

RC_GTEST_PROP(PackedBits, WhatIsPackedIsTaken, ()) {
  std::vector<std::pair<uint64_t, int>> values(*rc::gen::inRange(0, 100));
  BitPacker packer;
  size_t bits = 0;
  for (auto& [value, count] : values) {
    count = *rc::gen::inRange(0, 64);
    value = *rc::gen::arbitrary<uint64_t>() & ((uint64_t{1} << count) - 1);
    packer.Put(value, count);
    bits += static_cast<size_t>(count);
  }
  RC_ASSERT(packer.size_bytes() == (bits + 7) / 8);
  base::ByteVector packed;
  packer.Finish(&packed);
  RC_ASSERT(packed.size() == (bits + 7) / 8);
  base::ByteVector padded = packed;
  padded.resize(packed.size() + BitCursor::kPaddingBytes, 0xff);
  BitCursor cursor(base::Bytes(padded).first(packed.size()));
  for (const auto& [value, count] : values) RC_ASSERT(cursor.Take(count) == value);
  RC_ASSERT(cursor.AtEnd());
  RC_ASSERT(cursor.Take(63) == 0u);
  RC_ASSERT(cursor.overrun());
  RC_ASSERT(!cursor.AtEnd());
}

TEST(PackedBits, WhatFillsTheLastByteMustBeZero) {
  base::ByteVector padded(1 + BitCursor::kPaddingBytes);
  padded[0] = 0b1101;
  BitCursor cursor(base::Bytes(padded).first(1));
  EXPECT_EQ(cursor.Take(3), 0b101u);
  EXPECT_FALSE(cursor.AtEnd());
  EXPECT_EQ(cursor.Take(1), 1u);
  EXPECT_TRUE(cursor.AtEnd());
}

}  // namespace
}  // namespace rondo::entropy
