#include "stream/read/block_cache.h"

#include <gtest/gtest.h>

#include <memory>

namespace rondo::stream {
namespace {

BlockCache::Block Bytes(size_t bytes) {
  return std::make_shared<base::ByteVector>(bytes, 'x');
}

TEST(BlockCache, ABlockIsWorthKeepingWhenItIsReadAgainSoon) {
  BlockCache cache(1000);
  EXPECT_FALSE(cache.Find(0).worth_keeping);
  EXPECT_FALSE(cache.Find(100).worth_keeping);
  EXPECT_TRUE(cache.Find(0).worth_keeping);
  // Others come between.
  for (uint64_t other = 200; other < 1000; other += 100) cache.Find(other);
  EXPECT_FALSE(cache.Find(0).worth_keeping);
}

TEST(BlockCache, WhatWasKeptIsFound) {
  BlockCache cache(1000);
  const BlockCache::Block block = Bytes(300);
  cache.Keep(700, block);
  EXPECT_EQ(cache.Find(700).block, block);
  EXPECT_EQ(cache.Find(0).block, nullptr);
  EXPECT_EQ(cache.held_bytes(), 300);
}

TEST(BlockCache, WhatTwoThreadsMadeIsKeptOnce) {
  BlockCache cache(1000);
  const BlockCache::Block first = Bytes(300);
  cache.Keep(700, first);
  cache.Keep(700, Bytes(300));
  EXPECT_EQ(cache.Find(700).block, first);
  EXPECT_EQ(cache.held_bytes(), 300);
}

TEST(BlockCache, TheLeastRecentlyUsedGo) {
  BlockCache cache(1000);
  for (const uint64_t offset : {0, 400, 800}) {
    cache.Keep(offset, Bytes(400));
    EXPECT_NE(cache.Find(0).block, nullptr);
  }
  EXPECT_EQ(cache.Find(400).block, nullptr);
  EXPECT_NE(cache.Find(800).block, nullptr);
  EXPECT_EQ(cache.held_bytes(), 800);
}

TEST(BlockCache, OneBlockIsKeptHoweverLarge) {
  BlockCache cache(1000);
  cache.Keep(0, Bytes(400));
  cache.Keep(400, Bytes(5000));
  EXPECT_EQ(cache.Find(0).block, nullptr);
  EXPECT_NE(cache.Find(400).block, nullptr);
  EXPECT_EQ(cache.held_bytes(), 5000);
}

TEST(BlockCache, ItShrinksToNothing) {
  BlockCache cache(1000);
  cache.Keep(0, Bytes(400));
  cache.Keep(400, Bytes(400));
  cache.ShrinkTo(500);
  EXPECT_EQ(cache.Find(0).block, nullptr);
  EXPECT_NE(cache.Find(400).block, nullptr);
  cache.ShrinkTo(0);
  EXPECT_EQ(cache.Find(400).block, nullptr);
  EXPECT_EQ(cache.held_bytes(), 0);
}

}  // namespace
}  // namespace rondo::stream
