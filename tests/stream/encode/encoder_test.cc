// The encoder: options, limits, segments, chunking, threads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/limits.h"
#include "stream/encode/segment_collector.h"
#include "stream/encode/segment_sizer.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

using stream::SegmentCollector;
using stream::SegmentSizes;
using stream::SizeSegments;
using ::testing::HasSubstr;

base::ByteVector EncodeInPieces(const base::ByteVector& bytes,
                                const EncodeOptions& options, size_t piece) {
  base::ByteVector score;
  const auto encoder = Encoder::Create(options, SinkTo(&score));
  EXPECT_TRUE(encoder.ok()) << encoder.status();
  for (size_t i = 0; i < bytes.size(); i += piece) {
    EXPECT_TRUE(
        (*encoder)
            ->Write(base::Bytes(bytes).subspan(i, std::min(piece, bytes.size() - i)))
            .ok());
  }
  EXPECT_TRUE((*encoder)->Finish().ok());
  return score;
}

TEST(Encoder, SameScoreForAnyChunking) {
  for (const auto& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    const auto whole = Encode(sample.bytes, SmallOptions());
    ASSERT_TRUE(whole.ok()) << whole.status();
    EXPECT_EQ(EncodeInPieces(sample.bytes, SmallOptions(), 1), *whole);
    EXPECT_EQ(EncodeInPieces(sample.bytes, SmallOptions(), 1023), *whole);
    EXPECT_EQ(EncodeInPieces(sample.bytes, SmallOptions(), 8192), *whole);
  }
}

TEST(Encoder, SameScoreForAnyNumberOfThreads) {
  for (const auto& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    EncodeOptions options = SmallOptions();
    const auto one = Encode(sample.bytes, options);
    ASSERT_TRUE(one.ok()) << one.status();
    for (const int threads : {2, 3, 8}) {
      options.threads = threads;
      const auto many = Encode(sample.bytes, options);
      ASSERT_TRUE(many.ok()) << many.status();
      EXPECT_EQ(*many, *one) << threads;
    }
  }
}

TEST(Encoder, TinyInputsTakeLittle) {
  EXPECT_LE(Encode({}, {})->size(), 75u);
  const uint8_t byte[] = {'x'};
  EXPECT_LT(Encode(byte, {})->size(), 150u);
}

TEST(Encoder, NoiseGrowsByLessThanAThousandth) {
  const base::ByteVector noise = Noise(1 << 20);
  EXPECT_LE(Encode(noise, {})->size(), noise.size() + noise.size() / 1000);
}

TEST(Encoder, Statistics) {
  const base::ByteVector bytes = LogLines(100001);  // without a final newline
  base::ByteVector score;
  const auto encoder = Encoder::Create(SmallOptions(), SinkTo(&score));
  ASSERT_TRUE(encoder.ok());
  ASSERT_TRUE((*encoder)->Write(bytes).ok());
  ASSERT_TRUE((*encoder)->Finish().ok());
  const EncodeStats stats = (*encoder)->stats();
  EXPECT_EQ(stats.bytes_in, bytes.size());
  EXPECT_EQ(stats.bytes_out, score.size());
  EXPECT_EQ(stats.lines,
            static_cast<uint64_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1);
  EXPECT_GE(stats.segments, bytes.size() / (8 << 10));
  EXPECT_GE(stats.blocks, bytes.size() / (8 << 10));  // up to eight are joined
  EXPECT_GT(stats.memory_bound_bytes, 0u);
}

