// What presence says of a segment: never that a needle is absent which is there, and of
// most that are absent that they are.
#include "stream/score/presence.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace rondo::stream {
namespace {

base::Bytes AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

Presence Of(std::string_view text, uint64_t budget_bytes = 4096) {
  auto presence = Presence::Parse(WritePresence(AsBytes(text), budget_bytes));
  EXPECT_TRUE(presence.ok()) << presence.status();
  return *std::move(presence);
}

bool MayHold(const Presence& presence, std::string needle) {
  return presence.MayHoldAny(std::vector<std::string>{std::move(needle)});
}

TEST(Presence, WordsInAnyCase) {
  const Presence presence = Of("GET /Index.html timeout");
  EXPECT_TRUE(MayHold(presence, "Index"));
  EXPECT_TRUE(MayHold(presence, "inDEX"));
  EXPECT_TRUE(MayHold(presence, "meou"));
  EXPECT_FALSE(MayHold(presence, "indexes"));
  EXPECT_FALSE(MayHold(presence, "time out zone"));
}

TEST(Presence, LongNumbers) {
  const Presence presence = Of("id=20240317999 at 1.25");
  EXPECT_TRUE(MayHold(presence, "20240317"));
  EXPECT_TRUE(MayHold(presence, "40317999"));
  EXPECT_FALSE(MayHold(presence, "20240318"));
  EXPECT_TRUE(MayHold(presence, "2024"));  // too short to know
}

TEST(Presence, Addresses) {
  const Presence presence = Of("from 10.60.183.40 to 10.60.18.7, version 1.2.3");
  EXPECT_TRUE(MayHold(presence, "10.60.183.40"));
  EXPECT_TRUE(MayHold(presence, "0.60.18.7"));
  EXPECT_FALSE(MayHold(presence, "10.60.19.40"));
  EXPECT_FALSE(MayHold(presence, "10.183.60.40"));
  EXPECT_TRUE(MayHold(presence, "60.19"));  // may be a part of others
  EXPECT_TRUE(MayHold(presence, ".1234.60."));
}

TEST(Presence, AnyOfSeveralNeedles) {
  const Presence presence = Of("connection reset");
  EXPECT_TRUE(presence.MayHoldAny(std::vector<std::string>{"refused", "reset"}));
  EXPECT_FALSE(presence.MayHoldAny(std::vector<std::string>{"refused", "absent"}));
  EXPECT_TRUE(presence.MayHoldAny(std::vector<std::string>{"refused", "xyz"}));
  EXPECT_TRUE(presence.MayHoldAny(std::vector<std::string>{}));
}

TEST(Presence, KeepsToItsBudget) {
  std::string text;
  std::mt19937 random(1);
  for (int i = 0; i < 200000; ++i) text.push_back(static_cast<char>('a' + random() % 26));
  for (const uint64_t budget : {0, 63, 64, 1000, 20000, 300000}) {
    EXPECT_LE(WritePresence(AsBytes(text), budget).size(), budget);
  }
  EXPECT_TRUE(WritePresence(AsBytes(text), 63).empty());
  // Too many pieces for the bits there are: nothing is claimed.
  EXPECT_TRUE(MayHold(Of(text, 1000), "zqxjzqxjzqxj"));
}

TEST(Presence, DamageIsSeen) {
  const base::ByteVector good = WritePresence(AsBytes("connection reset by peer"), 1000);
  ASSERT_FALSE(good.empty());
  for (size_t i = 0; i < good.size(); ++i) {
    base::ByteVector bad = good;
    bad[i] ^= 0x10;
    EXPECT_FALSE(Presence::Parse(bad).ok()) << i;
    EXPECT_FALSE(Presence::Parse({good.begin(), good.begin() + i}).ok()) << i;
  }
}

// Every part of a text may be in it.
RC_GTEST_PROP(Presence, NeverMissesAPart, ()) {
  const std::string letters = "abAB0123456789..: \n";
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(letters));
  const auto from = *rc::gen::inRange<size_t>(0, text.size() + 1);
  const auto length = *rc::gen::inRange<size_t>(0, 40);
  const Presence presence = Of(text);
  RC_ASSERT(MayHold(presence, text.substr(from, length)));
}

// So it is with long runs, which random letters seldom are.
TEST(Presence, NeverMissesAPartOfRuns) {
  std::mt19937 random(7);
  const std::string_view parts[] = {"10.2.30.4", "12345678", "987654321", "time",
                                    "OUT",       ".",        " ",         "1.2.3",
                                    "0001",      "..",       "err"};
  for (int round = 0; round < 200; ++round) {
    std::string text;
    for (int i = 0; i < 30; ++i) text += parts[random() % std::size(parts)];
    const Presence presence = Of(text);
    for (size_t from = 0; from < text.size(); ++from) {
      const size_t length = 1 + random() % 30;
      ASSERT_TRUE(MayHold(presence, text.substr(from, length))) << text << " " << from;
    }
  }
}

}  // namespace
}  // namespace rondo::stream
