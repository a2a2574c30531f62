// Where gzip is expected: tar, logrotate, and the names of its companions.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;
using GzipFaceTest = CliTest;

TEST_F(GzipFaceTest, Tar) {
  Good(
      "mkdir tree tree/sub && generate_log 200000 >tree/a.log && echo text >tree/sub/b "
      "&& "
      "ln -s b tree/sub/link && tar -I rondo -cf t.tar.rondo tree");
  EXPECT_EQ(Good("tar -I rondo -tf t.tar.rondo | sort"),
            "tree/\ntree/a.log\ntree/sub/\ntree/sub/b\ntree/sub/link\n");
  Good("mkdir out && tar -I rondo -xf t.tar.rondo -C out && diff -r tree out/tree");
  Good("tar -I 'rondo -9 -T2' -cf t9.tar.rondo tree && rondo -t t9.tar.rondo");
}

TEST_F(GzipFaceTest, Logrotate) {
  // It opens the log as standard input and the result as standard output.
  Good("generate_log 100000 >app.log.1 && rondo -6 <app.log.1 >app.log.1.rondo");
  Good("unrondo <app.log.1.rondo | cmp - app.log.1");
}

TEST_F(GzipFaceTest, Companions) {
  Good("generate_log 1000 >a && rondo a");
  Good("rondocat a.rondo | cmp - a && mv a b && unrondo a.rondo && cmp a b");
}

TEST_F(GzipFaceTest, ListsLikeGzip) {
  Write("a", "one\ntwo\n");
  Write("b", std::string(10'000, 'b'));
  Good("rondo a b");
  const std::string list = Good("rondo -l a.rondo b.rondo");
  EXPECT_THAT(list, HasSubstr("score bytes"));
  EXPECT_THAT(list, HasSubstr("a.rondo\n"));
  EXPECT_THAT(list, HasSubstr("10,008"));  // of both
  EXPECT_THAT(list, HasSubstr("(all)\n"));
  EXPECT_EQ(Run("rondo -l a.rondo nothing").exit_code, 2);
}

TEST_F(GzipFaceTest, TestIsSilentAndVerifyIsNot) {
  Write("a", Log(10'000));
  Good("rondo a");
  EXPECT_EQ(Good("rondo -t a.rondo"), "");
  EXPECT_THAT(Run("rondo verify a.rondo").err, HasSubstr("a.rondo: ok, "));
  EXPECT_EQ(Good("rondo verify -q a.rondo"), "");
  Good("cat a.rondo | rondo -t");
}

TEST_F(GzipFaceTest, VerboseFigures) {
  Write("a", Log(100'000));
  const CommandResult encode = Run("rondo -v a");
  EXPECT_EQ(encode.exit_code, 0);
  EXPECT_EQ(encode.out, "");
  EXPECT_THAT(encode.err, HasSubstr("a: "));
  EXPECT_THAT(encode.err, HasSubstr("ratio"));
  EXPECT_THAT(encode.err, HasSubstr("MB/s"));
  EXPECT_THAT(encode.err, HasSubstr("memory"));
  EXPECT_THAT(Run("rondo -dv -o b a.rondo").err, HasSubstr("MB/s"));
}

TEST_F(GzipFaceTest, LevelsAndSizesAreTaken) {
  Write("a.log", Log(200'000));
  for (const char* options :
       {"-1", "-6", "-9", "--level 3", "--block-size 1K", "--block-size 1M",
        "--segment-size 64K", "-M 512M", "-T0"}) {
    Good(std::string("rondo -c ") + options + " a.log >s && rondo -dc s | cmp - a.log");
  }
  for (const char* options : {"--block-size 1", "--block-size 64M", "--segment-size 1",
                              "--segment-size 100T"}) {
    const CommandResult result = Run(std::string("rondo -c ") + options + " a.log");
    EXPECT_EQ(result.exit_code, 2) << options << result.err;
    EXPECT_THAT(result.err, HasSubstr(" size is ")) << options;
  }
}

TEST_F(GzipFaceTest, WhatIsNoScorePassesThrough) {
  Write("a", "one\n");
  Write("empty", "");
  Good("rondo a");
  EXPECT_EQ(Good("rondo -dcf a a.rondo empty"), "one\none\n");
  EXPECT_EQ(Good("cat a | rondo -dcf"), "one\n");
  EXPECT_EQ(Good("rondocat -f <a; cat a.rondo | rondocat -f"), "one\none\n");
  EXPECT_EQ(Run("rondo -dc a").exit_code, 1);
  EXPECT_EQ(Run("rondo -df -o b a").exit_code, 1);
}

}  // namespace
}  // namespace rondo::testing
