// A copy has what its source has, and nobody may read it who may not read the source.
#include <sys/xattr.h>
#include <unistd.h>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kAccessList[] = "system.posix_acl_access";
constexpr uint32_t kNobody = 65534;

struct AclEntry {
  enum Tag : uint16_t { kOwner = 1, kUser = 2, kGroup = 4, kMask = 16, kOthers = 32 };
  Tag tag;
  uint16_t permissions;
  uint32_t id = 0xffffffff;
};

std::string Acl(const std::vector<AclEntry>& entries) {
  std::string bytes("\2\0\0\0", 4);
  for (const AclEntry& entry : entries) {
    bytes.append(reinterpret_cast<const char*>(&entry), sizeof(entry));
  }
  return bytes;
}

// Its mode is 0640, and yet no group may read it.
std::string ListForNobody() {
  return Acl({{AclEntry::kOwner, 6},
              {AclEntry::kUser, 4, kNobody},
              {AclEntry::kGroup, 0},
              {AclEntry::kMask, 4},
              {AclEntry::kOthers, 0}});
}

class AttributesTest : public CliTest {
 protected:
  void SetUp() override {
    Write("a", Log(2000));
    // A file system may know no extended attributes.
    if (!Set("a", "user.rondo", "of a")) GTEST_SKIP() << "no extended attributes here";
  }

  bool Set(const std::string& file, const char* name, const std::string& value) const {
    return ::setxattr(Path(file).c_str(), name, value.data(), value.size(), 0) == 0;
  }
  std::string Get(const std::string& file, const char* name) const {
    std::string value(1000, '\0');
    const ssize_t size = ::getxattr(Path(file).c_str(), name, value.data(), value.size());
    return size < 0 ? "none" : value.substr(0, static_cast<size_t>(size));
  }
  std::string Mode(const std::string& file) const { return Good("stat -c %a " + file); }
  // Root becomes nobody, who needs a program and a folder within reach.
  std::string AsNobody(const std::string& line) const {
    Good("cp -n \"$(command -v rondo)\" ./program; chmod 777 .");
    return "setpriv --reuid=65534 --regid=65534 --clear-groups ./program " + line;
  }
};

TEST_F(AttributesTest, ExtendedAttributesAreKept) {
  ASSERT_TRUE(Set("a", "user.bytes", std::string("\0\xff\n", 3)));
  Good("chmod 440 a; rondo --rm a");
  EXPECT_EQ(Get("a.rondo", "user.rondo"), "of a");
  EXPECT_EQ(Get("a.rondo", "user.bytes"), std::string("\0\xff\n", 3));
  EXPECT_EQ(Mode("a.rondo"), "440\n");
  Good("rondo -d a.rondo");
  EXPECT_EQ(Get("a", "user.rondo"), "of a");
  // What is replaced has no say.
  Write("b.rondo", "");
  ASSERT_TRUE(Set("b.rondo", "user.old", "old"));
  Good("rondo -f -o b.rondo a");
  EXPECT_EQ(Get("b.rondo", "user.old"), "none");
  EXPECT_EQ(Get("b.rondo", "user.rondo"), "of a");
  Good("chmod 640 b.rondo; for i in 1 2 3 4; do rondo append b.rondo a; done");
  Good("rondo compact b.rondo");
  EXPECT_EQ(Get("b.rondo", "user.rondo"), "of a");
  // A stream is a file like any other, once it has a name.
  Good("rondo -o c.rondo <a");
  EXPECT_EQ(Get("c.rondo", "user.rondo"), "none");
}

