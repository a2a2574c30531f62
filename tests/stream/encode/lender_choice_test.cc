#include "stream/encode/lender_choice.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "support/container_support.h"

namespace rondo::stream {
namespace {

using rondo::testing::LogLines;
using rondo::testing::Noise;

base::ByteVector OtherLines(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) {
    text += "kernel: device eth" + std::to_string(i % 7) + " entered promiscuous mode\n";
  }
  return {text.begin(), text.end()};
}

TEST(LenderChoiceTest, EachBuildsOnTheLastThatLooksLikeIt) {
  LenderChoice choice;
  const Lending first = choice.Next(0, LogLines(100000, 1), false);
  EXPECT_EQ(first.from, nullptr);
  ASSERT_NE(first.own, nullptr);
  const Lending second = choice.Next(1, LogLines(100000, 2), false);
  EXPECT_EQ(second.from, first.own);
  EXPECT_EQ(second.back, 1);
  EXPECT_EQ(second.own, nullptr);
  const Lending third = choice.Next(2, LogLines(100000, 3), true);
  EXPECT_EQ(third.from, first.own);
  EXPECT_EQ(third.back, 2);
}

TEST(LenderChoiceTest, AnotherKindOfLogLendsItself) {
  LenderChoice choice;
  const Lending log = choice.Next(0, LogLines(100000, 1), false);
  const Lending other = choice.Next(1, OtherLines(3000), false);
  EXPECT_EQ(other.from, nullptr);
  ASSERT_NE(other.own, nullptr);
  const Lending like_other = choice.Next(2, OtherLines(4000), false);
  EXPECT_EQ(like_other.from, other.own);
  EXPECT_EQ(like_other.back, 1);
}

TEST(LenderChoiceTest, WhatHasNoWordsAndTheLastSegment) {
  LenderChoice choice;
  const Lending noise = choice.Next(0, Noise(100000, 1), false);
  const Lending more = choice.Next(1, base::ByteVector(100000, ' '), false);
  EXPECT_EQ(more.from, nullptr);
  const Lending last = choice.Next(2, LogLines(100000, 1), true);
  EXPECT_EQ(last.from, nullptr);
  EXPECT_EQ(last.own, nullptr);
}

TEST(LenderSlotTest, WhoWaitsLearnsThatNothingComes) {
  const auto slot = std::make_shared<LenderSlot>();
  std::shared_ptr<const Lender> got = std::make_shared<Lender>();
  std::thread waiting([&] { got = slot->Get(); });
  {
    Lending lending;
    lending.own = slot;
  }  // its segment was never encoded
  waiting.join();
  EXPECT_EQ(got, nullptr);
}

}  // namespace
}  // namespace rondo::stream
