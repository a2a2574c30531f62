// rondo encode --parity and rondo repair.
#include <sys/stat.h>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using RepairTest = CliTest;

TEST_F(RepairTest, DamagedScoresAreWholeAgain) {
  Write("a.log", Log(300'000));
  Good("rondo encode a.log; rondo encode --parity 10 -o b.rondo a.log");
  const std::string plain = Read("a.log.rondo");
  const std::string file = Read("b.rondo");
  EXPECT_TRUE(file.starts_with(plain));
  EXPECT_LT(file.size(), plain.size() * 5 / 4);
  Good("rondo cat b.rondo | cmp - a.log; rondo -dc <b.rondo | cmp - a.log");
  Good("rondo verify -q b.rondo; rondo verify --deep -q b.rondo");
  // From a pipe and to one, the same bytes.
  Good("rondo encode -n --parity 10 <a.log >c.rondo && cmp b.rondo c.rondo");
  std::string damaged = file;
  damaged.replace(plain.size() / 3, plain.size() / 10,
                  std::string(plain.size() / 10, '\0'));
  Write("b.rondo", damaged);
  EXPECT_EQ(Run("rondo verify -q b.rondo").exit_code, 1);
  ::chmod(Path("b.rondo").c_str(), 0640);
  EXPECT_THAT(Run("rondo repair b.rondo").err, HasSubstr("b.rondo: repaired, "));
  EXPECT_TRUE(Read("b.rondo") == file);
  struct stat attributes = {};
  ::stat(Path("b.rondo").c_str(), &attributes);
  EXPECT_EQ(attributes.st_mode & 0777, 0640);
  EXPECT_THAT(Run("rondo repair b.rondo").err, HasSubstr("not damaged"));
  // Cut off.
  Write("b.rondo", file.substr(0, file.size() - plain.size() / 12));
  EXPECT_THAT(Good("rondo repair --json b.rondo"), HasSubstr("\"whole\":true"));
  EXPECT_TRUE(Read("b.rondo") == file);
}

TEST_F(RepairTest, SaysWhatItCannot) {
  Write("a.log", Log(300'000));
  Good("rondo encode --parity 5 a.log && rondo encode -o plain.rondo a.log");
  std::string damaged = Read("a.log.rondo");
  damaged.replace(100, damaged.size() / 3, std::string(damaged.size() / 3, '\0'));
  Write("a.log.rondo", damaged);
  const CommandResult result = Run("rondo repair a.log.rondo");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("more is damaged than parity can restore"));
  EXPECT_EQ(Run("rondo repair plain.rondo").exit_code, 1);
  EXPECT_EQ(Run("rondo repair").exit_code, 2);
  EXPECT_EQ(Run("rondo encode --parity 0 a.log").exit_code, 2);
  EXPECT_EQ(Run("rondo encode --live --parity 5 a.log").exit_code, 2);
  EXPECT_THAT(Names(), ElementsAre("a.log", "a.log.rondo", "plain.rondo"));
}

// What is added later stands behind the parity, which still is good for what it covers.
TEST_F(RepairTest, BesideAppendConcatenationAndCompact) {
  Write("a.log", Log(100'000));
  Good("rondo encode --parity 20 -o a.rondo a.log && rondo append a.rondo a.log");
  Good(
      "rondo append a.rondo a.log; cat a.log a.log a.log >all; rondo cat a.rondo | cmp - "
      "all");
  Good(
      "cat a.rondo a.rondo >two.rondo; cat all all >more; rondo cat two.rondo | cmp - "
      "more");
  Good("rondo verify -q --deep two.rondo");
  const std::string file = Read("two.rondo");
  std::string damaged = file;
  damaged.replace(file.size() / 2 + 500, 300, std::string(300, 'x'));
  Write("two.rondo", damaged);
  Run("rondo repair two.rondo");
  EXPECT_TRUE(Read("two.rondo") == file);
  Good("rondo compact --parity 10 a.rondo; rondo cat a.rondo | cmp - all");
  EXPECT_THAT(Good("rondo repair --json a.rondo"), HasSubstr("\"sections\":1"));
  Good("rondo compact a.rondo; rondo cat a.rondo | cmp - all");
}

// Whenever it is killed, the file is as it was or as it shall be.
TEST_F(RepairTest, KilledAnyTime) {
  Write("a.log", Log(2'000'000));
  Good("rondo encode -1 --parity 10 -o good.rondo a.log");
  const std::string good = Read("good.rondo");
  std::string damaged = good;
  damaged.replace(1000, 5000, std::string(5000, 'x'));
  Write("bad.rondo", damaged);
  for (const char* delay : {"0", "0.005", "0.01", "0.02", "0.03", "0.2"}) {
    Run(std::string("cp bad.rondo a.rondo; rondo repair -q a.rondo & sleep ") + delay +
        "; kill -9 $!; wait");
    const std::string left = Read("a.rondo");
    EXPECT_TRUE(left == damaged || left == good) << delay;
  }
}

// A full disk: the file stays as it is, and nothing is left beside it.
TEST_F(RepairTest, FullDiskChangesNothing) {
  Write("a.log", Log(300'000));
  Good("rondo encode --parity 10 a.log && rm a.log");
  std::string damaged = Read("a.log.rondo");
  damaged.replace(500, 100, std::string(100, 'x'));
  Write("a.log.rondo", damaged);
  const CommandResult result = Run("ulimit -f 4; rondo repair a.log.rondo");
  EXPECT_NE(result.exit_code, 0);
  EXPECT_TRUE(Read("a.log.rondo") == damaged);
  EXPECT_THAT(Names(), ElementsAre("a.log.rondo"));
}

}  // namespace
}  // namespace rondo::testing
