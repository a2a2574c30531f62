// Decoding with threads: order, errors, cancellation.
#include <gtest/gtest.h>

#include <string>

#include "rondo/search.h"
#include "support/child_without_threads.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

TEST(Threads, AnyNumberGivesTheSameBytes) {
  const base::ByteVector bytes = LogLines(300000);
  const auto score = Encode(bytes, SmallOptions());
  for (const int threads : {1, 2, 3, 16}) {
    const auto decoded = DecodePipe(*score, {.threads = threads});
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, bytes);
  }
}

TEST(Threads, SegmentsPastTheBuffersAreDecodedInPlace) {
  const base::ByteVector bytes = LogLines(3 << 20);
  const auto score = Encode(bytes, {.level = 1, .segment_bytes = 1 << 20});
  const auto decoded =
      DecodePipe(*score, {.threads = 2, .memory_limit_bytes = 1500 << 10});
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, bytes);
}

TEST(Threads, BytesBeforeTheDamageArriveInOrder) {
  const base::ByteVector bytes = LogLines(100000);
  auto score = Encode(bytes, SmallOptions());
  (*score)[score->size() / 2] ^= 1;
  std::string messages[2];
  for (const int threads : {1, 2}) {
    base::ByteVector decoded;
    const auto stats = Decode(SourceOf(*score), SinkTo(&decoded), {.threads = threads});
    ASSERT_TRUE(absl::IsDataLoss(stats.status()));
    messages[threads - 1] = std::string(stats.status().message());
    EXPECT_GT(decoded.size(), 10000u);
    EXPECT_LT(decoded.size(), bytes.size());
    EXPECT_TRUE(std::equal(decoded.begin(), decoded.end(), bytes.begin()));
  }
  EXPECT_EQ(messages[0], messages[1]);
}

TEST(Threads, EveryFailingReadOfTheSourceIsReported) {
  const base::ByteVector bytes = LogLines(40000);
  const auto score = Encode(bytes, SmallOptions());
  for (const int threads : {1, 3}) {
    int reads = 0;
    const auto run = [&](int failing) {
      reads = 0;
      const ByteSource inner = SourceOf(*score, 700);
      const ByteSource source = [&](std::span<uint8_t> out) -> absl::StatusOr<size_t> {
        if (reads++ == failing) return absl::UnavailableError("unplugged");
        return inner(out);
      };
      base::ByteVector decoded;
      const auto stats = Decode(source, SinkTo(&decoded), {.threads = threads});
      EXPECT_TRUE(std::equal(decoded.begin(), decoded.end(), bytes.begin()));
      return stats.status();
    };
    EXPECT_TRUE(run(-1).ok());
    const int total = reads;
    for (int failing = 0; failing < total; ++failing) {
      EXPECT_TRUE(absl::IsUnavailable(run(failing))) << failing;
    }
  }
}

TEST(Threads, EveryFailingWriteOfTheSinkIsReported) {
  const base::ByteVector bytes = LogLines(100000);
  const auto score = Encode(bytes, SmallOptions());
  for (const int threads : {1, 3}) {
    int writes = 0;
    const auto run = [&](int failing) {
      writes = 0;
      const ByteSink sink = [&](base::Bytes) {
        return writes++ == failing ? absl::UnavailableError("disk full")
                                   : absl::OkStatus();
      };
      return Decode(SourceOf(*score), sink, {.threads = threads}).status();
    };
    EXPECT_TRUE(run(-1).ok());
    const int total = writes;
    EXPECT_GT(total, 5);
    for (int failing = 0; failing < total; ++failing) {
      EXPECT_TRUE(absl::IsUnavailable(run(failing))) << failing;
      EXPECT_EQ(writes, failing + 1);
    }
  }
}

TEST(Threads, RefusesNumbersOutOfRange) {
  for (const int threads : {0, -1, 257}) {
    base::ByteVector decoded;
    EXPECT_TRUE(absl::IsInvalidArgument(
        Decode(SourceOf({}), SinkTo(&decoded), {.threads = threads}).status()));
    EXPECT_TRUE(absl::IsInvalidArgument(
        Reader::Open(RandomAccessFile::OpenMemory(""), {.threads = threads}).status()));
  }
}

// An error of the call, in place of the end of the process.
TEST(Threads, WhereNoneCanStartCallsFail) {
  const base::ByteVector bytes = LogLines(100000);
  const auto score = Encode(bytes, SmallOptions());
  const auto pattern = Pattern::Create("host1");
  ASSERT_TRUE(pattern.ok());
  EXPECT_TRUE(HoldsWithoutThreads([&] {
    EncodeOptions encoding = SmallOptions();
    encoding.threads = 2;
    const auto encoded = Encode(bytes, encoding);
    const auto decoded = DecodePipe(*score, {.threads = 2});
    const auto reader = OpenBytes(*score);
    const auto found =
        SearchScore(**reader, *pattern, {.count_only = true, .threads = 2}, nullptr);
    return absl::IsResourceExhausted(encoded.status()) &&
           absl::IsResourceExhausted(decoded.status()) &&
           absl::IsResourceExhausted(found.status());
  }));
  // One thread needs no other.
  EXPECT_TRUE(HoldsWithoutThreads([&] {
    const auto encoded = Encode(bytes, SmallOptions());
    return encoded.ok() && *encoded == *score && *DecodePipe(*score) == bytes;
  }));
}

}  // namespace
}  // namespace rondo::testing
