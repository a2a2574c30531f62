// What comes out of damaged scores is what was encoded, but for what the report says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "rondo/trust.h"
#include "stream/score/format.h"
#include "support/container_support.h"
#include "support/random_log.h"
#include "trust/segment_health.h"
#include "trust/survey.h"

namespace rondo::testing {
namespace {

struct Saved {
  DamageReport report;
  base::ByteVector bytes;
};

Saved SalvageAll(base::Bytes score, const DecodeOptions& options = {}) {
  const auto file = RandomAccessFile::OpenMemory(score);
  Saved saved;
  auto report = Salvage(*file, options, [&](const Salvaged& part) {
    saved.bytes.insert(saved.bytes.end(), part.bytes.begin(), part.bytes.end());
    return absl::OkStatus();
  });
  EXPECT_TRUE(report.ok() || absl::IsInvalidArgument(report.status()) ||
              absl::IsUnimplemented(report.status()))
      << report.status();
  if (report.ok()) saved.report = *std::move(report);
  return saved;
}

// What was encoded, without what is said to be lost.
base::ByteVector Without(base::Bytes original, const DamageReport& report) {
  base::ByteVector left;
  uint64_t at = 0;
  for (const Damage& damage : report.damage) {
    if (!damage.loss) continue;
    EXPECT_LE(at, damage.loss->from);
    EXPECT_LT(damage.loss->from, damage.loss->to);
    EXPECT_LE(damage.loss->to, original.size());
    const uint64_t newlines = std::ranges::count(
        original.subspan(damage.loss->from, damage.loss->to - damage.loss->from), '\n');
    EXPECT_EQ(damage.loss->newlines, newlines);
    EXPECT_EQ(damage.loss->first_line,
              std::ranges::count(original.first(damage.loss->from), '\n'));
    left.insert(left.end(), original.begin() + at, original.begin() + damage.loss->from);
    at = damage.loss->to;
  }
  left.insert(left.end(), original.begin() + at, original.end());
  return left;
}

bool KnowsAll(const DamageReport& report) {
  return std::ranges::none_of(report.damage, &Damage::is_unknown);
}

// Whether `part` is what is left of `whole` when stretches are taken out of it, all at
// ends of blocks of the sizes that these tests encode with: here, that its bytes come in
// the same order.
bool IsLeftOf(base::Bytes part, base::Bytes whole) {
  size_t at = 0;
  for (const uint8_t byte : part) {
    while (at < whole.size() && whole[at] != byte) ++at;
    if (at++ == whole.size()) return false;
  }
  return true;
}

// Either the report says all, or it says that it does not know all.
void ExpectHonest(base::Bytes score, base::Bytes original) {
  const Saved saved = SalvageAll(score);
  if (KnowsAll(saved.report) && saved.report.scores > 0) {
    EXPECT_TRUE(saved.bytes == Without(original, saved.report));
    EXPECT_EQ(saved.report.expanded_bytes, original.size());
  } else {
    EXPECT_TRUE(IsLeftOf(saved.bytes, original));
  }
}

const EncodeOptions kSmall = {.block_bytes = 1 << 10, .segment_bytes = 16 << 10};

struct Example {
  base::ByteVector bytes;
  base::ByteVector score;
};

Example Make(base::ByteVector bytes, const EncodeOptions& options = kSmall) {
  base::ByteVector score = *Encode(bytes, options);
  return {std::move(bytes), std::move(score)};
}

base::ByteVector RandomLines(uint32_t seed) { return ToBytes(RandomLog(seed, 1000)); }

size_t IndexOffset(base::Bytes score) {
  return score.size() - stream::kTrailerBytes -
         base::ByteReader(score.last(stream::kTrailerBytes)).U64();
}

TEST(Salvage, UndamagedIsAll) {
  for (const Sample& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    const Saved saved = SalvageAll(*Encode(sample.bytes, SmallOptions()));
    EXPECT_TRUE(saved.bytes == sample.bytes);
    EXPECT_TRUE(saved.report.is_undamaged());
    EXPECT_EQ(saved.report.expanded_bytes, sample.bytes.size());
  }
}

TEST(Salvage, EveryTruncation) {
  const Example lines =
      Make(LogLines(5000), {.block_bytes = 1 << 10, .segment_bytes = 2 << 10});
  for (size_t size = 0; size < lines.score.size(); ++size) {
    SCOPED_TRACE(size);
    const base::Bytes cut = base::Bytes(lines.score).first(size);
    ExpectHonest(cut, lines.bytes);
    const Saved saved = SalvageAll(cut);
    EXPECT_FALSE(saved.report.scores > 0 && saved.report.is_undamaged());
    // Whole segments are complete whatever is missing behind them.
    EXPECT_TRUE(size < IndexOffset(lines.score) || saved.bytes == lines.bytes);
  }
}

TEST(Salvage, EveryZeroedPage) {
  const Example lines = Make(RandomLines(3));
  constexpr size_t kPage = 512;
  for (size_t begin = 0; begin < lines.score.size(); begin += kPage / 4) {
    SCOPED_TRACE(begin);
    base::ByteVector damaged = lines.score;
    std::fill(damaged.begin() + begin,
              damaged.begin() + std::min(begin + kPage, damaged.size()), 0);
    ExpectHonest(damaged, lines.bytes);
    EXPECT_FALSE(SalvageAll(damaged).report.is_undamaged());
  }
}

TEST(Salvage, HeadAndIndexGoneCostNothingElse) {
  const Example noise = Make(Noise(100'000));
  base::ByteVector damaged = noise.score;
  std::fill(damaged.begin(), damaged.begin() + stream::kFileHeaderBytes, 0);
  const Saved headless = SalvageAll(damaged);
  EXPECT_TRUE(headless.bytes == noise.bytes);
  EXPECT_TRUE(headless.report.is_complete());
  EXPECT_FALSE(headless.report.is_undamaged());
  std::fill(damaged.begin() + IndexOffset(damaged), damaged.end(), 0xee);
  const Saved both = SalvageAll(damaged);
  EXPECT_TRUE(both.bytes == noise.bytes);
}

TEST(Salvage, DamagedBlockCostsThatBlock) {
  const Example noise = Make(Noise(64 << 10), {.block_bytes = 4 << 10});
  base::ByteVector damaged = noise.score;
  damaged[damaged.size() / 2] ^= 1;
  const Saved saved = SalvageAll(damaged);
  ASSERT_EQ(saved.report.damage.size(), 1);
  ASSERT_TRUE(saved.report.damage[0].loss.has_value());
  EXPECT_LE(saved.report.lost_bytes, 4 << 10);
  EXPECT_TRUE(saved.bytes == Without(noise.bytes, saved.report));
}

TEST(Salvage, RubbishBetweenScores) {
  const Example a = Make(RandomLines(1));
  const Example b = Make(RandomLines(2));
  base::ByteVector file = a.score + ToBytes("rubbish \x8fSEG and \x8fRondo");
  file = file + b.score;
  const Saved saved = SalvageAll(file);
  EXPECT_TRUE(saved.bytes == a.bytes + b.bytes);
  ASSERT_EQ(saved.report.damage.size(), 1);
  EXPECT_TRUE(saved.report.damage[0].is_unknown);
  EXPECT_EQ(saved.report.damage[0].from, a.score.size());
}

// The rest of a score is missing, and another one follows.
TEST(Salvage, ScoreBehindOneThatIsCut) {
  const Example a = Make(Noise(50'000, 1));
  const Example b = Make(Noise(50'000, 2));
  for (size_t size = 8; size < a.score.size(); size += 4999) {
    SCOPED_TRACE(size);
    const Saved saved = SalvageAll(base::Bytes(a.score).first(size) + b.score);
    ASSERT_GE(saved.bytes.size(), b.bytes.size());
    const base::Bytes bytes(saved.bytes);
    EXPECT_TRUE(std::ranges::equal(bytes.last(b.bytes.size()), b.bytes));
    EXPECT_TRUE(IsLeftOf(bytes.first(bytes.size() - b.bytes.size()), a.bytes));
    EXPECT_GE(bytes.size() - b.bytes.size() + (16 << 10) + 1024,
              std::min<size_t>(size, 50'000));
    EXPECT_FALSE(saved.report.is_complete());
  }
}

// Bytes are missing in the middle: the trailer leads to a wrong place.
TEST(Salvage, BytesCutOut) {
  const Example a = Make(Noise(100'000));
  for (size_t begin = 100; begin + 1000 < IndexOffset(a.score); begin += 7777) {
    SCOPED_TRACE(begin);
    base::ByteVector cut = a.score;
    cut.erase(cut.begin() + begin, cut.begin() + begin + 1000);
    const Saved saved = SalvageAll(cut);
    EXPECT_TRUE(IsLeftOf(saved.bytes, a.bytes));
    EXPECT_GE(saved.bytes.size(), a.bytes.size() - (18 << 10));
    EXPECT_FALSE(saved.report.is_complete());
  }
}

// A stored segment may hold a score; what is in it is no part of the outer one.
TEST(Salvage, ScoresWithinScoresAreData) {
  const Example inner = Make(Noise(6000));
  EncodeOptions options = kSmall;
  options.segment_bytes = 4 << 10;
  const Example outer = Make(Noise(3000, 7) + inner.score, options);
  base::ByteVector damaged = outer.score;
  std::fill(damaged.begin() + IndexOffset(damaged), damaged.end(), 0);
  EXPECT_TRUE(SalvageAll(damaged).bytes == outer.bytes);
  damaged = outer.score;
  damaged[100] ^= 1;
  const Saved saved = SalvageAll(damaged);
  EXPECT_TRUE(saved.bytes == Without(outer.bytes, saved.report));
}

// Only what needs a lender that is damaged is lost with it.
TEST(Salvage, LenderDamaged) {
  const base::ByteVector log = ToBytes(RandomLog(1, 6000));
  const Example lines = Make(log, {.block_bytes = 4 << 10, .segment_bytes = 64 << 10});
  const Example noise = Make(Noise(5000));
  base::ByteVector file = lines.score + noise.score;
  const auto segments = *(*OpenBytes(lines.score))->Segments();
  ASSERT_GE(segments.size(), 3);
  const uint64_t tables = segments[0].offset + segments[0].stored_bytes / 3;
  std::fill(file.begin() + tables, file.begin() + tables + 100, 0);
  const Saved saved = SalvageAll(file);
  EXPECT_TRUE(saved.bytes == Without(log + noise.bytes, saved.report));
  // A segment in the middle costs itself.
  file = lines.score;
  std::fill(file.begin() + segments[1].offset,
            file.begin() + segments[1].offset + segments[1].stored_bytes, 0);
  const Saved middle = SalvageAll(file);
  EXPECT_TRUE(middle.bytes == Without(log, middle.report));
  EXPECT_EQ(middle.report.lost_bytes, segments[1].expanded_bytes);
  // And so it does without the index, when nobody knows how many segments are lost.
  std::fill(file.begin() + IndexOffset(file), file.end(), 0);
  EXPECT_TRUE(SalvageAll(file).bytes == middle.bytes);
}

// What is recovered is all but what the touched blocks held.
TEST(Salvage, RandomHoles) {
  const Example noise = Make(Noise(8 << 20), {.block_bytes = 16 << 10});
  const auto file = RandomAccessFile::OpenMemory(noise.score);
  const auto survey = trust::SurveyFile(*file, UINT64_MAX);
  const trust::Piece& segment = survey->pieces[1];
  ASSERT_EQ(segment.expanded_bytes, noise.bytes.size());
  uint64_t read_bytes = 0;
  const auto health =
      trust::CheckSegment(*file, {.offset = segment.begin}, *segment.header, segment.end,
                          trust::HowFar::kTables, UINT64_MAX, &read_bytes);
  const std::vector<uint64_t>& ends = health->table->payload_ends;
  const uint64_t blocks = ends.size();
  const size_t payloads = segment.end - ends.back();
  constexpr size_t kHole = 4096;
  for (const int holes : {1, 10, 100}) {
    std::mt19937 random(holes);
    base::ByteVector damaged = noise.score;
    std::vector<bool> touched(blocks);
    for (int i = 0; i < holes; ++i) {
      const size_t at = payloads + random() % (ends.back() - kHole);
      std::fill(damaged.begin() + at, damaged.begin() + at + kHole, 0);
      for (const size_t byte : {at - payloads, at - payloads + kHole - 1}) {
        touched[std::ranges::upper_bound(ends, byte) - ends.begin()] = true;
      }
    }
    const double share = 1.0 - static_cast<double>(std::ranges::count(touched, true)) /
                                   static_cast<double>(blocks);
    const Saved saved = SalvageAll(damaged);
    EXPECT_TRUE(saved.bytes == Without(noise.bytes, saved.report));
    EXPECT_GE(static_cast<double>(saved.bytes.size()),
              (share - 0.001) * static_cast<double>(noise.bytes.size()));
  }
}

RC_GTEST_PROP(SalvageProperty, AnyDamageIsTold, ()) {
  static const Example example = Make(RandomLines(5) + Noise(20'000) + RandomLines(6));
  base::ByteVector damaged = example.score;
  const int holes = *rc::gen::inRange(1, 6);
  for (int i = 0; i < holes; ++i) {
    const size_t begin = *rc::gen::inRange<size_t>(0, damaged.size());
    const size_t bytes = *rc::gen::inRange<size_t>(1, 3000);
    const size_t end = std::min(begin + bytes, damaged.size());
    const uint8_t byte = *rc::gen::arbitrary<uint8_t>();
    for (size_t at = begin; at < end; ++at) damaged[at] ^= byte | 1;
  }
  const Saved saved = SalvageAll(damaged);
  if (KnowsAll(saved.report) && saved.report.scores > 0) {
    RC_ASSERT(saved.bytes == Without(example.bytes, saved.report));
  } else {
    RC_ASSERT(IsLeftOf(saved.bytes, example.bytes));
  }
}

}  // namespace
}  // namespace rondo::testing
