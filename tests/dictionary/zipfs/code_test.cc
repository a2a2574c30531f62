#include "dictionary/zipfs/code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <queue>
#include <random>

#include "dictionary/random_value.h"

namespace rondo::dictionary {
namespace {

using ::testing::HasSubstr;

// One code of each length up to 8: 0, 10, 110, ... 11111110, and the end.
LengthCounts Ones() {
  LengthCounts counts = {};
  for (int bits = 1; bits <= 8; ++bits) counts[bits] = 1;
  return counts;
}

TEST(ZipfsCode, TheSmallest) {
  const auto code = ZipfsCode::Create(Ones());
  ASSERT_TRUE(code.ok()) << code.status();
  EXPECT_EQ(code->segments(), 8u);
  EXPECT_EQ(code->WordOf(0).bits, 0u);
  EXPECT_EQ(code->WordOf(2).bits, 6u);
  EXPECT_EQ(code->WordOf(7).bits, 0xfeu);
  EXPECT_EQ(code->WordOf(7).count, 8);
  EXPECT_EQ(code->Find(0xffffffff).segment, 8u);
  EXPECT_EQ(code->Find(0xff000000).segment, 8u);
  EXPECT_EQ(code->Find(0xfe123456).segment, 7u);
  EXPECT_EQ(code->Find(0).segment, 0u);
  EXPECT_EQ(code->Entry(), FromHex("0101010101010101"));
}

// Of weights by a seed.
ZipfsCode Random(uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<uint64_t> weights(256 + random() % 2000);
  const int spread = static_cast<int>(random() % 60);
  for (uint64_t& weight : weights) {
    weight = 1 + ((uint64_t{random()} << 20) >> random() % (spread + 1));
  }
  std::ranges::sort(weights, std::greater());
  return *ZipfsCode::Create(
      HuffmanLengths(weights, 12 + static_cast<int>(random() % 21)));
}

RC_GTEST_PROP(ZipfsCode, ThereAndBack, (uint32_t seed)) {
  const ZipfsCode code = Random(seed);
  const auto again = ZipfsCode::Parse(code.Entry());
  RC_ASSERT(again.ok());
  RC_ASSERT(again->Entry() == code.Entry());
  uint64_t last = 0;
  for (uint64_t segment = 0; segment < code.segments(); ++segment) {
    const ZipfsCode::Word word = again->WordOf(segment);
    const uint64_t window = uint64_t{word.bits} << (32 - word.count);
    RC_ASSERT(segment == 0 || window > last);
    last = window;
    const uint64_t noise =
        (seed * 2654435761u) & ((uint64_t{1} << (32 - word.count)) - 1);
    const ZipfsCode::Match match = again->Find(static_cast<uint32_t>(window | noise));
    RC_ASSERT(match.segment == segment);
    RC_ASSERT(match.bits == word.count);
  }
}

// As few bits as a heap makes of it.
RC_GTEST_PROP(Huffman, IsOptimal, (uint32_t seed)) {
  std::mt19937 random(seed);
  std::vector<uint64_t> weights(300 + random() % 100);
  for (uint64_t& weight : weights) weight = 1 + random() % (1 + random() % 1000);
  std::ranges::sort(weights, std::greater());
  std::priority_queue<uint64_t, std::vector<uint64_t>, std::greater<>> heap(
      weights.begin(), weights.end());
  uint64_t least = 0;
  while (heap.size() > 1) {
    uint64_t sum = heap.top();
    heap.pop();
    sum += heap.top();
    heap.pop();
    least += sum;
    heap.push(sum);
  }
  const LengthCounts counts = HuffmanLengths(weights);
  const auto code = ZipfsCode::Create(counts);
  RC_ASSERT(code.ok());
  uint64_t bits = weights.back() * static_cast<uint64_t>(code->max_bits());
  for (size_t i = 0; i + 1 < weights.size(); ++i) {
    bits += weights[i] * static_cast<uint64_t>(code->WordOf(i).count);
  }
  RC_ASSERT(bits == least);
}

TEST(Huffman, LengthsAreLimited) {
  std::vector<uint64_t> weights = {1, 1};  // those of Fibonacci are as deep as can be
  while (weights.size() < 60) {
    weights.push_back(weights[weights.size() - 1] + weights[weights.size() - 2]);
  }
  std::ranges::reverse(weights);
  EXPECT_LE(ZipfsCode::Create(HuffmanLengths(weights))->max_bits(), 32);
  EXPECT_LE(ZipfsCode::Create(HuffmanLengths(weights, 9))->max_bits(), 9);
}

TEST(ZipfsCode, ByRankIsCompleteWhateverTheSize) {
  for (const uint64_t segments :
       {256, 257, 300, 1000, 4095, 65'536, 99'999, int{kMaxZipfsSegments}}) {
    const ZipfsCode code = CodeByRank(segments);
    EXPECT_EQ(code.segments(), segments);
    EXPECT_GE(code.max_bits(), 9);
    EXPECT_LE(code.max_bits(), 28);
  }
  // As the page has it.
  const ZipfsCode code = CodeByRank(256);
  EXPECT_EQ(code.WordOf(0).count, 5);
  EXPECT_EQ(code.WordOf(255).count, 10);
}

TEST(ZipfsCode, Refusals) {
  const auto refusal = [](const LengthCounts& counts) {
    const auto code = ZipfsCode::Create(counts);
    EXPECT_TRUE(absl::IsDataLoss(code.status()));
    return std::string(code.status().message());
  };
  LengthCounts counts = {};
  EXPECT_THAT(refusal(counts), HasSubstr("0 segments"));
  counts[1] = 1;
  EXPECT_THAT(refusal(counts), HasSubstr("at most 1 bits"));
  counts = Ones();
  counts[8] = 2;
  EXPECT_THAT(refusal(counts), HasSubstr("more codes of 8 bits"));
  counts = Ones();
  counts[3] = 0;
  EXPECT_THAT(refusal(counts), HasSubstr("not complete"));
  counts = Ones();
  counts[20] = kMaxZipfsSegments + 1;
  EXPECT_THAT(refusal(counts), HasSubstr("codes of 20 bits"));
  counts[20] = counts[21] = kMaxZipfsSegments;
  EXPECT_THAT(refusal(counts), HasSubstr("segments"));
  for (const char* entry :
       {"", "00", "01", "0101010101010101 00", "8100 01010101010101", "01010101010101",
        "01010101010101ff", "01010101010101ffffffffffffffffffff01",
        "0000000000000000000000000000000000000000000000000000000000000000 01", "02",
        "ff"}) {
    EXPECT_TRUE(absl::IsDataLoss(ZipfsCode::Parse(FromHex(entry)).status())) << entry;
  }
}

}  // namespace
}  // namespace rondo::dictionary
