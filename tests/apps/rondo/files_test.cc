// Files in, files out: names, attributes, what is refused, and what is never left behind.
#include <unistd.h>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using FilesTest = CliTest;

TEST_F(FilesTest, RoundTripKeepsTheSource) {
  const std::string log = Log(300'000);
  Write("a.log", log);
  Good("rondo encode a.log");
  EXPECT_THAT(Names(), ElementsAre("a.log", "a.log.rondo"));
  EXPECT_LT(Read("a.log.rondo").size(), log.size() / 3);
  Good("rm a.log && rondo decode a.log.rondo");
  EXPECT_EQ(Read("a.log"), log);
  EXPECT_THAT(Names(), ElementsAre("a.log", "a.log.rondo"));
}

TEST_F(FilesTest, SeveralFiles) {
  Write("a", "first\n");
  Write("b", "second\n");
  Good("rondo a b && rm a b && rondo -d a.rondo b.rondo");
  EXPECT_EQ(Read("a"), "first\n");
  EXPECT_EQ(Read("b"), "second\n");
}

TEST_F(FilesTest, RemovesTheSourceOnRequest) {
  Write("a.log", Log(1000));
  Good("rondo --rm a.log");
  EXPECT_THAT(Names(), ElementsAre("a.log.rondo"));
  Good("rondo -d --rm a.log.rondo");
  EXPECT_THAT(Names(), ElementsAre("a.log"));
  EXPECT_EQ(Read("a.log"), Log(1000));
}

TEST_F(FilesTest, NamedOutput) {
  Write("a.log", Log(1000));
  Good("rondo -o x a.log && rondo -d -o y x");
  EXPECT_EQ(Read("y"), Log(1000));
  EXPECT_THAT(Names(), ElementsAre("a.log", "x", "y"));
}

TEST_F(FilesTest, NamesWithSpacesAndDashes) {
  Write("-a b.log", "text\n");
  Good("rondo -- '-a b.log' && rm -- '-a b.log' && rondo -d './-a b.log.rondo'");
  EXPECT_EQ(Read("-a b.log"), "text\n");
}

TEST_F(FilesTest, TakesModeAndTimes) {
  Write("a.log", Log(1000));
  Good(
      "chmod 640 a.log && touch -d '2021-02-03 04:05:06.123456789' a.log && rondo a.log");
  const std::string expected = Good("stat -c '%a %y' a.log");
  EXPECT_THAT(expected, HasSubstr("640 2021-02-03 04:05:06.123456789"));
  EXPECT_EQ(Good("stat -c '%a %y' a.log.rondo"), expected);
  EXPECT_EQ(Good("rm a.log && rondo -d a.log.rondo && stat -c '%a %y' a.log"), expected);
  // What comes from a pipe is a new file like any other.
  EXPECT_EQ(Good("cat a.log | rondo -o p && stat -c %a p"), "644\n");
}

TEST_F(FilesTest, TakesTheOwnerWhenRoot) {
  Write("a.log", Log(1000));
  if (::geteuid() == 0) Good("chown 1234:2345 a.log");
  const std::string owner = Good("stat -c %u:%g a.log");
  EXPECT_EQ(Good("rondo a.log && stat -c %u:%g a.log.rondo"), owner);
}

TEST_F(FilesTest, DropsSetuid) {
  Write("a", "program\n");
  EXPECT_EQ(Good("chmod 4755 a && rondo a && stat -c %a a.rondo"), "755\n");
}

TEST_F(FilesTest, RefusesToOverwrite) {
  Write("a.log", Log(1000));
  Write("a.log.rondo", "precious");
  const CommandResult result = Run("rondo a.log");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err,
            "rondo: a.log: not overwritten: a.log.rondo exists (-f replaces it)\n");
  EXPECT_EQ(Read("a.log.rondo"), "precious");
  Good("rondo -f a.log && rondo -dc a.log.rondo | cmp - a.log");
  EXPECT_THAT(Names(), ElementsAre("a.log", "a.log.rondo"));
}

