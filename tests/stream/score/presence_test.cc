// What presence says of a segment: never that a needle is absent which is there, and of
// most that are absent that they are.
#include "stream/score/presence.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "base/checksum.h"

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

// A short text has so many bits for each piece that next to nothing gets through.
TEST(Presence, WordsInAnyCase) {
  const Presence presence = Of("GET /Index.html timeout");
  EXPECT_TRUE(MayHold(presence, "Index"));
  EXPECT_TRUE(MayHold(presence, "inDEX"));
  EXPECT_TRUE(MayHold(presence, "meou"));
  EXPECT_FALSE(MayHold(presence, "indexes"));
  EXPECT_FALSE(MayHold(presence, "time out zone"));
}

TEST(Presence, WordsInTheirOrder) {
  const Presence presence = Of("connection reset by peer, error: timeout");
  EXPECT_TRUE(MayHold(presence, "reset by"));
  EXPECT_TRUE(MayHold(presence, "error: time"));
  EXPECT_FALSE(MayHold(presence, "connection by"));
  EXPECT_FALSE(MayHold(presence, "error timeout"));
}

TEST(Presence, LongNumbers) {
  const Presence presence = Of("id=20240317999 at 1.25");
  EXPECT_TRUE(MayHold(presence, "20240317"));
  EXPECT_TRUE(MayHold(presence, "40317999"));
  EXPECT_FALSE(MayHold(presence, "20240318"));
  EXPECT_TRUE(MayHold(presence, "2023"));  // too short to know
}

TEST(Presence, Ids) {
  const Presence presence = Of("at 0x7f3a91c0 of 3e5b1c42-0a77");
  EXPECT_TRUE(MayHold(presence, "0x7F3A"));
  EXPECT_TRUE(MayHold(presence, "e5b1c42-0a"));
  EXPECT_FALSE(MayHold(presence, "0x7f3b"));
  EXPECT_FALSE(MayHold(presence, "e5b1d42"));
}

TEST(Presence, Addresses) {
  const Presence presence = Of("from 10.60.183.40 to 10.60.18.7, version 1.2.3");
  EXPECT_TRUE(MayHold(presence, "10.60.183.40"));
  EXPECT_TRUE(MayHold(presence, "0.60.18.7"));
  EXPECT_FALSE(MayHold(presence, "10.60.19.40"));
  EXPECT_FALSE(MayHold(presence, "10.183.60.40"));
  EXPECT_TRUE(MayHold(presence, "60.19"));  // may be a part of others
}

TEST(Presence, AnyOfSeveralNeedles) {
  const Presence presence = Of("connection reset");
  EXPECT_TRUE(presence.MayHoldAny(std::vector<std::string>{"refused", "reset"}));
  EXPECT_FALSE(presence.MayHoldAny(std::vector<std::string>{"refused", "absent"}));
  EXPECT_TRUE(presence.MayHoldAny(std::vector<std::string>{"refused", "xyz"}));
  EXPECT_TRUE(presence.MayHoldAny(std::vector<std::string>{}));
}

TEST(Presence, AllOfSeveralStrings) {
  const Presence presence = Of("connection reset");
  EXPECT_TRUE(presence.MayHoldAll(std::vector<std::string>{"reset", "conn", "x"}));
  EXPECT_FALSE(presence.MayHoldAll(std::vector<std::string>{"reset", "refused"}));
  EXPECT_TRUE(presence.MayHoldAll(std::vector<std::string>{}));
}

TEST(Presence, KeepsToItsBudget) {
  std::string text;
  std::mt19937 random(1);
  for (int i = 0; i < 200000; ++i) text.push_back(static_cast<char>('a' + random() % 26));
  for (const uint64_t budget : {0, 63, 64, 1000, 20000, 300000}) {
    EXPECT_LE(WritePresence(AsBytes(text), budget).size(), budget);
  }
  EXPECT_TRUE(WritePresence(AsBytes(text), 63).empty());
  EXPECT_TRUE(MayHold(Of(text, 1000), text.substr(5000, 1000)));
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

// Anything may stand where a damaged checksum was made to fit.
RC_GTEST_PROP(Presence, AnyBytesAreAnsweredOrRefused, ()) {
  auto bytes = *rc::gen::container<base::ByteVector>(rc::gen::arbitrary<uint8_t>());
  if (*rc::gen::arbitrary<bool>() && bytes.size() >= 5) {
    std::fill_n(bytes.begin(), 5, 32);  // one ribbon, of what is left
    bytes.insert(bytes.begin() + 5, static_cast<uint8_t>(bytes.size() - 5));
  }
  base::ByteWriter(&bytes).U32(base::Xxh3Low(bytes));
  const auto presence = Presence::Parse(bytes);
  if (presence.ok()) MayHold(*presence, "connection 10.60.183.40 0x7f3a91c0 20240317");
}

// Every part of a text may be in it.
RC_GTEST_PROP(Presence, NeverMissesAPart, ()) {
  const std::string letters = "abAB0123..:x \n\xff";
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
                                    "0001",      "..",       "err",       "0x7f"};
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
