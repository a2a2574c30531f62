// Dictionaries that are made of samples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "rondo/dictionary.h"
#include "stream/dictionary/sample_pieces.h"
#include "stream/dictionary/score_dictionary.h"
#include "stream/dictionary/shared_text.h"
#include "support/container_support.h"
#include "support/dictionary_support.h"
#include "support/random_log.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class Files {
 public:
  void Add(std::string text) { texts_.push_back(std::move(text)); }
  std::vector<std::span<const uint8_t>> spans() const {
    std::vector<std::span<const uint8_t>> all;
    for (const std::string& text : texts_) all.push_back(AsBytes(text));
    return all;
  }
  absl::StatusOr<TrainedDictionary> Train(const TrainOptions& options = {}) const {
    return TrainDictionary(spans(), options);
  }

 private:
  std::vector<std::string> texts_;
};

TrainOptions OfSize(uint64_t size_bytes) {
  TrainOptions options;
  options.size_bytes = size_bytes;
  return options;
}

TrainOptions Named(std::string name, std::string description = "") {
  TrainOptions options;
  options.name = std::move(name);
  options.description = std::move(description);
  return options;
}

Files SmallLogs(int count = 60) {
  Files files;
  for (int i = 0; i < count; ++i) files.Add(LogFile(1000 + i));
  return files;
}

uint64_t BytesOf(const TrainedDictionary& trained) {
  uint64_t bytes = 0;
  for (const auto& [address, block] : trained.blocks) bytes += block.size();
  return bytes;
}

std::shared_ptr<const Dictionary> Open(const TrainedDictionary& trained) {
  const std::map<std::string, std::vector<uint8_t>> blocks(trained.blocks.begin(),
                                                           trained.blocks.end());
  auto opened = Dictionary::Open(
      trained.address,
      [&](const std::string& address) -> absl::StatusOr<std::vector<uint8_t>> {
        const auto found = blocks.find(address);
        if (found == blocks.end()) return absl::NotFoundError(address);
        return found->second;
      });
  EXPECT_TRUE(opened.ok()) << opened.status();
  return *std::move(opened);
}

// What a file takes with the dictionary and without; expects that it comes back.
std::pair<size_t, size_t> SizesOf(const std::string& file,
                                  const std::shared_ptr<const Dictionary>& dictionary) {
  const base::ByteVector bytes = ToBytes(file);
  EncodeOptions options;
  const size_t plain = Encode(bytes, options)->size();
  options.dictionaries = {dictionary};
  const base::ByteVector score = *Encode(bytes, options);
  DecodeOptions decode;
  decode.find_dictionary = Always(dictionary);
  const auto decoded = DecodePipe(score, decode);
  EXPECT_TRUE(decoded.ok() && *decoded == bytes) << decoded.status();
  return {score.size(), plain};
}

TEST(TrainDictionary, MakesSmallFilesSmaller) {
  const auto trained = SmallLogs().Train(Named("logs", "of a test"));
  ASSERT_TRUE(trained.ok()) << trained.status();
  EXPECT_EQ(trained->parts, 1);
  EXPECT_EQ(trained->blocks.back().first, trained->address);
  EXPECT_GT(trained->held_out_bytes, 0);
  EXPECT_LT(trained->coded_bytes, trained->plain_bytes * 9 / 10);
  const auto dictionary = Open(*trained);
  EXPECT_EQ(dictionary->name(), "logs");
  EXPECT_EQ(dictionary->address(), trained->address);
  for (uint32_t seed = 1; seed < 6; ++seed) {
    const auto [with, without] = SizesOf(LogFile(seed), dictionary);
    EXPECT_LT(with, without * 9 / 10) << seed;
  }
}

TEST(TrainDictionary, TheSameSamplesMakeTheSame) {
  const auto first = SmallLogs(20).Train();
  const auto second = SmallLogs(20).Train();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->address, second->address);
  EXPECT_EQ(first->blocks, second->blocks);
  EXPECT_NE(SmallLogs(20).Train(Named("other"))->address, first->address);
}

