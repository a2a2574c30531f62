#include "dictionary/gateway/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "dictionary/dictionary_object.h"
#include "dictionary/dictionary_writer.h"
#include "dictionary/gateway/hostile_gateway.h"
#include "support/scratch_folder.h"

namespace rondo::dictionary {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using Clock = std::chrono::steady_clock;

// More parts than are asked for one by one.
constexpr size_t kParts = 20;
constexpr size_t kPartBytes = 4096;
// Whatever a gateway does, it is over after this.
constexpr auto kSoon = std::chrono::seconds(8);

class FetchTest : public ::testing::Test {
 protected:
  FetchTest()
      : served_(std::make_shared<BlockStore>(std::vector{folder_ / "served"})),
        store_(std::make_shared<BlockStore>(std::vector{folder_ / "store"})),
        small_(Write("small", 100)),
        large_(Write("large", kParts * kPartBytes)),
        gateway_(folder_ / "served", folder_ / "log") {
    limits_.connect = std::chrono::milliseconds(2000);
    limits_.stall = std::chrono::seconds(1);
    limits_.whole = std::chrono::milliseconds(4000);
    limits_.first_wait = std::chrono::milliseconds(50);
  }

  // A dictionary with an entry of so many bytes, at the gateway.
  Cid Write(const std::string& name, size_t bytes) {
    DictionaryContents contents;
    contents.name = name;
    std::mt19937 random(7);
    base::ByteVector& own = contents.own["entry"];
    for (size_t i = 0; i < bytes; ++i) own.push_back(static_cast<uint8_t>(random()));
    const auto root = WriteDictionary(
        contents,
        [&](const Cid& cid, base::Bytes block) { return served_->Put(cid, block); },
        {.single_block_bytes = kPartBytes, .part_bytes = kPartBytes});
    EXPECT_TRUE(root.ok()) << root.status();
    return *root;
  }

  GatewayUrl Url(const std::string& mode) const {
    return *GatewayUrl::Parse(gateway_.Url(mode));
  }

  absl::StatusOr<FetchedBlocks> Fetch(const std::vector<std::string>& modes,
                                      const Cid& root) const {
    std::vector<GatewayUrl> gateways;
    for (const std::string& mode : modes) gateways.push_back(Url(mode));
    const auto start = Clock::now();
    const auto fetched = FetchDictionary(gateways, store_, root, limits_);
    EXPECT_LT(Clock::now() - start, kSoon * modes.size());
    return fetched;
  }

  // That it ends with an error that names the block, the folder and the gateway, with no
  // root in the store, and nothing there that is not sound and a block of it.
  absl::Status Fails(const std::string& mode, const Cid& root) const {
    const absl::Status status = Fetch({mode}, root).status();
    EXPECT_FALSE(status.ok()) << mode;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr(root.ToText()), HasSubstr(folder_ / "store"),
                      HasSubstr(gateway_.Url(mode) + " ")));
    EXPECT_FALSE(store_->Has(root)) << mode;
    ExpectSound(root);
    return status;
  }

  void ExpectSound(const Cid& root) const {
    const auto kept = store_->List();
    ASSERT_TRUE(kept.ok()) << kept.status();
    const auto object = DictionaryObject::Open(served_, root);
    ASSERT_TRUE(object.ok()) << object.status();
    std::vector<Cid> own = object->Links();
    own.push_back(root);
    for (const Cid& cid : *kept) {
      EXPECT_TRUE(store_->Get(cid).ok());
      EXPECT_THAT(own, ::testing::Contains(cid));
    }
  }

  void ExpectWhole(const Cid& root) const {
    const auto object = DictionaryObject::Open(store_, root);
    ASSERT_TRUE(object.ok()) << object.status();
    EXPECT_TRUE(object->Verify().ok());
    ExpectSound(root);
  }

  void Forget() const { std::filesystem::remove_all(folder_ / "store"); }

  size_t Requests() const { return gateway_.Requests().size(); }

  const testing::ScratchFolder folder_;
  const std::shared_ptr<BlockStore> served_;
  const std::shared_ptr<BlockStore> store_;
  const Cid small_, large_;
  const testing::HostileGateway gateway_;
  GatewayLimits limits_;
};

