// No command writes over what it reads, whatever the names and with -f too.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class SourceSetTest : public CliTest {
 protected:
  void SetUp() override {
    Write("a", Log(5000));
    Good("rondo -o s.rondo a; cp s.rondo before.rondo; cp a before");
    Good("ln -s s.rondo soft; ln s.rondo hard; ln -s a soft_a; ln a hard_a; mkdir d");
  }

  // The line is refused, and the files are as they were.
  void Refused(const std::string& line, const std::string& why) const {
    const CommandResult result = Run("timeout 20 " + line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.err, HasSubstr(why)) << line;
    Good("cmp s.rondo before.rondo; cmp a before; cmp hard s.rondo; cmp hard_a a");
    Good("test -L soft && test -L soft_a && test hard -ef s.rondo && test a -ef hard_a");
  }
};

TEST_F(SourceSetTest, NamedOutputs) {
  for (const char* line : {"rondo cat -f --lines 1 -o s.rondo s.rondo",
                           "rondo cat -f -o s.rondo s.rondo",
                           "rondo cat -f --bytes 0:1 -o soft s.rondo",
                           "rondo cat -f -o s.rondo soft",
                           "rondo cat -f -o hard s.rondo",
                           "rondo cat -f -o d/../s.rondo s.rondo",
                           "rondo cat -f --since 2024-01-01 -o s.rondo s.rondo",
                           "rondo cat -f --lines 1:2 -o s.rondo hard",
                           "rondo cat -f -o s.rondo - <s.rondo",
                           "rondo encode -f -o a a",
                           "rondo encode -f -o soft_a a",
                           "rondo encode -f -o a soft_a",
                           "rondo encode -f -o hard_a a",
                           "rondo encode -f --rm -o a a",
                           "rondo encode -f -o ./a <a",
                           "rondo decode -f -o s.rondo s.rondo",
                           "rondo decode -f -o soft s.rondo",
                           "rondo decode -f -o s.rondo hard",
                           "rondo -df -o s.rondo <s.rondo",
                           "rondo encode --live -o s.rondo s.rondo",
                           "rondo encode --live -o s.rondo soft",
                           "rondo encode --live -o hard <s.rondo"}) {
    Refused(line, "is also the output");
  }
  EXPECT_EQ(Run("rondo cat -o s.rondo s.rondo").exit_code, 2);
  EXPECT_EQ(Run("rondo encode -o a a").exit_code, 2);
  Good(": >none");
  EXPECT_EQ(Run("rondo encode --live -o none none").exit_code, 2);
  EXPECT_EQ(Read("none"), "");
  // Names that are made from others.
  Good("ln -s a.rondo a.rondo.rondo; ln -s s.rondo a.rondo; ln s.rondo t.rondo");
  Refused("rondo -f a s.rondo", "is also the output");
  Refused("rondo -df a.rondo.rondo", "is also the output");
  EXPECT_FALSE(Exists("d/a"));
}

TEST_F(SourceSetTest, Append) {
  for (const char* line :
       {"rondo append s.rondo s.rondo", "rondo append s.rondo a soft",
        "rondo append soft s.rondo", "rondo append s.rondo hard a",
        "rondo append s.rondo <s.rondo", "rondo append s.rondo - <hard"}) {
    Refused(line, "is also the output");
  }
  EXPECT_EQ(Run("rondo append none.rondo none.rondo").exit_code, 2);
  EXPECT_FALSE(Exists("none.rondo"));
}

TEST_F(SourceSetTest, StandardOutput) {
  for (const char* line :
       {"rondo cat s.rondo >>s.rondo", "rondo cat s.rondo >>hard",
        "rondo cat soft >>s.rondo", "rondo cat --lines 1 s.rondo >>s.rondo",
        "rondo cat --since 2024-01-01 s.rondo >>s.rondo", "rondo cat <s.rondo >>s.rondo",
        "rondo decode -c s.rondo >>s.rondo", "rondo decode -cf s.rondo >>s.rondo",
        "rondo encode -c a >>a", "rondo encode <a >>hard_a", "rondo -cf a >>a",
        "rondo grep . s.rondo >>s.rondo", "rondo grep . a >>a", "rondo grep -v x <a >>a",
        "rondo grep --json . soft >>s.rondo", "rondo head s.rondo >>s.rondo",
        "rondo tail -f s.rondo >>s.rondo", "rondo stat s.rondo >>s.rondo",
        "rondo wc s.rondo >>s.rondo"}) {
    Refused(line, "is also the output");
  }
  Good("cp s.rondo all.rondo");
  EXPECT_THAT(Run("rondo cat all.rondo >all.rondo").err, HasSubstr("is also the output"));
  // The other files are searched and shown, as GNU grep and cat have it.
  Good("cp s.rondo t.rondo");
  EXPECT_EQ(Run("rondo grep -h . s.rondo t.rondo >>t.rondo").exit_code, 2);
  Good("cat before.rondo a >expected; cmp t.rondo expected");
  // What does not print lines is no loop.
  Good("rondo grep -c . a >/dev/null; rondo grep -q . s.rondo >>s.rondo");
  Good("rondo cat s.rondo >/dev/null; rondo cat s.rondo >other; cmp other a");
}

}  // namespace
}  // namespace rondo::testing
