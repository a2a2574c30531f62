// What reads scores reads what other compressors made, too: cat, head, tail, wc, and
// encode and append if they are told to.
#include <string>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class PackedTest : public CliTest {
 protected:
  PackedTest() {
    Write("log", Log(400'000));
    Good(
        "gzip -k log; zstd -qk log; xz -k1 log; bzip2 -k log; lz4 -q log log.lz4; "
        "zip -q log.zip log");
  }
  static constexpr const char* kFiles[] = {"log.gz",  "log.zst", "log.xz",
                                           "log.bz2", "log.lz4", "log.zip"};
};

TEST_F(PackedTest, PartsAreThoseOfTheText) {
  for (const std::string file : kFiles) {
    SCOPED_TRACE(file);
    EXPECT_EQ(Good("rondo cat " + file), Read("log"));
    EXPECT_EQ(Good("rondo head -n 2000 <" + file), Good("head -n 2000 log"));
    EXPECT_EQ(Good("rondo tail " + file), Good("tail log"));
  }
  EXPECT_EQ(Good("cat log.gz | rondo cat"), Read("log"));
  for (const char* part :
       {"head", "head -n 0", "head -c 5", "head -c 300000", "head -n -5",
        "head -n 999999", "tail -n 4000", "tail -c +5", "tail -n +3000"}) {
    const std::string line = std::string(part) + " log";
    EXPECT_EQ(Good("rondo " + line + ".gz"), Good(line)) << part;
  }
  EXPECT_EQ(Good("rondo cat --lines 10:20 log.gz"), Good("sed -n 10,20p log"));
  EXPECT_EQ(Good("rondo cat --bytes -5: <log.gz"), Good("tail -c 5 log"));
  EXPECT_EQ(Good("rondo wc <log.gz"), Good("wc -lc <log | xargs"));
  const std::string first = Good("head -n 1 log");
  EXPECT_EQ(Good("rondo head -n1 log.gz log.xz"),
            "==> log.gz <==\n" + first + "\n==> log.xz <==\n" + first);
}

TEST_F(PackedTest, HeadReadsNoMoreThanItPrints) {
  Good("head -c 20000 log.gz >cut.gz");
  EXPECT_EQ(Good("rondo head -n 5 cut.gz"), Good("head -n 5 log"));
  const CommandResult all = Run("rondo cat cut.gz");
  EXPECT_EQ(all.exit_code, 1);
  EXPECT_THAT(Read("log"), ::testing::StartsWith(all.out));
  EXPECT_GT(all.out.size(), 20'000u);
  EXPECT_EQ(Run("rondo tail cut.gz").exit_code, 1);
}

TEST_F(PackedTest, TextsAreNoScoresAsBefore) {
  for (const char* verb : {"cat", "head", "tail", "wc", "cat --lines 1"}) {
    EXPECT_EQ(Run(std::string("rondo ") + verb + " log").exit_code, 1) << verb;
  }
  Good("printf '7z\\274\\257\\047\\034\\000\\004' >x.7z");
  EXPECT_THAT(Run("rondo cat x.7z").err, HasSubstr("cannot read 7z"));
  EXPECT_EQ(Run("rondo tail -f log.gz").exit_code, 2);
}

TEST_F(PackedTest, EncodeKeepsTheBytesUnlessItIsTold) {
  Good("mkdir a && cp log.gz a/log.gz && rondo encode a/log.gz");
  EXPECT_EQ(Good("rondo decode -c a/log.gz.rondo"), Read("log.gz"));
  Good("rm a/log.gz.rondo && rondo encode --unpack --rm a/log.gz");
  EXPECT_EQ(Good("ls a"), "log.rondo\n");
  EXPECT_EQ(Good("rondo cat a/log.rondo"), Read("log"));
  for (const std::string file : kFiles) {
    EXPECT_EQ(Good("rondo encode --unpack -c " + file + " | rondo -dc"), Read("log"));
  }
  Good("rondo encode --unpack -o plain.rondo log");
  EXPECT_EQ(Good("rondo cat plain.rondo"), Read("log"));
  Good("tar -czf a/tree.tgz log && rondo encode --unpack a/tree.tgz");
  EXPECT_EQ(Good("rondo cat a/tree.tar.rondo | tar -xO"), Read("log"));
  // Damage is no shorter text.
  Good("rm -r a; head -c 20000 log.gz >cut.gz");
  EXPECT_EQ(Run("rondo encode --unpack -o cut.rondo cut.gz").exit_code, 1);
  EXPECT_FALSE(Exists("cut.rondo"));
  EXPECT_EQ(Run("rondo encode --unpack --live -o x.rondo log.gz").exit_code, 2);
}

TEST_F(PackedTest, AppendToo) {
  Good("rondo append --unpack all.rondo log.gz log log.xz");
  EXPECT_EQ(Good("rondo cat all.rondo"), Good("cat log log log"));
}

}  // namespace
}  // namespace rondo::testing
