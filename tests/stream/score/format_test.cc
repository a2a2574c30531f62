// The parts of the format on their own: segment header, block table, index, trailer,
// root.
#include "stream/score/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/eight_bytes.h"
#include "base/little_endian.h"
#include "base/newlines.h"
#include "stream/score/block_table.h"
#include "stream/score/index.h"
#include "stream/score/merkle.h"
#include "stream/score/segment_header.h"

namespace rondo::stream {
namespace {

using ::testing::HasSubstr;

constexpr SegmentPlace kPlace = {.number = 3, .offset = 4711};

SegmentHeader SampleHeader() {
  SegmentHeader header = {.lens = Lens::kZstd,
                          .is_last = true,
                          .ends_in_newline = true,
                          .expanded_bytes = 200000,
                          .newlines = 4000,
                          .block_bytes = 65536,
                          .blocks = 4,
                          .block_table_bytes = 60,
                          .tables_bytes = 1000,
                          .blocks_bytes = 30000,
                          .xxh3 = 0x123456789abcdef0};
  for (size_t i = 0; i < header.sha256.size(); ++i)
    header.sha256[i] = static_cast<uint8_t>(i);
  header.times = {.first = 1709546523, .last = 1709632923, .end = 1709632920};
  return header;
}

// Puts the right checksum behind a header that a test changed.
void FixHeader(base::ByteVector* bytes) {
  bytes->resize(bytes->size() - 4);
  base::ByteWriter(bytes).U32(base::Xxh3Low(*bytes));
}

TEST(SegmentHeader, RoundTrip) {
  SegmentHeader header = SampleHeader();
  base::ByteVector bytes;
  AppendSegmentHeader(&header, &bytes);
  EXPECT_EQ(header.header_bytes, bytes.size());
  const auto size =
      SegmentHeaderBytes(base::Bytes(bytes).first(kSegmentPrefixBytes), kPlace);
  ASSERT_TRUE(size.ok()) << size.status();
  EXPECT_EQ(*size, bytes.size());
  const auto parsed = ParseSegmentHeader(bytes, kPlace);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->lens, header.lens);
  EXPECT_EQ(parsed->is_last, header.is_last);
  EXPECT_EQ(parsed->ends_in_newline, header.ends_in_newline);
  EXPECT_EQ(parsed->expanded_bytes, header.expanded_bytes);
  EXPECT_EQ(parsed->newlines, header.newlines);
  EXPECT_EQ(parsed->block_bytes, header.block_bytes);
  EXPECT_EQ(parsed->blocks, header.blocks);
  EXPECT_EQ(parsed->xxh3, header.xxh3);
  EXPECT_EQ(parsed->sha256, header.sha256);
  EXPECT_EQ(parsed->times, header.times);
  EXPECT_EQ(parsed->stored_bytes(), bytes.size() + 60 + 1000 + 30000);
}

TEST(SegmentHeader, EveryFlippedBitIsFound) {
  SegmentHeader header = SampleHeader();
  base::ByteVector bytes;
  AppendSegmentHeader(&header, &bytes);
  for (size_t bit = kSegmentPrefixBytes * 8; bit < bytes.size() * 8; ++bit) {
    base::ByteVector damaged = bytes;
    damaged[bit / 8] ^= 1 << (bit % 8);
    const auto parsed = ParseSegmentHeader(damaged, kPlace);
    EXPECT_TRUE(absl::IsDataLoss(parsed.status())) << "bit " << bit;
    EXPECT_THAT(std::string(parsed.status().message()),
                HasSubstr("segment 3 at offset 4711"));
  }
}

TEST(SegmentHeader, SaysHowLongPresenceIs) {
  SegmentHeader header = SampleHeader();
  header.presence_bytes = 300;
  base::ByteVector bytes;
  AppendSegmentHeader(&header, &bytes);
  const auto parsed = ParseSegmentHeader(bytes, kPlace);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->presence_bytes, 300);
  EXPECT_EQ(parsed->stored_bytes(), header.stored_bytes());
  // A size that no flag speaks of.
  bytes[7] &= ~8;
  FixHeader(&bytes);
  EXPECT_TRUE(absl::IsDataLoss(ParseSegmentHeader(bytes, kPlace).status()));
}

