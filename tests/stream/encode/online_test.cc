// Grammars that grow while the bytes arrive.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "stream/encode/online_collector.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

using stream::CollectedSegment;
using stream::OnlineCollector;

EncodeOptions Online() {
  EncodeOptions options;
  options.online = true;
  return options;
}

EncodeOptions SmallOnline() {
  EncodeOptions options = SmallOptions();
  options.online = true;
  return options;
}

void ExpectRoundTrip(const base::ByteVector& bytes, const EncodeOptions& options) {
  const auto score = Encode(bytes, options);
  ASSERT_TRUE(score.ok()) << score.status();
  const auto piped = DecodePipe(*score);
  ASSERT_TRUE(piped.ok()) << piped.status();
  ASSERT_EQ(*piped, bytes);
  const auto read = DecodeFile(*score);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(*read, bytes);
}

TEST(Online, SamplesComeBack) {
  for (const auto& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    ExpectRoundTrip(sample.bytes, Online());
    ExpectRoundTrip(sample.bytes, SmallOnline());
  }
}

TEST(Online, EveryLevel) {
  const base::ByteVector bytes = LogLines(100'000);
  for (int level = kMinLevel; level <= kMaxLevel; ++level) {
    SCOPED_TRACE(level);
    EncodeOptions options = Online();
    options.level = level;
    ExpectRoundTrip(bytes, options);
  }
}

TEST(Online, TheSameScoreHoweverChunkedAndWithThreads) {
  const base::ByteVector bytes = LogLines(200'000);
  EncodeOptions options = Online();
  options.block_bytes = 4 << 10;
  options.segment_bytes = 30'000;
  const auto whole = Encode(bytes, options);
  ASSERT_TRUE(whole.ok());
  options.threads = 2;
  base::ByteVector score;
  const auto encoder = Encoder::Create(options, SinkTo(&score));
  ASSERT_TRUE(encoder.ok());
  for (size_t begin = 0; begin < bytes.size(); begin += 777) {
    const size_t count = std::min<size_t>(777, bytes.size() - begin);
    ASSERT_TRUE((*encoder)->Write(base::Bytes(bytes).subspan(begin, count)).ok());
  }
  ASSERT_TRUE((*encoder)->Finish().ok());
  EXPECT_EQ(score, *whole);
  EXPECT_GE((*encoder)->stats().segments, 7u);
}

TEST(Online, MakesAGrammar) {
  const base::ByteVector bytes = LogLines(300'000);
  const auto online = Encode(bytes, Online());
  ASSERT_TRUE(online.ok());
  const auto reader = OpenBytes(*online);
  ASSERT_TRUE(reader.ok());
  const auto segments = (*reader)->Segments();
  ASSERT_TRUE(segments.ok());
  ASSERT_EQ(segments->size(), 1u);
  EXPECT_EQ((*segments)[0].lens, "grammar");
  EXPECT_LT(online->size(), bytes.size() / 4);
}

RC_GTEST_PROP(OnlineCollectorProperty, LosesNothingAndIgnoresChunking, ()) {
  base::ByteVector bytes;
  const int stretches = *rc::gen::inRange(1, 6);
  for (int i = 0; i < stretches; ++i) {
    const base::ByteVector part = *rc::gen::inRange(0, 2) == 0
                                      ? LogLines(*rc::gen::inRange(1, 2000), i)
                                      : Noise(*rc::gen::inRange(1, 3000), i);
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
  const auto block_bytes = *rc::gen::inRange<uint32_t>(2, 600);
  const auto segment_bytes = block_bytes + *rc::gen::inRange<uint64_t>(0, 3000);
  const auto whole =
      Collect(OnlineCollector(segment_bytes, block_bytes), bytes, bytes.size());
  const auto pieces = Collect(OnlineCollector(segment_bytes, block_bytes), bytes,
                              *rc::gen::inRange<size_t>(1, 100));
  RC_ASSERT(whole.size() == pieces.size());
  base::ByteVector joined;
  for (size_t i = 0; i < whole.size(); ++i) {
    const CollectedSegment& segment = whole[i];
    RC_ASSERT(segment.bytes == pieces[i].bytes);
    RC_ASSERT(segment.online->block_ends == pieces[i].online->block_ends);
    RC_ASSERT(!segment.bytes.empty());
    RC_ASSERT(segment.bytes.size() <= segment_bytes);
    uint64_t begin = 0;
    for (const uint64_t end : segment.online->block_ends) {
      RC_ASSERT(end > begin && end - begin <= block_bytes);
      begin = end;
    }
    RC_ASSERT(begin == segment.bytes.size());
    joined.insert(joined.end(), segment.bytes.begin(), segment.bytes.end());
  }
  RC_ASSERT(joined == bytes);
}

// What does not repeat makes large grammars: they are closed before the segment is full.
TEST(OnlineCollector, ClosesAGrammarThatTakesTooMuch) {
  constexpr uint64_t kSegment = 1 << 20;
  constexpr uint32_t kBlock = 16 << 10;
  const auto segments =
      Collect(OnlineCollector(kSegment, kBlock), Noise(3 << 20), 10'000);
  EXPECT_GT(segments.size(), 4u);
  for (const CollectedSegment& segment : segments) {
    // A table may double in the last block.
    EXPECT_LE(segment.online->inducer.memory_bytes(),
              2 * OnlineCollector::kGrammarMemoryPerByte * kSegment);
  }
  EXPECT_EQ(Collect(OnlineCollector(kSegment, kBlock), LogLines(900'000), 10'000).size(),
            1u);
}

}  // namespace
}  // namespace rondo::testing