TEST_F(FetchTest, OneBlockIsOneRequest) {
  const auto fetched = Fetch({"good"}, small_);
  ASSERT_TRUE(fetched.ok()) << fetched.status();
  EXPECT_EQ(fetched->blocks, 1u);
  EXPECT_GT(fetched->bytes, 100u);
  ExpectWhole(small_);
  EXPECT_EQ(Requests(), 1u);
  // What is there is not asked for again.
  EXPECT_EQ(Fetch({"good"}, small_)->blocks, 0u);
  EXPECT_EQ(Requests(), 1u);
}

TEST_F(FetchTest, ManyPartsComeAsOneCar) {
  const auto fetched = Fetch({"good"}, large_);
  ASSERT_TRUE(fetched.ok()) << fetched.status();
  EXPECT_EQ(fetched->blocks, kParts + 1);
  ExpectWhole(large_);
  EXPECT_EQ(Requests(), 2u);
}

TEST_F(FetchTest, OnlyWhatIsMissingOrDamagedIsAskedFor) {
  ASSERT_TRUE(Fetch({"good"}, large_).ok());
  const std::vector<Cid> links = DictionaryObject::Open(store_, large_)->Links();
  ASSERT_TRUE(store_->Remove(links[3]).ok());
  const std::string damaged = folder_ / "store/" + links[5].ToText();
  std::filesystem::permissions(damaged, std::filesystem::perms::owner_all);
  std::filesystem::resize_file(damaged, 10);
  const auto fetched = Fetch({"good"}, large_);
  ASSERT_TRUE(fetched.ok()) << fetched.status();
  EXPECT_EQ(fetched->blocks, 2u);
  EXPECT_EQ(Requests(), 4u);
  ExpectWhole(large_);
}

// Whatever is wrong with a CAR file, its blocks are asked for one by one.
TEST_F(FetchTest, WithoutAGoodCar) {
  for (const char* mode : {"car-none", "car-cut", "car-wrong", "car-extra", "car-other",
                           "car-huge-section", "car-html", "car-reset", "elsewhere"}) {
    SCOPED_TRACE(mode);
    const auto fetched = Fetch({mode}, large_);
    ASSERT_TRUE(fetched.ok()) << fetched.status();
    EXPECT_EQ(fetched->blocks, kParts + 1);
    ExpectWhole(large_);
    Forget();
  }
}

TEST_F(FetchTest, AnEndlessCarEnds) {
  limits_.dictionary_bytes = uint64_t{4} << 20;
  EXPECT_TRUE(Fetch({"car-endless"}, large_).ok());
  ExpectWhole(large_);
}

TEST_F(FetchTest, WrongBytes) {
  for (const char* mode : {"html", "flipped"}) {
    const absl::Status status = Fails(mode, small_);
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("bytes of something else ("));
  }
  EXPECT_TRUE(absl::IsDataLoss(Fails("parts-html", large_)));
}

TEST_F(FetchTest, TooMuch) {
  for (const char* mode : {"endless", "huge", "endless-headers"}) {
    const absl::Status status = Fails(mode, small_);
    EXPECT_TRUE(absl::IsResourceExhausted(status)) << mode << status;
  }
  EXPECT_TRUE(absl::IsNotFound(Fails("endless-404", small_)));
  limits_.dictionary_bytes = kParts * kPartBytes / 2;
  EXPECT_TRUE(absl::IsResourceExhausted(Fails("good", large_)));
  EXPECT_TRUE(absl::IsResourceExhausted(Fails("car-none", large_)));
}