TEST(SegmentHeader, SaysWhichDictionaryItNeeds) {
  SegmentHeader header = SampleHeader();
  header.dictionary.emplace().part = 15;
  for (size_t i = 0; i < 32; ++i)
    header.dictionary->digest[i] = static_cast<uint8_t>(i * 7);
  header.presence_bytes = 300;
  base::ByteVector bytes;
  AppendSegmentHeader(&header, &bytes);
  const auto parsed = ParseSegmentHeader(bytes, kPlace);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->dictionary, header.dictionary);
  EXPECT_EQ(parsed->builds_on, 0);
  // Cut, without its flag, and beside flags that it does not go with.
  base::ByteVector cut = bytes;
  cut.erase(cut.end() - 5);
  cut[4] -= 1;
  FixHeader(&cut);
  EXPECT_TRUE(absl::IsDataLoss(ParseSegmentHeader(cut, kPlace).status()));
  base::ByteVector unflagged = bytes;
  unflagged[7] &= ~kSegmentNeedsDictionary;
  FixHeader(&unflagged);
  EXPECT_TRUE(absl::IsDataLoss(ParseSegmentHeader(unflagged, kPlace).status()));
  for (const bool lends : {true, false}) {
    SegmentHeader both = header;
    both.lends = lends;
    both.builds_on = lends ? 0 : 1;
    base::ByteVector with_both;
    AppendSegmentHeader(&both, &with_both);
    EXPECT_TRUE(absl::IsDataLoss(ParseSegmentHeader(with_both, kPlace).status()));
  }
}

TEST(SegmentHeader, SaysWhatItBuildsOn) {
  SegmentHeader header = SampleHeader();
  header.builds_on = 300;
  base::ByteVector bytes;
  AppendSegmentHeader(&header, &bytes);
  const auto parsed = ParseSegmentHeader(bytes, kPlace);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->builds_on, 300);
  EXPECT_FALSE(parsed->lends);
  // Who builds on another does not lend.
  bytes[7] |= kSegmentLends;
  FixHeader(&bytes);
  EXPECT_TRUE(absl::IsDataLoss(ParseSegmentHeader(bytes, kPlace).status()));

  SegmentHeader lender = SampleHeader();
  lender.lends = true;
  bytes.clear();
  AppendSegmentHeader(&lender, &bytes);
  const auto lends = ParseSegmentHeader(bytes, kPlace);
  ASSERT_TRUE(lends.ok()) << lends.status();
  EXPECT_TRUE(lends->lends);
  EXPECT_EQ(lends->builds_on, 0);
}

TEST(SegmentHeader, RefusesReservedFlagsAndUnknownLenses) {
  SegmentHeader header = SampleHeader();
  base::ByteVector bytes;
  AppendSegmentHeader(&header, &bytes);
  base::ByteVector future = bytes;
  future[7] |= 128;
  FixHeader(&future);
  EXPECT_TRUE(absl::IsUnimplemented(ParseSegmentHeader(future, kPlace).status()));
  future = bytes;
  future[6] = 200;
  FixHeader(&future);
  EXPECT_TRUE(absl::IsUnimplemented(ParseSegmentHeader(future, kPlace).status()));
}

TEST(SegmentHeader, RefusesSizesOutOfBounds) {
  const auto refused = [](auto change) {
    SegmentHeader header = SampleHeader();
    change(header);
    base::ByteVector bytes;
    AppendSegmentHeader(&header, &bytes);
    return absl::IsDataLoss(ParseSegmentHeader(bytes, kPlace).status());
  };
  EXPECT_FALSE(refused([](SegmentHeader&) {}));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.expanded_bytes = 0; }));
  EXPECT_TRUE(
      refused([](SegmentHeader& h) { h.expanded_bytes = base::kMaxSegmentBytes + 1; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.newlines = h.expanded_bytes + 1; }));
  EXPECT_TRUE(
      refused([](SegmentHeader& h) { h.block_bytes = base::kMinBlockBytes - 1; }));
  EXPECT_TRUE(
      refused([](SegmentHeader& h) { h.block_bytes = base::kMaxBlockBytes + 1; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.blocks = 0; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.blocks = 200001; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.block_table_bytes = uint64_t{1} << 41; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.tables_bytes = UINT64_MAX; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.blocks_bytes = uint64_t{1} << 21; }));
}

struct TableAndHeader {
  BlockTable table;
  SegmentHeader header;
  base::ByteVector bytes;
};

