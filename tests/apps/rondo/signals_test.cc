// Told to stop in the middle, the program leaves nothing behind.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;
using SignalsTest = CliTest;

// Encodes from a named pipe that stays open, and sends the signal once the temporary file
// is there.
constexpr char kScript[] =
    "mkfifo pipe; rondo encode -o out.rondo pipe & pid=$!; exec 3>pipe; cat a.log >&3; "
    "for i in $(seq 400); do ls -A | grep -q '^[.]rondo-' && break; sleep 0.05; done; "
    "ls -A | grep -c '^[.]rondo-' >seen; kill -$SIGNAL $pid; wait $pid; code=$?; exec "
    "3>&-; "
    "exit $code";

TEST_F(SignalsTest, StopSignalsRemoveTheTemporaryFile) {
  Write("a.log", Log(10'000));
  // The shell starts jobs with INT ignored when it is not interactive, and rondo leaves
  // ignored signals ignored.
  for (const auto& [name, number] :
       {std::pair{"TERM", 15}, std::pair{"HUP", 1}, std::pair{"XCPU", 24}}) {
    const CommandResult result = Run(std::string("SIGNAL=") + name + "; " + kScript);
    EXPECT_EQ(result.exit_code, 128 + number) << result.err;
    EXPECT_EQ(Read("seen"), "1\n");
    Good("rm seen pipe");
    EXPECT_THAT(Names(), ElementsAre("a.log")) << name;
  }
}

TEST_F(SignalsTest, TheLimitOfFileSizeLeavesNothing) {
  Write("a.log", Log(300'000));
  const CommandResult result = Run("ulimit -c 0; ulimit -f 2; rondo encode a.log");
  EXPECT_EQ(result.exit_code, 128 + 25) << result.err;  // XFSZ
  EXPECT_THAT(Names(), ElementsAre("a.log"));
  // Who ignores it is told by an error.
  const CommandResult ignored = Run("ulimit -f 2; trap '' XFSZ; rondo encode a.log");
  EXPECT_EQ(ignored.exit_code, 2);
  EXPECT_THAT(ignored.err, ::testing::HasSubstr("File too large"));
  EXPECT_THAT(Names(), ElementsAre("a.log"));
}

TEST_F(SignalsTest, IgnoredHangupStaysIgnored) {
  Write("a.log", Log(10'000));
  Good(
      "mkfifo pipe; nohup rondo encode -o out.rondo pipe 2>/dev/null & exec 3>pipe; "
      "cat a.log >&3; sleep 0.2; kill -HUP $!; exec 3>&-; wait $!");
  EXPECT_EQ(Good("rondo -dc out.rondo"), Log(10'000));
}

TEST_F(SignalsTest, TheTemporaryFileIsPrivate) {
  Write("a.log", Log(10'000));
  Good(
      "mkfifo pipe; rondo encode -o out.rondo pipe & exec 3>pipe; cat a.log >&3; "
      "for i in $(seq 400); do ls -A | grep -q '^[.]rondo-' && break; sleep 0.05; done; "
      "stat -c %a .rondo-* >mode; exec 3>&-; wait");
  EXPECT_EQ(Read("mode"), "600\n");
}

// A shell that sees the signal in the status stops its loop, too.
TEST_F(SignalsTest, InterruptedVerbsSayNothing) {
  Write("a.log", Log(10'000));
  Write("interrupt.py", R"(
import signal, subprocess, sys, time
for words in sys.argv[1:]:
    child = subprocess.Popen(words.split(), stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdin.write(open("a.log", "rb").read())
    child.stdin.flush()
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    child.wait()
    print(words, child.returncode, child.stderr.read().decode(), end=";")
)");
  Good("rondo a.log");
  const std::vector<std::string> verbs = {"rondo encode -o out",
                                          "rondo -c",
                                          "rondo grep -c x",
                                          "rondo tail -f a.log.rondo",
                                          "rondo wc",
                                          "rondo append b.rondo",
                                          "rondo -dcf"};
  std::string line = "python3 interrupt.py";
  std::string expected;
  for (const std::string& verb : verbs) {
    line += " '" + verb + "'";
    expected += verb + " -2 ;";
  }
  EXPECT_EQ(Good(line), expected);
  EXPECT_THAT(Names(), ElementsAre("a.log", "a.log.rondo", "interrupt.py"));
}

}  // namespace
}  // namespace rondo::testing
