// Verify tells every damage, and where it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "rondo/trust.h"
#include "stream/score/format.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

absl::StatusOr<DamageReport> VerifyBytes(base::Bytes score, VerifyDepth depth,
                                         const DecodeOptions& options = {}) {
  return Verify(*RandomAccessFile::OpenMemory(score), depth, options);
}

TEST(Verify, UndamagedAtBothDepths) {
  for (const Sample& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    const base::ByteVector score = *Encode(sample.bytes, SmallOptions());
    for (const VerifyDepth depth : {VerifyDepth::kStored, VerifyDepth::kDecoded}) {
      const auto report = VerifyBytes(score, depth);
      ASSERT_TRUE(report.ok()) << report.status();
      EXPECT_TRUE(report->is_undamaged()) << report->damage[0].what;
      EXPECT_EQ(report->expanded_bytes, sample.bytes.size());
      EXPECT_EQ(report->file_bytes, score.size());
      EXPECT_EQ(report->scores, 1);
    }
  }
}

TEST(Verify, EveryFlippedBitIsFoundWithoutDecoding) {
  const base::ByteVector score =
      *Encode(LogLines(2500), {.block_bytes = 1 << 10, .segment_bytes = 1 << 10});
  for (size_t bit = 0; bit < score.size() * 8; ++bit) {
    base::ByteVector damaged = score;
    damaged[bit / 8] ^= 1 << (bit % 8);
    const auto report = VerifyBytes(damaged, VerifyDepth::kStored);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_FALSE(report->is_undamaged()) << bit;
  }
}

TEST(Verify, SaysWhere) {
  const base::ByteVector noise = Noise(64 << 10);
  base::ByteVector score = *Encode(noise, {.block_bytes = 4 << 10});
  const size_t at = score.size() / 2;
  score[at] ^= 0x40;
  const auto report = VerifyBytes(score, VerifyDepth::kStored);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->damage.size(), 1);
  const Damage& damage = report->damage[0];
  EXPECT_LE(damage.from, at);
  EXPECT_GT(damage.to, at);
  EXPECT_LE(damage.to - damage.from, 4 << 10);
  ASSERT_TRUE(damage.loss.has_value());
  EXPECT_EQ(damage.loss->to - damage.loss->from, report->lost_bytes);
  EXPECT_LE(report->lost_bytes, 4 << 10);
  EXPECT_FALSE(report->is_complete());
}

TEST(Verify, UnfinishedAdditionIsNoDamage) {
  EncodeOptions added = SmallOptions();
  added.for_append = true;
  const base::ByteVector first = *Encode(LogLines(5000), SmallOptions());
  const base::ByteVector second = *Encode(LogLines(5000, 2), added);
  for (size_t size = 0; size < second.size(); size += 97) {
    SCOPED_TRACE(size);
    const auto report =
        VerifyBytes(first + base::Bytes(second).first(size), VerifyDepth::kDecoded);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->is_undamaged()) << report->damage[0].what;
    EXPECT_EQ(report->unfinished_bytes, size);
  }
  const auto zeros = VerifyBytes(first + base::ByteVector(5000), VerifyDepth::kStored);
  ASSERT_TRUE(zeros.ok()) << zeros.status();
  EXPECT_TRUE(zeros->is_undamaged());
  EXPECT_EQ(zeros->unfinished_bytes, 5000);
}

TEST(Verify, ThreadsFindTheSame) {
  base::ByteVector score = *Encode(Noise(100'000), SmallOptions());
  for (size_t at = 0; at < score.size(); at += 9973) score[at] ^= 1;
  const auto one = VerifyBytes(score, VerifyDepth::kDecoded);
  const auto many = VerifyBytes(score, VerifyDepth::kDecoded, {.threads = 4});
  ASSERT_TRUE(one.ok() && many.ok());
  ASSERT_EQ(one->damage.size(), many->damage.size());
  for (size_t i = 0; i < one->damage.size(); ++i) {
    EXPECT_EQ(one->damage[i].from, many->damage[i].from);
    EXPECT_EQ(one->damage[i].what, many->damage[i].what);
  }
  EXPECT_EQ(one->lost_bytes, many->lost_bytes);
}

TEST(Verify, WhatIsNoScore) {
  for (const std::string text : {"", "x", "plain text, and no score"}) {
    const auto report = VerifyBytes(ToBytes(text), VerifyDepth::kStored);
    EXPECT_TRUE(absl::IsInvalidArgument(report.status())) << report.status();
  }
}

}  // namespace
}  // namespace rondo::testing
