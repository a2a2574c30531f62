// What stores hold, and dictionaries on their way in and out.
#include "dictionary/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "dictionary/dictionary_writer.h"
#include "dictionary/random_value.h"
#include "dictionary/transfer.h"
#include "support/scratch_folder.h"

namespace rondo::dictionary {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class CatalogTest : public ::testing::Test {
 protected:
  // Of parts that are the same for the same `shared`.
  Cid Add(const std::string& name, const std::string& shared) {
    DictionaryContents contents;
    contents.name = name;
    contents.segments.assign(100, base::ByteVector(shared.begin(), shared.end()));
    const auto cid = WriteDictionary(
        contents,
        [&](const Cid& block, base::Bytes bytes) { return store_->Put(block, bytes); },
        {.single_block_bytes = 100, .part_bytes = 1000});
    EXPECT_TRUE(cid.ok()) << cid.status();
    return *cid;
  }
  std::string PathOf(const Cid& cid) const { return own_ + "/" + cid.ToText(); }
  void MakeOld(const Cid& cid) const {
    fs::last_write_time(PathOf(cid),
                        fs::file_time_type::clock::now() - std::chrono::hours(2));
  }
  size_t Files() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(own_), {}));
  }
  base::ByteVector Export(std::span<const Cid> cids) const {
    std::vector<DictionaryObject> dictionaries;
    for (const Cid& cid : cids) {
      dictionaries.push_back(*DictionaryObject::Open(store_, cid));
    }
    base::ByteVector car;
    EXPECT_TRUE(ExportCar(dictionaries, [&](base::Bytes bytes) {
                  car.insert(car.end(), bytes.begin(), bytes.end());
                  return absl::OkStatus();
                }).ok());
    return car;
  }
  static CarReader::Source SourceOf(base::Bytes file) {
    return [file](std::span<uint8_t> buffer) mutable -> absl::StatusOr<size_t> {
      const size_t count = std::min(buffer.size(), file.size());
      std::copy_n(file.begin(), count, buffer.begin());
      file = file.subspan(count);
      return count;
    };
  }

  const testing::ScratchFolder scratch_;
  const std::string own_ = scratch_ / "own";
  const std::shared_ptr<const BlockStore> store_ =
      std::make_shared<BlockStore>(std::vector<std::string>{own_, scratch_ / "other"});
};

TEST_F(CatalogTest, DictionariesByName) {
  const Cid b = Add("b", "xyz"), a = Add("a", "xyz");
  const auto catalog = ReadCatalog(store_);
  ASSERT_TRUE(catalog.ok()) << catalog.status();
  ASSERT_EQ(catalog->dictionaries.size(), 2u);
  EXPECT_EQ(catalog->dictionaries[0].cid(), a);
  EXPECT_EQ(catalog->dictionaries[1].cid(), b);
  EXPECT_TRUE(catalog->damaged.empty());
  fs::permissions(PathOf(a), fs::perms::owner_write, fs::perm_options::add);
  std::ofstream(PathOf(a), std::ios::app) << "x";
  const auto damaged = ReadCatalog(store_);
  ASSERT_EQ(damaged->damaged.size(), 1u);
  EXPECT_EQ(damaged->damaged[0].cid, a);
  EXPECT_EQ(damaged->dictionaries.size(), 1u);
}

TEST_F(CatalogTest, AnEmptyStore) {
  EXPECT_TRUE(ReadCatalog(store_)->dictionaries.empty());
  EXPECT_EQ(CollectGarbage(store_, {})->blocks, 0u);
  const auto none = std::make_shared<BlockStore>(std::vector<std::string>{});
  EXPECT_TRUE(ReadCatalog(none)->dictionaries.empty());
  EXPECT_TRUE(CollectGarbage(none, {}).ok());
}

