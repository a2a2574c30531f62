// Parity sections: what they add, what damage they undo, and that they say when they
// cannot.
#include "stream/score/parity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <string>

#include "rondo/trust.h"
#include "support/container_support.h"
#include "trust/parity/gf256.h"
#include "trust/parity/linear_map.h"
#include "trust/parity/section.h"
#include "trust/parity/writer.h"

namespace rondo::testing {
namespace {

using stream::ParityShape;
using trust::GfMatrix;
using trust::ShapeFor;

base::ByteVector ParityOf(base::Bytes bytes, int percent,
                          std::optional<uint64_t> memory = std::nullopt) {
  base::ByteVector parity;
  const absl::Status status =
      WriteParity(*RandomAccessFile::OpenMemory(bytes), percent, SinkTo(&parity), memory);
  EXPECT_TRUE(status.ok()) << status;
  return parity;
}

base::ByteVector Protected(base::Bytes bytes, int percent) {
  return base::ByteVector(bytes.begin(), bytes.end()) + ParityOf(bytes, percent);
}

struct Repaired {
  RepairReport report;
  base::ByteVector bytes;
};

Repaired RepairBytes(base::Bytes damaged) {
  Repaired repaired;
  repaired.bytes.assign(damaged.begin(), damaged.end());
  auto report = Repair(*RandomAccessFile::OpenMemory(damaged),
                       [&](uint64_t offset, std::span<const uint8_t> bytes) {
                         const size_t end = offset + bytes.size();
                         if (repaired.bytes.size() < end) repaired.bytes.resize(end);
                         std::ranges::copy(bytes, repaired.bytes.begin() + offset);
                         return absl::OkStatus();
                       });
  EXPECT_TRUE(report.ok()) << report.status();
  if (report.ok()) repaired.report = *std::move(report);
  return repaired;
}

void Overwrite(base::ByteVector& bytes, size_t begin, size_t count) {
  for (size_t at = begin; at < std::min(begin + count, bytes.size()); ++at) {
    bytes[at] ^= 0xa5;
  }
}

TEST(Gf256, IsAField) {
  for (int a = 1; a < 256; ++a) {
    EXPECT_EQ(trust::GfMultiply(a, trust::GfInverse(a)), 1) << a;
    EXPECT_EQ(trust::GfMultiply(a, 1), a);
    EXPECT_EQ(trust::GfMultiply(a, 0), 0);
  }
  // By hand: x * x^7 = x^8 = x^4 + x^3 + x^2 + 1.
  EXPECT_EQ(trust::GfMultiply(2, 0x80), 0x1d);
}

RC_GTEST_PROP(Gf256Property, CauchyPartsInvert, ()) {
  const int data = *rc::gen::inRange(1, 200);
  const int size = *rc::gen::inRange(1, std::min(data, 256 - data) + 1);
  GfMatrix matrix(size, size);
  for (int r = 0; r < size; ++r) {
    for (int c = 0; c < size; ++c) {
      matrix.at(r, c) = trust::CauchyElement(data, r, data - 1 - c);
    }
  }
  const GfMatrix inverse = trust::GfInverted(matrix);
  for (int r = 0; r < size; ++r) {
    for (int c = 0; c < size; ++c) {
      uint8_t sum = 0;
      for (int i = 0; i < size; ++i) {
        sum ^= trust::GfMultiply(matrix.at(r, i), inverse.at(i, c));
      }
      RC_ASSERT(sum == (r == c ? 1 : 0));
    }
  }
}

// Beside a slow one, at lengths around those that ISA-L treats in other ways.
TEST(LinearMap, IsTheMatrixTimesTheBytes) {
  for (const size_t bytes : {1, 15, 16, 31, 32, 33, 63, 64, 65, 1000}) {
    const base::ByteVector noise = Noise(bytes * 5 + 15, bytes);
    GfMatrix matrix(3, 5);
    std::copy_n(noise.begin() + bytes * 5, 15, matrix.elements.begin());
    std::vector<const uint8_t*> in;
    for (int i = 0; i < 5; ++i) in.push_back(noise.data() + bytes * i);
    base::ByteVector result(bytes * 3);
    std::vector<uint8_t*> out;
    for (int i = 0; i < 3; ++i) out.push_back(result.data() + bytes * i);
    trust::LinearMap(matrix).Apply(bytes, in, out);
    for (int r = 0; r < 3; ++r) {
      for (size_t i = 0; i < bytes; ++i) {
        uint8_t sum = 0;
        for (int c = 0; c < 5; ++c) {
          sum ^= trust::GfMultiply(matrix.at(r, c), in[c][i]);
        }
        ASSERT_EQ(out[r][i], sum) << bytes << " " << r << " " << i;
      }
    }
  }
}

RC_GTEST_PROP(ParityProperty, ShapesAreSound, ()) {
  const uint64_t bits = *rc::gen::inRange(0, 46);
  const uint64_t covered =
      (uint64_t{1} << bits) + *rc::gen::inRange<uint64_t>(0, uint64_t{1} << bits);
  const int percent = *rc::gen::inRange(1, 101);
  const ParityShape shape = ShapeFor(covered, percent);
  base::ByteVector header;
  stream::AppendParityHeader({.shape = shape}, &header);
  const auto page = stream::ParseParityHeader(header);
  RC_ASSERT(page.ok());
  RC_ASSERT(page->shape == shape);
  // A burst of that share, and two cells at its ends, hits no column too often.
  const double burst = static_cast<double>(covered) * percent / 100;
  RC_ASSERT(burst / static_cast<double>(shape.shard_bytes()) < shape.parity_shards);
}

TEST(Parity, TenPercentAddNoMoreThanTenAndAHalf) {
  for (const uint64_t covered : {uint64_t{8} << 20, uint64_t{100} << 20,
                                 uint64_t{1} << 30, uint64_t{123'456'789'012}}) {
    const ParityShape shape = ShapeFor(covered, 10);
    EXPECT_LE(static_cast<double>(shape.section_bytes()),
              0.105 * static_cast<double>(covered))
        << covered;
    EXPECT_LE(static_cast<double>(ShapeFor(covered, 1).section_bytes()),
              0.016 * static_cast<double>(covered));
  }
}

TEST(Parity, ReadersPassOver) {
  const base::ByteVector lines = LogLines(50'000);
  const base::ByteVector score = *Encode(lines, SmallOptions());
  const base::ByteVector file = Protected(score, 10);
  EXPECT_TRUE(*DecodePipe(file) == lines);
  EXPECT_TRUE(*DecodeFile(file) == lines);
  // One behind the other, with parity of its own or of both.
  const base::ByteVector two = file + file;
  EXPECT_TRUE(*DecodePipe(two) == lines + lines);
  EXPECT_TRUE(*DecodeFile(two) == lines + lines);
  const base::ByteVector both = Protected(two, 5);
  EXPECT_TRUE(*DecodeFile(both) == lines + lines);
  for (const base::ByteVector& bytes : {file, two, both}) {
    const auto reader = OpenBytes(bytes);
    ASSERT_TRUE(reader.ok()) << reader.status();
    EXPECT_TRUE((*reader)->Verify().ok()) << (*reader)->Verify();
    const auto report = Verify(*RandomAccessFile::OpenMemory(bytes));
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->is_undamaged());
    EXPECT_GT(report->parity_bytes, 0);
  }
}

TEST(Parity, DependsOnNoLimit) {
  const base::ByteVector bytes = Noise(3 << 20);
  const base::ByteVector parity = ParityOf(bytes, 10);
  EXPECT_TRUE(ParityOf(bytes, 10, 1) == parity);
  EXPECT_TRUE(ParityOf(bytes, 10, 100'000) == parity);
}

TEST(Repair, NothingToDo) {
  const base::ByteVector file = Protected(Noise(10'000), 10);
  const Repaired repaired = RepairBytes(file);
  EXPECT_FALSE(repaired.report.was_damaged);
  EXPECT_EQ(repaired.report.sections, 1);
  EXPECT_EQ(repaired.report.protected_bytes, 10'000);
  EXPECT_EQ(RepairBytes(Noise(10'000)).report.sections, 0);
}

// Bursts of a tenth, wherever they begin: in the data, in the parity, across both.
TEST(Repair, AnyBurstOfItsShare) {
  for (const size_t bytes : {1'000, 10'000, 100'000, 2'500'000}) {
    SCOPED_TRACE(bytes);
    const base::ByteVector data = Noise(bytes);
    const base::ByteVector file = Protected(data, 10);
    const size_t burst = bytes / 10;
    const size_t step = std::max<size_t>(1, file.size() / (bytes > 1'000'000 ? 23 : 150));
    for (size_t begin = 0; begin < file.size(); begin += step) {
      SCOPED_TRACE(begin);
      base::ByteVector damaged = file;
      Overwrite(damaged, begin, burst);
      const Repaired repaired = RepairBytes(damaged);
      EXPECT_TRUE(repaired.report.was_damaged);
      EXPECT_TRUE(repaired.report.is_whole());
      ASSERT_TRUE(repaired.bytes == file);
    }
  }
}

TEST(Repair, BurstsThatAreATenthInSum) {
  const base::ByteVector file = Protected(Noise(6'000'000), 10);
  std::mt19937 random(7);
  for (int round = 0; round < 5; ++round) {
    base::ByteVector damaged = file;
    for (int i = 0; i < 2; ++i) Overwrite(damaged, random() % 5'700'000, 300'000);
    const Repaired repaired = RepairBytes(damaged);
    EXPECT_TRUE(repaired.report.is_whole()) << round;
    EXPECT_TRUE(repaired.bytes == file) << round;
  }
}

TEST(Repair, WhatWasCutOff) {
  const base::ByteVector file = Protected(Noise(20'000), 20);
  for (size_t size = file.size(); size + 3'900 > file.size(); size -= 97) {
    const Repaired repaired = RepairBytes(base::Bytes(file).first(size));
    EXPECT_TRUE(repaired.report.is_whole()) << size;
    EXPECT_EQ(repaired.report.file_bytes, file.size());
    ASSERT_TRUE(repaired.bytes == file) << size;
  }
}

// The columns that can be restored are, and the others are named.
TEST(Repair, SaysWhatItCannot) {
  const base::ByteVector file = Protected(Noise(2'500'000), 5);
  base::ByteVector damaged = file;
  Overwrite(damaged, 500'000, 160'000);  // some columns hold, some do not
  const Repaired repaired = RepairBytes(damaged);
  EXPECT_FALSE(repaired.report.is_whole());
  base::ByteVector rest = repaired.bytes;
  for (const ByteRange& range : repaired.report.beyond_repair) {
    EXPECT_LT(range.from, range.to);
    std::copy(file.begin() + range.from, file.begin() + range.to,
              rest.begin() + range.from);
  }
  EXPECT_TRUE(rest == file);
  base::ByteVector lost = file;
  Overwrite(lost, 0, 2'400'000);
  EXPECT_FALSE(RepairBytes(lost).report.is_whole());
}

TEST(Repair, TwoScoresWithTheirOwn) {
  const base::ByteVector a = Protected(*Encode(LogLines(40'000), {}), 20);
  const base::ByteVector b = Protected(*Encode(Noise(40'000), {}), 20);
  const base::ByteVector file = a + ToBytes("between") + b;
  base::ByteVector damaged = file;
  Overwrite(damaged, 100, 300);
  Overwrite(damaged, a.size() + 1000, 5000);
  Overwrite(damaged, file.size() - 10, 10);
  const Repaired repaired = RepairBytes(damaged);
  EXPECT_EQ(repaired.report.sections, 2);
  EXPECT_TRUE(repaired.report.is_whole());
  EXPECT_TRUE(repaired.bytes == file);
}

RC_GTEST_PROP(RepairProperty, WrongBytesNever, ()) {
  static const base::ByteVector file = Protected(Noise(30'000), 10);
  base::ByteVector damaged = file;
  const int holes = *rc::gen::inRange(1, 8);
  for (int i = 0; i < holes; ++i) {
    Overwrite(damaged, *rc::gen::inRange<size_t>(0, file.size()),
              *rc::gen::inRange<size_t>(1, 1'500));
  }
  const Repaired repaired = RepairBytes(damaged);
  if (repaired.report.sections == 0) return;
  base::ByteVector rest = repaired.bytes;
  for (const ByteRange& range : repaired.report.beyond_repair) {
    std::copy(file.begin() + range.from, file.begin() + range.to,
              rest.begin() + range.from);
  }
  // What is not named is right, of what is protected.
  RC_ASSERT(std::equal(rest.begin(), rest.begin() + 30'000, file.begin()));
}

// Pages of other sections, and such that contradict themselves, are no harm.
TEST(Repair, HostilePages) {
  const base::ByteVector file = Protected(Noise(5'000), 10);
  for (size_t at = 5'000; at < file.size(); ++at) {
    base::ByteVector damaged = file;
    damaged[at] ^= 1 << (at % 8);
    const Repaired repaired = RepairBytes(damaged);
    EXPECT_TRUE(repaired.bytes == file) << at;
  }
  // Sections within sections: each page is good, and they tell of different ones.
  base::ByteVector pages = Noise(5'000);
  for (uint32_t i = 1; i < 200; ++i) {
    stream::AppendParityHeader({.shape = {.data_shards = 1,
                                          .parity_shards = 1,
                                          .cell_bytes = i,
                                          .columns = 1,
                                          .covered_bytes = i}},
                               &pages);
  }
  EXPECT_LE(RepairBytes(pages).report.sections, 200);
}

}  // namespace
}  // namespace rondo::testing
