// rondo cat: parts by byte and by line, against what head, tail and sed give.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class CatTest : public CliTest {
 protected:
  CatTest() : log_(Log(500'000)) {
    Write("a.log", log_);
    Good("rondo --segment-size 128K --block-size 4K a.log");
  }

  std::string Cat(const std::string& options) const {
    return Good("rondo cat " + options + " a.log.rondo");
  }

  const std::string log_;
};

TEST_F(CatTest, Whole) {
  EXPECT_EQ(Cat(""), log_);
  EXPECT_EQ(Cat("-T2"), log_);
  EXPECT_EQ(Good("rondo cat a.log.rondo a.log.rondo"), log_ + log_);
  Good("rondo cat -o whole a.log.rondo");
  EXPECT_EQ(Read("whole"), log_);
}

TEST_F(CatTest, Bytes) {
  const size_t size = log_.size();
  EXPECT_EQ(Cat("--bytes 0:1"), log_.substr(0, 1));
  EXPECT_EQ(Cat("--bytes 4095:4097"), log_.substr(4095, 2));
  EXPECT_EQ(Cat("--bytes 100K:130K"), log_.substr(100 << 10, 30 << 10));
  EXPECT_EQ(Cat("--bytes 100000:"), log_.substr(100000));
  EXPECT_EQ(Cat("--bytes :100000"), log_.substr(0, 100000));
  EXPECT_EQ(Cat("--bytes :"), log_);
  EXPECT_EQ(Cat("--bytes -100:"), log_.substr(size - 100));
  EXPECT_EQ(Cat("--bytes -100:-90"), log_.substr(size - 100, 10));
  EXPECT_EQ(Cat("--bytes=-100:-90"), log_.substr(size - 100, 10));
  EXPECT_EQ(Cat("--bytes 5:5"), "");
  EXPECT_EQ(Cat("--bytes 499990:1G"), log_.substr(499990));
  EXPECT_EQ(Cat("--bytes " + std::to_string(size) + ":"), "");
}

TEST_F(CatTest, Lines) {
  EXPECT_EQ(Cat("--lines 1:1"), Good("head -n 1 a.log"));
  EXPECT_EQ(Cat("--lines 1"), Good("head -n 1 a.log"));
  EXPECT_EQ(Cat("--lines 10:20"), Good("sed -n 10,20p a.log"));
  EXPECT_EQ(Cat("--lines 3000:6000"), Good("sed -n 3000,6000p a.log"));
  EXPECT_EQ(Cat("--lines -1"), Good("tail -n 1 a.log"));
  EXPECT_EQ(Cat("--lines -10:"), Good("tail -n 10 a.log"));
  EXPECT_EQ(Cat("--lines -10:-9"), Good("tail -n 10 a.log | head -n 2"));
  EXPECT_EQ(Cat("--lines :5"), Good("head -n 5 a.log"));
  EXPECT_EQ(Cat("--lines 5:"), Good("tail -n +5 a.log"));
  EXPECT_EQ(Cat("--lines 5:1G"), Good("tail -n +5 a.log"));
}

TEST_F(CatTest, LinesWithoutAFinalNewline) {
  Write("b", "one\n\nthree");
  Good("rondo b");
  EXPECT_EQ(Good("rondo cat --lines 2 b.rondo"), "\n");
  EXPECT_EQ(Good("rondo cat --lines 3 b.rondo"), "three");
  EXPECT_EQ(Good("rondo cat --lines -1 b.rondo"), "three");
  EXPECT_EQ(Run("rondo cat --lines 4 b.rondo").exit_code, 2);
}

TEST_F(CatTest, PastTheEnd) {
  const CommandResult bytes = Run("rondo cat --bytes 1G: a.log.rondo");
  EXPECT_EQ(bytes.exit_code, 2);
  EXPECT_THAT(bytes.err, HasSubstr("a.log.rondo: byte 1,073,741,824 is past the end"));
  const CommandResult lines = Run("rondo cat --lines 9999999 a.log.rondo");
  EXPECT_EQ(lines.exit_code, 2);
  EXPECT_THAT(lines.err, HasSubstr("line 9,999,999 is past the end"));
}

TEST_F(CatTest, EmptyScore) {
  Write("e", "");
  Good("rondo e");
  EXPECT_EQ(Good("rondo cat e.rondo"), "");
  EXPECT_EQ(Good("rondo cat --bytes : e.rondo"), "");
  EXPECT_EQ(Good("rondo cat --lines : e.rondo"), "");
  EXPECT_EQ(Good("rondo cat --lines -10: e.rondo"), "");
}

TEST_F(CatTest, AFailureLeavesNoOutputFile) {
  const CommandResult result = Run("rondo cat -o out a.log.rondo nothing");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_FALSE(Exists("out"));
}

}  // namespace
}  // namespace rondo::testing
