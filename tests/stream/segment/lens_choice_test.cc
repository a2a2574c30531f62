// Which lens is chosen: one case for each way through the decision. That what was chosen
// expands to the segment is tested in lenses_test.cc.
#include "stream/segment/lens_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "stream/lens/block_cutter.h"
#include "stream/segment/lens_measures.h"
#include "support/container_support.h"

namespace rondo::stream {
namespace {

using rondo::testing::LogLines;
using rondo::testing::Noise;
using rondo::testing::ToBytes;

SegmentCode Choose(base::Bytes bytes, int level) {
  return EncodeSegment(bytes, {.level = level, .block_bytes = 4096});
}

base::ByteVector Repeat(const base::ByteVector& part, int times) {
  base::ByteVector bytes;
  for (int i = 0; i < times; ++i) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

TEST(LensChoice, WhatDoesNotShrinkIsStored) {
  EXPECT_EQ(Choose(Noise(100000), 6).code.lens, Lens::kStored);
  EXPECT_EQ(Choose(ToBytes("x"), 9).code.lens, Lens::kStored);
}

// The quick look says that hardly anything is to be gained; its frames gain that.
TEST(LensChoice, WhatHardlyShrinksIsTheQuickZstdPass) {
  base::ByteVector bytes = Noise(1 << 20);
  std::fill(bytes.begin() + 4096, bytes.begin() + 4 * 4096, 0);
  const std::vector<uint64_t> ends = CutBlocks(bytes, 4096);
  EXPECT_GT(LookAhead(bytes, ends).quick_bytes, bytes.size() * 98 / 100);
  for (const int level : {1, 9}) {
    const SegmentCode coded = Choose(bytes, level);
    EXPECT_EQ(coded.code.lens, Lens::kZstd);
    EXPECT_LT(coded.code.size_bytes(), bytes.size() - 3 * 4000);
  }
}

// One theme of noise over and over: zstd says "all of it again" in a few bytes a block.
TEST(LensChoice, ZstdRunsWhereItCouldWin) {
  const base::ByteVector theme = Noise(200 << 10);
  const SegmentCode coded = Choose(Repeat(theme, 6), 6);
  EXPECT_EQ(coded.code.lens, Lens::kZstd);
  EXPECT_FALSE(coded.code.tables.empty());  // the theme, as a dictionary
  EXPECT_LT(coded.code.size_bytes(), theme.size() * 2);
}

TEST(LensChoice, LinesAreRecordsOrAGrammarAtEveryLevelAndSize) {
  for (const int level : {1, 6}) {
    for (const uint64_t bytes : {100 << 10, 3 << 20}) {
      EXPECT_EQ(Choose(LogLines(bytes), level).code.lens, Lens::kRecord)
          << level << " " << bytes;
    }
  }
  // The same bytes without a line to see.
  base::ByteVector joined = LogLines(100 << 10);
  std::replace(joined.begin(), joined.end(), uint8_t{'\n'}, uint8_t{';'});
  EXPECT_EQ(Choose(joined, 6).code.lens, Lens::kGrammar);
}

TEST(LensChoice, VersionsOfOneTextAreAGrammar) {
  const base::ByteVector bytes = Repeat(LogLines(20 << 10), 100);
  const SegmentCode coded = Choose(bytes, 6);
  EXPECT_EQ(coded.code.lens, Lens::kGrammar);
  EXPECT_GT(coded.block_bytes, 4096u);
}

TEST(LensMeasures, LinesAreTextOfTheLengthsThatRecordsHave) {
  EXPECT_TRUE(LooksLikeLines(LogLines(50000)));
  EXPECT_FALSE(LooksLikeLines(ToBytes(std::string(50000, 'a'))));
  EXPECT_FALSE(LooksLikeLines(base::ByteVector(50000, '\n')));
  EXPECT_FALSE(LooksLikeLines(Noise(50000)));
}

TEST(LensMeasures, HigherLevelsOfZstdTakeLess) {
  const base::ByteVector bytes = LogLines(1 << 20);
  const std::vector<uint64_t> ends = CutBlocks(bytes, 64 << 10);
  EXPECT_EQ(ZstdGain(bytes, ends, kQuickZstdLevel), 1);
  const double gain = ZstdGain(bytes, ends, 19);
  EXPECT_GT(gain, 0.5);
  EXPECT_LT(gain, 1);
}

TEST(LensMeasures, RecordsTakeLessOfLogLinesThanAGrammarDoes) {
  const base::ByteVector bytes = LogLines(1 << 20);
  for (const uint64_t sample_bytes : {64 << 10, 256 << 10}) {
    const double share = RecordShare(bytes, sample_bytes, 4096);
    EXPECT_GT(share, 0.2);
    EXPECT_LT(share, 0.9);
  }
}

TEST(LensMeasures, AGrammarTakesLessOfVersionsThanRecordsDo) {
  const base::ByteVector bytes = Repeat(LogLines(20 << 10), 50);
  EXPECT_GT(RecordShare(bytes, 512 << 10, 4096), 1.1);
}

TEST(LensMeasures, SamplesWithoutAWholeLineDoNotTell) {
  base::ByteVector bytes(1 << 20, 'a');
  EXPECT_EQ(RecordShare(bytes, 64 << 10, 4096), 1);
  for (size_t i = 0; i < bytes.size(); i += 9000) bytes[i] = '\n';
  EXPECT_EQ(RecordShare(bytes, 64 << 10, 4096), 1);
}

}  // namespace
}  // namespace rondo::stream
