// Cut, flipped and rearranged scores: an error or the same bytes, never other bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "stream/score/format.h"
#include "stream/score/segment_header.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

struct Score {
  std::string name;
  base::ByteVector bytes;
  base::ByteVector score;
};

// Small scores of one segment and of several, of every lens.
std::vector<Score> SmallScores() {
  std::vector<Score> scores;
  const auto add = [&scores](std::string name, base::ByteVector bytes,
                             const EncodeOptions& options) {
    auto score = Encode(bytes, options);
    EXPECT_TRUE(score.ok()) << score.status();
    scores.push_back({std::move(name), std::move(bytes), *std::move(score)});
  };
  const EncodeOptions pieces = {.block_bytes = 1 << 10, .segment_bytes = 1 << 10};
  add("empty", {}, {});
  add("one byte", {'x'}, {});
  add("stored", Noise(300), {});
  add("lines", LogLines(3000), {.block_bytes = 1 << 10});
  add("three segments", LogLines(2500), pieces);
  return scores;
}

bool ErrorOrSame(const absl::StatusOr<base::ByteVector>& decoded,
                 const base::ByteVector& bytes) {
  return !decoded.ok() || *decoded == bytes;
}

TEST(Damage, TruncatedAnywhere) {
  for (const Score& score : SmallScores()) {
    SCOPED_TRACE(score.name);
    for (size_t size = 0; size < score.score.size(); ++size) {
      const base::Bytes cut = base::Bytes(score.score).first(size);
      const auto piped = DecodePipe(cut);
      EXPECT_TRUE(ErrorOrSame(piped, score.bytes)) << size;
      const auto read = DecodeFile(cut);
      EXPECT_TRUE(ErrorOrSame(read, score.bytes)) << size;
      if (size >= 6 && !read.ok()) {
        EXPECT_TRUE(absl::IsDataLoss(read.status()) ||
                    absl::IsUnimplemented(read.status()))
            << read.status();
      }
      const auto reader = OpenBytes(cut);
      EXPECT_FALSE(reader.ok() && (*reader)->Verify().ok()) << size;
    }
  }
}

TEST(Damage, EveryFlippedBit) {
  for (const Score& score : SmallScores()) {
    SCOPED_TRACE(score.name);
    for (size_t bit = 0; bit < score.score.size() * 8; ++bit) {
      base::ByteVector damaged = score.score;
      damaged[bit / 8] ^= 1 << (bit % 8);
      EXPECT_TRUE(ErrorOrSame(DecodePipe(damaged), score.bytes)) << bit;
      EXPECT_TRUE(ErrorOrSame(DecodeFile(damaged), score.bytes)) << bit;
      const auto reader = OpenBytes(damaged);
      EXPECT_FALSE(reader.ok() && (*reader)->Verify().ok()) << bit;
    }
  }
}

// Where the index of a score starts.
size_t IndexOffset(const base::ByteVector& score) {
  base::ByteReader trailer(base::Bytes(score).last(stream::kTrailerBytes));
  return score.size() - stream::kTrailerBytes - trailer.U64();
}

TEST(Damage, MissingIndexIsRebuilt) {
  for (const Score& score : SmallScores()) {
    if (score.bytes.empty()) continue;
    SCOPED_TRACE(score.name);
    // Without index and trailer, with a part of them, with other bytes in their place.
    const size_t index = IndexOffset(score.score);
    for (size_t size = index; size < score.score.size(); ++size) {
      const base::Bytes cut = base::Bytes(score.score).first(size);
      const auto read = DecodeFile(cut);
      ASSERT_TRUE(read.ok()) << read.status();
      EXPECT_EQ(*read, score.bytes);
      EXPECT_TRUE(absl::IsDataLoss((*OpenBytes(cut))->Verify()));
    }
    base::ByteVector overwritten = score.score;
    std::fill(overwritten.begin() + index, overwritten.end(), 0xaa);
    const auto read = DecodeFile(overwritten);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, score.bytes);
    EXPECT_TRUE(absl::IsDataLoss(DecodePipe(overwritten).status()));
    const auto piped = DecodePipe(base::Bytes(score.score).first(index));
    ASSERT_TRUE(piped.ok()) << piped.status();
    EXPECT_EQ(*piped, score.bytes);
  }
}

TEST(Damage, DamagedIndexBetweenScores) {
  const std::vector<Score> scores = SmallScores();
  for (const Score& first : scores) {
    for (const Score& second : scores) {
      if (first.bytes.empty()) continue;
      SCOPED_TRACE(first.name + ", " + second.name);
      base::ByteVector bytes = first.bytes;
      bytes.insert(bytes.end(), second.bytes.begin(), second.bytes.end());
      base::ByteVector joined = first.score;
      joined.insert(joined.end(), second.score.begin(), second.score.end());
      for (size_t at = IndexOffset(first.score); at < first.score.size(); ++at) {
        base::ByteVector damaged = joined;
        damaged[at] ^= 0x10;
        const auto read = DecodeFile(damaged);
        ASSERT_TRUE(read.ok()) << read.status() << " at " << at;
        EXPECT_EQ(*read, bytes);
        EXPECT_TRUE(absl::IsDataLoss((*OpenBytes(damaged))->Verify()));
        // And the second trailer as well: both are walked.
        damaged.back() ^= 1;
        EXPECT_TRUE(ErrorOrSame(DecodeFile(damaged), bytes)) << at;
      }
    }
  }
}

