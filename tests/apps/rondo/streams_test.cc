// Standard input and output, pipes and devices.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using StreamsTest = CliTest;

TEST_F(StreamsTest, FromAndToPipes) {
  Write("a.log", Log(300'000));
  Good("cat a.log | rondo | cat >a.rondo && cat a.rondo | rondo -d | cmp - a.log");
  Good("cat a.log | rondo encode - | rondo decode - | cmp - a.log");
  Good("cat a.rondo | rondo cat | cmp - a.log");
  Good("rondo encode -o - a.log | cmp - a.rondo");
}

TEST_F(StreamsTest, TheSameScoreWhateverTheWayAndTheThreads) {
  // Several segments, so that threads have work to share.
  Write("a.log", Log(2'000'000));
  Good(
      "rondo --segment-size 512K -c -T1 a.log >1 && rondo --segment-size 512K -T2 -c "
      "a.log >2");
  Good("cat a.log | rondo --segment-size 512K -T2 >3 && cmp 1 2 && cmp 1 3");
  Good("rondo -dc -T2 1 | cmp - a.log && cat 1 | rondo -dc -T2 | cmp - a.log");
}

TEST_F(StreamsTest, EdgesComeBack) {
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  Write("empty", "");
  Write("one", "x");
  Write("newline", "\n");
  Write("nul", std::string(1, '\0'));
  Write("all", all_bytes);
  Write("crlf", "a\r\nb\r\n\r\nc");
  Write("invalid", "\xC0\xFF\xFE text \xED\xA0\x80");
  Write("zeros", std::string(3'000'000, '\0'));
  Write("line", std::string(700'000, 'l') + "xyz");
  Good("head -c 300000 /dev/urandom >random");
  for (const std::string& name : Names()) {
    Good("rondo " + name + " && rondo -dc " + name + ".rondo | cmp - " + name);
    Good("cat " + name + " | rondo -T2 | rondo -d -T2 | cmp - " + name);
    Good("rondo -t " + name + ".rondo");
  }
}

TEST_F(StreamsTest, ScoresThatFollowEachOtherAreOne) {
  Write("a.log", Log(100'000));
  Write("b.log", "no newline at the end");
  Write("c.log", "");
  Good("rondo a.log b.log c.log && cat b.log a.log c.log b.log >all");
  Good("cat b.log.rondo a.log.rondo c.log.rondo b.log.rondo >all.rondo");
  Good("rondo -dc all.rondo | cmp - all && cat all.rondo | rondo -d | cmp - all");
  Good("rondo -dc b.log.rondo a.log.rondo c.log.rondo b.log.rondo | cmp - all");
  Good("rondo -t all.rondo && rondo cat --bytes 10:100000 all.rondo >part");
  Good("tail -c +11 all | head -c 99990 | cmp - part");
  Good("rondo cat --lines 2:5 all.rondo >part && sed -n 2,5p all | cmp - part");
}

TEST_F(StreamsTest, StandardInputThatIsAFileCanBeSeeked) {
  Write("a.log", Log(100'000));
  Good("rondo a.log && sed -n 7p a.log >seven");
  Good("rondo cat --lines 7 <a.log.rondo | cmp - seven");
  Good("cat a.log.rondo | rondo cat --lines 7 | cmp - seven");  // by way of a copy
  Good("cat a.log.rondo | rondo cat --lines 7 - | cmp - seven");
}

TEST_F(StreamsTest, DevicesAreWrittenInPlace) {
  Write("a.log", Log(1000));
  Good("rondo -o /dev/null a.log && test -c /dev/null");
  EXPECT_THAT(Good("rondo -o /dev/stdout a.log | rondo -d"), Log(1000));
}

TEST_F(StreamsTest, AFullDeviceIsAnError) {
  Write("a.log", Log(300'000));
  Good("rondo a.log");
  for (const char* line :
       {"rondo -c a.log >/dev/full", "rondo -o /dev/full a.log",
        "rondo -dc a.log.rondo >/dev/full", "rondo cat a.log.rondo >/dev/full",
        "rondo stat a.log.rondo >/dev/full", "rondo -l a.log.rondo >/dev/full",
        "rondo help >/dev/full"}) {
    const CommandResult result = Run(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.err, HasSubstr("No space left on device")) << line;
  }
  EXPECT_THAT(Names(), ElementsAre("a.log", "a.log.rondo"));
}

TEST_F(StreamsTest, AClosedPipeIsQuiet) {
  Write("a.log", Log(2'000'000));
  Good("rondo a.log");
  for (const char* line :
       {"rondo -dc a.log.rondo", "rondo cat a.log.rondo a.log.rondo",
        "rondo cat --bytes 0: a.log.rondo", "rondo -c a.log a.log a.log"}) {
    const std::string piped =
        std::string("{ ") + line + "; echo $? >code; } | head -c 10 >/dev/null";
    Good(piped);
    EXPECT_EQ(Read("code"), "0\n") << line;
  }
}

TEST_F(StreamsTest, ClosedStandardStreams) {
  Write("a.log", Log(1000));
  EXPECT_EQ(Run("rondo <&-").exit_code, 2);
  EXPECT_EQ(Run("rondo -c a.log >&-").exit_code, 2);
  EXPECT_EQ(Run("rondo a.log <&- >&-").exit_code, 0);
  Good("rondo -dc a.log.rondo | cmp - a.log");
  // What -v says must not get into a file that takes the number of standard error.
  EXPECT_EQ(Run("rondo -fv a.log <&- >&- 2>&-").exit_code, 0);
  Good("rondo -dc a.log.rondo | cmp - a.log");
}

}  // namespace
// Grammars that grow while bytes arrive: any bytes come back, by the same reader.
TEST_F(StreamsTest, Online) {
  Write("a.log", Log(1'000'000));
  Write("empty", "");
  Write("zeros", std::string(2'000'000, '\0'));
  Write("line", std::string(300'000, 'l') + "xyz");
  Good("head -c 300000 /dev/urandom >random");
  for (const char* name : {"a.log", "empty", "zeros", "line", "random"}) {
    const std::string file = name;
    Good("cat " + file + " | rondo encode --online >score && rondo cat score | cmp - " +
         file);
    Good("rondo verify -q score && rondo -dc -T2 score | cmp - " + file);
  }
  Good(
      "rondo encode --online --segment-size 256K -c a.log >1 && rondo cat 1 | cmp - "
      "a.log");
  Good("cat a.log | rondo encode --online --segment-size 256K -T2 | cmp - 1");
  Good("rondo cat --lines 100:120 1 >part && sed -n 100,120p a.log | cmp - part");
  Good(
      "rondo append --online 1 line && cat a.log line >both && rondo cat 1 | cmp - both");
}

}  // namespace rondo::testing
