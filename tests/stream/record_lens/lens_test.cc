#include "stream/record_lens/lens.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/random_log.h"

namespace rondo::stream {
namespace {

using rondo::testing::AsBytes;
using rondo::testing::BlockEnds;
using rondo::testing::RandomLog;

class Lensed {
 public:
  Lensed(const std::string& text, std::vector<uint64_t> ends)
      : ends_(std::move(ends)), encoded(EncodeRecordLens(AsBytes(text), ends_, 6)) {}

  BlockJob Job(uint32_t block) const {
    const uint64_t payload = block == 0 ? 0 : encoded.payload_ends[block - 1];
    BlockJob job;
    job.block = block;
    job.payload = base::Bytes(encoded.blocks)
                      .subspan(payload, encoded.payload_ends[block] - payload);
    job.expanded_bytes = static_cast<uint32_t>(ends_[block] - Begin(block));
    return job;
  }
  uint64_t Begin(uint32_t block) const { return block == 0 ? 0 : ends_[block - 1]; }
  uint32_t blocks() const { return static_cast<uint32_t>(ends_.size()); }

  SegmentExtent Extent() const {
    return {ends_.empty() ? 0 : ends_.back(), blocks(), uint64_t{256} << 20};
  }

  // Decodes [from, to) of a block, or says "error"; bytes around it must stay.
  std::string Part(SegmentDecoder& decoder, uint32_t block, uint32_t from,
                   uint32_t to) const {
    const std::string around(100, '#');
    std::string out = around + std::string(to - from, '\0') + around;
    BlockJob job = Job(block);
    job.from = from;
    job.out = {reinterpret_cast<uint8_t*>(out.data()) + around.size(), to - from};
    const bool good = decoder.Expand({&job, 1}).ok();
    EXPECT_TRUE(out.starts_with(around) && out.ends_with(around));
    return good ? out.substr(around.size(), to - from) : "error";
  }

  // All blocks, last first, since each must decode alone.
  std::string All() const {
    auto opened = OpenRecordLens(encoded.tables, Extent());
    if (!opened.ok()) return "error";
    const auto decoder = (*opened)->NewDecoder();
    std::string text;
    for (uint32_t block = blocks(); block-- > 0;) {
      text = Part(*decoder, block, 0, Job(block).expanded_bytes) + text;
    }
    return text;
  }

 private:
  std::vector<uint64_t> ends_;

 public:
  EncodedSegment encoded;
};

void ExpectRoundTrip(const std::string& text, uint64_t block_bytes) {
  const Lensed lensed(text, BlockEnds(text, block_bytes));
  EXPECT_TRUE(lensed.All() == text) << text.substr(0, 200);
}

TEST(RecordLensTest, AnyBytes) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  for (const std::string& text :
       {std::string("\n"), std::string("a"), std::string(100, '\n'), std::string(3, '\0'),
        all, all + all, std::string("no newline at the end"), std::string("\r\n\r\n"),
        std::string(300000, 'x'), std::string(70000, '1'), std::string(70000, ' ')}) {
    ExpectRoundTrip(text, 1 << 16);
    ExpectRoundTrip(text, 1000);
  }
}

TEST(RecordLensTest, BlocksMayEndInsideLines) {
  const std::string text = RandomLog(1, 300);
  std::vector<uint64_t> ends;
  for (uint64_t end = 777; end < text.size(); end += 777) ends.push_back(end);
  ends.push_back(text.size());
  EXPECT_EQ(Lensed(text, ends).All(), text);
}

TEST(RecordLensTest, ALineOfTenMegabytes) {
  std::string text = "short 1\n";
  while (text.size() < 10'000'000) text += "key=" + std::to_string(text.size()) + " ";
  text += "\nshort 2\n";
  ExpectRoundTrip(text, 16 << 20);
}

TEST(RecordLensTest, AnyPartOfABlock) {
  const std::string text = RandomLog(2, 600);
  const Lensed lensed(text, BlockEnds(text, 4096));
  auto opened = OpenRecordLens(lensed.encoded.tables, lensed.Extent());
  ASSERT_TRUE(opened.ok());
  const auto decoder = (*opened)->NewDecoder();
  for (uint32_t block = 0; block < lensed.blocks(); ++block) {
    const uint32_t size = lensed.Job(block).expanded_bytes;
    for (uint32_t from = 0; from < size; from += 391) {
      for (const uint32_t bytes : {0u, 1u, 64u, 65u, 123u, 1000u, size}) {
        const uint32_t to = std::min(size, from + bytes);
        EXPECT_EQ(lensed.Part(*decoder, block, from, to),
                  text.substr(lensed.Begin(block) + from, to - from));
      }
    }
  }
}

RC_GTEST_PROP(RecordLensTest, RandomLogsRoundTrip, (uint32_t seed)) {
  const std::string text = RandomLog(seed, 1 + static_cast<int>(seed % 700));
  RC_PRE(!text.empty());
  RC_ASSERT(Lensed(text, BlockEnds(text, 100 + seed % 30000)).All() == text);
}

RC_GTEST_PROP(RecordLensTest, RandomBytesRoundTrip, (const std::string& text)) {
  RC_PRE(!text.empty());
  RC_ASSERT(Lensed(text, BlockEnds(text, 16)).All() == text);
}

TEST(RecordLensTest, SameInputSameOutput) {
  const std::string text = RandomLog(3, 2000);
  const Lensed a(text, BlockEnds(text, 8192));
  const Lensed b(text, BlockEnds(text, 8192));
  EXPECT_EQ(a.encoded.tables, b.encoded.tables);
  EXPECT_EQ(a.encoded.blocks, b.encoded.blocks);
}

// A flipped bit may give an error or other text (checksums are the container's business),
// but never a crash, and never more work than the block is long.
TEST(RecordLensTest, FlippedBitsAreHarmless) {
  const std::string text = RandomLog(4, 150);
  Lensed lensed(text, BlockEnds(text, 2048));
  const auto try_all = [&] { return lensed.All().size(); };
  for (base::ByteVector* const part : {&lensed.encoded.tables, &lensed.encoded.blocks}) {
    for (size_t bit = 0; bit < 8 * part->size(); bit += 5) {
      (*part)[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      EXPECT_LE(try_all(), text.size() + 5 * lensed.blocks());
      (*part)[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    }
  }
}

TEST(RecordLensTest, TruncatedTablesAreErrors) {
  const std::string text = RandomLog(5, 200);
  const Lensed lensed(text, BlockEnds(text, 2048));
  const base::Bytes tables = lensed.encoded.tables;
  for (size_t size = 0; size < tables.size(); ++size) {
    auto opened = OpenRecordLens(tables.first(size), lensed.Extent());
    if (!opened.ok()) continue;
    const auto decoder = (*opened)->NewDecoder();
    EXPECT_EQ(lensed.Part(*decoder, 0, 0, 1), "error") << size;
  }
}

}  // namespace
}  // namespace rondo::stream
