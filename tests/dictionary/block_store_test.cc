#include "dictionary/block_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "dictionary/random_value.h"
#include "support/scratch_folder.h"

namespace rondo::dictionary {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BlockStoreTest : public ::testing::Test {
 protected:
  static Cid CidOf(const std::string& text) {
    return Cid::Of(Codec::kRaw, AsBytes(text));
  }
  static void WriteFile(const std::string& path, const std::string& bytes) {
    fs::remove(path);
    std::ofstream(path, std::ios::binary) << bytes;
  }
  static std::string Message(const absl::Status& status) {
    return std::string(status.message());
  }

  const testing::ScratchFolder scratch_;
  const std::string own_ = scratch_ / "own/rondo/dictionaries";
  const std::string other_ = scratch_ / "other";
  const BlockStore store_{{own_, other_}};
};

TEST_F(BlockStoreTest, ThereAndBack) {
  const Cid cid = CidOf("hello");
  EXPECT_FALSE(store_.Has(cid));
  EXPECT_THAT(*store_.List(), ElementsAre());
  ASSERT_TRUE(store_.Put(cid, AsBytes("hello")).ok());
  ASSERT_TRUE(store_.Put(cid, AsBytes("hello")).ok());
  EXPECT_TRUE(store_.Has(cid));
  const auto block = store_.Get(cid);
  ASSERT_TRUE(block.ok()) << block.status();
  EXPECT_EQ(std::string(block->begin(), block->end()), "hello");
  EXPECT_THAT(*store_.List(), ElementsAre(cid));
  EXPECT_EQ(fs::directory_iterator(own_)->path().filename().string(), cid.ToText());
  EXPECT_TRUE(store_.Remove(cid).ok());
  EXPECT_TRUE(absl::IsNotFound(store_.Remove(cid)));
}

TEST_F(BlockStoreTest, AMissingBlockIsNamedWithWhereItWasLookedFor) {
  const auto missing = store_.Get(CidOf("x"));
  EXPECT_TRUE(absl::IsNotFound(missing.status()));
  EXPECT_EQ(missing.status().message(), absl::StrCat("no block ", CidOf("x").ToText(),
                                                     "; looked in ", own_, ", ", other_));
  EXPECT_THAT(Message(BlockStore({}).Get(CidOf("x")).status()), HasSubstr("no home"));
}

TEST_F(BlockStoreTest, EveryFolderIsLookedIn) {
  fs::create_directories(other_);
  WriteFile(other_ + "/" + CidOf("b").ToText(), "b");
  WriteFile(other_ + "/notes", "not a block");
  ASSERT_TRUE(store_.Put(CidOf("a"), AsBytes("a")).ok());
  EXPECT_TRUE(store_.Get(CidOf("b")).ok());
  EXPECT_EQ(store_.List()->size(), 2u);
  // Only from the first is removed.
  EXPECT_TRUE(absl::IsNotFound(store_.Remove(CidOf("b"))));
}

TEST_F(BlockStoreTest, ADamagedBlockIsToldAndAnotherCopyTaken) {
  const Cid cid = CidOf("hello");
  ASSERT_TRUE(store_.Put(cid, AsBytes("hello")).ok());
  const std::string path = own_ + "/" + cid.ToText();
  WriteFile(path, "hellO");
  const auto damaged = store_.Get(cid);
  EXPECT_TRUE(absl::IsDataLoss(damaged.status()));
  EXPECT_THAT(Message(damaged.status()), HasSubstr(path));
  fs::create_directories(other_);
  WriteFile(other_ + "/" + cid.ToText(), "hello");
  EXPECT_TRUE(store_.Get(cid).ok());
  // Kept again, it is whole.
  ASSERT_TRUE(store_.Put(cid, AsBytes("hello")).ok());
  EXPECT_TRUE(BlockStore({own_}).Get(cid).ok());
}

TEST_F(BlockStoreTest, WhatIsNoBlockIsRefused) {
  EXPECT_TRUE(absl::IsDataLoss(store_.Put(CidOf("a"), AsBytes("b"))));
  const std::string large(kMaxBlockBytes + 1, 'x');
  EXPECT_TRUE(absl::IsResourceExhausted(store_.Put(CidOf(large), AsBytes(large))));
  EXPECT_TRUE(absl::IsFailedPrecondition(BlockStore({}).Put(CidOf(""), {})));
  fs::create_directories(own_);
  WriteFile(own_ + "/" + CidOf(large).ToText(), large);
  EXPECT_TRUE(absl::IsResourceExhausted(store_.Get(CidOf(large)).status()));
  ASSERT_EQ(::mkfifo((own_ + "/" + CidOf("pipe").ToText()).c_str(), 0600), 0);
  EXPECT_TRUE(absl::IsDataLoss(store_.Get(CidOf("pipe")).status()));
  fs::create_directory(own_ + "/" + CidOf("folder").ToText());
  EXPECT_TRUE(absl::IsDataLoss(store_.Get(CidOf("folder")).status()));
}

TEST_F(BlockStoreTest, WritersSideBySideLeaveNothingElse) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        const std::string text = std::to_string(i);
        EXPECT_TRUE(store_.Put(CidOf(text), AsBytes(text)).ok());
        EXPECT_TRUE(store_.Get(CidOf(text)).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store_.List()->size(), 20u);
  EXPECT_EQ(std::distance(fs::directory_iterator(own_), {}), 20);
}

TEST_F(BlockStoreTest, LeftoversGoOnceTheyAreOld) {
  fs::create_directories(own_);
  WriteFile(own_ + "/.unfinished-abcdef", "half");
  WriteFile(own_ + "/.unfinished-ghijkl", "half");
  EXPECT_EQ(*store_.RemoveLeftovers(), 0u);
  fs::last_write_time(own_ + "/.unfinished-abcdef",
                      fs::file_time_type::clock::now() - std::chrono::hours(2));
  EXPECT_EQ(*store_.RemoveLeftovers(), 1u);
  EXPECT_TRUE(fs::exists(own_ + "/.unfinished-ghijkl"));
}

TEST_F(BlockStoreTest, TheFoldersOfAUser) {
  ::setenv("XDG_DATA_HOME", "/data", 1);
  ::setenv("RONDO_DICTIONARY_PATH", "/a::/b", 1);
  EXPECT_THAT(BlockStore::OfUser().folders(),
              ElementsAre("/data/rondo/dictionaries", "/a", "/b"));
  ::setenv("XDG_DATA_HOME", "relative", 1);
  ::setenv("HOME", "/home/me", 1);
  ::unsetenv("RONDO_DICTIONARY_PATH");
  EXPECT_THAT(BlockStore::OfUser().folders(),
              ElementsAre("/home/me/.local/share/rondo/dictionaries"));
  ::unsetenv("HOME");
  EXPECT_THAT(BlockStore::OfUser().folders(), ElementsAre());
}

}  // namespace
}  // namespace rondo::dictionary
