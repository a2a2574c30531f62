// rondo grep in folders: which files it reads, and how it calls them.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class GrepFoldersTest : public CliTest {
 protected:
  GrepFoldersTest() {
    Good("mkdir -p tree/sub/deep tree/.hidden links");
    Write("tree/a.log", "foo a\n");
    Write("tree/packed", "foo packed\n");
    Good("rondo encode -q --rm tree/packed");
    Write("tree/sub/b.txt", "foo b\n");
    Write("tree/sub/deep/c.log", "foo c\nno\n");
    Write("tree/.hidden/d", "foo d\n");
    Write("tree/sub/binary", std::string("foo \0 e\n", 8));
    Good("ln -s ../tree/sub links/sub; ln -s a.log tree/link; mkfifo tree/pipe");
  }
};

TEST_F(GrepFoldersTest, AllOfThemInOrderOfTheirNames) {
  const CommandResult result = Run("rondo grep -r foo tree");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out,
            "tree/.hidden/d:foo d\n"
            "tree/a.log:foo a\n"
            "tree/packed.rondo:foo packed\n"
            "tree/sub/b.txt:foo b\n"
            "tree/sub/deep/c.log:foo c\n");
  EXPECT_EQ(result.err, "rondo: tree/sub/binary: binary file matches\n");
  EXPECT_EQ(Good("rondo grep -rac foo tree/sub"),
            "tree/sub/b.txt:1\ntree/sub/binary:1\ntree/sub/deep/c.log:1\n");
}

TEST_F(GrepFoldersTest, NamesAreThoseOfGrep) {
  EXPECT_EQ(Good("cd tree && rondo grep -r foo --include='*.log'"),
            "a.log:foo a\nsub/deep/c.log:foo c\n");
  EXPECT_EQ(Good("cd tree && rondo grep -r foo --include='*.log' ."),
            "./a.log:foo a\n./sub/deep/c.log:foo c\n");
  EXPECT_EQ(Good("rondo grep -rh foo tree/sub/deep"), "foo c\n");
  EXPECT_EQ(Good("rondo grep -r foo tree/a.log"), "foo a\n");
  EXPECT_EQ(Good("rondo grep -r foo tree/a.log tree/sub/deep"),
            "tree/a.log:foo a\ntree/sub/deep/c.log:foo c\n");
}

TEST_F(GrepFoldersTest, LinksAreFollowedIfNamedOrAskedFor) {
  EXPECT_EQ(Good("rondo grep -rl foo links/sub --include=b.txt"), "links/sub/b.txt\n");
  EXPECT_EQ(Run("rondo grep -rl foo links").exit_code, 1);
  EXPECT_EQ(Good("rondo grep -Rl foo links --include=b.txt"), "links/sub/b.txt\n");
  Good("ln -s .. tree/sub/up");
  EXPECT_EQ(Good("rondo grep -Rl foo tree --include=b.txt 2>/dev/null"),
            "tree/sub/b.txt\n");
}

TEST_F(GrepFoldersTest, Filters) {
  EXPECT_EQ(Good("rondo grep -rlI foo tree --exclude='*.log' --exclude-dir='.?*'"),
            "tree/packed.rondo\ntree/sub/b.txt\n");
  EXPECT_EQ(Good("rondo grep -rl foo tree --exclude-dir=sub --exclude-dir=.hidden"),
            "tree/a.log\ntree/packed.rondo\n");
  // The last one that matches counts; without one, the first says what it is about.
  EXPECT_EQ(Good("rondo grep -rl foo tree --include='*.txt' --exclude='b*' || true"), "");
  EXPECT_EQ(Good("rondo grep -rl foo tree/sub --exclude='b*' --include='*.txt'"),
            "tree/sub/b.txt\ntree/sub/deep/c.log\n");
  Write("globs", "*.log\nbinary\n");
  EXPECT_EQ(Good("rondo grep -rl foo tree/sub --exclude-from=globs"), "tree/sub/b.txt\n");
  // Files that are named are filtered, too.
  EXPECT_EQ(Good("rondo grep -l foo --exclude='a*' tree/a.log tree/sub/b.txt"),
            "tree/sub/b.txt\n");
}

TEST_F(GrepFoldersTest, TailFilesAreReadWithTheirLog) {
  Good("echo foo tail | rondo encode --live -o tree/live.rondo");
  Write("tree/live.rondo.from-7", "foo leftover\n");
  const std::string found = Good("rondo grep -r foo tree --include='live*'");
  EXPECT_EQ(found, "tree/live.rondo:foo tail\n");
}

TEST_F(GrepFoldersTest, FilesThatCannotBeRead) {
  CommandResult result = Run("rondo grep foo missing tree tree/a.log");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "tree/a.log:foo a\n");
  EXPECT_THAT(result.err, HasSubstr("missing"));
  EXPECT_THAT(result.err, HasSubstr("directory"));
  result = Run("rondo grep -s foo missing tree tree/a.log");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(Run("rondo grep -rq foo missing tree").exit_code, 0);
}

}  // namespace
}  // namespace rondo::testing
