// Bytes to score and back, by every way there is.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/container_support.h"

namespace rondo::testing {
namespace {

// Decodes by every way and compares.
void ExpectRoundTrip(const base::ByteVector& bytes, const EncodeOptions& options) {
  const auto score = Encode(bytes, options);
  ASSERT_TRUE(score.ok()) << score.status();
  for (const int threads : {1, 2}) {
    const auto piped = DecodePipe(*score, {.threads = threads});
    ASSERT_TRUE(piped.ok()) << piped.status();
    ASSERT_EQ(*piped, bytes);
    const auto read = DecodeFile(*score, {.threads = threads});
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_EQ(*read, bytes);
    const auto reader = OpenBytes(*score, {.threads = threads});
    ASSERT_TRUE(reader.ok()) << reader.status();
    EXPECT_EQ((*reader)->size(), bytes.size());
    EXPECT_TRUE((*reader)->Verify().ok()) << (*reader)->Verify();
  }
}

TEST(RoundTrip, SamplesInDefaultAndSmallPieces) {
  for (const auto& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    ExpectRoundTrip(sample.bytes, {});
    ExpectRoundTrip(sample.bytes, SmallOptions());
  }
}

TEST(RoundTrip, EveryLevel) {
  const base::ByteVector bytes = LogLines(100000);
  for (int level = kMinLevel; level <= kMaxLevel; ++level) {
    SCOPED_TRACE(level);
    ExpectRoundTrip(bytes, {.level = level, .block_bytes = 4096, .segment_bytes = 50000});
  }
}

TEST(RoundTrip, BlocksOfEverySize) {
  const base::ByteVector bytes = LogLines(3 << 20);
  ExpectRoundTrip(bytes, {.level = 1, .block_bytes = 1 << 10});
  ExpectRoundTrip(bytes, {.level = 1, .block_bytes = 2 << 20});
  ExpectRoundTrip(bytes, {.level = 1, .block_bytes = 16 << 20});
}

RC_GTEST_PROP(RoundTripProperty, AnyBytes, ()) {
  const auto bytes = *rc::gen::scale(
      30, rc::gen::container<base::ByteVector>(rc::gen::oneOf(
              rc::gen::arbitrary<uint8_t>(), rc::gen::element<uint8_t>('a', 'b', '\n'))));
  ExpectRoundTrip(bytes, SmallOptions());
}

TEST(RoundTrip, SourceThatGivesAByteAtATime) {
  const base::ByteVector bytes = LogLines(30000);
  const auto score = Encode(bytes, SmallOptions());
  ASSERT_TRUE(score.ok());
  for (const int threads : {1, 2}) {
    base::ByteVector decoded;
    const auto stats =
        Decode(SourceOf(*score, 1), SinkTo(&decoded), {.threads = threads});
    ASSERT_TRUE(stats.ok()) << stats.status();
    EXPECT_EQ(decoded, bytes);
  }
}

TEST(RoundTrip, ScoresOneAfterAnother) {
  const base::ByteVector a = LogLines(20000, 1);
  const base::ByteVector b = LogLines(9000, 2);
  base::ByteVector joined_bytes;
  base::ByteVector joined_score;
  for (const base::ByteVector& part : {a, base::ByteVector{}, b, base::ByteVector{}}) {
    const auto score = Encode(part, SmallOptions());
    ASSERT_TRUE(score.ok());
    joined_bytes.insert(joined_bytes.end(), part.begin(), part.end());
    joined_score.insert(joined_score.end(), score->begin(), score->end());
  }
  for (const int threads : {1, 2}) {
    const auto piped = DecodePipe(joined_score, {.threads = threads});
    ASSERT_TRUE(piped.ok()) << piped.status();
    EXPECT_EQ(*piped, joined_bytes);
    const auto read = DecodeFile(joined_score, {.threads = threads});
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, joined_bytes);
  }
  const auto reader = OpenBytes(joined_score);
  ASSERT_TRUE(reader.ok());
  EXPECT_TRUE((*reader)->Verify().ok());
  const uint64_t newlines = std::count(joined_bytes.begin(), joined_bytes.end(), '\n');
  EXPECT_EQ((*reader)->lines(), newlines + (joined_bytes.back() == '\n' ? 0 : 1));
}

TEST(RoundTrip, ProgressGrows) {
  const base::ByteVector bytes = LogLines(100000);
  const auto score = Encode(bytes, SmallOptions());
  uint64_t last = 0;
  int calls = 0;
  base::ByteVector decoded;
  const auto stats =
      Decode(SourceOf(*score), SinkTo(&decoded), {}, [&](const DecodeStats& now) {
        EXPECT_GT(now.bytes_out, last);
        EXPECT_LE(now.bytes_in, score->size());
        last = now.bytes_out;
        ++calls;
      });
  ASSERT_TRUE(stats.ok());
  EXPECT_EQ(last, bytes.size());
  EXPECT_GT(calls, 1);
}

}  // namespace
}  // namespace rondo::testing