TEST_F(FetchTest, TooSlow) {
  limits_.tries = 1;
  for (const char* mode : {"drip", "silent"}) {
    const absl::Status status = Fails(mode, small_);
    EXPECT_TRUE(absl::IsUnavailable(status)) << mode << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("too slow")) << mode;
  }
  limits_.stall = std::chrono::seconds(100);
  limits_.whole = std::chrono::milliseconds(500);
  EXPECT_THAT(std::string(Fails("drip", small_).message()), HasSubstr("timed out"));
}

TEST_F(FetchTest, Redirects) {
  for (const char* mode : {"to-file", "to-ftp", "loop", "nowhere"}) {
    const size_t before = Requests();
    const absl::Status status = Fails(mode, small_);
    EXPECT_TRUE(absl::IsUnavailable(status)) << mode << status;
    EXPECT_LE(Requests() - before, 1u + kMaxRedirects) << mode;
  }
  EXPECT_TRUE(Fetch({"elsewhere"}, small_).ok());
}

TEST_F(FetchTest, OtherAnswers) {
  EXPECT_TRUE(absl::IsNotFound(Fails("gone", small_)));
  const absl::Status part = Fails("parts-gone", large_);
  EXPECT_TRUE(absl::IsNotFound(part));
  EXPECT_THAT(std::string(part.message()), HasSubstr("answered 404, for its block bafk"));
  EXPECT_TRUE(absl::IsUnavailable(Fails("no-http", small_)));
  // A port where nobody listens.
  const auto nobody = *GatewayUrl::Parse("http://127.0.0.1:1");
  const auto status = FetchDictionary({&nobody, 1}, store_, small_, limits_).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("http://127.0.0.1:1 failed: "));
}

TEST_F(FetchTest, WhatMayPassIsTriedAgain) {
  for (const char* mode : {"busy-once", "broken-once", "reset-once"}) {
    const size_t before = Requests();
    const auto fetched = Fetch({mode}, small_);
    EXPECT_TRUE(fetched.ok()) << mode << fetched.status();
    EXPECT_EQ(Requests() - before, 2u) << mode;
    Forget();
  }
  for (const char* mode : {"busy", "broken", "reset", "cut"}) {
    const size_t before = Requests();
    EXPECT_TRUE(absl::IsUnavailable(Fails(mode, small_))) << mode;
    EXPECT_EQ(Requests() - before, static_cast<size_t>(limits_.tries)) << mode;
  }
}

TEST_F(FetchTest, TheNextGatewayIsAskedForTheRest) {
  const auto fetched = Fetch({"gone", "html", "car-cut"}, small_);
  EXPECT_TRUE(fetched.ok()) << fetched.status();
  const absl::Status status = Fetch({"gone", "broken"}, large_).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("/gone answered 404; "),
                                                   HasSubstr("/broken answered 500")));
}

// The addresses are right, and the blocks are no dictionary.
TEST_F(FetchTest, RightHashesOfWrongThings) {
  for (const base::ByteVector& block : std::vector<base::ByteVector>{
           {},
           {0x00},
           // {"Segments": [], "Name": "x"}: the keys are not in order.
           {0xa2, 0x68, 'S', 'e', 'g', 'm', 'e', 'n', 't', 's', 0x80, 0x64, 'N', 'a', 'm',
            'e', 0x61, 'x'},
           // The length of a text in more bytes than it needs.
           {0xa2, 0x64, 'N', 'a', 'm', 'e', 0x78, 0x01, 'x', 0x68, 'S', 'e', 'g', 'm',
            'e', 'n', 't', 's', 0x80}}) {
    const Cid cid = Cid::Of(Codec::kDagCbor, block);
    ASSERT_TRUE(served_->Put(cid, block).ok());
    const absl::Status status = Fetch({"good"}, cid).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(*store_->List(), IsEmpty());
  }
}

TEST_F(FetchTest, AStoreThatTakesNothing) {
  const auto nowhere = std::make_shared<BlockStore>(std::vector<std::string>());
  const GatewayUrl url = Url("good");
  const absl::Status status = FetchDictionary({&url, 1}, nowhere, small_).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
}

}  // namespace
}  // namespace rondo::dictionary