TEST(Damage, SegmentsLostDoubledOrSwapped) {
  const base::ByteVector bytes = LogLines(2500);
  const auto score = Encode(bytes, {.block_bytes = 1 << 10, .segment_bytes = 1 << 10});
  ASSERT_TRUE(score.ok());
  const auto reader = OpenBytes(*score);
  ASSERT_TRUE(reader.ok());
  const auto infos = (*reader)->Segments();
  ASSERT_TRUE(infos.ok()) << infos.status();
  ASSERT_EQ(infos->size(), 3u);
  const auto assemble = [&](const std::vector<int>& order) {
    base::ByteVector made(score->begin(), score->begin() + stream::kFileHeaderBytes);
    for (const int i : order) {
      const SegmentInfo& info = (*infos)[i];
      made.insert(made.end(), score->begin() + info.offset,
                  score->begin() + info.offset + info.stored_bytes);
    }
    made.insert(made.end(), score->begin() + IndexOffset(*score), score->end());
    return made;
  };
  EXPECT_EQ(assemble({0, 1, 2}), *score);
  for (const std::vector<int>& order : std::vector<std::vector<int>>{{0, 2},
                                                                     {1, 2},
                                                                     {0, 1},
                                                                     {1, 0, 2},
                                                                     {0, 2, 1},
                                                                     {0, 1, 1, 2},
                                                                     {0, 1, 2, 2},
                                                                     {}}) {
    const base::ByteVector made = assemble(order);
    EXPECT_TRUE(absl::IsDataLoss(DecodePipe(made).status()));
    const auto opened = OpenBytes(made);
    EXPECT_FALSE(opened.ok() && (*opened)->Verify().ok());
  }
}

TEST(Damage, BytesBehindAScore) {
  for (const Score& score : SmallScores()) {
    SCOPED_TRACE(score.name);
    base::ByteVector longer = score.score;
    longer.push_back(0x55);
    EXPECT_TRUE(absl::IsDataLoss(DecodePipe(longer).status()));
    EXPECT_TRUE(absl::IsDataLoss(DecodeFile(longer).status()));
  }
}

TEST(Damage, OthersAreNotScores) {
  for (const base::ByteVector& other :
       {base::ByteVector{}, base::ByteVector{0x1f, 0x8b}, LogLines(1000), Noise(1000)}) {
    EXPECT_TRUE(absl::IsInvalidArgument(DecodePipe(other).status()));
    EXPECT_TRUE(absl::IsInvalidArgument(DecodeFile(other).status()));
  }
}

TEST(Damage, FutureVersionsAreToldFromDamage) {
  auto score = Encode(LogLines(1000), {});
  ASSERT_TRUE(score.ok());
  base::ByteVector future = *score;
  future[6] = 2;
  EXPECT_TRUE(absl::IsUnimplemented(DecodePipe(future).status()));
  EXPECT_TRUE(absl::IsUnimplemented(DecodeFile(future).status()));
}

TEST(Damage, MessagesNameThePlace) {
  const base::ByteVector bytes = LogLines(20000);
  auto score = Encode(bytes, SmallOptions());
  const auto reader = OpenBytes(*score);
  const auto infos = (*reader)->Segments();
  ASSERT_TRUE(infos.ok());
  const SegmentInfo& second = (*infos)[1];
  (*score)[second.offset + second.stored_bytes - 1] ^= 1;
  const auto piped = DecodePipe(*score);
  ASSERT_TRUE(absl::IsDataLoss(piped.status()));
  const std::string message(piped.status().message());
  EXPECT_THAT(message, HasSubstr("segment 1 at offset " + std::to_string(second.offset)));
  EXPECT_THAT(message, HasSubstr("block " + std::to_string(second.blocks - 1)));
  EXPECT_THAT(message, HasSubstr("expected"));
}

TEST(Damage, ClaimsOfHugeSizesTakeNoMemory) {
  // A header that is intact but claims tables of half a TiB.
  stream::SegmentHeader header = {.is_last = true,
                                  .expanded_bytes = 1 << 20,
                                  .block_bytes = 1 << 20,
                                  .blocks = 1,
                                  .block_table_bytes = 8,
                                  .tables_bytes = uint64_t{1} << 39,
                                  .blocks_bytes = 100};
  base::ByteVector score = *Encode({}, {});
  score.resize(stream::kFileHeaderBytes);
  stream::AppendSegmentHeader(&header, &score);
  for (const int threads : {1, 2}) {
    EXPECT_TRUE(
        absl::IsResourceExhausted(DecodePipe(score, {.threads = threads}).status()));
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeFile(score).status()));
}

}  // namespace
}  // namespace rondo::testing
