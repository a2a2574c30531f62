#include "dictionary/dag_cbor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dictionary/random_value.h"
#include "dictionary/utf8.h"

namespace rondo::dictionary {
namespace {

using ::testing::HasSubstr;

base::ByteVector WriteAgain(const DagCborItems& items) {
  base::ByteVector bytes;
  DagCborWriter writer(&bytes);
  for (const DagCborItem& item : items) writer.Item(item);
  return bytes;
}

base::ByteVector Random(uint32_t seed) {
  base::ByteVector bytes;
  RandomValue(seed, &bytes).Write();
  return bytes;
}

TEST(DagCbor, TheWorkedExample) {
  const base::ByteVector bytes = FromHex("a2 6164 f6 68 5365676d656e7473 81 42 6869");
  const auto items = DecodeDagCbor(bytes);
  ASSERT_TRUE(items.ok()) << items.status();
  ASSERT_EQ(items->size(), 6u);
  EXPECT_EQ((*items)[0].kind, DagCborKind::kMap);
  EXPECT_EQ((*items)[0].end, 6u);
  const DagCborItem* segments = FindMember(*items, 0, "Segments");
  ASSERT_NE(segments, nullptr);
  EXPECT_EQ(segments->kind, DagCborKind::kList);
  EXPECT_EQ(segments->end, 6u);
  EXPECT_EQ((*items)[5].text(), "hi");
  EXPECT_EQ((*items)[5].offset, 14u);
  EXPECT_EQ(FindMember(*items, 0, "Name"), nullptr);
}

TEST(DagCbor, Numbers) {
  for (const char* hex : {"00",
                          "17",
                          "1818",
                          "18ff",
                          "190100",
                          "19ffff",
                          "1a00010000",
                          "1affffffff",
                          "1b0000000100000000",
                          "1bffffffffffffffff",
                          "20",
                          "3bffffffffffffffff",
                          "fb0000000000000000",
                          "fb8000000000000000",
                          "fb3ff8000000000000",
                          "f4",
                          "f5",
                          "f6",
                          "40",
                          "60",
                          "80",
                          "a0"}) {
    const base::ByteVector bytes = FromHex(hex);
    const auto items = DecodeDagCbor(bytes);
    ASSERT_TRUE(items.ok()) << hex << items.status();
    EXPECT_EQ(WriteAgain(*items), bytes) << hex;
  }
}

RC_GTEST_PROP(DagCbor, ThereAndBack, (uint32_t seed)) {
  const base::ByteVector bytes = Random(seed);
  const auto items = DecodeDagCbor(bytes);
  RC_ASSERT(items.ok());
  RC_ASSERT(WriteAgain(*items) == bytes);
  RC_ASSERT(items->front().end == items->size());
}

RC_GTEST_PROP(DagCbor, NoPrefixIsAValueNorAnythingBehind, (uint32_t seed)) {
  base::ByteVector bytes = Random(seed);
  for (size_t i = 0; i < bytes.size(); ++i) {
    RC_ASSERT(!DecodeDagCbor(base::Bytes(bytes).first(i)).ok());
  }
  bytes.push_back(0);
  RC_ASSERT(!DecodeDagCbor(bytes).ok());
}

// A flipped bit is refused, or is another value in its one form.
RC_GTEST_PROP(DagCbor, WhatIsTakenHasOneForm, (uint32_t seed)) {
  base::ByteVector bytes = Random(seed);
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] ^= static_cast<uint8_t>(1 << bit);
      const auto items = DecodeDagCbor(bytes);
      if (items.ok()) RC_ASSERT(WriteAgain(*items) == bytes);
      bytes[i] ^= static_cast<uint8_t>(1 << bit);
    }
  }
}

TEST(DagCbor, DepthIsLimitedAndNeverRecurses) {
  for (const uint8_t open : {0x81, 0xa1}) {
    base::ByteVector bytes;
    const auto nest = [&](size_t depth) {
      bytes.clear();
      for (size_t i = 0; i < depth; ++i) {
        bytes.push_back(open);
        if (open == 0xa1) bytes.push_back(0x60);
      }
      bytes.push_back(0);
    };
    nest(kMaxDagCborDepth);
    EXPECT_TRUE(DecodeDagCbor(bytes).ok());
    nest(kMaxDagCborDepth + 1);
    EXPECT_EQ(DecodeDagCbor(bytes).status().code(), absl::StatusCode::kResourceExhausted);
    nest(1'000'000);
    EXPECT_EQ(DecodeDagCbor(bytes).status().code(), absl::StatusCode::kResourceExhausted);
  }
}

TEST(DagCbor, ItemsAreLimited) {
  const base::ByteVector bytes = FromHex("83 00 00 00");
  EXPECT_TRUE(DecodeDagCbor(bytes, 4).ok());
  const auto items = DecodeDagCbor(bytes, 3);
  EXPECT_EQ(items.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(items.status().message()), HasSubstr("byte 3"));
}

TEST(DagCbor, ExpectationsSayWhatAndWhere) {
  const base::ByteVector bytes = FromHex("82 00 60");
  const auto items = DecodeDagCbor(bytes);
  ASSERT_TRUE(items.ok());
  EXPECT_EQ(ExpectKind((*items)[1], DagCborKind::kText, "Name").message(),
            "DAG-CBOR, byte 1: Name is a number, expected text");
  EXPECT_EQ(ReadLink((*items)[2], "Dictionary").status().message(),
            "DAG-CBOR, byte 2: Dictionary is text, expected a link");
}

TEST(Utf8, Forms) {
  const auto valid = [](const char* hex) {
    const base::ByteVector bytes = FromHex(hex);
    return ValidUtf8Prefix(bytes) == bytes.size();
  };
  for (const char* good : {"", "00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080",
                           "efbfbf", "f0908080", "f48fbfbf"}) {
    EXPECT_TRUE(valid(good)) << good;
  }
  for (const char* bad :
       {"80", "bf", "c080", "c1bf", "c2", "c27f", "e08080", "e09fbf", "eda080", "edbfbf",
        "e0a0", "f08fbfbf", "f0908f", "f4908080", "f5808080", "ff", "e28228"}) {
    EXPECT_FALSE(valid(bad)) << bad;
  }
}

}  // namespace
}  // namespace rondo::dictionary