// A table of blocks of the given sizes; newlines are as many as fit.
TableAndHeader MakeTable(const std::vector<uint32_t>& payloads,
                         const std::vector<uint32_t>& expanded,
                         const std::vector<uint32_t>& newlines, uint32_t block_bytes) {
  TableAndHeader made;
  uint64_t payload_end = 0, expanded_end = 0, newline_end = 0;
  for (size_t i = 0; i < payloads.size(); ++i) {
    made.table.payload_ends.push_back(payload_end += payloads[i]);
    made.table.expanded_ends.push_back(expanded_end += expanded[i]);
    made.table.newline_ends.push_back(newline_end += newlines[i]);
    made.table.checksums.push_back(static_cast<uint32_t>(i * 2654435761u));
  }
  AppendBlockTable(made.table, block_bytes, std::nullopt, &made.bytes);
  made.header = {.expanded_bytes = expanded_end,
                 .newlines = newline_end,
                 .block_bytes = block_bytes,
                 .blocks = static_cast<uint32_t>(payloads.size()),
                 .block_table_bytes = made.bytes.size(),
                 .blocks_bytes = payload_end};
  return made;
}

RC_GTEST_PROP(BlockTableProperty, RoundTrip, ()) {
  const uint32_t block_bytes = *rc::gen::inRange<uint32_t>(1024, 1 << 20);
  const size_t blocks = *rc::gen::inRange<size_t>(1, 300);
  std::vector<uint32_t> payloads, expanded, newlines;
  for (size_t i = 0; i < blocks; ++i) {
    payloads.push_back(*rc::gen::inRange<uint32_t>(0, 2 * block_bytes));
    expanded.push_back(*rc::gen::inRange<uint32_t>(1, block_bytes + 1));
    newlines.push_back(*rc::gen::inRange<uint32_t>(0, expanded.back() + 1));
  }
  const TableAndHeader made = MakeTable(payloads, expanded, newlines, block_bytes);
  const auto parsed = ParseBlockTable(made.bytes, made.header, kPlace);
  RC_ASSERT(parsed.ok());
  RC_ASSERT(parsed->payload_ends == made.table.payload_ends);
  RC_ASSERT(parsed->expanded_ends == made.table.expanded_ends);
  RC_ASSERT(parsed->newline_ends == made.table.newline_ends);
  RC_ASSERT(parsed->checksums == made.table.checksums);
}

TEST(BlockTable, IsSmall) {
  // Payloads of about 300 bytes, lines of about 100: what data that shrinks 200-fold has.
  std::vector<uint32_t> payloads, expanded, newlines;
  for (uint32_t i = 0; i < 1000; ++i) {
    payloads.push_back(270 + i * 37 % 61);
    expanded.push_back(65536 - i * 41 % 101);
    newlines.push_back(600 + i * 43 % 31);
  }
  const TableAndHeader made = MakeTable(payloads, expanded, newlines, 65536);
  EXPECT_LE(made.bytes.size(), 1000 * (4 + 6 / 8. + 7 / 8. + 5 / 8. + 0.2));
}

TEST(BlockTable, EveryFlippedBitIsFound) {
  const TableAndHeader made =
      MakeTable({100, 200, 300}, {1000, 1024, 5}, {10, 20, 1}, 1024);
  for (size_t bit = 0; bit < made.bytes.size() * 8; ++bit) {
    base::ByteVector damaged = made.bytes;
    damaged[bit / 8] ^= 1 << (bit % 8);
    EXPECT_TRUE(absl::IsDataLoss(ParseBlockTable(damaged, made.header, kPlace).status()))
        << "bit " << bit;
  }
}

TEST(BlockTable, RefusesColumnsThatDoNotAddUp) {
  const TableAndHeader made =
      MakeTable({100, 200, 300}, {1000, 1024, 5}, {10, 20, 1}, 1024);
  const auto refused = [&made](auto change) {
    SegmentHeader header = made.header;
    change(header);
    return absl::IsDataLoss(ParseBlockTable(made.bytes, header, kPlace).status());
  };
  EXPECT_FALSE(refused([](SegmentHeader&) {}));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.expanded_bytes = 2024; }));  // last: 0
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.expanded_bytes = 2000; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.expanded_bytes = 2024 + 1025; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.newlines = 29; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.newlines = 36; }));  // last: 6 of 5 bytes
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.blocks_bytes = 299; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.blocks_bytes = 300 + 67585; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.blocks = 2; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.blocks = 4; }));
}