TEST(TrainDictionary, KeepsToItsSize) {
  for (const uint64_t size : {4u << 10, 16u << 10, 64u << 10}) {
    const auto trained = SmallLogs().Train(OfSize(size));
    ASSERT_TRUE(trained.ok()) << size << ": " << trained.status();
    EXPECT_LE(BytesOf(*trained), size);
    SizesOf(LogFile(1), Open(*trained));
  }
}

TEST(TrainDictionary, APartForEachKind) {
  Files files;
  for (uint32_t i = 0; i < 30; ++i) {
    files.Add(LogFile(1000 + i));
    files.Add(JsonFile(1000 + i));
    files.Add(WordFile(1000 + i));
  }
  const auto trained = files.Train();
  ASSERT_TRUE(trained.ok()) << trained.status();
  EXPECT_EQ(trained->parts, 3);
  const auto dictionary = Open(*trained);
  for (const std::string& file : {LogFile(1), JsonFile(1), WordFile(1)}) {
    const auto [with, without] = SizesOf(file, dictionary);
    EXPECT_LT(with, without);
  }
}

TEST(TrainDictionary, IdenticalSamples) {
  Files files;
  for (int i = 0; i < 30; ++i) files.Add(LogFile(5));
  const auto trained = files.Train();
  ASSERT_TRUE(trained.ok()) << trained.status();
  const auto [with, without] = SizesOf(LogFile(5), Open(*trained));
  EXPECT_LT(with, without / 2);
}

