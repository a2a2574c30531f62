// What the program says about itself.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;
using HelpTest = CliTest;

TEST_F(HelpTest, EveryWayToAsk) {
  const std::string page = Good("rondo help");
  EXPECT_THAT(page, HasSubstr("rondo encode"));
  EXPECT_THAT(page, HasSubstr("tar -I rondo"));
  EXPECT_EQ(Good("rondo -h"), page);
  EXPECT_EQ(Good("rondo --help"), page);
  for (const char* verb : {"encode", "decode", "cat", "head", "tail", "wc", "stat",
                           "verify", "salvage", "repair", "export", "dict"}) {
    const std::string own = Good(std::string("rondo help ") + verb);
    EXPECT_THAT(own, HasSubstr(std::string("Usage: rondo ") + verb));
    EXPECT_EQ(Good(std::string("rondo ") + verb + " -h"), own);
  }
  // Whose -h is about names of files.
  const std::string grep = Good("rondo grep --help x");
  EXPECT_EQ(Good("rondo help grep"), grep);
  EXPECT_THAT(grep, HasSubstr("Usage: rondo grep"));
}

TEST_F(HelpTest, Version) {
  EXPECT_THAT(Good("rondo --version"), MatchesRegex("rondo [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  EXPECT_EQ(Good("rondo -V"), Good("rondo --version"));
}

TEST_F(HelpTest, UsageErrors) {
  for (const char* line : {"rondo --nonsense", "rondo help nonsense", "rondo -o",
                           "rondo -T x", "rondo cat --lines 0 a", "rondo cat --bytes 5 a",
                           "rondo stat -9 a", "rondo --rm -c a", "rondo -o x a b"}) {
    const CommandResult result = Run(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_EQ(result.out, "") << line;
    EXPECT_THAT(result.err, HasSubstr("rondo: ")) << line;
    EXPECT_THAT(result.err, HasSubstr("rondo help")) << line;
  }
  EXPECT_THAT(Run("rondo cat --lines x a").err,
              AllOf(HasSubstr("no line range"), HasSubstr("try rondo help cat\n")));
}

TEST_F(HelpTest, MistypedVerbs) {
  const CommandResult result = Run("rondo grpe foo x.rondo");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err,
            "rondo: no verb and no file \"grpe\"; did you mean \"grep\"?\n"
            "rondo: try rondo help\n");
  EXPECT_THAT(Run("rondo encdoe file").err, HasSubstr("did you mean \"encode\"?"));
  EXPECT_THAT(Run("rondo hlep").err, HasSubstr("did you mean \"help\"?"));
  EXPECT_THAT(Run("rondo help grpe").err,
              HasSubstr("no help on \"grpe\"; did you mean \"grep\"?"));
}

TEST_F(HelpTest, MistypedOptions) {
  EXPECT_THAT(Run("rondo cat --line 5 a").err,
              HasSubstr("'--line'; did you mean \"--lines\"?\n"));
  EXPECT_THAT(Run("rondo grep --colour=never x a").err,
              HasSubstr("did you mean \"--color\"?"));
  // Options of this verb only, and no letters.
  EXPECT_THAT(Run("rondo wc --line 5 a").err, Not(HasSubstr("did you mean")));
  EXPECT_THAT(Run("rondo cat -n a").err, Not(HasSubstr("did you mean")));
}

TEST_F(HelpTest, SizesNoScoreCanHaveAreToldOnceAndFirst) {
  for (const char* line :
       {"rondo encode --block-size 1 a b", "rondo append --block-size 1 a.rondo b",
        "rondo compact --block-size 1 a.rondo", "rondo --block-size 1 a b"}) {
    const CommandResult result = Run(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.err, StartsWith("rondo: block size is 1, expected 1024 to"))
        << line;
    EXPECT_THAT(result.err, Not(HasSubstr("No such file"))) << line;
  }
  EXPECT_EQ(Names(), std::vector<std::string>());
}

TEST_F(HelpTest, FilesAreNoMistypedVerbs) {
  Write("grpe", "a file of this name\n");
  EXPECT_EQ(Good("rondo grpe && rondo cat grpe.rondo"), "a file of this name\n");
  for (const char* line : {"rondo ./hed", "rondo hed.log", "rondo -- hed", "unrondo hed",
                           "rondo messages"}) {
    const CommandResult result = Run(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.err, HasSubstr("No such file")) << line;
  }
}

}  // namespace
}  // namespace rondo::testing
