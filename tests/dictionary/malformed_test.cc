// Whatever breaks the rules of an object is refused, wherever in it that is.
#include "dictionary/malformed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "dictionary/block_source.h"
#include "dictionary/dag_cbor.h"
#include "dictionary/dictionary_object.h"
#include "dictionary/random_value.h"

namespace rondo::dictionary {
namespace {

using ::testing::StartsWith;

absl::Status Parse(const base::ByteVector& bytes) {
  return DictionaryObject::Parse(std::make_shared<MemoryBlocks>(),
                                 Cid::Of(Codec::kDagCbor, bytes), bytes)
      .status();
}

TEST(Malformed, Values) {
  std::set<std::string> names;
  for (const Malformed& object : MalformedValues()) {
    EXPECT_TRUE(names.insert(object.name).second) << object.name;
    const absl::Status status = DecodeDagCbor(object.bytes).status();
    EXPECT_TRUE(absl::IsDataLoss(status) || absl::IsResourceExhausted(status))
        << object.name << ": " << status;
    EXPECT_THAT(std::string(status.message()), StartsWith("DAG-CBOR, byte "));
    EXPECT_FALSE(Parse(object.bytes).ok()) << object.name;
  }
  EXPECT_GE(names.size(), 1000u);
}

// They are DAG-CBOR, and it is not that which is refused.
TEST(Malformed, Dictionaries) {
  std::set<std::string> names;
  for (const Malformed& object : MalformedDictionaries()) {
    EXPECT_TRUE(names.insert(object.name).second) << object.name;
    EXPECT_TRUE(DecodeDagCbor(object.bytes).ok()) << object.name;
    const absl::Status status = Parse(object.bytes);
    EXPECT_TRUE(absl::IsDataLoss(status) || absl::IsUnimplemented(status))
        << object.name << ": " << status;
  }
  EXPECT_GE(names.size(), 50u);
}

TEST(Malformed, OtherRoots) {
  const base::ByteVector good = FromHex("a2 64 4e616d65 61 78 68 5365676d656e7473 80");
  EXPECT_TRUE(Parse(good).ok());
  const auto raw = DictionaryObject::Parse(std::make_shared<MemoryBlocks>(),
                                           Cid::Of(Codec::kRaw, good), good);
  EXPECT_TRUE(absl::IsDataLoss(raw.status()));
  base::ByteVector large;
  DagCborWriter writer(&large);
  writer.Map(2);
  writer.Text("Name");
  writer.Text("x");
  writer.Text("Segments");
  writer.List(16);
  for (int i = 0; i < 16; ++i) writer.Bytes(base::ByteVector(kMaxSegmentBytes, 1));
  EXPECT_TRUE(absl::IsDataLoss(Parse(large)));
}

// Parts that are not what the root says of them.
TEST(Malformed, Parts) {
  for (const char* part : {"80", "81 41 61", "83 41 61 41 62 41 63", "82 41 61 40",
                           "82 41 61 61 62", "a1 61 61 41 61", "82 41 61", "42 6162",
                           "82 41 61 41 62 00", "82 41 61 82 41 62 01"}) {
    const auto blocks = std::make_shared<MemoryBlocks>();
    const Cid link = blocks->Add(Codec::kDagCbor, FromHex(part));
    base::ByteVector root;
    DagCborWriter writer(&root);
    writer.Map(2);
    writer.Text("Name");
    writer.Text("x");
    writer.Text("Segments");
    writer.List(1);
    writer.List(2);
    writer.Link(link);
    writer.Unsigned(2);
    const auto object =
        DictionaryObject::Open(blocks, blocks->Add(Codec::kDagCbor, root));
    ASSERT_TRUE(object.ok()) << object.status();
    EXPECT_FALSE(object->Part(0).ok()) << part;
    EXPECT_FALSE(object->Verify().ok()) << part;
  }
  for (const size_t size : {0, 1, 3}) {
    const auto blocks = std::make_shared<MemoryBlocks>();
    const Cid link = blocks->Add(Codec::kRaw, base::ByteVector(size, 1));
    base::ByteVector root;
    DagCborWriter writer(&root);
    writer.Map(3);
    writer.Text("Name");
    writer.Text("x");
    writer.Text("Rondo");
    writer.Map(1);
    writer.Text("tables");
    writer.List(1);
    writer.List(2);
    writer.Link(link);
    writer.Unsigned(2);
    writer.Text("Segments");
    writer.List(0);
    const auto object =
        DictionaryObject::Open(blocks, blocks->Add(Codec::kDagCbor, root));
    ASSERT_TRUE(object.ok()) << object.status();
    EXPECT_TRUE(absl::IsDataLoss(object->ReadOwn("tables", 0, 1).status()));
    EXPECT_TRUE(absl::IsDataLoss(object->Verify()));
  }
}

}  // namespace
}  // namespace rondo::dictionary
