// Segments of mixed bytes there and back, in parts, and damaged.
#include "stream/mixed_bytes_lens/lens.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "stream/lens/block_cutter.h"
#include "stream/mixed_bytes_lens/format.h"
#include "support/container_support.h"

namespace rondo::stream {
namespace {

using rondo::testing::LogLines;
using rondo::testing::Samples;

absl::StatusOr<base::ByteVector> Expand(const EncodedSegment& code,
                                        std::span<const uint64_t> ends, uint32_t block,
                                        uint32_t from, uint32_t to,
                                        uint64_t memory = uint64_t{1} << 30) {
  auto opened =
      OpenMixedBytesLens(code.tables, {.expanded_bytes = ends.back(),
                                       .blocks = static_cast<uint32_t>(ends.size()),
                                       .memory_limit_bytes = memory});
  if (!opened.ok()) return opened.status();
  const uint64_t begin = block == 0 ? 0 : ends[block - 1];
  const uint64_t payload = block == 0 ? 0 : code.payload_ends[block - 1];
  base::ByteVector out(to - from);
  const BlockJob job = {
      .block = block,
      .segment_offset = static_cast<uint32_t>(begin),
      .payload =
          base::Bytes(code.blocks).subspan(payload, code.payload_ends[block] - payload),
      .expanded_bytes = static_cast<uint32_t>(ends[block] - begin),
      .from = from,
      .out = out};
  if (absl::Status status = (*opened)->NewDecoder()->Expand({&job, 1}); !status.ok())
    return status;
  return out;
}

TEST(MixedBytes, RoundTripWholeAndInParts) {
  for (const auto& sample : Samples()) {
    if (sample.bytes.empty()) continue;
    SCOPED_TRACE(sample.name);
    const base::Bytes bytes =
        base::Bytes(sample.bytes).first(std::min<size_t>(sample.bytes.size(), 3 * 2048));
    const std::vector<uint64_t> ends = CutBlocks(bytes, 2048);
    for (const bool expects : {false, true}) {
      const EncodedSegment code = EncodeMixedBytesLens(bytes, ends, expects);
      uint64_t begin = 0;
      for (uint32_t i = 0; i < ends.size(); ++i) {
        const uint32_t size = static_cast<uint32_t>(ends[i] - begin);
        for (const auto& [from, to] : {std::pair{0u, size}, {size / 3, size / 2}}) {
          const auto part = Expand(code, ends, i, from, to);
          ASSERT_TRUE(part.ok()) << part.status();
          EXPECT_EQ(*part, base::ByteVector(bytes.begin() + begin + from,
                                            bytes.begin() + begin + to));
        }
        begin = ends[i];
      }
    }
  }
}

TEST(MixedBytes, DamagedPayloadsEndWithBytesOrAnError) {
  const base::ByteVector text = LogLines(6000);
  const std::vector<uint64_t> ends = {text.size()};
  const uint32_t size = static_cast<uint32_t>(text.size());
  const EncodedSegment code = EncodeMixedBytesLens(text, ends, true);
  for (size_t i = 0; i < code.blocks.size(); i += 23) {
    EncodedSegment bent = code;
    bent.blocks[i] ^= 0x55;
    if (const auto found = Expand(bent, ends, 0, 0, size); found.ok()) {
      EXPECT_NE(*found, text) << i;
    }
    EncodedSegment cut = code;
    cut.blocks.resize(i);
    cut.payload_ends = {i};
    if (const auto found = Expand(cut, ends, 0, 0, size); found.ok()) {
      EXPECT_NE(*found, text) << i;
    }
  }
  EncodedSegment longer = code;
  longer.blocks.resize(longer.blocks.size() + 9);
  longer.payload_ends[0] += 9;
  EXPECT_EQ(Expand(longer, ends, 0, 0, size).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(MixedBytes, TablesAreChecked) {
  const base::ByteVector text = LogLines(3000);
  const std::vector<uint64_t> ends = {text.size()};
  const EncodedSegment code = EncodeMixedBytesLens(text, ends, true);
  const auto status = [&](base::ByteVector tables, uint64_t memory = uint64_t{1} << 30) {
    EncodedSegment bent = code;
    bent.tables = std::move(tables);
    return Expand(bent, ends, 0, 0, 1, memory).status().code();
  };
  ASSERT_EQ(code.tables.size(), 3u);
  const uint8_t flags = code.tables[1];
  EXPECT_EQ(status({1, flags, 20}), absl::StatusCode::kOk);
  EXPECT_EQ(status({2, flags, 20}), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(status({1, 3, 20}), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(status({1, 16, 20}), absl::StatusCode::kUnimplemented);
  for (const uint8_t bits : {0, kMinMixedTableBits - 1, kMaxMixedTableBits + 1, 255})
    EXPECT_EQ(status({1, flags, bits}), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status({1, flags}), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status({1, flags, 20, 0}), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status({}), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status({1, flags, 20}, 1 << 20), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace rondo::stream