TEST_F(FilesTest, ReplacesALinkAndNotItsTarget) {
  Write("a.log", Log(1000));
  Write("other", "precious");
  Good("ln -s other a.log.rondo && rondo -f a.log && test ! -L a.log.rondo");
  EXPECT_EQ(Read("other"), "precious");
}

TEST_F(FilesTest, MissingFile) {
  const CommandResult result = Run("rondo nothing");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "rondo: nothing: cannot open: No such file or directory\n");
  EXPECT_THAT(Names(), ElementsAre());
}

TEST_F(FilesTest, OneBadNameDoesNotStopTheOthers) {
  Write("a", "first\n");
  Write("b", "second\n");
  const CommandResult result = Run("rondo a nothing b");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(Names(), ElementsAre("a", "a.rondo", "b", "b.rondo"));
}

TEST_F(FilesTest, Suffixes) {
  Write("a.log", "text\n");
  Good("rondo a.log");
  const CommandResult twice = Run("rondo a.log.rondo");
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_THAT(twice.err, HasSubstr("already ends in .rondo"));
  Good("rondo -f a.log.rondo && rm a.log.rondo && rondo -d a.log.rondo.rondo");

  Good("mv a.log.rondo b.score && rm a.log");
  const CommandResult unknown = Run("rondo -d b.score");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("b.score: does not end in .rondo"));
  EXPECT_THAT(unknown.err, HasSubstr("-o FILE or -c"));
  EXPECT_EQ(Good("rondo -dc b.score"), "text\n");
  Good("mkdir d && cp b.score d/.rondo");
  EXPECT_EQ(Run("rondo -d d/.rondo").exit_code, 2);  // no name would be left
}

TEST_F(FilesTest, SkipsDirectoriesLinksAndPipes) {
  Write("a", "text\n");
  Good("mkdir d && ln -s a link && mkfifo pipe");
  for (const char* name : {"d", "link", "pipe"}) {
    const CommandResult result = Run(std::string("rondo ") + name);
    EXPECT_EQ(result.exit_code, 2) << name;
    EXPECT_THAT(result.err, HasSubstr("skipped")) << name;
  }
  EXPECT_THAT(Names(), ElementsAre("a", "d", "link", "pipe"));
  Good("rondo -f link && rondo -dc link.rondo | cmp - a");
  Good("rondo -c link | rondo -d | cmp - a");
  Good("cat a >pipe & rondo -c pipe | rondo -d | cmp - a");
  EXPECT_EQ(Run("rondo -c d").exit_code, 2);
}

TEST_F(FilesTest, UnwritablePlaces) {
  Write("a", "text\n");
  const CommandResult missing = Run("rondo -o no/such/x.rondo a");
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("cannot create a file beside no/such/x.rondo"));
  Good("mkdir d");
  const CommandResult folder = Run("rondo -f -o d a");
  EXPECT_EQ(folder.exit_code, 2);
  EXPECT_THAT(folder.err, HasSubstr("it is a directory"));
}

TEST_F(FilesTest, ReadOnlyFolder) {
  // Root may write anywhere, so root becomes nobody, who needs a program within reach.
  const std::string as_nobody =
      ::geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
  Good(
      "cp \"$(command -v rondo)\" ./program && chmod 755 . && mkdir d && echo text >d/a "
      "&& "
      "chmod 555 d");
  const CommandResult result = Run(as_nobody + "./program d/a");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err,
            "rondo: d/a: cannot create a file beside d/a.rondo: Permission denied\n");
  Good("chmod 755 d && ls -A d | cmp - - && rm -r d program");
}

TEST_F(FilesTest, AFullDiskLeavesNothing) {
  Write("a.log", Log(3'000'000));
  // A limit of one block on the size of files stands for the full disk.
  const CommandResult result = Run("trap '' XFSZ; ulimit -f 8; rondo a.log");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("cannot write to a.log.rondo: File too large"));
  EXPECT_THAT(Names(), ElementsAre("a.log"));
}