TEST(Encoder, RefusesOptionsOutOfRange) {
  const auto refused = [](auto change) {
    EncodeOptions options;
    change(options);
    base::ByteVector score;
    return absl::IsInvalidArgument(Encoder::Create(options, SinkTo(&score)).status());
  };
  EXPECT_FALSE(refused([](EncodeOptions&) {}));
  EXPECT_TRUE(refused([](EncodeOptions& o) { o.level = 0; }));
  EXPECT_TRUE(refused([](EncodeOptions& o) { o.level = kMaxLevel + 1; }));
  EXPECT_TRUE(refused([](EncodeOptions& o) { o.threads = 0; }));
  EXPECT_FALSE(refused([](EncodeOptions& o) { o.threads = 256; }));
  EXPECT_TRUE(refused([](EncodeOptions& o) { o.threads = 257; }));
  EXPECT_TRUE(refused([](EncodeOptions& o) { o.block_bytes = 1023; }));
  EXPECT_TRUE(refused([](EncodeOptions& o) { o.block_bytes = (16u << 20) + 1; }));
  EXPECT_TRUE(refused([](EncodeOptions& o) { o.segment_bytes = o.block_bytes - 1; }));
  EXPECT_TRUE(refused([](EncodeOptions& o) { o.segment_bytes = UINT64_MAX; }));
}

TEST(Encoder, FailsAfterFinishAndKeepsTheFirstError) {
  base::ByteVector score;
  const auto encoder = Encoder::Create({}, SinkTo(&score));
  ASSERT_TRUE((*encoder)->Finish().ok());
  const uint8_t byte[] = {1};
  EXPECT_TRUE(absl::IsFailedPrecondition((*encoder)->Write(byte)));
  EXPECT_TRUE(absl::IsFailedPrecondition((*encoder)->Finish()));
}

TEST(Encoder, EveryFailingWriteOfTheSinkIsReported) {
  const base::ByteVector bytes = LogLines(50000);
  for (const int threads : {1, 3}) {
    EncodeOptions options = SmallOptions();
    options.threads = threads;
    int writes = 0;
    const auto run = [&](int failing) -> absl::Status {
      writes = 0;
      const ByteSink sink = [&](base::Bytes) {
        return writes++ == failing ? absl::UnavailableError("disk full")
                                   : absl::OkStatus();
      };
      const auto encoder = Encoder::Create(options, sink);
      if (!encoder.ok()) return encoder.status();
      const absl::Status written = (*encoder)->Write(bytes);
      const absl::Status finished = (*encoder)->Finish();
      EXPECT_TRUE(written.ok() || finished == written);
      return finished;
    };
    EXPECT_TRUE(run(-1).ok());
    const int total = writes;
    EXPECT_GT(total, 10);
    for (int failing = 0; failing < total; ++failing) {
      EXPECT_TRUE(absl::IsUnavailable(run(failing))) << failing;
      EXPECT_EQ(writes, failing + 1);
    }
  }
}

TEST(SizeSegments, MemoryLimitLowersTheSegment) {
  const auto unlimited = SizeSegments({});
  ASSERT_TRUE(unlimited.ok());
  EXPECT_EQ(unlimited->usual_bytes, base::kDefaultSegmentBytes);
  EXPECT_LE(unlimited->memory_bound_bytes, uint64_t{1} << 30);
  uint64_t last = unlimited->usual_bytes;
  for (const uint64_t limit :
       {uint64_t{512} << 20, uint64_t{256} << 20, uint64_t{64} << 20}) {
    const auto sizes = SizeSegments({.memory_limit_bytes = limit});
    ASSERT_TRUE(sizes.ok()) << sizes.status();
    EXPECT_LE(sizes->memory_bound_bytes, limit);
    EXPECT_LT(sizes->usual_bytes, last);
    EXPECT_GE(sizes->repetitive_bytes, sizes->usual_bytes);
    last = sizes->usual_bytes;
  }
  const auto two =
      SizeSegments({.threads = 2, .memory_limit_bytes = uint64_t{512} << 20});
  ASSERT_TRUE(two.ok());
  EXPECT_LE(two->memory_bound_bytes, uint64_t{512} << 20);
}

