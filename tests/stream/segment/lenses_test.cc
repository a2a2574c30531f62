// Stored and zstd lenses, and the choice between lenses.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stream/lens/block_cutter.h"
#include "stream/lens/lens.h"
#include "stream/lens/stored.h"
#include "stream/lens/zstd.h"
#include "stream/lens/zstd_frames.h"
#include "stream/segment/lens_choice.h"
#include "stream/segment/lens_measures.h"
#include "stream/segment/open_lens.h"
#include "support/container_support.h"

namespace rondo::stream {
namespace {

using rondo::testing::LogLines;
using rondo::testing::Noise;
using rondo::testing::Samples;

// Expands [from, to) of a segment, all blocks in one call.
absl::StatusOr<base::ByteVector> Expand(const EncodedSegment& code,
                                        std::span<const uint64_t> block_ends,
                                        uint64_t from, uint64_t to,
                                        uint64_t memory_limit = 64 << 20) {
  const SegmentExtent extent = {.expanded_bytes = block_ends.back(),
                                .blocks = static_cast<uint32_t>(block_ends.size()),
                                .memory_limit_bytes = memory_limit};
  auto opened = OpenLens(code.lens, code.tables, extent);
  if (!opened.ok()) return opened.status();
  base::ByteVector out(to - from);
  std::vector<BlockJob> jobs;
  for (uint32_t i = 0; i < block_ends.size(); ++i) {
    const uint64_t begin = i == 0 ? 0 : block_ends[i - 1];
    const uint64_t payload_begin = i == 0 ? 0 : code.payload_ends[i - 1];
    const uint64_t job_from = std::max(from, begin);
    const uint64_t job_to = std::min(to, block_ends[i]);
    if (job_from >= job_to) continue;
    jobs.push_back(
        {.block = i,
         .segment_offset = static_cast<uint32_t>(begin),
         .payload = base::Bytes(code.blocks)
                        .subspan(payload_begin, code.payload_ends[i] - payload_begin),
         .expanded_bytes = static_cast<uint32_t>(block_ends[i] - begin),
         .from = static_cast<uint32_t>(job_from - begin),
         .out = std::span(out).subspan(job_from - from, job_to - job_from)});
  }
  const absl::Status status = (*opened)->NewDecoder()->Expand(jobs);
  if (!status.ok()) return status;
  return out;
}

EncodedSegment EncodeWith(Lens lens, base::Bytes bytes,
                          std::span<const uint64_t> block_ends) {
  if (lens == Lens::kStored) return EncodeStoredLens(bytes, block_ends);
  return EncodeZstdLens(bytes, block_ends, 5,
                        LookAhead(bytes, block_ends).dictionary_bytes);
}

TEST(Lenses, RoundTripWholeAndInParts) {
  for (const Lens lens : {Lens::kStored, Lens::kZstd}) {
    for (const auto& sample : Samples()) {
      if (sample.bytes.empty()) continue;
      SCOPED_TRACE(sample.name);
      const std::vector<uint64_t> ends = CutBlocks(sample.bytes, 4096);
      const EncodedSegment code = EncodeWith(lens, sample.bytes, ends);
      EXPECT_EQ(code.lens, lens);
      EXPECT_EQ(code.payload_ends.size(), ends.size());
      const uint64_t size = sample.bytes.size();
      const auto whole = Expand(code, ends, 0, size);
      ASSERT_TRUE(whole.ok()) << whole.status();
      EXPECT_EQ(*whole, sample.bytes);
      for (const auto& [from, to] :
           {std::pair{uint64_t{0}, size / 3}, {size / 2, size}, {size / 3, size / 2}}) {
        const auto part = Expand(code, ends, from, to);
        ASSERT_TRUE(part.ok()) << part.status();
        EXPECT_EQ(*part, base::ByteVector(sample.bytes.begin() + from,
                                          sample.bytes.begin() + to));
      }
    }
  }
}

TEST(ZstdLens, UsesADictionaryWhereItPays) {
  // Noise that comes again and again, too far back for a block to see.
  const base::ByteVector theme = Noise(200 << 10);
  base::ByteVector bytes;
  for (int i = 0; i < 6; ++i) bytes.insert(bytes.end(), theme.begin(), theme.end());
  const std::vector<uint64_t> ends = CutBlocks(bytes, 64 << 10);
  const ZstdOutlook outlook = LookAhead(bytes, ends);
  EXPECT_GT(outlook.dictionary_bytes, theme.size());
  const EncodedSegment code = EncodeZstdLens(bytes, ends, 3, outlook.dictionary_bytes);
  EXPECT_LT(code.size_bytes(), bytes.size() / 4);
  const auto expanded = Expand(code, ends, 0, bytes.size());
  ASSERT_TRUE(expanded.ok()) << expanded.status();
  EXPECT_EQ(*expanded, bytes);
  EXPECT_TRUE(absl::IsResourceExhausted(
      Expand(code, ends, 0, bytes.size(), /*memory_limit=*/1 << 10).status()));
}

TEST(ZstdLens, TakesNoFormattedDictionary) {
  base::ByteVector bytes = LogLines(600 << 10);
  const base::ByteVector magic = {0x37, 0xa4, 0x30, 0xec};
  std::copy(magic.begin(), magic.end(), bytes.begin());
  EXPECT_TRUE(IsFormattedDictionary(bytes));
  EXPECT_EQ(LookAhead(bytes, CutBlocks(bytes, 4096)).dictionary_bytes, 0u);
  EXPECT_TRUE(absl::IsDataLoss(MakeZstdDictionary(bytes).status()));
}

TEST(ZstdLens, RefusesDamagedTablesAndPayloads) {
  const base::ByteVector bytes = LogLines(20000);
  const std::vector<uint64_t> ends = CutBlocks(bytes, 4096);
  const EncodedSegment code = EncodeZstdLens(bytes, ends, 3, 0);
  EncodedSegment huge = code;
  base::ByteWriter(&huge.tables).Varint(kMaxZstdDictionaryBytes + 1);
  EXPECT_TRUE(absl::IsDataLoss(Expand(huge, ends, 0, 100).status()));
  EncodedSegment no_frame = code;
  base::ByteWriter(&no_frame.tables).Varint(1000);
  EXPECT_TRUE(absl::IsDataLoss(Expand(no_frame, ends, 0, 100).status()));
  EncodedSegment cut = code;
  cut.blocks.pop_back();
  cut.payload_ends.back() -= 1;
  EXPECT_TRUE(absl::IsDataLoss(Expand(cut, ends, 0, bytes.size()).status()));
  // Two frames in one payload: both blocks' frames for the first block.
  EncodedSegment joined = code;
  joined.payload_ends[0] = joined.payload_ends[1];
  EXPECT_TRUE(absl::IsDataLoss(Expand(joined, ends, 0, 100).status()));
}

TEST(StoredLens, RefusesTablesAndOtherSizes) {
  const base::ByteVector bytes = LogLines(10000);
  const std::vector<uint64_t> ends = CutBlocks(bytes, 4096);
  EncodedSegment code = EncodeStoredLens(bytes, ends);
  code.tables = {0};
  EXPECT_TRUE(absl::IsDataLoss(Expand(code, ends, 0, 10).status()));
  code.tables.clear();
  code.payload_ends[0] -= 1;
  EXPECT_TRUE(absl::IsDataLoss(Expand(code, ends, 0, 10).status()));
}

TEST(SegmentEncoder, EveryChoiceExpandsToTheSegment) {
  for (const auto& sample : Samples()) {
    if (sample.bytes.empty()) continue;
    SCOPED_TRACE(sample.name);
    for (const int level : {1, 6, 9}) {
      const SegmentCode coded =
          EncodeSegment(sample.bytes, {.level = level, .block_bytes = 4096});
      EXPECT_LE(coded.code.size_bytes(), sample.bytes.size());
      const auto expanded = Expand(coded.code, coded.block_ends, 0, sample.bytes.size());
      ASSERT_TRUE(expanded.ok()) << expanded.status();
      EXPECT_EQ(*expanded, sample.bytes);
    }
  }
}

TEST(SegmentEncoder, StoresNoiseAndPacksTheRest) {
  EXPECT_EQ(EncodeSegment(Noise(500000), {.level = 6, .block_bytes = 65536}).code.lens,
            Lens::kStored);
  const base::ByteVector lines = LogLines(500000);
  const SegmentCode packed = EncodeSegment(lines, {.level = 6, .block_bytes = 65536});
  EXPECT_LT(packed.code.size_bytes(), lines.size() / 4);
}

// Words of a small vocabulary in a few hundred sentences: nothing has columns.
base::ByteVector Prose(size_t bytes) {
  base::ByteVector text;
  uint32_t state = 1;
  const auto random = [&state](uint32_t below) {
    state = state * 1664525 + 1013904223;
    return (state >> 16) % below;
  };
  while (text.size() < bytes) {
    for (uint32_t words = 4 + random(12); words > 0; --words) {
      for (uint32_t word = random(900) * 7919, letters = 2 + word % 7; letters > 0;
           --letters) {
        text.push_back(static_cast<uint8_t>('a' + word % 26));
        word = word / 26 + 31 * letters;
      }
      text.push_back(words > 1 ? ' ' : '\n');
    }
  }
  return text;
}

// Large enough for the lens to be chosen by a sample.
TEST(SegmentEncoder, LinesWithColumnsBecomeRecordsAndProseDoesNot) {
  constexpr size_t kBytes = 9 << 20;
  for (const bool log : {true, false}) {
    const base::ByteVector bytes = log ? LogLines(kBytes) : Prose(kBytes);
    const SegmentCode code = EncodeSegment(bytes, {.level = 1, .block_bytes = 65536});
    EXPECT_EQ(code.code.lens, log ? Lens::kRecord : Lens::kGrammar);
    const auto expanded = Expand(code.code, code.block_ends, 0, bytes.size());
    ASSERT_TRUE(expanded.ok()) << expanded.status();
    EXPECT_TRUE(*expanded == bytes);
  }
}

TEST(SegmentEncoder, BlocksGrowWhereTheyWouldBeNearlyEmpty) {
  const base::ByteVector zeros(4 << 20);
  const SegmentCode coded = EncodeSegment(zeros, {.level = 6, .block_bytes = 65536});
  EXPECT_EQ(coded.block_bytes, 1u << 20);
  EXPECT_EQ(coded.block_ends.size(), 4u);
  const SegmentCode lines =
      EncodeSegment(LogLines(1 << 20), {.level = 6, .block_bytes = 65536});
  EXPECT_LT(lines.block_bytes, 1u << 20);  // joined, not grown
}

RC_GTEST_PROP(BlockCutterProperty, CutsAtLineEndsInTheLastHalf, ()) {
  const auto bytes = *rc::gen::scale(
      8, rc::gen::container<base::ByteVector>(
             rc::gen::weightedElement<uint8_t>({{9, uint8_t{'a'}}, {1, uint8_t{'\n'}}})));
  const uint32_t nominal = *rc::gen::inRange<uint32_t>(2, 50);
  uint64_t begin = 0;
  for (const uint64_t end : CutBlocks(bytes, nominal)) {
    RC_ASSERT(end > begin);
    RC_ASSERT(end - begin <= nominal);
    if (end < bytes.size() && bytes[end - 1] != '\n') {
      RC_ASSERT(end - begin == nominal);
      for (uint64_t i = begin + nominal / 2; i < end; ++i) RC_ASSERT(bytes[i] != '\n');
    }
    if (end < bytes.size()) RC_ASSERT(end - begin > nominal / 2);
    begin = end;
  }
  RC_ASSERT(begin == bytes.size());
}

TEST(SampleBlocks, TakesAtLeastOneAndAboutAsMuchAsAsked) {
  const base::ByteVector bytes(100000);
  const std::vector<uint64_t> ends = CutBlocks(bytes, 1000);
  for (const uint64_t most :
       {uint64_t{1}, uint64_t{5000}, uint64_t{30000}, uint64_t{1000000}}) {
    uint64_t total = 0;
    for (const base::Bytes block : SampleBlocks(bytes, ends, most)) total += block.size();
    EXPECT_GE(total, 1000u);
    EXPECT_LE(total, std::max<uint64_t>(most, 1000));
    EXPECT_GE(total, std::min<uint64_t>(most, bytes.size()) / 2);
  }
}

}  // namespace
}  // namespace rondo::stream