TEST(TrainDictionary, OneLargeSample) {
  Files files;
  files.Add(LogFile(5, 20'000));
  const auto trained = files.Train(OfSize(32 << 10));
  ASSERT_TRUE(trained.ok()) << trained.status();
  const auto [with, without] = SizesOf(LogFile(6), Open(*trained));
  EXPECT_LT(with, without);
}

TEST(TrainDictionary, EmptySamplesBesideOthers) {
  Files files = SmallLogs(20);
  files.Add("");
  EXPECT_EQ(files.Train()->address, SmallLogs(20).Train()->address);
}

TEST(TrainDictionary, SamplesThatMakeNone) {
  Files empty, tiny, noise;
  for (int i = 0; i < 3; ++i) empty.Add("");
  tiny.Add("x");
  for (uint64_t i = 0; i < 20; ++i) {
    const base::ByteVector bytes = Noise(3000, i + 1);
    noise.Add({bytes.begin(), bytes.end()});
  }
  const std::pair<Files, const char*> cases[] = {{Files(), "empty"},
                                                 {empty, "the samples are empty"},
                                                 {tiny, "more samples"},
                                                 {noise, "more alike"}};
  for (const auto& [files, hint] : cases) {
    const auto trained = files.Train();
    EXPECT_TRUE(absl::IsInvalidArgument(trained.status())) << trained.status();
    EXPECT_THAT(std::string(trained.status().message()), HasSubstr(hint));
  }
}

TEST(TrainDictionary, OptionsOutOfRange) {
  const Files files = SmallLogs(8);
  const TrainOptions cases[] = {OfSize((4 << 10) - 1),
                                OfSize((64 << 20) + 1),
                                Named(""),
                                Named(std::string(256, 'x')),
                                Named("\xff"),
                                Named("x", "\xff"),
                                Named("x", std::string(70'000, 'x'))};
  for (const TrainOptions& options : cases) {
    EXPECT_TRUE(absl::IsInvalidArgument(files.Train(options).status()))
        << files.Train(options).status();
  }
}

// Binary files, long lines, no newline at all: whatever comes of it.
TEST(TrainDictionary, SamplesOfEveryKind) {
  Files files;
  for (int i = 0; i < 4; ++i) {
    for (const Sample& sample : Samples()) {
      const size_t size = std::min<size_t>(sample.bytes.size(), 20'000);
      files.Add({sample.bytes.begin(), sample.bytes.begin() + size});
    }
  }
  const auto trained = files.Train(OfSize(32 << 10));
  if (!trained.ok()) {
    EXPECT_TRUE(absl::IsInvalidArgument(trained.status())) << trained.status();
    return;
  }
  for (const Sample& sample : Samples()) {
    SizesOf({sample.bytes.begin(), sample.bytes.end()}, Open(*trained));
  }
}

TEST(CutSamples, SmallOnesArePieces) {
  Files files;
  for (const char* text : {"a", "", "bc", "def"}) files.Add(text);
  const std::vector<std::span<const uint8_t>> spans = files.spans();
  const stream::SamplePieces pieces = stream::CutSamples(spans);
  EXPECT_EQ(pieces.training.size(), 3);
  EXPECT_TRUE(pieces.held_out.empty());
}

TEST(CutSamples, LargeOnesAreCutBehindNewlines) {
  Files files;
  files.Add(LogFile(1, 10'000));
  const std::vector<std::span<const uint8_t>> spans = files.spans();
  const stream::SamplePieces pieces = stream::CutSamples(spans);
  ASSERT_GT(pieces.training.size(), 4);
  ASSERT_FALSE(pieces.held_out.empty());
  size_t bytes = 0;
  for (const auto* part : {&pieces.training, &pieces.held_out}) {
    for (const base::Bytes piece : *part) {
      bytes += piece.size();
      EXPECT_EQ(piece.back(), '\n');
      EXPECT_LE(piece.size(), 96 << 10);
    }
  }
  EXPECT_EQ(bytes, spans[0].size());
}

TEST(CutSamples, OneInEightIsHeldOut) {
  std::string all;
  for (int i = 0; i < 1000; ++i) all += 'x';
  for (const size_t count : {0, 1, 3, 4, 7, 8, 16, 100, 1000}) {
    std::vector<std::span<const uint8_t>> spans;
    for (size_t i = 0; i < count; ++i) spans.push_back(AsBytes(all).subspan(i, 1));
    const stream::SamplePieces pieces = stream::CutSamples(spans);
    EXPECT_EQ(pieces.training.size() + pieces.held_out.size(), count);
    const size_t least = count < 4 ? 0 : std::max<size_t>(count / 8, 1);
    EXPECT_GE(pieces.held_out.size(), std::min<size_t>(least, 32)) << count;
    EXPECT_LE(pieces.held_out.size(), std::min<size_t>(count / 8 + 1, 32)) << count;
  }
}

TEST(CutSamples, OfTooMuchPiecesFromAllOver) {
  std::string sample(1 << 20, 'x');
  for (size_t at = 999; at < sample.size(); at += 1000) sample[at] = '\n';
  const std::vector<std::span<const uint8_t>> spans(100, AsBytes(sample));
  const stream::SamplePieces pieces = stream::CutSamples(spans);
  size_t bytes = 0;
  for (const base::Bytes piece : pieces.training) bytes += piece.size();
  for (const base::Bytes piece : pieces.held_out) bytes += piece.size();
  EXPECT_LE(bytes, 64 << 20);
  EXPECT_GE(bytes, 32 << 20);
}

TEST(SharedText, FewOrShortTextsMakeNone) {
  const base::ByteVector line = ToBytes("a line of text\n");
  EXPECT_TRUE(stream::MakeSharedText({}, 10'000).empty());
  EXPECT_TRUE(stream::MakeSharedText({line, line}, 10'000).empty());
  EXPECT_TRUE(stream::MakeSharedText(std::vector(20, line), 10'000).empty());
}

TEST(SharedText, FitsAndPutsWhatIsCommonLast) {
  std::vector<base::ByteVector> texts;
  for (uint32_t i = 0; i < 40; ++i) {
    texts.push_back(ToBytes("in every one of them\n" + LogFile(i, 20)));
  }
  for (const uint64_t most : {2000u, 8000u, 30'000u}) {
    const base::ByteVector text = stream::MakeSharedText(texts, most);
    ASSERT_FALSE(text.empty()) << most;
    base::ByteVector packed;
    stream::AppendDictionaryText(text, &packed);
    EXPECT_LE(packed.size(), most);
    // A dictionary as zstd formats it.
    EXPECT_EQ(base::ByteReader(text).U32(), 0xec30a437);
    const std::string tail(text.end() - 100, text.end());
    EXPECT_THAT(tail, HasSubstr("in every one of them\n"));
  }
  EXPECT_TRUE(stream::MakeSharedText(texts, 100).empty());
}

}  // namespace
}  // namespace rondo::testing
