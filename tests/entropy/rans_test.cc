#include "entropy/rans.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "reference/single_state_rans.h"

namespace rondo::entropy {
namespace {

using reference::Interval;
using reference::SingleStateRans;

struct Op {
  Interval interval;
  int lane;
};

std::vector<Op> RandomOps(size_t count) {
  std::vector<Op> ops(count);
  for (Op& op : ops) {
    const int bits = *rc::gen::inRange(1, kMaxRansBits + 1);
    const uint32_t line = 1u << bits;
    const uint32_t start = *rc::gen::inRange(0u, line);
    op.interval = {start, *rc::gen::inRange(1u, line - start + 1), bits};
    op.lane = *rc::gen::inRange(0, kRansLanes);
  }
  return ops;
}

base::ByteVector Write(const std::vector<Op>& ops) {
  RansWriter writer;
  for (const Op& op : ops) {
    writer.Put(op.lane, op.interval.start, op.interval.freq, op.interval.bits);
  }
  base::ByteVector stream;
  writer.Finish(&stream);
  return stream;
}

RC_GTEST_PROP(Rans, DeliversWhatTheSingleStateReferenceDelivers, ()) {
  const std::vector<Op> ops = RandomOps(*rc::gen::inRange(0, 200));
  const base::ByteVector stream = Write(ops);
  std::vector<Interval> intervals;
  for (const Op& op : ops) intervals.push_back(op.interval);
  SingleStateRans reference(intervals);
  const double ideal_bytes = reference.bits() / 8.0;
  // Two states of at most 8 bytes, the byte for their lengths, one unfinished word.
  RC_ASSERT(stream.size() <= ideal_bytes * 1.001 + 21);

  RansBuffer buffer;
  RansCursor cursor = buffer.Load(stream);
  for (const Op& op : ops) {
    const auto [start, freq, bits] = op.interval;
    RC_ASSERT(!cursor.overrun());
    const uint32_t position = cursor.Peek(op.lane, bits);
    RC_ASSERT(position >= start && position < start + freq);
    const uint32_t expected = reference.Peek(bits);
    RC_ASSERT(expected >= start && expected < start + freq);
    cursor.Take(op.lane, position - start, freq, bits);
    reference.Take(op.interval);
  }
  RC_ASSERT(cursor.AtEnd());
  RC_ASSERT(reference.at_start());
}

RC_GTEST_PROP(Rans, BitsAndUniformValuesComeBack, ()) {
  struct Value {
    uint32_t value, n;
    int bits;
  };
  std::vector<Value> values(*rc::gen::inRange(0, 200));
  RansWriter writer;
  for (Value& v : values) {
    v.n = 1 + *rc::gen::inRange(0u, 1u << *rc::gen::inRange(0, 25));
    v.value = *rc::gen::inRange(0u, v.n);
    v.bits = 32 - __builtin_clz(v.value | 1);
    writer.PutUniform(1, v.value, v.n);
    writer.PutBits(0, v.value, v.bits);
  }
  base::ByteVector stream;
  writer.Finish(&stream);
  RansBuffer buffer;
  RansCursor cursor = buffer.Load(stream);
  for (const Value& v : values) {
    entropy::RansCursor same = cursor;
    RC_ASSERT(same.GetUniform(1, v.n) == v.value);
    RC_ASSERT(cursor.GetUniform(1, UniformCode(v.n)) == v.value);
    RC_ASSERT(cursor.GetBits(0, v.bits) == v.value);
  }
  RC_ASSERT(cursor.AtEnd());
}

// Around every border of an interval, where an inexact inverse would show.
TEST(UniformCode, DividesExactly) {
  for (const uint32_t n : {1u, 2u, 3u, 5u, 7u, 1000u, 4095u, 65537u, 1000003u,
                           kMaxUniform - 1, kMaxUniform}) {
    const UniformCode code(n);
    for (uint64_t value = 0; value <= n; value += 1 + n / 4099) {
      for (uint64_t position = value * code.width > 2 ? value * code.width - 2 : 0;
           position <
           std::min<uint64_t>(value * code.width + 3, uint64_t{1} << kUniformBits);
           ++position) {
        ASSERT_EQ(code.Divide(position), position / code.width) << position << " " << n;
      }
    }
  }
}

TEST(UniformCode, CostsHardlyMoreThanTheIdeal) {
  for (const uint32_t n : {1u, 2u, 3u, 100u, 4095u, 4097u, 65537u, 100000u}) {
    const double bits = kUniformBits - std::log2(UniformCode(n).width);
    EXPECT_GE(bits, std::log2(n)) << n;
    EXPECT_LE(bits, std::log2(n) + 0.003) << n;
  }
}

RC_GTEST_PROP(Rans, DamagedStreamsEndInAnErrorAndNeverReadOutside, ()) {
  base::ByteVector stream =
      *rc::gen::container<base::ByteVector>(rc::gen::arbitrary<uint8_t>());
  RansBuffer buffer;
  RansCursor cursor = buffer.Load(stream);
  for (int i = 0; i < 100000 && !cursor.overrun(); ++i)
    cursor.GetBits(i % kRansLanes, 16);
  RC_ASSERT(cursor.overrun());
}

TEST(Rans, EveryTruncationIsNoticed) {
  std::vector<Op> ops;
  for (uint32_t i = 0; i < 100; ++i) ops.push_back({{i, 1, 7}, static_cast<int>(i % 2)});
  const base::ByteVector stream = Write(ops);
  for (size_t size = 0; size < stream.size(); ++size) {
    RansBuffer buffer;
    RansCursor cursor = buffer.Load(base::Bytes(stream).first(size));
    for (size_t i = 0; i < ops.size() && !cursor.overrun(); ++i) {
      cursor.Take(ops[i].lane, 0, 1, 7);
    }
    EXPECT_FALSE(cursor.AtEnd()) << size;
  }
}

}  // namespace
}  // namespace rondo::entropy
