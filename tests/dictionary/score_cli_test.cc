// Scores that need a dictionary, as a shell sees them.
#include <string>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ScoreDictTest : public CliTest {
 protected:
  ScoreDictTest() {
    Write("log", Log(200'000));
    // Many small files of a kind, and one more.
    InStore(
        "mkdir samples; split -l 40 log samples/; tail -n 40 log >text; "
        "rondo dict train -q --name logs samples/* >cid; "
        "rondo dict export -o d.car $(cat cid)");
    cid_ = Read("cid").substr(0, 59);
  }
  std::string InStore(const std::string& line) { return Good(kStore + line); }
  CommandResult RunIn(const std::string& line) { return Run(kStore + line); }
  // With a store of nothing.
  CommandResult RunElsewhere(const std::string& line) {
    return Run("export XDG_DATA_HOME=\"$PWD/empty\" RONDO_DICTIONARY_PATH=; " + line);
  }

  const std::string kStore =
      "export XDG_DATA_HOME=\"$PWD/data\" RONDO_DICTIONARY_PATH=; ";
  std::string cid_;
};

// What every reading verb makes of a score, with these options; the plain file beside it.
std::string AllVerbs(const std::string& options) {
  return "rondo decode -c " + options + " t.rondo | cmp - text; rondo decode " + options +
         " <t.rondo | cmp - text; rondo cat " + options +
         " t.rondo | cmp - text; rondo cat --lines 3:7 " + options +
         " t.rondo >part; sed -n 3,7p text | cmp - part; rondo head -n 5 " + options +
         " t.rondo >part; head -n 5 text | cmp - part; rondo tail -n 5 " + options +
         " t.rondo >part; tail -n 5 text | cmp - part; rondo grep 1 " + options +
         " t.rondo >part; grep 1 text | cmp - part; test \"$(rondo wc " + options +
         " t.rondo | awk '{ print $1 }')\" = 40; rondo verify -q " + options + " t.rondo";
}

TEST_F(ScoreDictTest, EveryVerbReadsWithTheDictionaryInTheStore) {
  InStore("rondo encode --dict $(cat cid) -o t.rondo text; " + AllVerbs(""));
  InStore("rondo encode -o plain.rondo text");
  EXPECT_LT(Read("t.rondo").size() * 10, Read("plain.rondo").size() * 9);
  // The same by the file that it is in, and by a pipe.
  InStore(
      "rondo encode --dict d.car -o by-file text; cmp by-file t.rondo; "
      "rondo encode --dict d.car <text | cmp - t.rondo");
}

TEST_F(ScoreDictTest, EveryVerbReadsWithTheFileOfTheDictionary) {
  InStore("rondo encode --dict $(cat cid) -o t.rondo text");
  const CommandResult result = RunElsewhere("set -e; " + AllVerbs("--dict d.car"));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
}

TEST_F(ScoreDictTest, TheFoldersOfThePathAreLookedIn) {
  InStore("rondo encode --dict $(cat cid) -o t.rondo text");
  Good(
      "export XDG_DATA_HOME=\"$PWD/empty\" "
      "RONDO_DICTIONARY_PATH=\"/p:$PWD/data/rondo/dictionaries\"; " +
      AllVerbs(""));
}

TEST_F(ScoreDictTest, ADictionaryThatIsMissingIsNamedWithWhereItWasLookedFor) {
  InStore("rondo encode --dict $(cat cid) -o t.rondo text");
  for (const char* verb : {"decode -c", "cat", "head", "tail", "grep 1", "verify --deep",
                           "stat --templates"}) {
    const CommandResult result = RunElsewhere(std::string("rondo ") + verb + " t.rondo");
    EXPECT_EQ(result.exit_code, 2) << verb;
    EXPECT_EQ(result.out, "") << verb;
    EXPECT_THAT(result.err, HasSubstr("needs dictionary " + cid_)) << verb;
    EXPECT_THAT(result.err, HasSubstr("/empty/rondo/dictionaries")) << verb;
  }
  EXPECT_FALSE(Exists("t"));
}

TEST_F(ScoreDictTest, StatShowsWhatAScoreNeeds) {
  InStore("rondo encode --dict $(cat cid) -o t.rondo text; rondo encode -o plain text");
  // The dictionary need not be there.
  const CommandResult table = RunElsewhere("rondo stat t.rondo");
  EXPECT_EQ(table.exit_code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("  needs         " + cid_ + "\n"));
  const CommandResult json = RunElsewhere("rondo stat --json t.rondo");
  EXPECT_THAT(json.out, HasSubstr("\"dictionary\":\"" + cid_ + "\""));
  EXPECT_THAT(InStore("rondo stat plain"), Not(HasSubstr("needs")));
  EXPECT_THAT(InStore("rondo stat --json plain"), Not(HasSubstr("dictionary")));
}

TEST_F(ScoreDictTest, AppendAndCompactTakeIt) {
  InStore(
      "rondo append -q --dict $(cat cid) a.rondo text; rondo append -q a.rondo text; "
      "rondo append -q --dict d.car a.rondo text; cat text text text >three; "
      "rondo cat a.rondo | cmp - three");
  EXPECT_EQ(RunElsewhere("rondo cat a.rondo").exit_code, 2);
  InStore(
      "cp a.rondo b.rondo; rondo compact -q --dict $(cat cid) a.rondo; "
      "rondo cat a.rondo | cmp - three");
  EXPECT_EQ(RunElsewhere("rondo cat a.rondo").exit_code, 2);
  InStore("rondo compact -q b.rondo");
  EXPECT_EQ(RunElsewhere("rondo cat b.rondo | cmp - three").exit_code, 0);
}

TEST_F(ScoreDictTest, ScoresOfOtherDictionariesInOneFile) {
  InStore(
      "rondo dict train -q --name other --size 20K -o other.car samples/* >/dev/null; "
      "rondo encode --dict d.car -o a text; rondo encode --dict other.car -o b text; "
      "rondo encode -o c text; cat a b c >t.rondo; cat text text text >three; "
      "rondo decode -c --dict other.car t.rondo | cmp - three");
  const CommandResult missing = RunIn("rondo decode -c --dict d.car t.rondo >/dev/null");
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("d.car is " + cid_));
}