TEST_F(CatalogTest, GarbageIsWhatNoDictionaryNeedsOnceItIsOld) {
  const Cid a = Add("a", "xyz"), b = Add("b", "other");
  const size_t files = Files();
  EXPECT_EQ(CollectGarbage(store_, {})->blocks, 0u);
  fs::remove(PathOf(b));
  EXPECT_EQ(CollectGarbage(store_, {})->blocks, 0u);  // another program may be at it
  const std::vector<Cid> listed = *store_->List();
  for (const Cid& cid : listed) MakeOld(cid);
  const auto garbage = CollectGarbage(store_, {});
  EXPECT_EQ(garbage->dictionaries, 0u);
  EXPECT_EQ(garbage->blocks, files - 1 - Files());
  EXPECT_GT(garbage->blocks, 0u);
  EXPECT_TRUE(DictionaryObject::Open(store_, a)->Verify().ok());
}

TEST_F(CatalogTest, ADroppedDictionaryLeavesWhatOthersShare) {
  const Cid a = Add("a", "xyz"), b = Add("b", "xyz"), c = Add("c", "other");
  const Cid dropped[] = {a, c};
  const auto garbage = CollectGarbage(store_, dropped);
  ASSERT_TRUE(garbage.ok()) << garbage.status();
  EXPECT_EQ(garbage->dictionaries, 2u);
  EXPECT_FALSE(store_->Has(a));
  EXPECT_TRUE(DictionaryObject::Open(store_, b)->Verify().ok());
  EXPECT_EQ(Files(), 1 + std::set<Cid>([&] {
                           const auto links = DictionaryObject::Open(store_, b)->Links();
                           return std::set<Cid>(links.begin(), links.end());
                         }())
                             .size());
  const Cid twice[] = {b, a};
  EXPECT_TRUE(absl::IsNotFound(CollectGarbage(store_, twice).status()));
  EXPECT_TRUE(store_->Has(b));
}

TEST_F(CatalogTest, OutAndIn) {
  const Cid both[] = {Add("a", "xyz"), Add("b", "xyz")};
  const base::ByteVector car = Export(both);
  const auto other =
      std::make_shared<BlockStore>(std::vector<std::string>{scratch_ / "import"});
  const auto imported = ImportCar(SourceOf(car), other);
  ASSERT_TRUE(imported.ok()) << imported.status();
  ASSERT_EQ(imported->size(), 2u);
  EXPECT_EQ((*imported)[1].name(), "b");
  EXPECT_EQ(*other->List(), *store_->List());
  // A file that ends before the last part.
  const auto cut =
      ImportCar(SourceOf(base::Bytes(car).first(car.size() - 1)),
                std::make_shared<BlockStore>(std::vector<std::string>{scratch_ / "cut"}));
  EXPECT_TRUE(absl::IsDataLoss(cut.status()));
}

TEST_F(CatalogTest, FilesOfOneDictionary) {
  const Cid both[] = {Add("a", "xyz"), Add("b", "zyx")};
  const base::ByteVector car = Export(std::span(both).first(1));
  const auto a = DictionaryOfFile(car);
  ASSERT_TRUE(a.ok()) << a.status();
  EXPECT_EQ(a->name(), "a");
  EXPECT_EQ(a->segment_count(), 100u);
  EXPECT_THAT(std::string(DictionaryOfFile(Export(both)).status().message()),
              HasSubstr("2 dictionaries"));
  EXPECT_THAT(std::string(DictionaryOfFile(*store_->Get(both[0])).status().message()),
              HasSubstr("without its parts"));
  const base::ByteVector bare = FromHex("a2 64 4e616d65 61 78 68 5365676d656e7473 80");
  EXPECT_EQ(DictionaryOfFile(bare)->cid(), Cid::Of(Codec::kDagCbor, bare));
  EXPECT_TRUE(absl::IsInvalidArgument(DictionaryOfFile(AsBytes("a log\n")).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(DictionaryOfFile({}).status()));
}

}  // namespace
}  // namespace rondo::dictionary
