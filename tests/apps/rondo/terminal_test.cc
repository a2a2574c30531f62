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
    return Run("TERM=xterm PAGER=cat script -qec \"" + line + "\" /dev/null");
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

TEST_F(TerminalTest, HelpGoesThroughThePager) {
  EXPECT_THAT(OnTerminal("PAGER='sed s/^/pager:/' rondo help cat").out,
              HasSubstr("pager:Usage: rondo cat"));
  EXPECT_THAT(OnTerminal("PAGER=false RONDO_PAGER='sed s/^/own:/' rondo cat --help").out,
              HasSubstr("own:Usage: rondo cat"));
  // What is no pager, is not there, or fails.
  for (const char* pager : {"cat", "no-such-pager", "false"}) {
    const CommandResult result =
        OnTerminal(std::string("PAGER=") + pager + " rondo help cat");
    EXPECT_EQ(result.exit_code, 0) << pager;
    EXPECT_THAT(result.out, HasSubstr("Usage: rondo cat")) << pager;
  }
  EXPECT_THAT(OnTerminal("PAGER='sed s/^/pager:/' rondo help cat | cat").out,
              Not(HasSubstr("pager:")));
}

TEST_F(TerminalTest, NoColorForThoseWhoWantNone) {
  Write("a.log", "a word\n");
  EXPECT_THAT(OnTerminal("rondo grep word a.log").out, HasSubstr("\033["));
  EXPECT_THAT(OnTerminal("NO_COLOR=1 rondo grep word a.log").out,
              Not(HasSubstr("\033[")));
  EXPECT_THAT(OnTerminal("NO_COLOR= rondo grep word a.log").out, HasSubstr("\033["));
  EXPECT_THAT(OnTerminal("NO_COLOR=1 rondo grep --color=always word a.log").out,
              HasSubstr("\033["));
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

TEST_F(TerminalTest, ProgressOfWhatOnlyReads) {
  Write("a.log", Log(100'000));
  Good("rondo a.log");
  const std::string slow = "(cat a.log.rondo; sleep 1.8) | rondo verify";
  const CommandResult verified = OnTerminal(slow);
  EXPECT_EQ(verified.exit_code, 0);
  EXPECT_THAT(verified.out, HasSubstr("\r\033[K(standard input)  "));
  EXPECT_THAT(verified.out, HasSubstr("\r\033[K(standard input): ok, "));
  EXPECT_THAT(OnTerminal(slow + " -q").out, Not(HasSubstr("\033[K")));
  // Counts come when all is read, lines before, behind a pager as well.
  const std::string find = "(cat a.log; sleep 1.8) | rondo grep -a ";
  const std::string line = "\r\033[K(standard input)  97.7 KiB";
  const CommandResult counted = OnTerminal(find + "-c .");
  EXPECT_EQ(counted.exit_code, 0);
  EXPECT_THAT(counted.out, HasSubstr(line));
  EXPECT_THAT(OnTerminal(find + ".").out, Not(HasSubstr(line)));
  EXPECT_THAT(OnTerminal(find + ". | cat").out, Not(HasSubstr(line)));
  const CommandResult to_file = OnTerminal(find + ". > found");
  EXPECT_EQ(to_file.exit_code, 0);
  EXPECT_THAT(to_file.out, HasSubstr(line));
  EXPECT_EQ(Good("cmp a.log found && echo same"), "same\n");
}

TEST_F(TerminalTest, NoProgressBetweenTextThatIsDecoded) {
  Write("a.log", Log(100'000));
  Good("rondo a.log");
  const std::string slow = "(cat a.log.rondo; sleep 1.8) | rondo -d";
  EXPECT_THAT(OnTerminal(slow).out, Not(HasSubstr("\033[K")));
  EXPECT_THAT(OnTerminal(slow + " | cat").out, Not(HasSubstr("\033[K")));
  EXPECT_THAT(OnTerminal(slow + "o b.log").out, HasSubstr("\033[K"));
  EXPECT_EQ(Good("cmp a.log b.log && echo same"), "same\n");
}

}  // namespace
}  // namespace rondo::testing
