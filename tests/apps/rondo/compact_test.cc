// rondo compact, as a shell sees it.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class CompactTest : public CliTest {};

TEST_F(CompactTest, SmallPartsBecomeOneScore) {
  Write("a.log", Log(400'000));
  Good(
      "split -l 200 a.log part.; for p in part.*; do rondo append a.rondo $p; rm $p; "
      "done");
  Good("chmod 640 a.rondo");
  const size_t before = Read("a.rondo").size();
  Good("rondo compact a.rondo");
  EXPECT_LT(Read("a.rondo").size(), before / 2);
  Good("rondo cat a.rondo | cmp - a.log");
  Good("rondo verify -q a.rondo");
  Good("rondo encode -c a.log | cmp - a.rondo");
  struct stat info = {};
  ASSERT_EQ(::stat(Path("a.rondo").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
  EXPECT_THAT(Names(), ElementsAre("a.log", "a.rondo"));
}

TEST_F(CompactTest, FullScoresAreTakenAsTheyAre) {
  Write("a.log", Log(200'000));
  Good("head -n 300 a.log >b.log; rondo append --segment-size 64K full.rondo a.log");
  for (const std::string file : {"b", "b", "a", "b", "b", "a"}) {
    Good("rondo append --segment-size 64K all.rondo " + file + ".log");
    Good("cat " + file + ".log >>all.log");
  }
  const size_t before = Read("all.rondo").size();
  Good("rondo compact --segment-size 64K all.rondo; rondo verify -q all.rondo");
  Good("rondo cat all.rondo | cmp - all.log");
  const std::string full = Read("full.rondo");
  EXPECT_THAT(Read("all.rondo"), HasSubstr(full));
  EXPECT_THAT(Read("all.rondo"), EndsWith(full));
  EXPECT_LT(Read("all.rondo").size(), before);
  Good("rondo compact all.rondo; rondo encode -c all.log | cmp - all.rondo");
}

TEST_F(CompactTest, WhatIsCompactStaysAsItIs) {
  Write("a.log", Log(100'000));
  Good("rondo encode a.log");
  const std::string before = Read("a.log.rondo");
  EXPECT_THAT(Run("rondo compact -v a.log.rondo").err, HasSubstr("left as it is"));
  EXPECT_EQ(Read("a.log.rondo"), before);
}

TEST_F(CompactTest, DamageIsNotReplaced) {
  Write("a.log", Log(100'000));
  Good("rondo append a.rondo a.log; rondo append a.rondo a.log");
  std::string damaged = Read("a.rondo");
  damaged[damaged.size() / 4] ^= 1;
  Write("a.rondo", damaged);
  EXPECT_EQ(Run("rondo compact a.rondo").exit_code, 1);
  EXPECT_EQ(Read("a.rondo"), damaged);
}

TEST_F(CompactTest, WhatCannotBe) {
  Write("a.log", "text\n");
  EXPECT_EQ(Run("rondo compact").exit_code, 2);
  EXPECT_EQ(Run("rondo compact none.rondo").exit_code, 2);
  EXPECT_FALSE(Exists("none.rondo"));
  EXPECT_EQ(Run("rondo compact a.log").exit_code, 1);
  Good("rondo append a.rondo a.log; ln -s a.rondo link.rondo");
  EXPECT_THAT(Run("rondo compact link.rondo").err, HasSubstr("name the file itself"));
  const CommandResult result =
      Run("mkfifo gate; rondo append a.rondo gate & exec 3>gate; sleep 0.3;"
          "rondo compact a.rondo; echo $?; echo more >&3; exec 3>&-; wait");
  EXPECT_EQ(result.out, "2\n");
  EXPECT_THAT(result.err, HasSubstr("another program is adding to it"));
  EXPECT_EQ(Good("rondo cat a.rondo"), "text\nmore\n");
}

}  // namespace
}  // namespace rondo::testing
