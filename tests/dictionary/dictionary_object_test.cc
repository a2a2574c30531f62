#include "dictionary/dictionary_object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "dictionary/dictionary_writer.h"
#include "dictionary/random_value.h"

namespace rondo::dictionary {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Counts what is read.
class CountingBlocks : public BlockSource {
 public:
  absl::StatusOr<base::ByteVector> Get(const Cid& cid) const override {
    ++reads;
    return blocks.Get(cid);
  }
  BlockSink Sink() {
    return [this](const Cid& cid, base::Bytes block) {
      EXPECT_EQ(blocks.Add(cid.codec, {block.begin(), block.end()}), cid);
      return absl::OkStatus();
    };
  }

  MemoryBlocks blocks;
  mutable int reads = 0;
};

DictionaryContents Random(uint32_t seed) {
  std::mt19937 random(seed);
  const auto bytes = [&](size_t least, size_t most) {
    base::ByteVector out(least + random() % (most - least + 1));
    for (uint8_t& byte : out) byte = static_cast<uint8_t>(random());
    return out;
  };
  DictionaryContents contents;
  contents.name = "name " + std::to_string(seed);
  if (random() % 2) contents.description = "d\xc3\xa9scription";
  for (size_t i = random() % 40; i > 0; --i) {
    contents.segments.push_back(bytes(1, random() % 10 == 0 ? 900 : 12));
  }
  for (size_t i = random() % 4; i > 0; --i) {
    contents.own["entry" + std::string(random() % 3, 'x')] =
        bytes(0, random() % 2 == 0 ? 3000 : 20);
  }
  return contents;
}

absl::StatusOr<DictionaryContents> ReadAll(const DictionaryObject& object) {
  DictionaryContents contents;
  contents.name = object.name();
  contents.description = object.description();
  for (size_t i = 0; i < object.segment_parts(); ++i) {
    const auto part = object.Part(i);
    if (!part.ok()) return part.status();
    EXPECT_EQ(part->first, contents.segments.size());
    for (const base::Bytes segment : part->segments) {
      EXPECT_EQ(object.PartOfSegment(contents.segments.size()), i);
      contents.segments.emplace_back(segment.begin(), segment.end());
    }
  }
  for (const std::string& name : object.own_names()) {
    auto own = object.ReadOwn(name, 0, object.OwnBytes(name));
    if (!own.ok()) return own.status();
    contents.own[name] = *std::move(own);
  }
  return contents;
}

bool Same(const DictionaryContents& a, const DictionaryContents& b) {
  return a.name == b.name && a.description == b.description && a.segments == b.segments &&
         a.own == b.own;
}

constexpr DictionarySizes kSmall = {.single_block_bytes = 300, .part_bytes = 1000};

RC_GTEST_PROP(DictionaryObject, ThereAndBack, (uint32_t seed, bool small)) {
  const DictionaryContents contents = Random(seed);
  const auto blocks = std::make_shared<CountingBlocks>();
  const auto cid =
      WriteDictionary(contents, blocks->Sink(), small ? kSmall : DictionarySizes{});
  RC_ASSERT(cid.ok());
  const auto object = DictionaryObject::Open(blocks, *cid);
  RC_ASSERT(object.ok());
  RC_ASSERT(object->Verify().ok());
  RC_ASSERT(object->segment_count() == contents.segments.size());
  const auto back = ReadAll(*object);
  RC_ASSERT(back.ok());
  RC_ASSERT(Same(*back, contents));
  if (!small) RC_ASSERT(object->Links().empty());
}

// Any bit of any block flipped, or any end cut off: an address that does not hold.
RC_GTEST_PROP(DictionaryObject, DamageIsSeen, (uint32_t seed)) {
  const auto blocks = std::make_shared<CountingBlocks>();
  const auto cid = WriteDictionary(Random(seed), blocks->Sink(), kSmall);
  RC_ASSERT(cid.ok());
  for (const auto& [address, block] : blocks->blocks.blocks()) {
    base::ByteVector bent = block;
    if (bent.empty()) continue;
    bent[seed % bent.size()] ^= static_cast<uint8_t>(1 << seed % 8);
    RC_ASSERT(!CheckBlock(address, bent).ok());
  }
}

// The root alone, as somebody else might write it: refused, or read without harm.
RC_GTEST_PROP(DictionaryObject, BentRootsAreRefusedOrRead, (uint32_t seed)) {
  const auto blocks = std::make_shared<CountingBlocks>();
  const auto cid = WriteDictionary(Random(seed), blocks->Sink(), kSmall);
  RC_ASSERT(cid.ok());
  const base::ByteVector root = *blocks->Get(*cid);
  for (size_t i = 0; i < root.size(); ++i) {
    base::ByteVector bent = root;
    bent[i] ^= static_cast<uint8_t>(1 << (seed + i) % 8);
    const auto object = DictionaryObject::Parse(blocks, *cid, bent);
    if (object.ok()) (void)object->Verify();
    bent.assign(root.begin(), root.begin() + static_cast<ptrdiff_t>(i));
    RC_ASSERT(!DictionaryObject::Parse(blocks, *cid, bent).ok());
  }
}

TEST(DictionaryObject, TheWorkedExample) {
  const auto blocks = std::make_shared<CountingBlocks>();
  DictionaryContents contents;
  contents.name = "two";
  contents.segments = {{'a'}, {'b', 'c'}};
  const auto cid = WriteDictionary(contents, blocks->Sink());
  ASSERT_TRUE(cid.ok());
  EXPECT_EQ(*blocks->Get(*cid),
            FromHex("a2 64 4e616d65 63 74776f 68 5365676d656e7473 82 41 61 42 6263"));
  EXPECT_EQ(cid->ToText(), "bafyreidynpc5wcot3pbpi2cdsf2tzhdvxvwvum4nnakgxvaw4htbuscoyu");
}

TEST(DictionaryObject, AMebibyteIsOneBlockAndMoreIsSeveral) {
  for (const auto& [segments, single] :
       {std::pair{15, true}, {16, false}, {100, false}}) {
    const auto blocks = std::make_shared<CountingBlocks>();
    DictionaryContents contents;
    contents.name = "large";
    for (int i = 0; i < segments; ++i) {
      contents.segments.emplace_back(kMaxSegmentBytes, static_cast<uint8_t>(i));
    }
    const auto cid = WriteDictionary(contents, blocks->Sink());
    ASSERT_TRUE(cid.ok()) << cid.status();
    const auto object = DictionaryObject::Open(blocks, *cid);
    ASSERT_TRUE(object.ok());
    EXPECT_EQ(object->Links().empty(), single) << segments;
    for (const auto& [address, block] : blocks->blocks.blocks()) {
      EXPECT_LE(block.size(), kSingleBlockBytes);
    }
  }
}

TEST(DictionaryObject, OnlyTheWantedPartsAreRead) {
  const auto blocks = std::make_shared<CountingBlocks>();
  DictionaryContents contents;
  contents.name = "parts";
  for (int i = 0; i < 100; ++i) {
    contents.segments.emplace_back(500, static_cast<uint8_t>(i));
  }
  contents.own["tables"] = base::ByteVector(10'000, 7);
  contents.own["small"] = base::ByteVector(10, 8);
  const auto cid = WriteDictionary(contents, blocks->Sink(), {1000, 5000});
  ASSERT_TRUE(cid.ok());
  const auto object = DictionaryObject::Open(blocks, *cid);
  ASSERT_TRUE(object.ok()) << object.status();
  EXPECT_EQ(blocks->reads, 1);
  EXPECT_GT(object->segment_parts(), 10u);
  const auto part = object->Part(object->PartOfSegment(50));
  ASSERT_TRUE(part.ok());
  EXPECT_EQ(blocks->reads, 2);
  EXPECT_EQ(part->segments[50 - part->first][0], 50);
  EXPECT_EQ(object->ReadOwn("small", 3, 4)->size(), 4u);
  EXPECT_EQ(blocks->reads, 2);
  EXPECT_EQ(object->ReadOwn("tables", 4990, 10)->size(), 10u);
  EXPECT_EQ(blocks->reads, 3);
  EXPECT_EQ(object->ReadOwn("tables", 4990, 20)->size(), 20u);
  EXPECT_EQ(blocks->reads, 5);
  EXPECT_THAT(*object->ReadOwn("tables", 10'000, 0), IsEmpty());
  EXPECT_TRUE(absl::IsOutOfRange(object->ReadOwn("tables", 9'999, 2).status()));
  EXPECT_TRUE(absl::IsNotFound(object->ReadOwn("none", 0, 0).status()));
  EXPECT_THAT(object->own_names(), ElementsAre("small", "tables"));
}

TEST(DictionaryObject, AMissingPartIsNamedWithItsDictionary) {
  const auto blocks = std::make_shared<CountingBlocks>();
  DictionaryContents contents = Random(1);
  contents.segments.assign(50, base::ByteVector(100, 'x'));
  const auto cid = WriteDictionary(contents, blocks->Sink(), kSmall);
  const auto root = std::make_shared<MemoryBlocks>();
  root->Add(Codec::kDagCbor, *blocks->Get(*cid));
  const auto object = DictionaryObject::Open(root, *cid);
  ASSERT_TRUE(object.ok());
  const absl::Status status = object->Verify();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr(cid->ToText()));
  EXPECT_THAT(std::string(status.message()), HasSubstr(object->Links()[0].ToText()));
}

TEST(DictionaryWriter, LimitsOfContents) {
  const BlockSink ignore = [](const Cid&, base::Bytes) { return absl::OkStatus(); };
  const auto refusal = [&](const DictionaryContents& contents) {
    const auto cid = WriteDictionary(contents, ignore);
    EXPECT_TRUE(absl::IsInvalidArgument(cid.status()));
    return std::string(cid.status().message());
  };
  DictionaryContents good;
  good.name = "x";
  EXPECT_TRUE(WriteDictionary(good, ignore).ok());
  DictionaryContents bad = good;
  bad.name = "";
  EXPECT_EQ(refusal(bad), "the name has 0 bytes, expected 1 to 255");
  bad.name = "\xff";
  EXPECT_EQ(refusal(bad), "the name is not UTF-8");
  bad = good;
  bad.segments = {{1}, {}};
  EXPECT_EQ(refusal(bad), "segment 1 has 0 bytes, expected 1 to 65536");
  bad.segments = {base::ByteVector(kMaxSegmentBytes + 1, 1)};
  EXPECT_THAT(refusal(bad), HasSubstr("segment 0 has 65537"));
  bad = good;
  bad.description = "";
  EXPECT_THAT(refusal(bad), HasSubstr("the description"));
  bad = good;
  bad.own[std::string(256, 'x')] = {};
  EXPECT_THAT(refusal(bad), HasSubstr("own entry"));
}

}  // namespace
}  // namespace rondo::dictionary