TEST_F(ScoreDictTest, DictionariesOfTheOtherKind) {
  InStore("rondo dict train -q --format zipfs -o z.car text >/dev/null");
  for (const char* line :
       {"rondo encode --dict z.car -o out text", "rondo append --dict z.car out text"}) {
    const CommandResult result = RunIn(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.err, HasSubstr("nothing for scores in it")) << line;
    EXPECT_FALSE(Exists("out")) << line;
  }
  const CommandResult result =
      RunIn("rondo encode --format zipfs --dict d.car -o out text");
  EXPECT_EQ(result.exit_code, 2) << result.err;
  EXPECT_THAT(result.err, HasSubstr("rondo dict train --format zipfs makes one"));
  EXPECT_FALSE(Exists("out"));
}

TEST_F(ScoreDictTest, ADictionaryThatIsNotThereWhenEncoding) {
  for (const std::string& name : {std::string("nowhere.car"), cid_}) {
    const CommandResult result = RunElsewhere("rondo encode --dict " + name + " text");
    EXPECT_EQ(result.exit_code, 2) << name;
    EXPECT_THAT(result.err, HasSubstr(name)) << name;
    EXPECT_FALSE(Exists("text.rondo")) << name;
  }
}

TEST_F(ScoreDictTest, TrainSaysWhatItIsWorth) {
  const CommandResult result = RunIn("rondo dict train --name logs samples/*");
  EXPECT_EQ(result.out, cid_ + "\n");
  EXPECT_THAT(result.err, HasSubstr("of samples that were held out, "));
  EXPECT_THAT(InStore("rondo dict show " + cid_), HasSubstr("tables/0"));
  InStore("rondo dict verify -q " + cid_);
}

TEST_F(ScoreDictTest, SamplesThatMakeNone) {
  Write("empty", "");
  Write("tiny", "x\n");
  InStore("head -c 20000 /dev/urandom >noise");
  for (const char* samples : {"empty", "tiny", "noise", "empty tiny"}) {
    const CommandResult result =
        RunIn(std::string("rondo dict train -o none.car ") + samples);
    EXPECT_EQ(result.exit_code, 2) << samples;
    EXPECT_THAT(result.err, HasSubstr("samples")) << samples;
    EXPECT_FALSE(Exists("none.car")) << samples;
  }
}

}  // namespace
}  // namespace rondo::testing
