// Scores that are cut, bent or no scores at all: exit code 1, a clear word, no file.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using DamageTest = CliTest;

constexpr const char* kReaders[] = {"rondo -d -o out ", "rondo cat -o out ",
                                    "rondo verify ", "rondo -t "};

TEST_F(DamageTest, TruncatedScores) {
  Write("a.log", Log(300'000));
  Good("rondo --segment-size 64K a.log");
  const std::string score = Read("a.log.rondo");
  for (const size_t kept : {size_t{1}, size_t{7}, size_t{20}, score.size() / 4,
                            score.size() / 2, score.size() * 3 / 4}) {
    Write("cut.rondo", score.substr(0, kept));
    for (const char* reader : kReaders) {
      const CommandResult result = Run(std::string(reader) + "cut.rondo");
      EXPECT_EQ(result.exit_code, 1) << reader << kept << result.err;
      EXPECT_THAT(result.err, StartsWith("rondo: cut.rondo: ")) << reader << kept;
    }
    EXPECT_EQ(Run("rondo -d <cut.rondo >/dev/null").exit_code, 1) << kept;
  }
  EXPECT_THAT(Names(), ElementsAre("a.log", "a.log.rondo", "cut.rondo"));
}

TEST_F(DamageTest, FlippedBytesAreNamed) {
  Write("a.log", Log(100'000));
  Good("rondo a.log");
  std::string score = Read("a.log.rondo");
  score[score.size() / 2] ^= 0x10;
  Write("bent.rondo", score);
  for (const char* reader : kReaders) {
    const CommandResult result = Run(std::string(reader) + "bent.rondo");
    EXPECT_EQ(result.exit_code, 1) << reader;
    EXPECT_THAT(result.err, StartsWith("rondo: bent.rondo: ")) << reader;
    EXPECT_THAT(result.err, HasSubstr("segment 0")) << reader;
  }
  EXPECT_THAT(Good("rondo stat bent.rondo"), ContainsRegex("\n +0 +8 "));
  EXPECT_FALSE(Exists("out"));
}

TEST_F(DamageTest, WhatIsNoScore) {
  Write("text.rondo", "just some text, longer than a magic number\n");
  Write("empty.rondo", "");
  for (const char* name : {"text.rondo", "empty.rondo"}) {
    for (const char* reader : kReaders) {
      const CommandResult result = Run(std::string(reader) + name);
      EXPECT_EQ(result.exit_code, 1) << reader << name << result.err;
      const bool empty = name == std::string("empty.rondo");
      EXPECT_THAT(result.err, HasSubstr(empty ? "it is empty" : "others")) << reader;
    }
  }
  EXPECT_THAT(Run("rondo -d text.rondo").err, HasSubstr("not a Rondo score"));
  EXPECT_THAT(Names(), ElementsAre("empty.rondo", "text.rondo"));
}

TEST_F(DamageTest, GoodFilesBesideABadOneAreStillDone) {
  Write("a", "first\n");
  Write("c", "third\n");
  Good("rondo a c && rm a c");
  Write("b.rondo", "this is not a score at all");
  EXPECT_EQ(Run("rondo -d a.rondo b.rondo c.rondo").exit_code, 1);
  EXPECT_EQ(Read("a"), "first\n");
  EXPECT_EQ(Read("c"), "third\n");
  EXPECT_FALSE(Exists("b"));
}

TEST_F(DamageTest, ADamagedSourceIsNeverRemoved) {
  Write("a.log", Log(100'000));
  Good(
      "rondo a.log && rm a.log && truncate -s -200 a.log.rondo && truncate -s 3000 "
      "a.log.rondo");
  EXPECT_EQ(Run("rondo -d --rm a.log.rondo").exit_code, 1);
  EXPECT_THAT(Names(), ElementsAre("a.log.rondo"));
}

TEST_F(DamageTest, MemoryLimitsAreNamed) {
  Write("a.log", Log(200'000));
  const CommandResult encode = Run("rondo -M 1K a.log");
  EXPECT_EQ(encode.exit_code, 2);
  EXPECT_THAT(encode.err, HasSubstr("memory"));
  Write("zeros", std::string(1'000'000, '\0'));
  Good("rondo zeros");
  const CommandResult decode = Run("rondo -dc -M 1K zeros.rondo");
  EXPECT_EQ(decode.exit_code, 2);
  EXPECT_THAT(decode.err, HasSubstr("memory"));
  EXPECT_TRUE(decode.out.empty());
}

}  // namespace
}  // namespace rondo::testing
