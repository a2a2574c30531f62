// Scores whose segments build on others, as their readers meet them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "stream/score/map.h"
#include "support/container_support.h"
#include "support/random_log.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

const EncodeOptions kSegments = {.block_bytes = 4 << 10, .segment_bytes = 64 << 10};

base::ByteVector Log(uint32_t seed) { return ToBytes(RandomLog(seed, 6000)); }

// How far back what each segment builds on is.
std::vector<uint64_t> BuildsOn(base::Bytes score) {
  const auto file = RandomAccessFile::OpenMemory(score);
  const auto map = stream::ScoreMap::Read(*file, UINT64_MAX);
  EXPECT_TRUE(map.ok()) << map.status();
  std::vector<uint64_t> back;
  for (uint64_t i = 0; i < map->size(); ++i) back.push_back(map->builds_on(i));
  return back;
}

struct Built {
  base::ByteVector log = Log(1);
  base::ByteVector score = *Encode(log, kSegments);
};

TEST(BuildingOn, SegmentsOfALogBuildOnTheFirst) {
  const Built built;
  const std::vector<uint64_t> back = BuildsOn(built.score);
  ASSERT_GE(back.size(), 3);
  for (size_t i = 0; i < back.size(); ++i) EXPECT_EQ(back[i], i) << i;
}

TEST(BuildingOn, WhateverReadsIt) {
  const Built built;
  EXPECT_TRUE(*DecodePipe(built.score) == built.log);
  EXPECT_TRUE(*DecodeFile(built.score) == built.log);
  const auto reader = OpenBytes(built.score);
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_TRUE((*reader)->Verify().ok());
  EXPECT_TRUE((*reader)->Templates().ok());
  for (uint64_t offset = built.log.size(); offset-- > 0;) {
    if (offset % 5003 != 0) continue;
    base::ByteVector part(std::min<uint64_t>(100, built.log.size() - offset));
    ASSERT_TRUE((*reader)->ReadAt(offset, part).ok());
    ASSERT_TRUE(std::equal(part.begin(), part.end(), built.log.begin() + offset));
  }
}

TEST(BuildingOn, ScoresOneAfterAnother) {
  const Built built;
  const base::ByteVector other = Log(2);
  const base::ByteVector both = built.score + *Encode(other, kSegments) + built.score;
  const base::ByteVector expected = built.log + other + built.log;
  EXPECT_TRUE(*DecodePipe(both) == expected);
  EXPECT_TRUE(*DecodeFile(both) == expected);
}

TEST(BuildingOn, ThreadsMakeTheSameScore) {
  const Built built;
  EncodeOptions threads = kSegments;
  threads.threads = 3;
  EXPECT_TRUE(*Encode(built.log, threads) == built.score);
}

TEST(BuildingOn, UnderAMemoryLimitNothingIsBuiltOn) {
  EncodeOptions limited = kSegments;
  limited.memory_limit_bytes = uint64_t{512} << 20;
  const base::ByteVector log = Log(1);
  for (const uint64_t back : BuildsOn(*Encode(log, limited))) EXPECT_EQ(back, 0);
}

// Where the tables of a segment stand that others build on, damage is told of by all.
TEST(BuildingOn, DamageOfWhatLends) {
  const Built built;
  const auto file = RandomAccessFile::OpenMemory(built.score);
  const auto map = stream::ScoreMap::Read(*file, UINT64_MAX);
  ASSERT_TRUE(map.ok());
  base::ByteVector damaged = built.score;
  damaged[map->place(0).offset + 400] ^= 1;
  EXPECT_FALSE(DecodePipe(damaged).ok());
  const auto reader = OpenBytes(damaged);
  ASSERT_TRUE(reader.ok());
  base::ByteVector part(10);
  const auto second = (*reader)->ReadAt(map->expanded_begin(1), part);
  EXPECT_FALSE(second.ok());
}

// Damage behind its tables costs nothing but the block.
TEST(BuildingOn, DamageOfItsBlocksIsItsOwn) {
  const Built built;
  const auto file = RandomAccessFile::OpenMemory(built.score);
  const auto map = stream::ScoreMap::Read(*file, UINT64_MAX);
  ASSERT_TRUE(map.ok());
  base::ByteVector damaged = built.score;
  damaged[map->place(1).offset - 1] ^= 1;
  const auto reader = OpenBytes(damaged);
  ASSERT_TRUE(reader.ok());
  base::ByteVector part(4000);
  ASSERT_TRUE((*reader)->ReadAt(map->expanded_begin(1), part).ok());
  EXPECT_TRUE(
      std::equal(part.begin(), part.end(), built.log.begin() + map->expanded_begin(1)));
}

TEST(BuildingOn, FlippedBytes) {
  const Built built;
  for (size_t at = 0; at < built.score.size(); at += 97) {
    base::ByteVector damaged = built.score;
    damaged[at] ^= 1 << (at % 8);
    const auto decoded = DecodePipe(damaged);
    EXPECT_TRUE(!decoded.ok() || *decoded == built.log) << at;
  }
}

TEST(BuildingOn, CutAnywhere) {
  const Built built;
  for (size_t size = 0; size < built.score.size(); size += 211) {
    const auto decoded = DecodePipe(base::Bytes(built.score).first(size));
    EXPECT_TRUE(!decoded.ok() || *decoded == built.log) << size;
  }
}

}  // namespace
}  // namespace rondo::testing
