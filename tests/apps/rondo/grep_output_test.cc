// What rondo grep writes around the lines: colours, NUL, labels; and how patterns are
// read. What GNU grep prints is written down here; grep_differential compares more of it.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class GrepOutputTest : public CliTest {
 protected:
  GrepOutputTest() {
    Write("log", "a x b\nno\nx\r\n");
    Write("more", "x\n");
  }
};

TEST_F(GrepOutputTest, Colors) {
  EXPECT_EQ(Good("GREP_COLORS='ms=4:ln=33:se=:ne' rondo grep --color=always -n x log"),
            "\33[33m1\33[m:a \33[4mx\33[m b\n\33[33m3\33[m:\33[4mx\33[m\r\n");
  EXPECT_EQ(Good("GREP_COLORS='sl=1:cx=2:ne' rondo grep --color=always -A1 a log"),
            "\33[1m\33[01;31ma\33[m\33[1m x b\33[m\n\33[2mno\33[m\n");
  EXPECT_EQ(Good("GREP_COLORS='sl=1:cx=2:rv:ne' rondo grep --color=always -v x log"),
            "\33[2mno\33[m\n");
}

TEST_F(GrepOutputTest, NulBehindNamesAndLines) {
  EXPECT_EQ(Good("rondo grep -lZ x log more | tr '\\0' '@'"), "log@more@");
  EXPECT_EQ(Good("rondo grep -cZ x log more | tr '\\0' '@'"), "log@2\nmore@1\n");
  Good("printf 'a\\nb\\0foo\\nbar\\0c' >zero && rondo zero");
  for (const char* file : {"zero", "zero.rondo", "<zero"}) {
    EXPECT_EQ(Good(std::string("rondo grep -zn 'foo.bar' ") + file + " | tr '\\0' '@'"),
              "2:foo\nbar@");
    EXPECT_EQ(Good(std::string("rondo grep -zc '^b' ") + file + " || true"), "0\n");
  }
}

TEST_F(GrepOutputTest, LabelAndLineBuffered) {
  EXPECT_EQ(Good("rondo grep -H --label=mine x <more"), "mine:x\n");
  EXPECT_EQ(Good("rondo grep --line-buffered -y X more"), "x\n");
}

TEST_F(GrepOutputTest, Dialects) {
  Write("words", "a|b\naab\nword wordy\n");
  EXPECT_EQ(Good("rondo grep -G 'w\\|aa' words"), "aab\nword wordy\n");
  EXPECT_EQ(Good("rondo grep 'a\\|b' words"), "a|b\n");
  EXPECT_EQ(Good("rondo grep -oE '\\<word\\>|a{,1}b' words"), "b\nab\nword\n");
  EXPECT_EQ(Good("rondo grep -P '(a)\\1' words"), "aab\n");
  EXPECT_EQ(Good("rondo grep -E -F 'a|b' words"), "a|b\n");
  // What was not found may have been meant in the basic syntax.
  const CommandResult nothing = Run("rondo grep 'w\\|x' words");
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_THAT(nothing.err, HasSubstr("say -G"));
  EXPECT_EQ(Run("rondo grep -E 'w\\|x' words").err, "");
}

TEST_F(GrepOutputTest, LineEnds) {
  EXPECT_EQ(Good("rondo grep -c 'x$' log || true"), "0\n");
  EXPECT_EQ(Good("rondo grep --crlf -cx x log"), "1\n");
}

}  // namespace
}  // namespace rondo::testing
