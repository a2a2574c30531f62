#include "stream/grammar_lens/lens.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "grammar/induction/borrow.h"
#include "stream/lens/block_cutter.h"

namespace rondo::stream {
namespace {

constexpr uint64_t kMemory = uint64_t{256} << 20;

struct Coded {
  base::ByteVector segment;
  std::vector<uint64_t> block_ends;
  EncodedSegment code;
  std::shared_ptr<SegmentTables> builds_on;

  SegmentExtent extent() const {
    return {segment.size(), static_cast<uint32_t>(block_ends.size()), kMemory, builds_on};
  }
  BlockJob Job(uint32_t block, std::span<uint8_t> out, uint32_t from = 0) const {
    const uint64_t begin = block == 0 ? 0 : block_ends[block - 1];
    const uint64_t payload = block == 0 ? 0 : code.payload_ends[block - 1];
    BlockJob job;
    job.block = block;
    job.segment_offset = static_cast<uint32_t>(begin);
    job.payload =
        base::Bytes(code.blocks).subspan(payload, code.payload_ends[block] - payload);
    job.expanded_bytes = static_cast<uint32_t>(block_ends[block] - begin);
    job.from = from;
    job.out = out;
    return job;
  }
};

Coded Encode(base::ByteVector segment, uint32_t block_bytes, int level = 6) {
  Coded coded;
  coded.segment = std::move(segment);
  coded.block_ends = CutBlocks(coded.segment, block_bytes);
  coded.code = EncodeGrammarLens(coded.segment, coded.block_ends, level);
  return coded;
}

// All blocks, in one call so that several are decoded in lockstep.
absl::StatusOr<base::ByteVector> DecodeAll(const Coded& coded, base::Bytes tables) {
  auto opened = OpenGrammarLens(tables, coded.extent());
  if (!opened.ok()) return opened.status();
  base::ByteVector out(coded.segment.size());
  std::vector<BlockJob> jobs;
  uint64_t begin = 0;
  for (uint32_t block = 0; block < coded.block_ends.size(); ++block) {
    const uint64_t end = coded.block_ends[block];
    jobs.push_back(coded.Job(block, std::span<uint8_t>(out).subspan(begin, end - begin)));
    begin = end;
  }
  const absl::Status status = (*opened)->NewDecoder()->Expand(jobs);
  if (!status.ok()) return status;
  return out;
}

void ExpectRoundTrip(base::ByteVector segment, uint32_t block_bytes, int level = 6) {
  const Coded coded = Encode(std::move(segment), block_bytes, level);
  const auto decoded = DecodeAll(coded, coded.code.tables);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  ASSERT_TRUE(*decoded == coded.segment);
}

base::ByteVector FromString(const std::string& text) {
  return base::ByteVector(text.begin(), text.end());
}

base::ByteVector LogText(size_t lines, uint32_t seed = 7) {
  std::mt19937 random(seed);
  std::string text;
  for (size_t i = 0; i < lines; ++i) {
    text += "2026-01-01 12:00:" + std::to_string(10 + i % 50) + " worker " +
            std::to_string(random() % 7) +
            (random() % 3 == 0 ? " finished job " : " took job ") +
            std::to_string(random() % 1000) + "\n";
  }
  return FromString(text);
}

TEST(GrammarLens, TextsOfManyKindsComeBack) {
  ExpectRoundTrip(LogText(5000), 4096);
  ExpectRoundTrip(LogText(5000), 1 << 20);
  ExpectRoundTrip(FromString("a"), 4096);
  ExpectRoundTrip(base::ByteVector(1 << 20, 0), 65536);
  ExpectRoundTrip(base::ByteVector(300001, 'x'), 1024);
  base::ByteVector all(256 * 40);
  for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<uint8_t>(i);
  ExpectRoundTrip(all, 1024);
  std::mt19937 random(1);
  base::ByteVector noise(100000);
  for (uint8_t& byte : noise) byte = static_cast<uint8_t>(random());
  ExpectRoundTrip(noise, 16384);
}

TEST(GrammarLens, EveryLevelComesBack) {
  for (int level = 1; level <= 9; ++level) ExpectRoundTrip(LogText(2000), 8192, level);
}

TEST(GrammarLens, CallsOfCodeGoThroughTheFilter) {
  // Calls of a few functions and jumps to a few places, between bytes that vary.
  std::mt19937 random(3);
  base::ByteVector code;
  while (code.size() < 400000) {
    for (int i = 0; i < 6; ++i) code.push_back(static_cast<uint8_t>(random() % 200));
    const uint32_t target = 0x1000 * (1 + random() % 8);
    if (random() % 3 == 0) {
      code.push_back(0x0F);
      code.push_back(0x84);
    } else {
      code.push_back(0xE8);
    }
    const uint32_t distance = target - static_cast<uint32_t>(code.size() + 4);
    for (int i = 0; i < 4; ++i) code.push_back(static_cast<uint8_t>(distance >> (8 * i)));
  }
  const Coded coded = Encode(code, 16384);
  ASSERT_EQ(coded.code.tables[0], 1) << "the filter was not chosen";
  const auto decoded = DecodeAll(coded, coded.code.tables);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_TRUE(*decoded == code);
  auto opened = OpenGrammarLens(coded.code.tables, coded.extent());
  base::ByteVector part(100);
  const BlockJob job = coded.Job(3, part, 5000);
  ASSERT_TRUE((*opened)->NewDecoder()->Expand(std::span(&job, 1)).ok());
  EXPECT_TRUE(
      std::equal(part.begin(), part.end(), code.begin() + coded.block_ends[2] + 5000));
}

RC_GTEST_PROP(GrammarLens, AnyBytesComeBack, ()) {
  base::ByteVector segment;
  const int pieces = *rc::gen::inRange(1, 30);
  std::vector<base::ByteVector> known;
  for (int i = 0; i < pieces; ++i) {
    if (known.empty() || *rc::gen::inRange(0, 3) == 0) {
      known.push_back(
          *rc::gen::container<base::ByteVector>(rc::gen::arbitrary<uint8_t>()));
    }
    const base::ByteVector& piece = *rc::gen::elementOf(known);
    segment.insert(segment.end(), piece.begin(), piece.end());
  }
  if (segment.empty()) segment.push_back('x');
  const Coded coded = Encode(segment, *rc::gen::element(16u, 100u, 5000u));
  const auto decoded = DecodeAll(coded, coded.code.tables);
  RC_ASSERT(decoded.ok());
  RC_ASSERT(*decoded == segment);
}

RC_GTEST_PROP(GrammarLens, AnyPartOfAnyBlockIsReadAlone, ()) {
  static const Coded& coded = *new Coded(Encode(LogText(4000), 4096));
  auto opened = OpenGrammarLens(coded.code.tables, coded.extent());
  RC_ASSERT(opened.ok());
  const uint32_t block =
      *rc::gen::inRange(0u, static_cast<uint32_t>(coded.block_ends.size()));
  const uint64_t begin = block == 0 ? 0 : coded.block_ends[block - 1];
  const uint32_t size = static_cast<uint32_t>(coded.block_ends[block] - begin);
  const uint32_t from = *rc::gen::inRange(0u, size);
  base::ByteVector part(*rc::gen::inRange(1u, size - from + 1));
  const BlockJob job = coded.Job(block, part, from);
  RC_ASSERT((*opened)->NewDecoder()->Expand(std::span(&job, 1)).ok());
  RC_ASSERT(std::equal(part.begin(), part.end(), coded.segment.begin() + begin + from));
}

// What the container's checksums would stop is let through here: the lens alone must end
// every damage in an error or in some bytes of the right number, within the memory limit.
TEST(GrammarLens, EveryBitFlipAndTruncationOfTheTablesIsHarmless) {
  const Coded coded = Encode(LogText(60), 1024);
  const base::ByteVector& tables = coded.code.tables;
  int refused = 0;
  for (size_t bit = 0; bit < tables.size() * 8; ++bit) {
    base::ByteVector damaged = tables;
    damaged[bit / 8] ^= 1 << bit % 8;
    refused += !DecodeAll(coded, damaged).ok();
  }
  EXPECT_GT(refused, static_cast<int>(tables.size() * 8 * 9 / 10));
  for (size_t size = 0; size < tables.size(); ++size) {
    EXPECT_FALSE(DecodeAll(coded, base::Bytes(tables).first(size)).ok()) << size;
  }
}

TEST(GrammarLens, EveryBitFlipOfABlockIsHarmless) {
  Coded coded = Encode(LogText(200), 2048);
  int refused = 0;
  const size_t bits = coded.code.blocks.size() * 8;
  for (size_t bit = 0; bit < bits; ++bit) {
    coded.code.blocks[bit / 8] ^= 1 << bit % 8;
    refused += !DecodeAll(coded, coded.code.tables).ok();
    coded.code.blocks[bit / 8] ^= 1 << bit % 8;
  }
  EXPECT_GT(refused, static_cast<int>(bits * 9 / 10));
}

TEST(GrammarLens, ReservedFlagsAreRefused) {
  const Coded coded = Encode(LogText(50), 2048);
  for (int bit = 2; bit < 8; ++bit) {
    base::ByteVector tables = coded.code.tables;
    tables[0] |= 1 << bit;
    EXPECT_EQ(DecodeAll(coded, tables).status().code(), absl::StatusCode::kUnimplemented);
  }
}

TEST(GrammarLens, RulesOverTheMemoryLimitAreRefused) {
  const Coded coded = Encode(LogText(20000), 65536);
  SegmentExtent extent = coded.extent();
  extent.memory_limit_bytes = 8192;
  auto opened = OpenGrammarLens(coded.code.tables, extent);
  base::ByteVector out(coded.block_ends[0]);
  const BlockJob job = coded.Job(0, out);
  const absl::Status status =
      opened.ok() ? (*opened)->NewDecoder()->Expand(std::span(&job, 1)) : opened.status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
}

// Of a score that claims it, which is damage and no want of memory.
TEST(GrammarLens, ARuleLongerThanABlockIsDamage) {
  for (const int doublings : {24, 25}) {
    grammar::Grammar grammar;
    grammar::Symbol last = 'a';
    for (int i = 0; i < doublings; ++i) {
      grammar.rules.Add(std::vector<grammar::Symbol>{last, last});
      last = grammar::kBytes + i;
    }
    grammar.blocks.Add(std::vector<grammar::Symbol>{last});
    Coded coded;
    coded.block_ends = {uint64_t{1} << 24};
    coded.segment.resize(coded.block_ends[0]);
    coded.code = EncodeGrammar(std::move(grammar), 6);
    auto decoder = OpenGrammarLens(coded.code.tables, coded.extent());
    ASSERT_TRUE(decoder.ok()) << decoder.status();
    base::ByteVector out(100);
    const BlockJob job = coded.Job(0, out);
    const absl::Status status = (*decoder)->NewDecoder()->Expand(std::span(&job, 1));
    if (doublings == 24) {
      EXPECT_TRUE(status.ok()) << status;
    } else {
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
      EXPECT_NE(status.message().find("rule 24 is longer than a block may be"),
                absl::string_view::npos)
          << status;
    }
  }
}

TEST(GrammarLens, TheSameBytesGiveTheSameScore) {
  const Coded a = Encode(LogText(3000), 4096);
  const Coded b = Encode(LogText(3000), 4096);
  EXPECT_TRUE(a.code.tables == b.code.tables);
  EXPECT_TRUE(a.code.blocks == b.code.blocks);
}

// Text of words, of which a generator knows so many.
base::ByteVector Words(uint32_t seed, int count) {
  std::mt19937 random(seed);
  std::string text;
  for (int i = 0; i < count; ++i) {
    const uint32_t word = random() % 200;
    text += "word" + std::to_string(word * 7919 % 1000) + (word % 7 == 0 ? "\n" : " ");
  }
  return {text.begin(), text.end()};
}

struct Built {
  Coded first = Encode(Words(1, 4000), 4096);
  grammar::SharedRules rules{first.code.rules};
  std::shared_ptr<SegmentTables> lender =
      OpenGrammarLens(first.code.tables, first.extent()).value();
  Coded second = [this] {
    Coded coded;
    coded.segment = Words(2, 4000);
    coded.block_ends = CutBlocks(coded.segment, 4096);
    coded.code = EncodeGrammarLens(coded.segment, coded.block_ends, 6, &rules);
    return coded;
  }();

