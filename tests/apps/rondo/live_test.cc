// rondo encode --live and rondo tail -f, as a shell sees them.
#include <gmock/gmock.h>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class LiveCliTest : public CliTest {
 protected:
  // A writer that reads from descriptor 3 of the shell; $pid is its number. `await TEXT`
  // waits until the log has it.
  static constexpr char kStart[] =
      "mkfifo pipe; rondo encode --live --flush 100ms -o a.rondo pipe & pid=$!; "
      "exec 3>pipe; await() { for i in $(seq 400); do "
      "rondo grep -q -- \"$1\" ${2:-a.rondo} 2>/dev/null && return; sleep 0.02; done; "
      "echo never: $1; }; ";
};

TEST_F(LiveCliTest, EverythingReadsALogThatIsWritten) {
  Write("a.log", Log(40'000));
  const std::string lines = Good("wc -l <a.log");
  const CommandResult result =
      Run(std::string(kStart) +
          "cat a.log >&3; echo last >&3; await last; ls >names;"
          "for verb in cat 'decode -c' 'grep ^' 'tail -n +1'; do "
          "rondo $verb a.rondo >$pid.out; "
          "{ cat a.log; echo last; } | cmp - $pid.out; done;"
          "rondo cat --lines -1: a.rondo; rondo cat <a.rondo | tail -n1;"
          "rondo wc a.rondo; rondo verify -q a.rondo;"
          "exec 3>&-; wait $pid; echo $?");
  EXPECT_EQ(result.err, "");
  const std::string count = std::to_string(std::stoi(lines) + 1);
  EXPECT_EQ(result.out, "last\nlast\n" + count + " " +
                            std::to_string(Log(40'000).size() + 5) + " a.rondo\n0\n");
  EXPECT_THAT(Read("names"), HasSubstr("a.rondo.from-0\n"));
  Good("{ cat a.log; echo last; } | cmp - $(ls *.out); rm *.out pipe names");
  EXPECT_THAT(Names(), ElementsAre("a.log", "a.rondo"));
  Good("{ cat a.log; echo last; } >b.log; rondo cat a.rondo | cmp - b.log");
}

TEST_F(LiveCliTest, ToldToStopItFinishes) {
  const CommandResult result = Run(std::string(kStart) +
                                   "echo one >&3; await one; printf 'two\nthree' >&3;"
                                   "kill -TERM $pid; wait $pid; echo $?; exec 3>&-");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out, "0\n");
  EXPECT_EQ(Good("rondo cat a.rondo"), "one\ntwo\nthree");
  EXPECT_THAT(Names(), ElementsAre("a.rondo", "pipe"));
  // The shell starts jobs with INT ignored, which would stay ignored.
  Good(
      "rm pipe; mkfifo pipe; env --default-signal=INT rondo encode --live -o a.rondo "
      "pipe &"
      "exec 3>pipe; echo four >&3; sleep 0.2; kill -INT $!; wait $!");
  EXPECT_EQ(Good("rondo cat a.rondo"), "one\ntwo\nthreefour\n");
}

TEST_F(LiveCliTest, KilledItLeavesWhatOthersTakeOver) {
  const std::string killed = std::string(kStart) +
                             "echo one >&3; await one; echo two >&3; await two;"
                             "kill -KILL $pid; wait $pid; exec 3>&-; rm pipe";
  for (const char* next :
       {"echo three | rondo append a.rondo",
        "echo three | rondo encode --live -o a.rondo",
        "rondo compact a.rondo && echo three | rondo append a.rondo"}) {
    Run(killed);
    EXPECT_THAT(Names(), ElementsAre("a.rondo", "a.rondo.from-0", "a.rondo.from-4"))
        << next;
    EXPECT_EQ(Good("rondo cat a.rondo"), "one\ntwo\n");
    EXPECT_THAT(Good("rondo stat a.rondo"), HasSubstr("tail files"));
    EXPECT_THAT(Run("rondo decode --rm a.rondo; rm a").err, HasSubstr("not finished"));
    EXPECT_THAT(Good("rondo stat --json a.rondo"),
                HasSubstr("\"tail_files\":2,\"tail_bytes\":8"));
    Good(next);
    EXPECT_EQ(Good("rondo cat a.rondo"), "one\ntwo\nthree\n") << next;
    EXPECT_THAT(Names(), ElementsAre("a.rondo")) << next;
    Good("rm a.rondo");
  }
}

TEST_F(LiveCliTest, RotationBeginsANewScore) {
  const CommandResult result =
      Run(std::string(kStart) +
          "for i in $(seq 400); do test -s a.rondo && break; sleep 0.02; done;"
          "rondo tail -n +1 -f a.rondo >tail.out 3>&- & tail=$!;"
          "echo one >&3; await one; kill -HUP $pid; echo two >&3; await two;"
          "mv a.rondo b.rondo; echo three >&3; kill -HUP $pid;"
          "for i in $(seq 400); do test -s a.rondo && break; sleep 0.02; done;"
          "echo four >&3; await four; await three b.rondo; exec 3>&-; wait $pid; echo $?;"
          "for i in $(seq 100); do grep -q four tail.out && break; sleep 0.02; done;"
          "kill $tail; wait $tail 2>/dev/null; rm pipe");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out, "0\n");
  EXPECT_EQ(Good("rondo cat b.rondo"), "one\ntwo\nthree\n");
  EXPECT_EQ(Good("rondo cat a.rondo"), "four\n");
  EXPECT_EQ(Read("tail.out"), "one\ntwo\nthree\nfour\n");
  EXPECT_THAT(Names(), ElementsAre("a.rondo", "b.rondo", "tail.out"));
}

// Only the score of a log whose writer was killed is removed: what it flushed does not
// come back in the next log of that name, but is not lost.
TEST_F(LiveCliTest, TailFilesOfARemovedScoreAreNoPartOfTheNext) {
  Run(std::string(kStart) +
      "echo one >&3; await one; echo two >&3; await two; kill -KILL $pid; wait $pid");
  Good("mkdir old && cp a.rondo* old && rm a.rondo");
  const CommandResult live = Run("echo new | rondo encode --live -o a.rondo");
  EXPECT_EQ(live.exit_code, 0);
  EXPECT_THAT(live.err, HasSubstr("a.rondo.orphan-0: does not follow on a.rondo"));
  EXPECT_EQ(Good("rondo cat a.rondo"), "new\n");
  EXPECT_EQ(Good("rondo cat a.rondo.orphan-0 a.rondo.orphan-4"), "one\ntwo\n");
  // Again, and by another verb.
  Good("rm a.rondo && cp old/a.rondo.from-* .");
  const CommandResult append = Run("echo newer | rondo append a.rondo");
  EXPECT_EQ(append.exit_code, 0);
  EXPECT_THAT(append.err, HasSubstr("a.rondo.orphan-0.2: does not follow on a.rondo"));
  EXPECT_EQ(Good("rondo cat a.rondo"), "newer\n");
  EXPECT_FALSE(Exists("a.rondo.from-0"));
}

TEST_F(LiveCliTest, AFullDiskLeavesWhatWasFlushed) {
  Write("a.log", Log(40'000));
  Good("head -c 400000 /dev/urandom >noise");
  // No file may grow past 64 KiB; the signal for that is ignored, as on a full disk.
  const CommandResult result =
      Run("trap '' XFSZ; ulimit -f 64; " + std::string(kStart) +
          "cat a.log >&3; echo last >&3; await last; cat noise >&3; wait $pid; echo $?");
  EXPECT_EQ(result.out, "2\n");
  EXPECT_THAT(result.err, HasSubstr("cannot write to"));
  EXPECT_THAT(result.err, HasSubstr("File too large"));
  Good("{ cat a.log; echo last; } >b.log; rondo cat a.rondo | cmp - b.log");
  Good("echo more | rondo encode --live -o a.rondo; echo more >>b.log");
  Good("rondo cat a.rondo | cmp - b.log");
}

TEST_F(LiveCliTest, WhatCannotBe) {
  Write("a.log", "text\n");
  EXPECT_THAT(Run("rondo encode --live <a.log").err, HasSubstr("-o FILE"));
  EXPECT_EQ(Run("rondo encode --live a.log b.log").exit_code, 2);
  EXPECT_EQ(Run("rondo encode --live -o a.rondo --flush soon a.log").exit_code, 2);
  EXPECT_EQ(Run("rondo encode --live -o a.rondo --segment-size 1 a.log").exit_code, 2);
  EXPECT_FALSE(Exists("a.rondo"));
  EXPECT_EQ(Run("rondo encode --live -o a.log </dev/null").exit_code, 1);
  EXPECT_EQ(Read("a.log"), "text\n");
  for (const char* line :
       {"rondo encode --live -o /dev/null a.log", "rondo append /dev/null a.log"}) {
    const CommandResult result = Run(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_EQ(result.err,
              "rondo: /dev/null: is not a regular file: nothing can be added to it\n");
  }
  EXPECT_EQ(Run("rondo tail -f <a.log").exit_code, 2);
  EXPECT_EQ(Run("rondo tail -f a.log").exit_code, 1);
  EXPECT_EQ(Run("rondo tail -f none.rondo").exit_code, 2);
  const CommandResult result =
      Run(std::string(kStart) +
          "echo one >&3; await one;"
          "for verb in 'encode --live -o' append compact; do "
          "rondo $verb a.rondo a.log; echo $?; done; exec 3>&-; wait");
  EXPECT_EQ(result.out, "2\n2\n2\n");
  EXPECT_THAT(result.err, HasSubstr("another program is adding to it"));
  EXPECT_EQ(Good("rondo cat a.rondo"), "one\n");
}

}  // namespace
}  // namespace rondo::testing