TEST_F(AttributesTest, AccessControlListsAreKept) {
  // A file system may know no access-control lists.
  if (!Set("a", kAccessList, ListForNobody())) GTEST_SKIP() << "no lists here";
  Good("rondo a; mv a original; rondo -d a.rondo");
  for (const char* file : {"a.rondo", "a"}) {
    EXPECT_EQ(Get(file, kAccessList), ListForNobody()) << file;
    EXPECT_EQ(Mode(file), "640\n") << file;
  }
  // The tail of a running log may be read by those who may read the log.
  // What the shell says of the kill does not count.
  Run("mkfifo pipe; rondo encode --live --flush 20ms -o a.rondo pipe & pid=$!; "
      "exec 3>pipe; echo line >&3; "
      "for i in $(seq 400); do ls a.rondo.from-* && break; sleep 0.02; done; "
      "kill -9 $pid; wait $pid; exec 3>&-; mv a.rondo.from-* tail");
  EXPECT_EQ(Get("tail", kAccessList), ListForNobody());
}

TEST_F(AttributesTest, TheListOfAFolderIsNotForCopies) {
  Good("mkdir d; cp a d/a; chmod 640 d/a");
  const std::string before = Get("d/a", kAccessList);
  ASSERT_EQ(before, "none");
  // A file system may know no access-control lists.
  if (!Set("d", "system.posix_acl_default", ListForNobody()))
    GTEST_SKIP() << "no lists here";
  Good("rondo d/a");
  EXPECT_EQ(Get("d/a.rondo", kAccessList), "none");
  EXPECT_EQ(Mode("d/a.rondo"), "640\n");
}

TEST_F(AttributesTest, WhereTheGroupCannotBeGivenNobodyGainsAnything) {
  // Files of other owners can be made by root alone.
  if (::geteuid() != 0) GTEST_SKIP() << "only root can make the files";
  Good("chown 1234:2345 a");
  const auto mode_of_copy = [&] {
    const CommandResult result = Run(AsNobody("-f a"));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(Good("stat -c %u:%g a.rondo"), "65534:65534\n");
    EXPECT_EQ(Get("a.rondo", kAccessList), "none");
    return Mode("a.rondo");
  };
  for (const auto& [mode, expected] : {std::pair{"644", "644\n"},
                                       {"664", "644\n"},
                                       {"604", "600\n"},
                                       {"646", "644\n"},
                                       {"666", "666\n"},
                                       {"755", "755\n"}}) {
    Good(std::string("chmod ") + mode + " a");
    EXPECT_EQ(mode_of_copy(), expected) << mode;
  }
  Good("chmod 600 a");
  // A file system may know no access-control lists.
  if (!Set("a", kAccessList, ListForNobody())) GTEST_SKIP() << "no lists here";
  EXPECT_EQ(mode_of_copy(), "600\n");
  // Others may, but one of them may not.
  ASSERT_TRUE(Set("a", kAccessList,
                  Acl({{AclEntry::kOwner, 6},
                       {AclEntry::kUser, 0, 4321},
                       {AclEntry::kUser, 4, kNobody},
                       {AclEntry::kGroup, 4},
                       {AclEntry::kMask, 4},
                       {AclEntry::kOthers, 4}})));
  EXPECT_EQ(mode_of_copy(), "600\n");
}

TEST_F(AttributesTest, FilesWithSeveralNamesAreNotRemoved) {
  Good("ln a b");
  const CommandResult two = Run("rondo --rm a");
  EXPECT_EQ(two.exit_code, 2);
  EXPECT_THAT(two.err, HasSubstr("rondo: a: has 1 other link; skipped"));
  Good("ln a c");
  EXPECT_THAT(Run("rondo encode --rm -o x a").err, HasSubstr("has 2 other links"));
  EXPECT_THAT(Names(), ElementsAre("a", "b", "c"));
  Good("rondo a; ln a.rondo d.rondo; mkdir e; mv a.rondo e");
  EXPECT_THAT(Run("rondo -d --rm e/a.rondo").err, HasSubstr("has 1 other link"));
  EXPECT_THAT(Run("rondo -d --rm -o e/x d.rondo").err, HasSubstr("has 1 other link"));
  EXPECT_EQ(Good("ls e"), "a.rondo\n");
  Good("rondo -f --rm a; rondo -d -f --rm d.rondo");
  EXPECT_THAT(Names(), ElementsAre("a.rondo", "b", "c", "d", "e"));
  Good("rondo --rm d; rondo -k b");
}

}  // namespace
}  // namespace rondo::testing
