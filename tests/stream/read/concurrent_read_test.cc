// One reader, many threads: each reads parts of the same few segments, whose tables are
// decoded while others read. Meant to be run under the thread sanitizer, too.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "rondo/io.h"
#include "rondo/reader.h"
#include "support/container_support.h"
#include "support/random_log.h"

namespace rondo {
namespace {

using testing::Encode;
using testing::Noise;
using testing::OpenBytes;
using testing::RandomLog;

constexpr int kThreads = 4;
constexpr int kReads = 60;

// Text of words that few lines have in common: the byte lens takes it.
std::string Prose(size_t bytes) {
  std::mt19937 random(5);
  std::string text;
  while (text.size() < bytes) {
    text += "word" + std::to_string(random() % 3000);
    text += random() % 9 == 0 ? '\n' : ' ';
  }
  return text;
}

std::string NoiseText(size_t bytes) {
  const base::ByteVector noise = Noise(bytes);
  return std::string(noise.begin(), noise.end());
}

// Runs `work` on some threads at once and says what went wrong first.
template <typename Work>
std::string OnThreads(const Work& work) {
  std::vector<std::string> wrong(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] { wrong[t] = work(t); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : wrong) {
    if (!one.empty()) return one;
  }
  return "";
}

void CheckReads(const std::string& text, uint64_t memory_limit_bytes) {
  EncodeOptions encode;
  encode.block_bytes = 4096;
  encode.segment_bytes = 256 << 10;
  const auto score =
      Encode({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, encode);
  ASSERT_TRUE(score.ok()) << score.status();
  DecodeOptions decode;
  decode.memory_limit_bytes = memory_limit_bytes;
  auto reader = OpenBytes(*score, decode);
  ASSERT_TRUE(reader.ok()) << reader.status();
  const std::string wrong = OnThreads([&](int t) -> std::string {
    std::mt19937 random(static_cast<unsigned>(t));
    for (int i = 0; i < kReads; ++i) {
      // Mostly parts of blocks, now and then several segments at once.
      const uint64_t most = i % 20 == 0 ? 600'000 : 3000;
      const uint64_t from = random() % text.size();
      std::vector<uint8_t> part(1 + random() % most);
      const auto got = (*reader)->ReadAt(from, part);
      if (!got.ok()) return got.status().ToString();
      if (text.compare(from, *got, reinterpret_cast<const char*>(part.data()), *got) !=
          0) {
        return "other bytes at " + std::to_string(from);
      }
      const auto line = (*reader)->LineOffset(random() % ((*reader)->lines() + 1));
      if (!line.ok()) return line.status().ToString();
      if (*line > 0 && *line < text.size() && text[*line - 1] != '\n') {
        return "no line at " + std::to_string(*line);
      }
    }
    return "";
  });
  EXPECT_EQ(wrong, "");
}

constexpr uint64_t kPlenty = uint64_t{256} << 20;

TEST(ConcurrentRead, Records) { CheckReads(RandomLog(3, 6000), kPlenty); }
TEST(ConcurrentRead, Symbols) { CheckReads(Prose(700'000), kPlenty); }
TEST(ConcurrentRead, Stored) { CheckReads(NoiseText(700'000), kPlenty); }
TEST(ConcurrentRead, ZstdFrames) {
  // Noise that returns: too much of it for a grammar to be worth it.
  std::string text = NoiseText(300'000);
  text += text;
  CheckReads(text, kPlenty);
}
// Segments are closed all the time, while others read them.
TEST(ConcurrentRead, WithRoomForFewSegments) {
  CheckReads(Prose(1'500'000), uint64_t{8} << 20);
}

// Long reads and verification beside short ones: none empties what the others use.
TEST(ConcurrentRead, LongAndShortReadsTogether) {
  const std::string text = RandomLog(4, 8000);
  EncodeOptions encode;
  encode.segment_bytes = 256 << 10;
  const auto score =
      Encode({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, encode);
  ASSERT_TRUE(score.ok()) << score.status();
  auto reader = OpenBytes(*score);
  ASSERT_TRUE(reader.ok()) << reader.status();
  const std::string wrong = OnThreads([&](int t) -> std::string {
    for (int i = 0; i < 8; ++i) {
      if (t == 0) {
        const absl::Status status = (*reader)->Verify();
        if (!status.ok()) return status.ToString();
        continue;
      }
      std::vector<uint8_t> part(text.size() / 2);
      const uint64_t from = static_cast<uint64_t>(t * 8 + i) * 1000 % part.size();
      const auto got = (*reader)->ReadAt(from, part);
      if (!got.ok()) return got.status().ToString();
      if (text.compare(from, *got, reinterpret_cast<const char*>(part.data()), *got) !=
          0) {
        return "other bytes at " + std::to_string(from);
      }
    }
    return "";
  });
  EXPECT_EQ(wrong, "");
}

}  // namespace
}  // namespace rondo
