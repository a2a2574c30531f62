// Manual pages and completions name every option of the table, and nothing that a shell
// or roff would take for its own. What real shells make of them: real_shells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "apps/rondo/command_line/option_table.h"
#include "apps/rondo/command_line/parse.h"
#include "apps/rondo/manual/completions.h"
#include "apps/rondo/manual/man_page.h"

namespace rondo::app {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<Face> Faces() {
  std::vector<Face> faces = {Face::kGzip};
  for (const VerbName& verb : VerbNames()) faces.push_back(verb.face);
  return faces;
}

TEST(ManPageTest, NamesEveryOptionOfItsVerb) {
  for (const Face face : Faces()) {
    const std::string page = ManPage(face);
    SCOPED_TRACE(ManPageName(face));
    for (const OptionRow& row : OptionTable()) {
      const std::string name = absl::StrCat(
          "\\fB", absl::StrReplaceAll(absl::StrCat("--", row.name), {{"-", "\\-"}}),
          "\\fR");
      EXPECT_EQ(page.find(name) != std::string::npos,
                row.KnownTo(face) ||
                    std::ranges::any_of(OptionTable(),
                                        [&](const OptionRow& other) {
                                          return other.KnownTo(face) &&
                                                 std::string_view(other.name) == row.name;
                                        }))
          << row.name;
    }
  }
}

TEST(ManPageTest, HasOnlyTheRequestsThatItMeans) {
  for (const Face face : Faces()) {
    SCOPED_TRACE(ManPageName(face));
    for (const std::string& line :
         std::vector<std::string>(absl::StrSplit(ManPage(face), '\n'))) {
      if (line.starts_with('.')) {
        EXPECT_THAT(line, AnyOf(StartsWith(".TH "), StartsWith(".SH "), ".PP", ".TP",
                                ".nf", ".fi"));
      }
      EXPECT_FALSE(line.starts_with('\'')) << line;
      for (size_t at = 0; (at = line.find('\\', at)) != std::string::npos; at += 2) {
        EXPECT_THAT(std::string("e-&f"), HasSubstr(line.substr(at + 1, 1))) << line;
      }
    }
  }
}

TEST(ManPageTest, HasTheSectionsOfItsHelp) {
  const std::string grep = ManPage(Face::kGrep);
  for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS",
                              "EXAMPLES", "TIMES", "SEE ALSO"}) {
    EXPECT_THAT(grep, HasSubstr(absl::StrCat("\n.SH ", section, "\n"))) << section;
  }
  EXPECT_THAT(grep, HasSubstr("\nrondo grep [OPTION...] PATTERN [FILE...]\n"));
  EXPECT_THAT(grep, HasSubstr("rondo\\-cat(1)"));
  EXPECT_THAT(ManPage(Face::kGzip), HasSubstr("\nrondo \\- makes files small"));
}

TEST(CompletionTest, NameEveryOptionOfEveryVerb) {
  const std::string bash = BashCompletion();
  const std::string zsh = ZshCompletion();
  const std::string fish = FishCompletion();
  for (const VerbName& verb : VerbNames()) {
    for (const OptionRow& row : OptionTable()) {
      if (!row.KnownTo(verb.face)) continue;
      EXPECT_THAT(bash, HasSubstr(absl::StrCat("--", row.name)));
      EXPECT_THAT(zsh, HasSubstr(absl::StrCat("'*--", row.name)));
      EXPECT_THAT(fish, HasSubstr(absl::StrCat("__fish_seen_subcommand_from ", verb.name,
                                               "' -l ", row.name, " ")));
    }
  }
}

TEST(CompletionTest, WordsOfAValueAreThoseThatTheOptionTakes) {
  int rows = 0;
  for (const OptionRow& row : OptionTable()) {
    if (row.choices == nullptr) continue;
    ++rows;
    for (const std::string& word :
         std::vector<std::string>(absl::StrSplit(row.choices, ' '))) {
      Command command;
      EXPECT_TRUE(row.apply(word, &command).ok()) << row.name << " " << word;
    }
    Command command;
    EXPECT_FALSE(row.apply("neither", &command).ok()) << row.name;
  }
  EXPECT_GE(rows, 5);
}

}  // namespace
}  // namespace rondo::app