  absl::StatusOr<base::ByteVector> Decode(base::Bytes tables) const {
    Coded with_lender = second;
    with_lender.builds_on = lender;
    return DecodeAll(with_lender, tables);
  }
};

TEST(GrammarLens, BuildsOnTheRulesOfAnother) {
  const Built built;
  ASSERT_TRUE(built.second.code.builds_on);
  EXPECT_TRUE(built.second.code.rules.size() == 0);
  const Coded alone = Encode(built.second.segment, 4096);
  EXPECT_LT(built.second.code.tables.size(), alone.code.tables.size());
  const auto decoded = built.Decode(built.second.code.tables);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_TRUE(*decoded == built.second.segment);
  // It needs that other one, and lends nothing itself.
  EXPECT_FALSE(DecodeAll(built.second, built.second.code.tables).ok());
  SegmentExtent extent = built.second.extent();
  extent.builds_on = built.lender;
  const auto opened = OpenGrammarLens(built.second.code.tables, extent);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(*(*opened)->SharedRules(), nullptr);
}

TEST(GrammarLens, CutAndFlippedTablesThatBuildOnOthers) {
  const Built built;
  const base::Bytes tables(built.second.code.tables);
  for (size_t size = 0; size < tables.size(); size += 7) {
    (void)built.Decode(tables.first(size));
  }
  for (size_t bit = 0; bit < tables.size() * 8; bit += 3) {
    base::ByteVector damaged(tables.begin(), tables.end());
    damaged[bit / 8] ^= 1 << (bit % 8);
    (void)built.Decode(damaged);
  }
}

}  // namespace
}  // namespace rondo::stream
