#include "entropy/histogram.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

namespace rondo::entropy {
namespace {

std::vector<uint32_t> RandomCounts(uint32_t contexts, uint32_t alphabet) {
  std::vector<uint32_t> counts(contexts * alphabet);
  for (uint32_t& count : counts) {
    count = *rc::gen::inRange(0, 3) == 0
                ? *rc::gen::inRange(0u, 1u << *rc::gen::inRange(1, 24))
                : 0;
  }
  return counts;
}

RC_GTEST_PROP(ModelSet, FrequenciesAddUpAndNoCountedSymbolIsLost, ()) {
  const uint32_t alphabet = *rc::gen::inRange(1u, 200u);
  const int bits = *rc::gen::inRange(8, 15);
  const std::vector<uint32_t> counts = RandomCounts(3, alphabet);
  const ModelSet models(counts, 3, alphabet, bits);
  for (uint32_t c = 0; c < 3; ++c) {
    uint32_t sum = 0;
    uint64_t total = 0;
    for (uint32_t s = 0; s < alphabet; ++s) {
      RC_ASSERT((models.freq(c, s) > 0) == (counts[c * alphabet + s] > 0));
      sum += models.freq(c, s);
      total += counts[c * alphabet + s];
    }
    RC_ASSERT(sum == (total == 0 ? 0u : 1u << bits));
  }
}

TEST(ModelSet, IsNearTheEntropyWhereCountsAreManyTimesThePrecision) {
  const std::vector<uint32_t> counts = {5000, 2500, 1250, 1250};
  const ModelSet models(counts, 1, 4, 11);
  EXPECT_NEAR(models.Cost(counts), 5000 * 1 + 2500 * 2 + 2500 * 3, 20);
}

RC_GTEST_PROP(ModelSet, WritesAndReadsBack, ()) {
  const uint32_t alphabet = *rc::gen::inRange(1u, 100u);
  const uint32_t contexts = *rc::gen::inRange(1u, 9u);
  const std::vector<uint32_t> counts = RandomCounts(contexts, alphabet);
  const ModelSet models(counts, contexts, alphabet, 11);
  SideInfoWriter writer;
  models.Write(writer);
  base::ByteVector stream;
  writer.Finish(&stream);
  SideInfoReader reader(stream);
  ModelSet read;
  RC_ASSERT(read.Read(reader, contexts, alphabet, 11));
  RC_ASSERT(reader.AtEnd());
  for (uint32_t c = 0; c < contexts; ++c) {
    for (uint32_t s = 0; s < alphabet; ++s)
      RC_ASSERT(read.freq(c, s) == models.freq(c, s));
  }
}

RC_GTEST_PROP(ModelSet, AnyBytesGiveAValidSetOrNone, (base::ByteVector stream)) {
  SideInfoReader reader(stream);
  ModelSet models;
  if (!models.Read(reader, 4, 20, 10)) {
    RC_ASSERT(models.contexts() == 0u);
    return;
  }
  for (uint32_t c = 0; c < 4; ++c) {
    uint32_t sum = 0;
    for (uint32_t s = 0; s < 20; ++s) sum += models.freq(c, s);
    RC_ASSERT(sum == 0u || sum == 1u << 10);
  }
}

RC_GTEST_PROP(DecodeTable, DeliversWhatTheModelsCoded, ()) {
  const uint32_t alphabet = *rc::gen::inRange(1u, 129u);
  std::vector<uint32_t> counts(2 * alphabet, 1);
  for (uint32_t& count : counts) count += *rc::gen::inRange(0, 1000);
  const ModelSet models(counts, 2, alphabet, 11);
  std::vector<uint32_t> symbols(*rc::gen::inRange(0, 500));
  RansWriter writer;
  for (size_t i = 0; i < symbols.size(); ++i) {
    symbols[i] = *rc::gen::inRange(0u, alphabet);
    models.Put(writer, i % 2, i / 2 % 2, symbols[i]);
  }
  base::ByteVector stream;
  writer.Finish(&stream);
  const DecodeTable table(models);
  RansBuffer buffer;
  RansCursor cursor = buffer.Load(stream);
  for (size_t i = 0; i < symbols.size(); ++i) {
    RC_ASSERT(table.Get(cursor, i % 2, i / 2 % 2) == symbols[i]);
  }
  RC_ASSERT(cursor.AtEnd());
}

TEST(DecodeTable, AnUnusedContextDeliversZeroAndTakesNothing) {
  const std::vector<uint32_t> counts = {1, 1, 0, 0};
  const DecodeTable table(ModelSet(counts, 2, 2, 8));
  RansWriter writer;
  writer.PutBits(0, 200, 8);
  base::ByteVector stream;
  writer.Finish(&stream);
  RansBuffer buffer;
  RansCursor cursor = buffer.Load(stream);
  EXPECT_EQ(table.Get(cursor, 0, 1), 0u);
  EXPECT_EQ(cursor.GetBits(0, 8), 200u);
  EXPECT_TRUE(cursor.AtEnd());
}

}  // namespace
}  // namespace rondo::entropy