TEST(BlockTable, FindsTheBlockOfAnOffset) {
  const TableAndHeader made = MakeTable({1, 1, 1}, {10, 1, 4}, {0, 0, 0}, 1024);
  EXPECT_EQ(made.table.BlockOf(0), 0u);
  EXPECT_EQ(made.table.BlockOf(9), 0u);
  EXPECT_EQ(made.table.BlockOf(10), 1u);
  EXPECT_EQ(made.table.BlockOf(11), 2u);
  EXPECT_EQ(made.table.BlockOf(14), 2u);
}

// The recursive definition of RFC 6962.
base::Sha256Digest NaiveRoot(const std::vector<base::Sha256Digest>& leaves) {
  const auto hash = [](uint8_t prefix, base::Bytes a, base::Bytes b) {
    base::ByteVector bytes = {prefix};
    bytes.insert(bytes.end(), a.begin(), a.end());
    bytes.insert(bytes.end(), b.begin(), b.end());
    return base::Sha256(bytes);
  };
  if (leaves.empty()) return base::Sha256({});
  if (leaves.size() == 1) return hash(0, leaves[0], {});
  size_t split = 1;
  while (split * 2 < leaves.size()) split *= 2;
  return hash(1, NaiveRoot({leaves.begin(), leaves.begin() + split}),
              NaiveRoot({leaves.begin() + split, leaves.end()}));
}

TEST(MerkleTree, IsThatOfRfc6962) {
  std::vector<base::Sha256Digest> leaves;
  MerkleTree tree;
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(tree.Root(), NaiveRoot(leaves)) << leaves.size();
    const uint8_t seed[] = {static_cast<uint8_t>(i)};
    leaves.push_back(base::Sha256(seed));
    tree.AddLeaf(leaves.back());
  }
}

constexpr LogId kLog = {1, 2, 3, 255};

base::ByteVector SampleIndex(int segments, uint64_t* segment_bytes,
                             const std::optional<LogId>& log = std::nullopt,
                             const std::string& redact_list = "",
                             const std::optional<uint64_t>& modified = std::nullopt) {
  IndexBuilder builder;
  if (log) builder.SetLog(*log);
  if (modified) builder.SetModified(*modified);
  builder.SetRedactList(redact_list);
  SegmentHeader header = SampleHeader();
  base::ByteVector bytes;
  AppendSegmentHeader(&header, &bytes);
  for (int i = 0; i < segments; ++i) builder.Add(header);
  *segment_bytes = builder.stored_bytes() - kFileHeaderBytes;
  return builder.Finish();
}

TEST(ScoreIndex, RoundTripAndEveryFlippedBit) {
  struct Sample {
    int segments;
    std::optional<LogId> log;
    std::string redact_list;
    std::optional<uint64_t> modified = std::nullopt;
  };
  const std::string long_list(kMaxRedactListBytes, 'x');
  for (const auto& [segments, log, redact_list, modified] :
       std::vector<Sample>{{0, {}, ""},
                           {1, {}, ""},
                           {5, {}, ""},
                           {0, kLog, ""},
                           {5, kLog, ""},
                           {1, {}, "ip,/a/=b"},
                           {5, kLog, "\xc3\xa9"},
                           {0, {}, long_list},
                           {1, {}, "", 0},
                           {5, kLog, "ip", kMaxModifiedSeconds}}) {
    uint64_t segment_bytes = 0;
    const base::ByteVector bytes =
        SampleIndex(segments, &segment_bytes, log, redact_list, modified);
    const base::Bytes index_bytes =
        base::Bytes(bytes).first(bytes.size() - kTrailerBytes);
    const base::Bytes trailer_bytes = base::Bytes(bytes).last(kTrailerBytes);
    const auto trailer = ParseTrailer(trailer_bytes);
    ASSERT_TRUE(trailer.ok()) << trailer.status();
    EXPECT_EQ(trailer->index_bytes, index_bytes.size());
    EXPECT_EQ(trailer->score_bytes, kFileHeaderBytes + segment_bytes + bytes.size());
    const auto index = ParseIndex(index_bytes, segment_bytes);
    ASSERT_TRUE(index.ok()) << index.status();
    ASSERT_EQ(index->entries.size(), static_cast<size_t>(segments));
    EXPECT_EQ(index->log, log);
    EXPECT_EQ(index->redact_list, redact_list);
    EXPECT_EQ(index->modified_seconds, modified);
    for (const IndexEntry& entry : index->entries) {
      EXPECT_TRUE(entry.ends_in_newline);
      EXPECT_EQ(entry.times, SampleHeader().times);
    }
    for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      base::ByteVector damaged = bytes;
      damaged[bit / 8] ^= 1 << (bit % 8);
      const bool in_index = bit / 8 < index_bytes.size();
      const absl::Status status =
          in_index
              ? ParseIndex(base::Bytes(damaged).first(index_bytes.size()), segment_bytes)
                    .status()
              : ParseTrailer(base::Bytes(damaged).last(kTrailerBytes)).status();
      EXPECT_TRUE(absl::IsDataLoss(status)) << "bit " << bit;
    }
    EXPECT_TRUE(absl::IsDataLoss(ParseIndex(index_bytes, segment_bytes + 1).status()));
  }
}

