// What only happens on a terminal; script(1) plays one.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TerminalTest : public CliTest {
 protected:
  // Standard input, output and error are a terminal; what appears on it is `out`.
  CommandResult OnTerminal(const std::string& line) const {
    return Run("TERM=xterm script -qec \"" + line + "\" /dev/null");
  }
};

TEST_F(TerminalTest, AScoreIsNotWrittenToIt) {
  Write("a.log", Log(1000));
  const CommandResult result = OnTerminal("rondo -c a.log");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, HasSubstr("a score is not written to a terminal"));
  EXPECT_EQ(OnTerminal("rondo -fc a.log").exit_code, 0);
}

TEST_F(TerminalTest, AScoreIsNotReadFromIt) {
  for (const char* line : {"rondo -d", "rondo cat", "rondo stat", "rondo verify"}) {
    const CommandResult result = OnTerminal(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.out, HasSubstr("a score is not read from a terminal")) << line;
  }
}

TEST_F(TerminalTest, TemplatesFitIt) {
  Write("a.log", Log(600'000));
  Good("rondo a.log");
  const CommandResult result =
      OnTerminal("stty cols 45; rondo stat --templates a.log.rondo");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("\033[36m<"));
  EXPECT_THAT(result.out, HasSubstr("\xE2\x80\xA6"));
  Write("out", result.out);
  EXPECT_EQ(Good("width=$(tr -d '\\r' < out | sed 's/\\x1b\\[[0-9]*m//g' | "
                 "LC_ALL=C.UTF-8 wc -L); [ $width -le 45 ] && echo fits"),
            "fits\n");
}

TEST_F(TerminalTest, TypedAloneItHelps) {
  const CommandResult result = OnTerminal("rondo");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("rondo encode"));
}

TEST_F(TerminalTest, ProgressForWorkLongerThanASecond) {
  Write("a.log", Log(100'000));
  const std::string slow = "(cat a.log; sleep 1.8) | rondo -f -o x.rondo";
  const CommandResult result = OnTerminal(slow);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr(" read  "));
  EXPECT_THAT(result.out, HasSubstr("\r\033[K"));
  EXPECT_THAT(OnTerminal(slow + " -q").out, Not(HasSubstr(" read  ")));
  // What is read is the larger side.
  const std::string adding =
      OnTerminal("(cat a.log; sleep 1.8) | rondo append --segment-size 64K y.rondo").out;
  EXPECT_THAT(adding, HasSubstr("MB/s  ratio "));
  EXPECT_THAT(adding, Not(HasSubstr("ratio 0.")));
  Write("b.log", Log(1'000));
  EXPECT_THAT(OnTerminal("rondo -f b.log").out, Not(HasSubstr(" read  ")));
}

}  // namespace
}  // namespace rondo::testing
