// rondo salvage and rondo verify: what they write, say and return.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using SalvageTest = CliTest;

class DamagedScore : public CliTest {
 protected:
  // bad.rondo is a.log.rondo with a damaged block in the middle.
  void SetUp() override {
    Write("a.log", Log(300'000));
    Good("rondo encode --segment-size 64K --block-size 4K a.log");
    std::string score = Read("a.log.rondo");
    score[score.size() / 2] ^= 0x10;
    Write("bad.rondo", score);
  }
};

TEST_F(DamagedScore, WhatIsLeftComesOut) {
  const CommandResult result = Run("rondo salvage bad.rondo -o left.log");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("rondo: bad.rondo: bytes "));
  EXPECT_THAT(result.err, HasSubstr("1 damaged place; "));
  const std::string left = Read("left.log");
  EXPECT_LT(left.size(), 300'000);
  EXPECT_GT(left.size(), 200'000);
  // As a score, the same bytes.
  EXPECT_EQ(Run("rondo salvage bad.rondo -o left.rondo").exit_code, 1);
  EXPECT_EQ(Good("rondo cat left.rondo"), left);
  Good("rondo verify -q left.rondo");
  // To a pipe, too.
  EXPECT_EQ(Run("rondo salvage -q -c <bad.rondo").out, left);
}

TEST_F(DamagedScore, Holes) {
  EXPECT_EQ(Run("rondo salvage --holes zero bad.rondo -o zero.log").exit_code, 1);
  const std::string zeros = Read("zero.log");
  const std::string original = Read("a.log");
  ASSERT_EQ(zeros.size(), original.size());
  const size_t begin = zeros.find('\0');
  const size_t end = zeros.rfind('\0') + 1;
  EXPECT_EQ(zeros.substr(0, begin), original.substr(0, begin));
  EXPECT_EQ(zeros.substr(end), original.substr(end));
  EXPECT_EQ(zeros.substr(begin, end - begin), std::string(end - begin, '\0'));
  EXPECT_EQ(Run("rondo salvage --holes marker bad.rondo -o marked.log").exit_code, 1);
  EXPECT_THAT(Good("grep -c '^\\[rondo: .* bytes are lost here, lines' marked.log"),
              HasSubstr("1"));
  EXPECT_EQ(Run("rondo salvage --holes what bad.rondo -o x").exit_code, 2);
}

TEST_F(DamagedScore, Json) {
  const CommandResult salvaged = Run("rondo salvage --json bad.rondo -o left.log");
  EXPECT_THAT(salvaged.out, HasSubstr("\"ok\":false"));
  EXPECT_THAT(salvaged.out, HasSubstr("\"first_line\":"));
  const CommandResult verified = Run("rondo verify --json bad.rondo");
  EXPECT_EQ(verified.exit_code, 1);
  EXPECT_THAT(verified.out, HasSubstr("\"deep\":false,\"ok\":false"));
  const std::string sizes =
      "import json,sys; d=json.load(sys.stdin); print(d['lost_bytes'], "
      "sum(x['lost']['to']-x['lost']['from'] for x in d['damage'] if x['lost']))";
  const std::string line =
      Run("rondo salvage --json bad.rondo -f -o left.log 2>/dev/null | "
          "python3 -c \"" +
          sizes + "\"")
          .out;
  EXPECT_FALSE(line.empty());
  EXPECT_EQ(line.substr(0, line.find(' ')) + "\n", line.substr(line.find(' ') + 1));
}

TEST_F(SalvageTest, NothingLostAndNothingThere) {
  Write("a", "some\nlines\n");
  Good("rondo a");
  const CommandResult result = Run("rondo salvage a.rondo -o b");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("all 11 bytes are saved"));
  EXPECT_EQ(Read("b"), "some\nlines\n");
  EXPECT_EQ(Run("rondo salvage a -o c").exit_code, 1);
  EXPECT_THAT(Names(), ElementsAre("a", "a.rondo", "b"));
  EXPECT_EQ(Run("rondo salvage a.rondo").exit_code, 2);
  EXPECT_EQ(Run("rondo salvage a.rondo -o a.rondo").exit_code, 2);
}

TEST_F(SalvageTest, VerifySaysHowFarItLooked) {
  Write("a", "some\nlines\n");
  Good("rondo a");
  EXPECT_THAT(Run("rondo verify a.rondo").err, HasSubstr("--deep"));
  EXPECT_THAT(Run("rondo verify --deep a.rondo").err, Not(HasSubstr("--deep")));
  EXPECT_THAT(Good("rondo verify --json --deep a.rondo"),
              HasSubstr("\"deep\":true,\"ok\":true"));
}

}  // namespace
}  // namespace rondo::testing