TEST(SizeSegments, SaysHowMuchMemoryIsNeeded) {
  const auto refused = SizeSegments({.memory_limit_bytes = 1 << 20});
  ASSERT_TRUE(absl::IsResourceExhausted(refused.status()));
  const std::string message(refused.status().message());
  EXPECT_THAT(message, HasSubstr("memory limit is 1048576 bytes"));
  const size_t at = message.find("at least ");
  ASSERT_NE(at, std::string::npos);
  const uint64_t needed = std::stoull(message.substr(at + 9));
  EXPECT_TRUE(SizeSegments({.memory_limit_bytes = needed}).ok());
  EXPECT_FALSE(SizeSegments({.memory_limit_bytes = needed - 1}).ok());
  EXPECT_FALSE(SizeSegments({.memory_limit_bytes = 0}).ok());
}

// All segments of `bytes`, which come in pieces of `piece`.
std::vector<base::ByteVector> SegmentsOf(const SegmentSizes& sizes, base::Bytes bytes,
                                         size_t piece) {
  std::vector<base::ByteVector> segments;
  for (stream::CollectedSegment& segment :
       Collect(SegmentCollector(sizes), bytes, piece)) {
    segments.push_back(std::move(segment.bytes));
  }
  return segments;
}

RC_GTEST_PROP(SegmentCollectorProperty, LosesNothingAndIgnoresChunking, ()) {
  // Few kinds of lines, in stretches, so that parts repeat and cease to.
  base::ByteVector bytes;
  const int stretches = *rc::gen::inRange(1, 6);
  for (int i = 0; i < stretches; ++i) {
    const base::ByteVector part =
        *rc::gen::inRange(0, 2) == 0 ? LogLines(*rc::gen::inRange(1, 2000), i)
                                     : base::ByteVector(*rc::gen::inRange(1, 4000), '\n');
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
  SegmentSizes sizes;
  sizes.usual_bytes = *rc::gen::inRange<uint64_t>(2, 600);
  sizes.repetitive_bytes = sizes.usual_bytes * *rc::gen::inRange<uint64_t>(1, 5);
  const std::vector<base::ByteVector> whole = SegmentsOf(sizes, bytes, bytes.size());
  base::ByteVector joined;
  for (const base::ByteVector& segment : whole) {
    RC_ASSERT(!segment.empty());
    RC_ASSERT(segment.size() <= sizes.repetitive_bytes + sizes.usual_bytes);
    joined.insert(joined.end(), segment.begin(), segment.end());
  }
  RC_ASSERT(joined == bytes);
  RC_ASSERT(SegmentsOf(sizes, bytes, *rc::gen::inRange<size_t>(1, 100)) == whole);
}

TEST(SegmentCollector, RepeatedLinesShareASegment) {
  SegmentSizes sizes;
  sizes.usual_bytes = 1000;
  sizes.repetitive_bytes = 4000;
  const base::ByteVector repeated(3500, '\n');
  EXPECT_EQ(SegmentsOf(sizes, repeated, 100).size(), 1u);
  const std::vector<base::ByteVector> segments =
      SegmentsOf(sizes, repeated + LogLines(1500), 100);
  ASSERT_GE(segments.size(), 2u);
  EXPECT_EQ(segments[0].size(), 3000u);
}

TEST(Encoder, RepetitiveCollectionsMakeLargeSegments) {
  // The same lines again and again; the memory limit brings the usual size down to 2 MiB.
  const base::ByteVector version = LogLines(256 << 10);
  EncodeOptions options = {.memory_limit_bytes = uint64_t{68} << 20};
  const auto sizes = SizeSegments(options);
  ASSERT_TRUE(sizes.ok()) << sizes.status();
  ASSERT_LT(sizes->usual_bytes, uint64_t{3} << 20);
  base::ByteVector score;
  const auto encoder = Encoder::Create(options, SinkTo(&score));
  ASSERT_TRUE(encoder.ok()) << encoder.status();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE((*encoder)->Write(version).ok());
  ASSERT_TRUE((*encoder)->Finish().ok());
  EXPECT_EQ((*encoder)->stats().segments, 1u);
}

}  // namespace
}  // namespace rondo::testing
