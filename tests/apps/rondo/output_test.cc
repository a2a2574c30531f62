// AtomicOutput and Source by themselves: the moments that a command line cannot hold
// still.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "apps/rondo/files/atomic_output.h"
#include "apps/rondo/files/source.h"
#include "support/scratch_folder.h"

namespace rondo::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class OutputTest : public ::testing::Test {
 protected:
  std::string Path(const char* name) const { return folder_ / name; }
  size_t Count() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder_.path()), {}));
  }
  void Write(const char* name, const std::string& text) const {
    std::ofstream(Path(name)) << text;
  }
  std::string Read(const char* name) const {
    std::ostringstream text;
    text << std::ifstream(Path(name)).rdbuf();
    return text.str();
  }
  static std::span<const uint8_t> Bytes(const std::string& text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
  }

  const testing::ScratchFolder folder_;
};

TEST_F(OutputTest, AppearsAtCommit) {
  auto output = AtomicOutput::Create(Path("x"), nullptr, false);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_TRUE((*output)->Write(Bytes("text")).ok());
  EXPECT_FALSE(fs::exists(Path("x")));
  EXPECT_EQ(Count(), 1u);
  EXPECT_TRUE((*output)->Commit().ok());
  EXPECT_EQ(Read("x"), "text");
  output->reset();
  EXPECT_EQ(Read("x"), "text");
  EXPECT_EQ(Count(), 1u);
}

TEST_F(OutputTest, WithoutCommitNothingIsLeft) {
  auto output = AtomicOutput::Create(Path("x"), nullptr, false);
  ASSERT_TRUE(output.ok());
  EXPECT_TRUE((*output)->Write(Bytes("text")).ok());
  output->reset();
  EXPECT_EQ(Count(), 0u);
}

TEST_F(OutputTest, AFileThatCameInBetweenIsNotReplaced) {
  auto output = AtomicOutput::Create(Path("x"), nullptr, false);
  ASSERT_TRUE(output.ok());
  Write("x", "precious");
  const absl::Status status = (*output)->Commit();
  EXPECT_THAT(std::string(status.message()), HasSubstr("exists"));
  output->reset();
  EXPECT_EQ(Read("x"), "precious");
  EXPECT_EQ(Count(), 1u);
}

TEST_F(OutputTest, ReplacesWhenAsked) {
  Write("x", "old");
  auto output = AtomicOutput::Create(Path("x"), nullptr, true);
  ASSERT_TRUE(output.ok());
  EXPECT_TRUE((*output)->Write(Bytes("new")).ok());
  EXPECT_EQ(Read("x"), "old");
  EXPECT_TRUE((*output)->Commit().ok());
  EXPECT_EQ(Read("x"), "new");
}

TEST_F(OutputTest, ASourceThatChangedIsNotRemoved) {
  Write("log", "one\n");
  auto source = Source::Open(Path("log"), Source::Accept::kRegularFiles);
  ASSERT_TRUE(source.ok());
  std::ofstream(Path("log"), std::ios::app) << "two\n";
  EXPECT_THAT(std::string((*source)->Remove().message()), HasSubstr("changed"));
  EXPECT_EQ(Read("log"), "one\ntwo\n");
}

TEST_F(OutputTest, ASourceThatWasReplacedIsNotRemoved) {
  Write("log", "one\n");
  auto source = Source::Open(Path("log"), Source::Accept::kRegularFiles);
  ASSERT_TRUE(source.ok());
  fs::rename(Path("log"), Path("log.1"));
  Write("log", "one\n");
  EXPECT_FALSE((*source)->Remove().ok());
  EXPECT_TRUE(fs::exists(Path("log")));
}

TEST_F(OutputTest, AnUnchangedSourceIsRemoved) {
  Write("log", "one\n");
  auto source = Source::Open(Path("log"), Source::Accept::kRegularFiles);
  ASSERT_TRUE(source.ok());
  EXPECT_TRUE((*source)->Remove().ok());
  EXPECT_EQ(Count(), 0u);
}

}  // namespace
}  // namespace rondo::app