TEST_F(FilesTest, ASourceIsNotItsOwnOutput) {
  Write("a", "one\ntwo\n");
  Good("rondo a && cp a.rondo before && ln a.rondo hard && ln -s a.rondo soft");
  for (const char* line :
       {"rondo cat -f --lines 1 -o a.rondo a.rondo", "rondo cat -f -o soft a.rondo",
        "rondo cat -o a.rondo a.rondo", "rondo cat -f -o hard a.rondo",
        "rondo decode -f -o a.rondo a.rondo", "rondo decode -f -o hard a.rondo",
        "rondo encode -f -o a.rondo a.rondo", "rondo encode -f -o a.rondo <a.rondo",
        "rondo append a.rondo a.rondo", "rondo append a.rondo soft",
        "rondo append a.rondo <hard", "rondo cat a.rondo >>a.rondo",
        "rondo head a.rondo >>soft", "rondo grep one a.rondo >>hard",
        "rondo -dc a.rondo >>a.rondo", "rondo encode --live -o a.rondo <a.rondo"}) {
    const CommandResult result = Run(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.err, HasSubstr("is also the output")) << line;
    Good("cmp a.rondo before && cmp hard before");
  }
  EXPECT_THAT(Names(), ElementsAre("a", "a.rondo", "before", "hard", "soft"));
  // What only counts may be put behind what is counted.
  Good("cp before more && rondo grep -c one more >>more");
}

TEST_F(FilesTest, OneNameOfSeveralIsNotRemoved) {
  Write("a", "one\n");
  Good("ln a b && ln a c");
  const CommandResult result = Run("rondo encode --rm a");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "rondo: a: has 2 other links; skipped (-f removes this one)\n");
  EXPECT_THAT(Names(), ElementsAre("a", "b", "c"));
  Good("rondo encode --rm -f a");
  EXPECT_THAT(Names(), ElementsAre("a.rondo", "b", "c"));
}

// Attributes as getfattr shows them. Where the file system has none, there is nothing to
// keep.
TEST_F(FilesTest, AccessListsAndAttributesAreKept) {
  Write("a", "one\n");
  Write("set.py", R"(
import os, struct
entries = [(1, 6, 2**32 - 1), (2, 4, 1234), (4, 0, 2**32 - 1), (16, 4, 2**32 - 1), (32, 0, 2**32 - 1)]
os.chmod("a", 0o600)
try:
    os.setxattr("a", "user.origin", b"there")
    os.setxattr("a", "system.posix_acl_access",
                struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *e) for e in entries))
except OSError:
    pass
)");
  Write("show.py", R"(
import os, sys
print(oct(os.stat(sys.argv[1]).st_mode))
for name in sorted(os.listxattr(sys.argv[1])):
    print(name, os.getxattr(sys.argv[1], name).hex())
)");
  Good(
      "python3 set.py && rondo a && rondo decode -o back a.rondo && rondo compact "
      "a.rondo");
  const std::string shown = Good("python3 show.py a");
  EXPECT_EQ(Good("python3 show.py a.rondo"), shown);
  EXPECT_EQ(Good("python3 show.py back"), shown);
}

// Who is not root cannot give the copy to a group that is not his. Then neither that
// group nor everybody else may do more than both might.
TEST_F(FilesTest, NobodyGainsByALostGroup) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root makes files of other groups";
  Good("cp \"$(command -v rondo)\" ./program && chmod 777 .");
  for (const auto& [mode, expected] : {std::pair{"604", "600\n"},
                                       {"640", "600\n"},
                                       {"646", "644\n"},
                                       {"660", "600\n"}}) {
    Good(std::string("rm -f a a.rondo; echo one >a; chown 65534:4 a; chmod ") + mode +
         " a");
    Good("setpriv --reuid=65534 --regid=65534 --clear-groups ./program a");
    EXPECT_EQ(Good("stat -c %a a.rondo"), expected) << mode;
  }
}

}  // namespace
}  // namespace rondo::testing
