// rondo append, as a shell sees it.
#include <gmock/gmock.h>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class AppendTest : public CliTest {};

TEST_F(AppendTest, FilesFollowOneAnother) {
  Write("a.log", Log(200'000));
  Write("b.log", Log(30'000));
  Good("rondo append all.rondo a.log");
  const std::string first = Read("all.rondo");
  Good("rondo append all.rondo b.log a.log");
  EXPECT_THAT(Read("all.rondo"), StartsWith(first));
  Good("cat a.log b.log a.log >expected; rondo cat all.rondo | cmp - expected");
  Good("rondo decode -c all.rondo | cmp - expected");
  Good("rondo decode -c <all.rondo | cmp - expected");
  Good("rondo verify -q all.rondo");
}

TEST_F(AppendTest, StandardInputAndNothing) {
  Good("printf 'one\\n' | rondo append a.rondo");
  Good("printf 'two\\n' | rondo append a.rondo -");
  const std::string two = Read("a.rondo");
  Good("rondo append a.rondo </dev/null");
  EXPECT_EQ(Read("a.rondo"), two);
  EXPECT_EQ(Good("rondo cat a.rondo"), "one\ntwo\n");
  EXPECT_EQ(Good("rondo tail -n1 a.rondo"), "two\n");
}

TEST_F(AppendTest, NothingMakesAScoreOfNothing) {
  Good(": | rondo append new.rondo");
  EXPECT_EQ(Good("rondo cat new.rondo"), "");
  Good("rondo verify -q new.rondo && cp new.rondo before && : | rondo append new.rondo");
  Good("cmp new.rondo before && echo x | rondo append new.rondo");
  EXPECT_EQ(Good("rondo cat new.rondo"), "x\n");
}

TEST_F(AppendTest, WhatCannotBe) {
  Write("a.log", "text\n");
  EXPECT_EQ(Run("rondo append").exit_code, 2);
  EXPECT_THAT(Run("rondo append").err, HasSubstr("append needs the file"));
  EXPECT_EQ(Run("rondo append - a.log").exit_code, 2);
  EXPECT_EQ(Run("rondo append a.log a.log").exit_code, 1);
  EXPECT_EQ(Read("a.log"), "text\n");
  // An input that is missing: nothing of the others stays.
  Good("rondo append a.rondo a.log");
  const std::string before = Read("a.rondo");
  const CommandResult missing = Run("rondo append a.rondo a.log b.log");
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("b.log"));
  EXPECT_EQ(Read("a.rondo"), before);
  EXPECT_EQ(Run("rondo append b.rondo b.log").exit_code, 2);
  EXPECT_FALSE(Exists("b.rondo"));
  EXPECT_EQ(Run("rondo append none/a.rondo a.log").err,
            "rondo: cannot open none/a.rondo: No such file or directory\n");
}

TEST_F(AppendTest, ASecondWriterIsTurnedAway) {
  Write("a.log", "text\n");
  const CommandResult result =
      Run("mkfifo gate; rondo append a.rondo gate & exec 3>gate; sleep 0.3;"
          "rondo append a.rondo a.log; echo $?; echo more >&3; exec 3>&-; wait");
  EXPECT_EQ(result.out, "2\n");
  EXPECT_THAT(result.err, HasSubstr("another program is adding to it"));
  EXPECT_EQ(Good("rondo cat a.rondo"), "more\n");
}

TEST_F(AppendTest, ReadersSeeWhatIsWhole) {
  Write("a.log", Log(100'000));
  Good("rondo append a.rondo a.log");
  Good("rondo append --segment-size 64K b.rondo a.log a.log");
  // The start of another addition, as an interrupted writer leaves it.
  Good("head -c 5000 b.rondo >>a.rondo");
  for (const char* reads : {"cat", "decode -c", "tail -n 1000000", "grep ''"}) {
    EXPECT_EQ(Good(std::string("rondo ") + reads + " a.rondo"), Read("a.log")) << reads;
  }
  EXPECT_THAT(Run("rondo verify a.rondo").err, HasSubstr("5,000 bytes at the end"));
  const CommandResult result = Run("rondo append a.rondo a.log");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("cut off"));
  Good("cat a.log a.log >expected; rondo cat a.rondo | cmp - expected");
}

TEST_F(AppendTest, AFullDiskLeavesTheFileAsItWas) {
  Write("a.log", Log(300'000));
  Good("rondo append a.rondo a.log");
  const std::string before = Read("a.rondo");
  // No file may grow past 64 KiB; the signal for that is ignored, as on a full disk.
  Write("noise", std::string(1, 'x'));
  Good("head -c 200000 /dev/urandom >noise");
  const CommandResult result =
      Run("trap '' XFSZ; ulimit -f 64; rondo append a.rondo noise");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("cannot write"));
  EXPECT_EQ(Read("a.rondo"), before);
}

}  // namespace
}  // namespace rondo::testing
