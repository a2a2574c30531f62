// rondo head, tail and wc: the same as coreutils on the file itself.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;
using HeadTailTest = CliTest;

TEST_F(HeadTailTest, TheSameAsOfTheFile) {
  Write("a", Log(300'000));
  Write("open", "one\ntwo\nthree");
  Write("empty", "");
  Good("rondo --segment-size 64K a open empty");
  for (const char* file : {"a", "open", "empty"}) {
    for (const char* part :
         {"head",       "head -n 3",   "head -n 0",       "head -12",
          "head -c 5",  "head -c 1K",  "tail -c 2K",      "tail -c +1K",
          "tail",       "tail -n 1",   "tail -12",        "tail -n 999999",
          "tail -c 7",  "head -n -3",  "head -c -5",      "head -n -999999",
          "head -n -0", "head -c -1K", "tail -n -2",      "tail -c -7",
          "tail -n +3", "tail -c +2",  "tail -n +999999", "head -qn -3",
          "head -n3",   "head -qn3",   "head -5c",        "head -1k",
          "head -3q",   "tail -qn3",   "tail -5c",        "tail -3l",
          "tail +3",    "tail +7c"}) {
      const std::string line = std::string(part) + " " + file;
      EXPECT_EQ(Good("rondo " + line + ".rondo"), Good(line)) << line;
    }
    EXPECT_EQ(Good(std::string("rondo wc <") + file + ".rondo"),
              Good(std::string("wc -lc <") + file + " | xargs"));
  }
}

TEST_F(HeadTailTest, SeveralFiles) {
  Write("a", "1\n2\n");
  Write("b", "3");
  Good("rondo a b");
  EXPECT_EQ(Good("rondo head -n1 a.rondo b.rondo"),
            "==> a.rondo <==\n1\n\n==> b.rondo <==\n3");
  EXPECT_EQ(Good("rondo tail -q -n1 a.rondo b.rondo"), "2\n3");
  EXPECT_EQ(Good("rondo tail -v -n1 b.rondo"), "==> b.rondo <==\n3");
  EXPECT_EQ(Good("rondo wc a.rondo b.rondo"), "2 4 a.rondo\n0 1 b.rondo\n2 5 total\n");
}

TEST_F(HeadTailTest, Errors) {
  Write("a", "1\n");
  Write("b", "1\n");
  Good("rondo b");
  const CommandResult result = Run("rondo tail a missing b.rondo");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, HasSubstr("1\n"));
  EXPECT_THAT(result.err, HasSubstr("rondo: a: "));
  EXPECT_THAT(result.err, HasSubstr("rondo: missing: "));
  EXPECT_EQ(Run("rondo wc a").exit_code, 1);
}

TEST_F(HeadTailTest, FollowingEndsWithItsReader) {
  Write("a", "one\ntwo\n");
  Good("rondo a");
  EXPECT_EQ(Good("timeout 60 rondo tail -n 5 -f a.rondo | head -n 1"), "one\n");
  EXPECT_EQ(Good("timeout 60 rondo tail -n 5 -f a.rondo | true; echo $?"), "0\n");
}

}  // namespace
}  // namespace rondo::testing
