// --context NAME and dict translate, through the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ContextTest : public CliTest {
 protected:
  ContextTest() {
    std::string log;
    for (int i = 0; i < 4000; ++i) {
      log += "disk " + std::to_string(i * 7919 % 5000) + " of host" +
             std::to_string(i % 97) + "x is " + (i % 3 == 0 ? "full" : "empty") +
             " now\n";
      if (i % 2 == 0) log += "host" + std::to_string(i % 97) + "x was lost\n";
    }
    Write("log", log);
    InStore(
        "mkdir samples; split -l 40 log samples/; tail -n 60 log >text; "
        "rondo dict train -q --name logs --context en samples/* >cid; "
        "rondo dict export -o d.car $(cat cid); rondo encode --dict d.car -o t.rondo "
        "text");
  }
  std::string InStore(const std::string& line) { return Good(kStore + line); }
  CommandResult RunIn(const std::string& line) { return Run(kStore + line); }

  // Turns the table of the dictionary into German, and the log as sed has it.
  void Translate() {
    InStore(
        "rondo dict show --templates d.car >table; "
        "sed -e 's/^\\(s[0-9]*\\)\\tfull\\tfull$/\\1\\tfull\\tvoll/' "
        "-e 's/\\tdisk <1> of host<2>x is <3> now$/\\t<3> ist Platte <1> von <2>/' "
        "-e 's/\\thost<1>x was lost$/\\t<1> ist weg/' table >de.tsv; "
        "rondo dict translate -q --context de --name Deutsch -o de.car de.tsv >de; "
        "sed -e 's/^disk \\(.*\\) of host\\(.*\\)x is \\(.*\\) now$/\\3 ist Platte \\1 "
        "von \\2/' "
        "-e 's/^full ist/voll ist/' -e 's/^host\\(.*\\)x was lost$/\\1 ist weg/' "
        "text >german");
  }

  const std::string kStore =
      "export XDG_DATA_HOME=\"$PWD/data\" RONDO_DICTIONARY_PATH=; set -e; ";
  const std::string kNote = "rondo: a rendition, de, not the text itself\n";
};

TEST_F(ContextTest, EveryVerbPlaysIt) {
  Translate();
  ASSERT_NE(Read("german"), Read("text"));
  for (const std::string from : {"--dict de.car", ""}) {
    // By its file; then, without that, from the store.
    if (from.empty()) InStore("rondo dict import -q de.car >/dev/null");
    const std::string options = " --context de " + from + " t.rondo";
    EXPECT_EQ(InStore("rondo cat -q" + options), Read("german"));
    EXPECT_EQ(InStore("rondo cat --lines 3:7 -q" + options),
              InStore("sed -n 3,7p german"));
    EXPECT_EQ(InStore("rondo head -n 5 -q" + options), InStore("head -n 5 german"));
    EXPECT_EQ(InStore("rondo tail -n 5 -q" + options), InStore("tail -n 5 german"));
    EXPECT_EQ(InStore("rondo grep -n voll" + options + " 2>/dev/null"),
              InStore("grep -n voll german"));
    EXPECT_EQ(RunIn("rondo grep full" + options).exit_code, 1);
    EXPECT_EQ(RunIn("rondo cat <t.rondo --context de " + from).out, Read("german"));
  }
  EXPECT_EQ(RunIn("rondo cat --context de t.rondo").err, kNote);
  EXPECT_EQ(RunIn("rondo grep -c voll --context de t.rondo").err, kNote);
  // The score is what it was.
  EXPECT_EQ(InStore("rondo cat t.rondo"), Read("text"));
  EXPECT_EQ(InStore("rondo decode -c t.rondo"), Read("text"));
}

TEST_F(ContextTest, LinesWithoutWordsStayAndAreCounted) {
  Translate();
  InStore(
      "(cat text; echo nothing like it; cat text) >more; rondo encode -o m.rondo more");
  const CommandResult result = RunIn("rondo cat --context de --dict de.car m.rondo");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\nnothing like it\n"));
  EXPECT_THAT(result.err, HasSubstr(kNote));
  EXPECT_THAT(result.err, HasSubstr("lines that have no words in de: "));
}

TEST_F(ContextTest, ItsOwnContextIsExact) {
  const CommandResult own = RunIn("rondo cat --context en t.rondo");
  EXPECT_EQ(own.exit_code, 0);
  EXPECT_EQ(own.out, Read("text"));
  EXPECT_EQ(own.err, "");
  EXPECT_THAT(InStore("rondo stat t.rondo"), HasSubstr("  context       en\n"));
  EXPECT_THAT(InStore("rondo stat --json t.rondo"),
              AllOf(HasSubstr("\"dictionary_part\":0"), HasSubstr("\"context\":\"en\"")));
}

TEST_F(ContextTest, WhatThereIsNotIsAnErrorThatListsWhatThereIs) {
  Translate();
  const CommandResult one = RunIn("rondo cat --context fr t.rondo");
  EXPECT_EQ(one.exit_code, 2);
  EXPECT_EQ(one.out, "");
  EXPECT_THAT(one.err, HasSubstr("no context \"fr\"; there are en, redacted"));
  const CommandResult two = RunIn("rondo tail --context fr --dict de.car t.rondo");
  EXPECT_EQ(two.exit_code, 2);
  EXPECT_THAT(two.err, HasSubstr("there are de, en, redacted"));
  InStore("rondo encode -o plain text");
  EXPECT_THAT(RunIn("rondo grep a -C fr plain").err, HasSubstr("there is redacted"));
}

TEST_F(ContextTest, WhatGoesNotTogether) {
  const std::pair<const char*, const char*> lines[] = {
      {"cat --context de --bytes 1:2 t.rondo", "parts by lines only"},
      {"tail -f --context de t.rondo", "-f plays"},
      {"export --context de -o x t.rondo", "say --context redacted"},
      {"cat --context '' t.rondo", "the name is empty"},
      {"dict translate de.tsv", "--context"},
      {"dict translate --context redacted de.tsv", "is not redacted"},
      {"dict translate --context 1 de.tsv", "begins with a letter"},
      {"dict translate --context de a b", "one table"},
      {"dict list --templates", "--templates is about dict show"},
      {"dict show --context de x", "dict train and translate"},
      {"dict train --format zipfs --context de text", "for scores"},
  };
  for (const auto& [line, error] : lines) {
    const CommandResult result = RunIn(std::string("rondo ") + line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.err, HasSubstr(error)) << line;
  }
  Write("bad.tsv", "line\t<1> a\tb\n");
  const CommandResult bad = RunIn("rondo dict translate --context de -o x bad.tsv");
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("bad.tsv: line 1: <1> must be"));
  EXPECT_FALSE(Exists("x"));
}

}  // namespace
}  // namespace rondo::testing