TEST(ScoreIndex, RefusesReservedFlags) {
  uint64_t segment_bytes = 0;
  base::ByteVector bytes = SampleIndex(1, &segment_bytes);
  bytes.resize(bytes.size() - kTrailerBytes);
  // Of the index, and of its entry, behind three sizes of two, three and two bytes.
  for (const size_t flags : {size_t{4}, size_t{6 + 3 + 3 + 2}}) {
    base::ByteVector future = bytes;
    future[flags] |= 8;
    FixHeader(&future);
    EXPECT_TRUE(absl::IsUnimplemented(ParseIndex(future, segment_bytes).status()))
        << flags;
  }
}

TEST(FileHeader, TellsOthersFromFutureVersions) {
  base::ByteVector header;
  AppendFileHeader({}, &header);
  ASSERT_EQ(header.size(), kFileHeaderBytes);
  EXPECT_TRUE(ParseFileHeader(header).ok());
  for (size_t i = 0; i < header.size(); ++i) {
    base::ByteVector other = header;
    other[i] ^= 16;
    const absl::Status status = ParseFileHeader(other).status();
    EXPECT_EQ(status.code(), i < kMagic.size() ? absl::StatusCode::kInvalidArgument
                                               : absl::StatusCode::kUnimplemented);
  }
}

RC_GTEST_PROP(EightBytesProperty, EqualBytesAreFound, (uint8_t byte)) {
  // Bytes next to it are what a carry or a borrow would mistake for it.
  const auto bytes = *rc::gen::container<std::vector<uint8_t>>(
      8, rc::gen::oneOf(
             rc::gen::just(byte),
             rc::gen::map(rc::gen::inRange(-1, 2),
                          [=](int by) { return static_cast<uint8_t>(byte + by); }),
             rc::gen::arbitrary<uint8_t>()));
  const uint64_t eight = base::LoadLittleEndian64(bytes.data());
  uint64_t expected = 0;
  for (int i = 0; i < 8; ++i) {
    if (bytes[i] == byte) expected |= uint64_t{0x80} << (8 * i);
  }
  RC_ASSERT(base::BytesEqual(eight, byte) == expected);
  RC_ASSERT(base::FirstEqual(eight, byte) ==
            std::find(bytes.begin(), bytes.end(), byte) - bytes.begin());
}

RC_GTEST_PROP(NewlinesProperty, CountAndFindAgreeWithALoop, ()) {
  const auto bytes = *rc::gen::container<base::ByteVector>(
      rc::gen::element<uint8_t>('\n', 'a', 0x8a, 0x0b, 0x09, 0, 0xff));
  uint64_t count = 0;
  uint64_t last = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\n') continue;
    last = i + 1;
    RC_ASSERT(base::AfterNewline(bytes, ++count) == last);
  }
  uint64_t seen = 0;
  base::ForEachNewline(bytes, [&](uint64_t offset) {
    RC_ASSERT(base::AfterNewline(bytes, ++seen) == offset + 1);
  });
  RC_ASSERT(seen == count);
  RC_ASSERT(base::CountNewlines(bytes) == count);
  RC_ASSERT(base::AfterNewline(bytes, count + 1) == bytes.size() + 1);
  RC_ASSERT(base::AfterLastNewline(bytes) == last);
}

}  // namespace
}  // namespace rondo::stream
