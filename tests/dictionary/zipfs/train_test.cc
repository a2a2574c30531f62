#include "dictionary/zipfs/train.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "dictionary/random_value.h"
#include "dictionary/zipfs/encoder.h"
#include "dictionary/zipfs/file.h"

namespace rondo::dictionary {
namespace {

std::string Log(int lines) {
  std::string log;
  for (int i = 0; i < lines; ++i) {
    log += "2024-03-04T10:00:" + std::to_string(10 + i * 7 % 50) + "Z web-0" +
           std::to_string(i % 3) +
           " app[811]: request=" + std::to_string(i * 7919 % 9973) + " took " +
           std::to_string(i * 104729 % 1000) + " us\n";
  }
  return log;
}

TEST(ZipfsTrain, ADictionaryThatPays) {
  const std::string log = Log(4000);
  const base::Bytes samples[] = {AsBytes(log)};
  const auto trained = TrainZipfs(samples, 8192);
  ASSERT_TRUE(trained.ok()) << trained.status();
  uint64_t bytes = 0;
  std::set<base::ByteVector> seen;
  for (const base::ByteVector& segment : trained->contents.segments) {
    bytes += segment.size() + 2;
    EXPECT_TRUE(seen.insert(segment).second);
  }
  EXPECT_LE(bytes, 8192u);
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_TRUE(seen.contains({static_cast<uint8_t>(byte)}));
  }
  EXPECT_GT(trained->held_out_bytes, log.size() / 12);
  EXPECT_LT(trained->coded_bytes * 5, trained->held_out_bytes);
}

TEST(ZipfsTrain, WhatItTrainsIsWrittenWith) {
  const std::string log = Log(300);
  const base::Bytes samples[] = {AsBytes(log), AsBytes("more\n")};
  auto trained = TrainZipfs(samples, kMinTrainedBytes);
  ASSERT_TRUE(trained.ok());
  EXPECT_EQ(trained->contents.segments, TrainZipfs(samples, 1024)->contents.segments);
  trained->contents.name = "trained";
  const auto blocks = std::make_shared<MemoryBlocks>();
  const auto cid =
      WriteDictionary(trained->contents, [&](const Cid& block, base::Bytes bytes) {
        blocks->Add(block.codec, {bytes.begin(), bytes.end()});
        return absl::OkStatus();
      });
  const auto dictionary = ZipfsDictionary::Load(*DictionaryObject::Open(blocks, *cid));
  ASSERT_TRUE(dictionary.ok()) << dictionary.status();
  const auto data = EncodeZipfs(*dictionary, AsBytes(log), ZipfsParse::kOptimal);
  ASSERT_TRUE(data.ok());
  base::ByteVector back;
  EXPECT_TRUE(DecodeZipfs(*dictionary, *data, [&](base::Bytes bytes) {
                back.insert(back.end(), bytes.begin(), bytes.end());
                return absl::OkStatus();
              }).ok());
  EXPECT_TRUE(std::ranges::equal(back, AsBytes(log)));
}

TEST(ZipfsTrain, OddSamples) {
  const auto status = [](const std::string& text, uint64_t size) {
    const base::Bytes samples[] = {AsBytes(text), {}};
    return TrainZipfs(samples, size).status();
  };
  EXPECT_TRUE(status("a", 2000).ok());
  EXPECT_TRUE(status(std::string(100'000, 'a'), 2000).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(status("", 2000)));
  EXPECT_TRUE(absl::IsInvalidArgument(TrainZipfs({}, 2000).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(status("a", 1000)));
  EXPECT_TRUE(absl::IsInvalidArgument(status("a", kMaxZipfsBytes + 1)));
  EXPECT_TRUE(
      absl::IsResourceExhausted(status(std::string(kMaxSampleBytes + 1, 'a'), 2000)));
}

}  // namespace
}  // namespace rondo::dictionary
