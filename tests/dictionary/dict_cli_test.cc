// rondo dict, as a shell sees it.
#include <string>
#include <vector>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

// A dictionary of no segments: one small block.
constexpr char kBlock[] = "\\242\\144Name\\141x\\150Segments\\200";
constexpr char kCid[] = "bafyrei[a-z2-7]{52}";

class DictTest : public CliTest {
 protected:
  DictTest() { Write("samples", Log(60'000)); }

  // With a store in the scratch folder, and no other.
  static std::string InStore(const std::string& line, const std::string& store = "data") {
    return "export XDG_DATA_HOME=\"$PWD/" + store + "\" RONDO_DICTIONARY_PATH=; " + line;
  }
  std::string GoodIn(const std::string& line, const std::string& store = "data") {
    return Good(InStore(line, store));
  }
  CommandResult RunIn(const std::string& line, const std::string& store = "data") {
    return Run(InStore(line, store));
  }
  // Trains one of this name into the store; its address.
  std::string Train(const std::string& name, const std::string& options = "") {
    std::string cid = GoodIn("rondo dict train -q --format zipfs --size 4K --name '" +
                             name + "' " + options + " samples");
    cid.pop_back();
    return cid;
  }
};

TEST_F(DictTest, TrainListShow) {
  const std::string cid = Train("logs", "--description 'of a test'");
  EXPECT_THAT(cid, MatchesRegex(kCid));
  EXPECT_THAT(GoodIn("rondo dict list"), HasSubstr(cid));
  EXPECT_THAT(GoodIn("rondo dict list"), HasSubstr("  logs\n"));
  EXPECT_THAT(GoodIn("rondo dict list --json"), HasSubstr("\"name\":\"logs\""));
  const std::string page = GoodIn("rondo dict show " + cid);
  EXPECT_THAT(page, HasSubstr("address      " + cid + "\n"));
  EXPECT_THAT(page, HasSubstr("description  of a test\n"));
  EXPECT_THAT(page, HasSubstr("Rondo        ZIPFS, "));
  EXPECT_THAT(GoodIn("rondo dict show --json " + cid),
              HasSubstr("\"rondo\":[{\"name\":\"ZIPFS\""));
  // The same samples make the same dictionary.
  EXPECT_EQ(Train("logs", "--description 'of a test'"), cid);
  EXPECT_EQ(GoodIn("rondo dict list", "empty"), "");
}

TEST_F(DictTest, NamesCannotSpeakToTheTerminal) {
  const std::string cid = Train("a\x1b[31mb\nc");
  EXPECT_THAT(GoodIn("rondo dict list"), HasSubstr("  a?[31mb?c\n"));
  EXPECT_THAT(GoodIn("rondo dict show " + cid), HasSubstr("a?[31mb?c\n"));
}

TEST_F(DictTest, OutAndIn) {
  const std::string a = Train("a"), b = Train("b");
  GoodIn("rondo dict export -o both.car " + a + " " + b);
  EXPECT_EQ(GoodIn("rondo dict import both.car", "other"), a + "  a\n" + b + "  b\n");
  EXPECT_EQ(GoodIn("rondo dict import -q both.car", "third"), a + "\n" + b + "\n");
  EXPECT_EQ(GoodIn("rondo dict list", "other"), GoodIn("rondo dict list"));
  // By pipes, and again: the same bytes.
  GoodIn("rondo dict export " + a + " >a.car; rondo dict import <a.car");
  GoodIn("rondo dict export " + a + " | cmp - a.car", "other");
  EXPECT_THAT(RunIn("rondo dict export -o a.car " + a).err, HasSubstr("not overwritten"));
  GoodIn("rondo dict export -f -o a.car " + a);
  // Of a file without keeping it.
  EXPECT_THAT(GoodIn("rondo dict show a.car", "empty"), HasSubstr(a));
}

TEST_F(DictTest, BlocksOfOthersAreRead) {
  Good(std::string("printf '") + kBlock + "' >x.cbor");
  EXPECT_THAT(GoodIn("rondo dict show x.cbor"), HasSubstr("segments     0\n"));
}

TEST_F(DictTest, WhatIsMissingIsNamedWithWhereItWasLookedFor) {
  const std::string cid = Train("a");
  for (const std::string verb : {"show", "export", "verify"}) {
    const CommandResult result = Run(
        "export XDG_DATA_HOME=\"$PWD/empty\" RONDO_DICTIONARY_PATH=/p:/q; rondo dict " +
        verb + " " + cid);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("no block " + cid + "; looked in "));
    EXPECT_THAT(result.err, HasSubstr("/empty/rondo/dictionaries, /p, /q\n"));
  }
  // The folders of the path are looked in.
  EXPECT_EQ(Good("export XDG_DATA_HOME=\"$PWD/empty\" "
                 "RONDO_DICTIONARY_PATH=\"/p:$PWD/data/rondo/dictionaries\"; "
                 "rondo dict verify -q " +
                 cid),
            "");
}

TEST_F(DictTest, Damage) {
  const std::string cid = Train("a"), other = Train("b");
  const std::string path = "data/rondo/dictionaries/" + cid;
  EXPECT_EQ(RunIn("rondo dict verify").exit_code, 0);
  EXPECT_THAT(RunIn("rondo dict verify").err, HasSubstr(cid + ": ok, 1 block\n"));
  Good("chmod u+w " + path + "; printf x >>" + path);
  for (const std::string& line : std::vector<std::string>{
           "rondo dict verify", "rondo dict list", "rondo dict show " + cid,
           "rondo dict verify " + cid, "rondo dict export " + cid + " >/dev/null"}) {
    const CommandResult result = RunIn(line);
    EXPECT_EQ(result.exit_code, 1) << line;
    EXPECT_THAT(result.err, HasSubstr(path)) << line;
  }
  EXPECT_THAT(RunIn("rondo dict list").out, HasSubstr(other));
  // Imported again it is whole.
  Good(
      "export XDG_DATA_HOME=\"$PWD/sound\"; rondo dict train -q --format zipfs --size 4K "
      "--name a -o a.car samples; export XDG_DATA_HOME=\"$PWD/data\"; "
      "rondo dict import a.car; rondo dict verify -q");
}

TEST_F(DictTest, CarFilesAreChecked) {
  const std::string cid = Train("a");
  GoodIn("rondo dict export -o a.car " + cid);
  Good("head -c -1 a.car >cut.car; cp cut.car bent.car; printf X >>bent.car");
  for (const char* file : {"cut.car", "bent.car", "samples"}) {
    const CommandResult result = RunIn(std::string("rondo dict import ") + file, "other");
    EXPECT_EQ(result.exit_code, 1) << file;
    EXPECT_THAT(result.err, HasSubstr("CAR")) << file;
  }
  // A header, and nothing of its dictionary.
  Good("head -c 59 a.car >empty.car");
  const CommandResult result = RunIn("rondo dict import empty.car", "other");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("no block " + cid));
}

TEST_F(DictTest, Gc) {
  const std::string a = Train("a"), b = Train("b");
  EXPECT_EQ(RunIn("rondo dict gc").err,
            "rondo: removed: dictionaries 0, blocks 0, unfinished files 0\n");
  EXPECT_THAT(RunIn("rondo dict gc " + a).err, HasSubstr("dictionaries 1, blocks 1,"));
  EXPECT_EQ(RunIn("rondo dict show " + a).exit_code, 2);
  GoodIn("rondo dict show " + b);
  EXPECT_EQ(RunIn("rondo dict gc -q " + a).exit_code, 2);
  Good(
      "cd data/rondo/dictionaries; printf x >.unfinished-abcdef; "
      "touch -d '2 hours ago' .unfinished-abcdef");
  EXPECT_THAT(RunIn("rondo dict gc").err, HasSubstr("unfinished files 1"));
}

TEST_F(DictTest, UsageErrors) {
  for (const char* line : {"rondo dict",
                           "rondo dict nonsense",
                           "rondo dict show",
                           "rondo dict export",
                           "rondo dict list x",
                           "rondo dict train --format zipfs",
                           "rondo dict train --format zipfs missing",
                           "rondo dict list --name x",
                           "rondo dict list -o x",
                           "rondo dict gc --json",
                           "rondo dict show missing",
                           "rondo dict export nonsense",
                           "rondo dict gc nonsense",
                           "rondo dict train --format zip samples",
                           "rondo dict train --format zipfs --size 100 samples",
                           "rondo dict train --format zipfs /dev/null",
                           "rondo dict train",
                           "rondo dict train --size 100 samples",
                           "rondo dict train /dev/null",
                           "rondo encode --dict x samples",
                           "rondo encode --optimal samples",
                           "rondo encode --format zipfs samples",
                           "rondo encode --format zipfs --dict missing samples",
                           "rondo encode --format zipfs --dict x --live samples"}) {
    const CommandResult result = RunIn(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_EQ(result.out, "") << line;
    EXPECT_THAT(result.err, HasSubstr("rondo: ")) << line;
  }
  EXPECT_THAT(Run("rondo dict lst").err, HasSubstr("did you mean \"list\"?"));
}

}  // namespace
}  // namespace rondo::testing
