// Bounds of blocks: what they come back as, how large they are, and what a reader
// refuses.
#include "stream/score/block_times.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "rondo/time.h"
#include "time/asked/line_format.h"
#include "time/line_time.h"
#include "time/rule_judge.h"

namespace rondo::stream {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

base::Bytes AsBytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// A segment and its blocks, written and read back.
struct Stored {
  base::ByteVector bytes;
  BlockTimes times;
};

Stored StoreAndRead(const TabulatedTimes& times, uint32_t blocks, uint64_t budget = 0) {
  Stored stored;
  AppendSegmentTimes(*times.segment, &stored.bytes);
  const size_t head = stored.bytes.size();
  AppendBlockTimes(times.blocks, *times.segment, budget, &stored.bytes);
  base::ByteReader reader(stored.bytes);
  const SegmentTimes segment = ReadSegmentTimes(&reader);
  EXPECT_EQ(segment, *times.segment);
  stored.times = ReadBlockTimes(&reader, segment, blocks);
  EXPECT_TRUE(reader.AtEnd());
  stored.bytes.erase(stored.bytes.begin(),
                     stored.bytes.begin() + static_cast<long>(head));
  return stored;
}

TabulatedTimes Made(const std::vector<TimeBounds>& bounds, uint32_t timeless = 0) {
  TabulatedTimes made;
  made.blocks = BlockTimes(timeless);
  TimeBounds all;
  for (const TimeBounds& b : bounds) {
    made.blocks.AddBlock(b);
    all.Add(b.first);
    all.Add(b.last);
  }
  const auto second = [](int64_t time) {
    return time / kSecond - (time % kSecond < 0 ? 1 : 0);
  };
  made.segment.emplace();
  made.segment->first = second(all.first);
  made.segment->last = second(all.last);
  made.segment->end = second(bounds.back().last);
  return made;
}

void ExpectCovered(const BlockTimes& exact, const BlockTimes& found) {
  EXPECT_EQ(exact.timeless(), found.timeless());
  ASSERT_EQ(exact.size(), found.size());
  for (uint32_t i = 0; i < exact.size(); ++i) {
    for (const TimeBounds& bounds : exact.Of(i)) {
      EXPECT_TRUE(std::ranges::any_of(found.Of(i), [&](const TimeBounds& wider) {
        return wider.first <= bounds.first && bounds.last <= wider.last;
      })) << i;
    }
  }
}

TEST(TabulateTimes, CountsLinesOfARecordAndLinesThatAreCut) {
  std::string text;
  std::vector<uint64_t> ends;
  for (const char* block : {"no time\n", "2024-01-01 00:00:05 a\n  at x\n",
                            "  at y, which is long and goes on in the nex",
                            "t block\n2024-01-01 00:00:03 b\n"}) {
    text += block;
    ends.push_back(text.size());
  }
  const TabulatedTimes times = TabulateTimes(AsBytes(text), ends);
  const int64_t base = *time::LineTime("2024-01-01 00:00:00");
  ASSERT_TRUE(times.segment);
  const SegmentTimes expected = {.first = base / kSecond + 3,
                                 .last = base / kSecond + 5,
                                 .end = base / kSecond + 3,
                                 .unzoned = true,
                                 .orders = {}};
  EXPECT_EQ(*times.segment, expected);
  EXPECT_EQ(times.blocks.timeless(), 1u);
  ASSERT_EQ(times.blocks.size(), 4u);
  const std::vector<std::vector<int64_t>> seconds = {{}, {5}, {5}, {3, 5}};
  for (uint32_t block = 0; block < 4; ++block) {
    const std::span<const TimeBounds> bounds = times.blocks.Of(block);
    ASSERT_EQ(bounds.size(), seconds[block].size()) << block;
    for (size_t i = 0; i < bounds.size(); ++i) {
      EXPECT_EQ(bounds[i].first, base + seconds[block][i] * kSecond);
      EXPECT_EQ(bounds[i].last, bounds[i].first);
    }
  }
}

TEST(TabulateTimes, NothingWithoutTimes) {
  const std::string text = "one\ntwo\n";
  EXPECT_FALSE(TabulateTimes(AsBytes(text), std::vector<uint64_t>{8}).segment);
}

TEST(TabulateTimes, ByTheRulesOfTheSegment) {
  std::string text;
  for (int i = 1; i <= 13; ++i) {
    text += (i < 10 ? "0" : "") + std::to_string(i) + "/04/2024 10:00:00Z a\n";
    text += "E: bad date 2019-01-01 00:00:00\n";
  }
  const TabulatedTimes times =
      TabulateTimes(AsBytes(text), std::vector<uint64_t>{text.size()});
  const time::TimeRules rules = time::JudgeText(text);
  ASSERT_TRUE(times.segment);
  EXPECT_EQ(times.rules.kinds, rules.kinds);
  EXPECT_EQ(times.rules.kinds.count(), 1u);
  const auto second = [](const char* line) { return *time::LineTime(line) / kSecond; };
  const SegmentTimes expected = {.first = second("2024-04-01 10:00:00"),
                                 .last = second("2024-04-13 10:00:00"),
                                 .end = second("2024-04-13 10:00:00"),
                                 .orders = rules.orders};
  EXPECT_EQ(*times.segment, expected);
  EXPECT_EQ(rules.orders.Of(0), time::DateOrders::BitOf(DateOrder::kDayMonthYear));
}

RC_GTEST_PROP(TimeKindsProperty, ComeBack, ()) {
  time::TimeRules rules;
  const int count = *rc::gen::inRange(0, 33);
  for (int i = 0; i < count; ++i) rules.kinds.set(*rc::gen::inRange<size_t>(0, 256));
  base::ByteVector bytes;
  AppendTimeKinds(rules, &bytes);
  base::ByteReader reader(bytes);
  RC_ASSERT(ReadTimeKinds(&reader) == rules);
  RC_ASSERT(reader.AtEnd());
}

TEST(TimeKinds, WhatWasSaidComesBack) {
  for (const auto& [key, format] : {std::pair("at", ""), std::pair("", "%s"),
                                    std::pair("a.b", "%d.%m.%Y um %H.%M")}) {
    const auto said = time::LineFormat::Create(key, format);
    ASSERT_TRUE(said.ok());
    time::TimeRules rules;
    rules.said = *said;
    base::ByteVector bytes;
    AppendTimeKinds(rules, &bytes);
    for (size_t size = 0; size <= bytes.size(); ++size) {
      base::ByteReader reader(base::Bytes(bytes).first(size));
      const time::TimeRules read = ReadTimeKinds(&reader);
      EXPECT_EQ(reader.ok(), size == bytes.size()) << size;
      if (!reader.ok()) continue;
      EXPECT_EQ(read.said->key(), key);
      EXPECT_EQ(read.said->format(), format);
    }
  }
}

TEST(TabulateTimes, AsWasSaid) {
  TimeHints hints;
  hints.said = *time::LineFormat::Create("", "%d.%m.%Y um %H.%M");
  const std::string text =
      "2019-01-01 00:00:00 04.03.2024 um 10.02 a\n more\n2019-01-01 05.03.2024 um "
      "10.02\n";
  const TabulatedTimes times =
      TabulateTimes(AsBytes(text), std::vector<uint64_t>{text.size()}, hints);
  ASSERT_TRUE(times.segment);
  EXPECT_EQ(times.segment->first, 1709546520);
  EXPECT_EQ(times.segment->last, 1709546520 + 86400);
  EXPECT_EQ(times.rules.said, hints.said);
}

// One record with a traceback says too little: what stands before it says which dates are
// times.
TEST(TabulateTimes, GoOnFromWhatStandsBefore) {
  const std::string record =
      "2024-03-04 10:02:03 ERROR no\nValueError: bad date 2019-01-01 00:00:00\n";
  const auto first = [&](const std::string& text, const std::string& before) {
    TimeHints hints;
    hints.before = before;
    const auto times =
        TabulateTimes(AsBytes(text), std::vector<uint64_t>{text.size()}, hints);
    return times.segment->first;
  };
  const int64_t of_record = *time::LineTime("2024-03-04 10:02:03") / kSecond;
  const int64_t of_date = *time::LineTime("2019-01-01 00:00:00") / kSecond;
  EXPECT_EQ(first(record, ""), of_date);
  EXPECT_EQ(first(record, "2024-03-04 10:01:03 INFO a\n  b\n"), of_record);
  EXPECT_EQ(first(record, record + record), of_record);
  // Another log than the one before: alone it would have its times.
  const std::string other = "x: bad date 2019-01-01 00:00:00\n";
  EXPECT_EQ(first(other, record + record), of_date);
  // Days above 12 came before.
  EXPECT_EQ(first("03/04/2024 10:00:00 a\n", "13/04/2024 10:00:00 a\n"),
            *time::LineTime("2024-04-03 10:00:00") / kSecond);
}

TEST(BlockTimes, TakeAByteABlock) {
  std::vector<TimeBounds> bounds;
  int64_t time = 1709546523 * kSecond;
  for (int i = 0; i < 1000; ++i) {
    const int64_t span = (40 + i * 37 % 23) * kSecond;
    bounds.push_back({time, time + span});
    time += span + i % 3 * kSecond / 10;
  }
  const TabulatedTimes made = Made(bounds);
  const Stored stored = StoreAndRead(made, 1000);
  ExpectCovered(made.blocks, stored.times);
  EXPECT_LE(stored.bytes.size(), 1127u);
  // Exact to less than a block on either side; with more room, to an eighth.
  const Stored roomy = StoreAndRead(made, 1000, 2000);
  ExpectCovered(made.blocks, roomy.times);
  EXPECT_LE(roomy.bytes.size(), 2000u);
  for (uint32_t i = 0; i < bounds.size(); ++i) {
    EXPECT_LE(bounds[i].first - stored.times.Of(i)[0].first, 40 * kSecond);
    EXPECT_LE(stored.times.Of(i)[0].last - bounds[i].last, 40 * kSecond);
    EXPECT_LE(bounds[i].first - roomy.times.Of(i)[0].first, 8 * kSecond);
    EXPECT_LE(roomy.times.Of(i)[0].last - bounds[i].last, 8 * kSecond);
  }
}

TEST(BlockTimes, LogsThatMeetInABlockHaveTheirOwnBounds) {
  std::string text;
  std::vector<uint64_t> ends;
  for (int block = 0; block < 100; ++block) {
    for (int line = 0; line < 50; ++line) {
      // Every tenth block is half of one log and half of another.
      const bool other = block % 20 > 10 || (block % 10 == 0 && line < 25);
      text += FormatTime((other ? 1'100'000'000 : 1'700'000'000) * kSecond +
                         (block * 50 + line) * kSecond) +
              " x\n";
    }
    ends.push_back(text.size());
  }
  const TabulatedTimes times = TabulateTimes(AsBytes(text), ends);
  const Stored stored = StoreAndRead(times, 100, 250);
  ExpectCovered(times.blocks, stored.times);
  EXPECT_LE(stored.bytes.size(), 250u);
  for (uint32_t block = 0; block < 100; ++block) {
    EXPECT_EQ(stored.times.Of(block).size(), block % 10 == 0 ? 2u : 1u) << block;
    for (const TimeBounds& bounds : stored.times.Of(block)) {
      EXPECT_LT(bounds.last - bounds.first, 3600 * kSecond) << block;
    }
  }
}

TEST(BlockTimes, StayWithinTheBudgetWhateverTheTimes) {
  std::vector<TimeBounds> bounds;
  for (int i = 0; i < 1000; ++i) {
    const int64_t time = i % 2 == 0 ? 1709546523 * kSecond : -8'394'192'000 * kSecond;
    bounds.push_back({time, time + i * 7919 % 1000 * kSecond});
  }
  const TabulatedTimes made = Made(bounds);
  const Stored tight = StoreAndRead(made, 1000);
  ExpectCovered(made.blocks, tight.times);
  EXPECT_LE(tight.bytes.size(), 1127u + 3);
  const Stored roomy = StoreAndRead(made, 1000, 20'000);
  ExpectCovered(made.blocks, roomy.times);
  EXPECT_LE(roomy.bytes.size(), 20'003u);
  EXPECT_LT(roomy.times.Of(0)[0].last - roomy.times.Of(0)[0].first, 4000 * kSecond);
}

RC_GTEST_PROP(BlockTimesProperty, NeverTooNarrow, ()) {
  const auto blocks = *rc::gen::inRange<uint32_t>(1, 200);
  const auto timeless = *rc::gen::inRange<uint32_t>(0, blocks);
  constexpr int64_t kMost = SegmentTimes::kLastSecond * kSecond;
  std::vector<TimeBounds> bounds;
  for (uint32_t i = timeless; i < blocks; ++i) {
    const auto a = *rc::gen::inRange<int64_t>(-kMost / 2, kMost / 2);
    const auto b = *rc::gen::inRange<int64_t>(0, kMost / 2);
    bounds.push_back({a, a + b});
  }
  // One block has the bounds of its segment, and none before it.
  const TabulatedTimes made = Made(bounds, blocks == 1 ? 0 : timeless);
  const Stored stored = StoreAndRead(made, blocks, *rc::gen::inRange<uint64_t>(0, 3000));
  ExpectCovered(made.blocks, stored.times);
}

RC_GTEST_PROP(BlockTimesProperty, HostileBytesGiveBoundsOrAnError, ()) {
  const auto bytes = *rc::gen::container<base::ByteVector>(rc::gen::arbitrary<uint8_t>());
  const auto blocks = *rc::gen::inRange<uint32_t>(1, 40);
  base::ByteReader reader(bytes);
  const SegmentTimes segment = ReadSegmentTimes(&reader);
  if (!reader.ok()) return;
  RC_ASSERT(segment.first <= segment.end && segment.end <= segment.last);
  const BlockTimes times = ReadBlockTimes(&reader, segment, blocks);
  if (!reader.ok()) return;
  RC_ASSERT(times.size() == blocks);
  for (uint32_t block = times.timeless(); block < blocks; ++block) {
    RC_ASSERT(!times.Of(block).empty());
    RC_ASSERT(times.Of(block).size() <= BlockTimes::kMaxBoundsPerBlock);
    for (const TimeBounds& bounds : times.Of(block)) {
      RC_ASSERT(segment.bounds().first <= bounds.first);
      RC_ASSERT(bounds.first <= bounds.last);
      RC_ASSERT(bounds.last <= segment.bounds().last);
    }
  }
}

TEST(SegmentTimes, RefusesWhatDoesNotHold) {
  const auto refused = [](std::vector<uint64_t> varints) {
    base::ByteVector bytes;
    for (const uint64_t value : varints) base::ByteWriter(&bytes).Varint(value);
    base::ByteReader reader(bytes);
    ReadSegmentTimes(&reader);
    return !reader.ok();
  };
  constexpr uint64_t kLast = SegmentTimes::kLastSecond;
  constexpr uint64_t kTraits = (uint64_t{1} << 29) - 1;
  EXPECT_FALSE(refused({2 * kLast, 0, 0, kTraits}));
  EXPECT_TRUE(refused({2 * kLast, 0, 0, kTraits + 1}));
  EXPECT_TRUE(refused({2 * kLast, 0, 0, UINT64_MAX}));
  EXPECT_TRUE(refused({2 * kLast + 2, 0, 0, 0}));
  EXPECT_TRUE(refused({2 * kLast, 1, 0, 0}));
  EXPECT_FALSE(refused({2 * kLast - 1, 2 * kLast, 2 * kLast, 0}));
  EXPECT_TRUE(refused({2 * kLast - 1, 2 * kLast + 1, 0, 0}));
  EXPECT_TRUE(refused({10, 5, 6, 0}));
  EXPECT_TRUE(refused({10, UINT64_MAX, 6, 0}));
  EXPECT_TRUE(refused({10, 5, 0}));
  EXPECT_TRUE(refused({10, 5}));
}

}  // namespace
}  // namespace rondo::stream
