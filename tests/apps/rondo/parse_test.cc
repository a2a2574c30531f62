#include "apps/rondo/command_line/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <sstream>

#include "apps/rondo/command_line/help.h"
#include "apps/rondo/command_line/option_table.h"
#include "base/limits.h"
#include "base/thread.h"

namespace rondo::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Command Parse(const std::vector<std::string>& arguments,
              const std::string& program = "rondo") {
  auto command = ParseCommand(program, arguments);
  EXPECT_TRUE(command.ok()) << command.status();
  return command.ok() ? *command : Command{};
}

std::string Refusal(const std::vector<std::string>& arguments) {
  const auto command = ParseCommand("rondo", arguments);
  EXPECT_FALSE(command.ok());
  return std::string(command.status().message());
}

TEST(Parse, WithoutArgumentsEncodesStandardInput) {
  const Command command = Parse({});
  EXPECT_EQ(command.verb, Verb::kEncode);
  EXPECT_THAT(command.files, ElementsAre("-"));
  EXPECT_EQ(command.level, kDefaultLevel);
  EXPECT_EQ(command.threads, 1);
  EXPECT_FALSE(command.remove_source);
}

TEST(Parse, GzipHabits) {
  const Command command = Parse({"-dcfq", "a", "-", "b"});
  EXPECT_EQ(command.verb, Verb::kDecode);
  EXPECT_TRUE(command.to_stdout);
  EXPECT_TRUE(command.force);
  EXPECT_TRUE(command.quiet);
  EXPECT_THAT(command.files, ElementsAre("a", "-", "b"));
  EXPECT_EQ(Parse({"-t", "a"}).verb, Verb::kVerify);
  EXPECT_EQ(Parse({"-l", "a"}).verb, Verb::kList);
  EXPECT_TRUE(Parse({"--rm", "a"}).remove_source);
  EXPECT_FALSE(Parse({"--rm", "-k", "a"}).remove_source);  // the last one holds
}

TEST(Parse, Levels) {
  for (int level = kMinLevel; level <= kMaxLevel; ++level) {
    EXPECT_EQ(Parse({"-" + std::to_string(level), "a"}).level, level);
    EXPECT_EQ(Parse({"--level", std::to_string(level)}).level, level);
  }
  EXPECT_EQ(Parse({"-1", "-9"}).level, 9);
  EXPECT_EQ(Parse({"-9k", "a"}).level, 9);
  EXPECT_EQ(Parse({"-c4", "a"}).level, 4);
  EXPECT_THAT(Refusal({"-0"}), HasSubstr("-0"));
  EXPECT_EQ(Parse({"--max", "a"}).level, kFirstMixingLevel);
  EXPECT_EQ(Parse({"-10k", "a"}).level, 10);
  EXPECT_EQ(Parse({"-12", "a"}).level, 2);  // -1 -2
  EXPECT_THAT(Refusal({"--level=12"}), HasSubstr("1 to 11"));
}

TEST(Parse, VariablesAreDefaults) {
  ASSERT_EQ(::setenv("RONDO_LEVEL", "9", 1), 0);
  ASSERT_EQ(::setenv("RONDO_THREADS", "3", 1), 0);
  EXPECT_EQ(Parse({"a"}).level, 9);
  EXPECT_EQ(Parse({"encode", "-2", "a"}).level, 2);
  EXPECT_EQ(Parse({"encode", "a"}).threads, 3);
  EXPECT_EQ(Parse({"decode", "-T2", "a"}).threads, 2);
  EXPECT_EQ(Parse({"wc", "a"}).verb, Verb::kWc);  // knows neither
  ASSERT_EQ(::setenv("RONDO_LEVEL", "", 1), 0);
  EXPECT_EQ(Parse({"a"}).level, kDefaultLevel);
  ASSERT_EQ(::setenv("RONDO_LEVEL", "nine", 1), 0);
  EXPECT_THAT(Refusal({"a"}), HasSubstr("$RONDO_LEVEL: "));
  ::unsetenv("RONDO_LEVEL");
  ::unsetenv("RONDO_THREADS");
}

TEST(Parse, Verbs) {
  EXPECT_EQ(Parse({"encode", "a"}).verb, Verb::kEncode);
  EXPECT_EQ(Parse({"decode", "a"}).verb, Verb::kDecode);
  EXPECT_EQ(Parse({"cat", "a"}).verb, Verb::kCat);
  EXPECT_EQ(Parse({"stat", "--json", "a"}).verb, Verb::kStat);
  EXPECT_EQ(Parse({"verify", "a"}).verb, Verb::kVerify);
  EXPECT_THAT(Parse({"encode", "-9", "-T2", "-o", "x", "a"}).output, "x");
  EXPECT_TRUE(Parse({"encode", "--online", "a"}).encode_options().online);
  EXPECT_FALSE(Parse({"encode", "a"}).encode_options().online);
  EXPECT_TRUE(Parse({"encode", "--index", "a"}).encode_options().index);
  EXPECT_FALSE(Parse({"encode", "a"}).encode_options().index);
}

TEST(Parse, Dict) {
  const Command list = Parse({"dict", "list", "--json"});
  EXPECT_EQ(list.verb, Verb::kDict);
  EXPECT_EQ(list.dict.action, DictCommand::Action::kList);
  EXPECT_TRUE(list.json);
  EXPECT_THAT(list.dict.arguments, ElementsAre());
  const Command import = Parse({"dict", "import"});
  EXPECT_THAT(import.files, ElementsAre("-"));
  const Command train =
      Parse({"dict", "train", "--format", "zipfs", "--size=8K", "--name", "n", "a", "b"});
  EXPECT_EQ(train.dict.size_bytes, 8192u);
  EXPECT_EQ(train.dict.name, "n");
  EXPECT_THAT(train.files, ElementsAre("a", "b"));
  EXPECT_THAT(train.dict.arguments, ElementsAre("a", "b"));
  const Command zipfs = Parse({"encode", "--format=zipfs", "--dict", "d", "a"});
  EXPECT_TRUE(zipfs.zipfs.wanted);
  EXPECT_EQ(zipfs.dictionaries, std::vector<std::string>{"d"});
  EXPECT_FALSE(Parse({"encode", "--format=score", "a"}).zipfs.wanted);
  EXPECT_THAT(Refusal({"encode", "--format=zip", "a"}), HasSubstr("score or zipfs"));
  EXPECT_THAT(Refusal({"dict", "shw"}), HasSubstr("did you mean \"show\"?"));
}

TEST(Parse, FilesNamedLikeVerbs) {
  EXPECT_THAT(Parse({"--", "stat"}).files, ElementsAre("stat"));
  EXPECT_THAT(Parse({"./stat"}).files, ElementsAre("./stat"));
  EXPECT_THAT(Parse({"-k", "stat"}).files, ElementsAre("stat"));
  EXPECT_THAT(Parse({"encode", "--", "-1", "--rm"}).files, ElementsAre("-1", "--rm"));
}

TEST(Parse, NamesOfTheProgram) {
  EXPECT_EQ(Parse({"a"}, "/usr/bin/unrondo").verb, Verb::kDecode);
  const Command command = Parse({"a"}, "rondocat");
  EXPECT_EQ(command.verb, Verb::kDecode);
  EXPECT_TRUE(command.to_stdout);
}

TEST(Parse, SizesAndThreads) {
  const Command command =
      Parse({"-M", "512M", "-T4", "--block-size=128K", "--segment-size", "8M", "a"});
  EXPECT_EQ(command.encode_options().memory_limit_bytes, 512u << 20);
  EXPECT_EQ(command.encode_options().block_bytes, 128u << 10);
  EXPECT_EQ(command.encode_options().segment_bytes, 8u << 20);
  EXPECT_EQ(command.encode_options().threads, 4);
  EXPECT_EQ(Parse({"-T0"}).threads, base::HardwareThreads());
  EXPECT_EQ(Parse({"-T256"}).threads, 256);
  for (const char* const many : {"257", "512", "2147483647"}) {
    EXPECT_EQ(Parse({"-T", many}).threads, base::kMaxThreads) << many;
  }
  EXPECT_EQ(Parse({"-d"}).decode_options().memory_limit_bytes,
            DecodeOptions{}.memory_limit_bytes);
  EXPECT_THAT(Refusal({"-T", "x"}), HasSubstr("--threads"));
  for (const char* const wrong : {"-1", "1.5", "99999999999"}) {
    EXPECT_THAT(Refusal({std::string("--threads=") + wrong}),
                HasSubstr("is no number of threads"));
  }
  EXPECT_THAT(Refusal({"-M", "lots"}), HasSubstr("\"lots\" is no size"));
  EXPECT_THAT(Refusal({"--block-size", "8G"}), HasSubstr("--block-size"));
}

TEST(Parse, ClustersOfLetters) {
  const Command head = Parse({"head", "-qn", "-3", "a"});
  EXPECT_TRUE(head.quiet);
  EXPECT_EQ(head.line_count, 3u);
  EXPECT_TRUE(head.all_but);
  EXPECT_THAT(head.files, ElementsAre("a"));
  EXPECT_EQ(Parse({"head", "-qn3"}).line_count, 3u);
  EXPECT_EQ(Parse({"head", "-q", "-12"}).line_count, 12u);
  EXPECT_EQ(Parse({"head", "-12q"}).line_count, 12u);
  EXPECT_EQ(Parse({"head", "-5c"}).byte_count, 5u);
  EXPECT_EQ(Parse({"head", "-5kq"}).byte_count, 5u << 10);
  EXPECT_EQ(Parse({"head", "--bytes", "-5"}).byte_count, 5u);
  EXPECT_TRUE(Parse({"tail", "-5f", "a"}).follow);
  EXPECT_TRUE(Parse({"tail", "+5", "a"}).from_start);
  EXPECT_EQ(Parse({"tail", "+5c", "a"}).byte_count, 5u);
  EXPECT_THAT(Parse({"tail", "a", "+5"}).files, ElementsAre("a", "+5"));
  const Command grep = Parse({"grep", "-n12i", "-fe", "-ie", "-x", "-5"});
  EXPECT_EQ(grep.grep.around, 5u);
  EXPECT_THAT(grep.grep.pattern_files, ElementsAre("e"));
  EXPECT_THAT(grep.grep.patterns, ElementsAre("-x"));
  EXPECT_THAT(Parse({"encode", "-kT", "2", "-9", "a"}).files, ElementsAre("a"));
  EXPECT_EQ(Parse({"grep", "-e", "", "a"}).grep.patterns.front(), "");
  EXPECT_THAT(Refusal({"head", "-qZ"}), HasSubstr("-Z"));
  EXPECT_THAT(Refusal({"head", "-qn"}), HasSubstr("--lines"));
  EXPECT_THAT(Refusal({"decode", "-3"}), HasSubstr("-3"));
}

TEST(Parse, RangesMayStartWithADash) {
  const Command bytes = Parse({"cat", "--bytes", "-100:", "a"});
  EXPECT_EQ(bytes.bytes->from, -100);
  EXPECT_FALSE(bytes.bytes->to.has_value());
  EXPECT_THAT(bytes.files, ElementsAre("a"));
  EXPECT_EQ(Parse({"cat", "--lines=-3:-1", "a"}).lines->to, -1);
  EXPECT_EQ(Parse({"cat", "a", "--lines", "-1"}).lines->from, -1);
}

TEST(Parse, GrepTakesItsPatternFromTheFirstArgumentOrFromOptions) {
  const Command first = Parse({"grep", "-in", "a|b", "x", "-C3", "y"});
  EXPECT_THAT(first.grep.patterns, ElementsAre("a|b"));
  EXPECT_THAT(first.files, ElementsAre("x", "y"));
  EXPECT_TRUE(first.grep.pattern.ignore_case);
  EXPECT_TRUE(first.grep.line_numbers);
  EXPECT_EQ(first.grep.around, 3u);
  const Command options = Parse({"grep", "-e", "-v", "-fz", "-e", "b", "x"});
  EXPECT_THAT(options.grep.patterns, ElementsAre("-v", "b"));
  EXPECT_THAT(options.grep.pattern_files, ElementsAre("z"));
  EXPECT_THAT(options.files, ElementsAre("x"));
  EXPECT_FALSE(options.grep.invert);
  EXPECT_THAT(Parse({"grep", "x"}).files, ElementsAre("-"));
  EXPECT_THAT(Refusal({"grep"}), HasSubstr("pattern"));
  EXPECT_THAT(Refusal({"grep", "-m", "x", "y"}), HasSubstr("--max-count"));
  EXPECT_THAT(Refusal({"grep", "--color=blue", "y"}), HasSubstr("\"blue\""));
}

TEST(Parse, HeadAndTail) {
  EXPECT_EQ(Parse({"head", "-n", "5", "a"}).line_count, 5u);
  EXPECT_EQ(Parse({"head", "-c5", "a"}).byte_count, 5u);
  EXPECT_FALSE(Parse({"tail", "-n", "5", "a"}).from_start);
  const Command from = Parse({"tail", "-n", "+5", "a"});
  EXPECT_TRUE(from.from_start);
  EXPECT_EQ(from.line_count, 5u);
  EXPECT_THAT(Refusal({"head", "-n", "+5", "a"}), HasSubstr("--lines"));
}

TEST(Parse, RefusesContradictions) {
  EXPECT_THAT(Refusal({"--rm", "-c", "a"}), HasSubstr("--rm"));
  EXPECT_THAT(Refusal({"--rm", "-o", "-", "a"}), HasSubstr("--rm"));
  EXPECT_THAT(Refusal({"-o", "x", "-c", "a"}), HasSubstr("-o"));
  EXPECT_THAT(Refusal({"-o", "x", "a", "b"}), HasSubstr("one source"));
  EXPECT_THAT(Refusal({"cat", "--bytes", "1:2", "--lines", "1"}), HasSubstr("--lines"));
  EXPECT_THAT(Refusal({"encode", "--flush", "1s", "a"}), HasSubstr("--live"));
  EXPECT_THAT(Refusal({"encode", "--live", "--rm", "a"}), HasSubstr("no --rm"));
}

TEST(Parse, RefusesUnknownOptions) {
  EXPECT_THAT(Refusal({"--frobnicate"}), HasSubstr("--frobnicate"));
  EXPECT_THAT(Refusal({"-x"}), HasSubstr("-x"));
  EXPECT_THAT(Refusal({"--stdou"}), HasSubstr("--stdou"));  // no guessing
  EXPECT_THAT(Refusal({"stat", "--rm", "a"}), HasSubstr("--rm"));
  EXPECT_THAT(Refusal({"-o"}), HasSubstr("--output"));
  EXPECT_THAT(Refusal({"--stdout=x"}), HasSubstr("--stdout"));
  EXPECT_THAT(Refusal({"help", "dance"}), HasSubstr("dance"));
}

TEST(Parse, HelpAndVersionWin) {
  EXPECT_EQ(Parse({"-h"}).verb, Verb::kHelp);
  EXPECT_EQ(Parse({"help"}).verb, Verb::kHelp);
  EXPECT_EQ(Parse({"help", "cat"}).face, Face::kCat);
  EXPECT_EQ(Parse({"cat", "--help"}).face, Face::kCat);
  EXPECT_EQ(Parse({"help", "help"}).face, Face::kGzip);
  EXPECT_EQ(Parse({"--version", "-d"}).verb, Verb::kVersion);
  EXPECT_EQ(Parse({"--rm", "-c", "--help"}).verb, Verb::kHelp);
}

TEST(HelpCommand, IsThatOfTheVerb) {
  EXPECT_EQ(HelpCommand({}), "rondo help");
  EXPECT_EQ(HelpCommand({"-x", "cat"}), "rondo help");
  EXPECT_EQ(HelpCommand({"cat", "-x"}), "rondo help cat");
}

// The faces, by the words that choose them.
const std::vector<std::pair<Face, std::vector<std::string>>> kFaces = {
    {Face::kGzip, {}},
    {Face::kEncode, {"encode"}},
    {Face::kDecode, {"decode"}},
    {Face::kAppend, {"append", "x"}},
    {Face::kCompact, {"compact", "x"}},
    {Face::kCat, {"cat"}},
    {Face::kGrep, {"grep", "-e", "x"}},
    {Face::kHead, {"head"}},
    {Face::kTail, {"tail", "x"}},
    {Face::kWc, {"wc"}},
    {Face::kStat, {"stat"}},
    {Face::kVerify, {"verify"}},
    {Face::kSalvage, {"salvage", "-o", "-"}},
    {Face::kRepair, {"repair", "x"}},
    {Face::kExport, {"export", "--context", "redacted", "-o", "-"}},
    {Face::kDict, {"dict", "list"}},
};

// One table makes the parser and the help: what one knows, the other shows.
TEST(OptionTable, EveryOptionParsesAndIsOnItsHelpPage) {
  for (const auto& [face, words] : kFaces) {
    const std::string page = HelpPage(face);
    for (const OptionRow& row : OptionTable()) {
      if (!row.KnownTo(face)) continue;
      std::vector<std::string> line = words;
      // These mean nothing alone.
      if (row.name == std::string("top")) line.push_back("--templates");
      if (row.name == std::string("flush")) line.push_back("--live");
      const bool of_context =
          row.name == std::string("redact") || row.name == std::string("key");
      if (of_context && face != Face::kEncode && face != Face::kAppend) {
        line.insert(line.end(), {"--context", "redacted"});
      }
      const std::set<std::string> of_export = {"output", "gateway"};
      if (face == Face::kDict && of_export.contains(row.name)) {
        line = {"dict", "export", "x"};
      }
      const bool of_translate = face == Face::kDict && row.name == std::string("context");
      if (of_translate) line = {"dict", "translate"};
      if (face == Face::kDict && row.name == std::string("templates")) {
        line = {"dict", "show", "x"};
      }
      const std::set<std::string> of_zipfs = {"format", "dict",        "optimal",
                                              "name",   "description", "size"};
      const bool gets_dictionary = row.name == std::string("gateway");
      if ((of_zipfs.contains(row.name) || gets_dictionary) && face == Face::kEncode) {
        line = {"encode", "--format", "zipfs"};
        if (row.name != std::string("dict")) line.insert(line.end(), {"--dict", "x"});
      } else if (row.name == std::string("with-dict")) {
        line = {"encode", "--dict", "x"};
      } else if (gets_dictionary && face == Face::kGzip) {
        line = {"--dict", "x"};
      } else if (of_zipfs.contains(row.name) && face == Face::kDict) {
        line = {"dict", "train", "--format", "zipfs", "x"};
      }
      const size_t at = line.size();
      line.push_back(std::string("--") + row.name);
      EXPECT_THAT(page, HasSubstr(line.back()));
      if (row.value != nullptr) {
        const std::string kind = row.value;
        line.push_back(kind == "FROM:TO"                         ? "1:2"
                       : kind == "WHEN"                          ? "never"
                       : kind == "TIME"                          ? "2024-03-04"
                       : kind == "TYPE"                          ? "text"
                       : kind == "FORMAT"                        ? "zipfs"
                       : kind == "LETTERS"                       ? "%F %T"
                       : kind == "CONTEXT"                       ? "redacted"
                       : kind == "LIST"                          ? "ip"
                       : kind == "ORDER"                         ? "dmy"
                       : kind == "ZONE"                          ? "UTC"
                       : kind == "YEAR"                          ? "2020"
                       : kind == "auto"                          ? "auto"
                       : kind == "HOW"                           ? "zero"
                       : of_translate                            ? "de"
                       : row.name == std::string("exclude-from") ? "/dev/null"
                       : kind != "SIZE"                          ? "1"
                       : row.name == std::string("memory")       ? "512M"
                                                                 : "64K");
      }
      const auto parsed = ParseCommand("rondo", line);
      EXPECT_TRUE(parsed.ok()) << row.name;
      if (parsed.ok()) {
        EXPECT_EQ(parsed->face, face) << row.name;
      }
      if (row.letter == 0) continue;
      line[at] = std::string("-") + row.letter;
      EXPECT_TRUE(ParseCommand("rondo", line).ok()) << row.name;
      if (row.also == 0) continue;
      line[at] = std::string("-") + row.also;
      EXPECT_TRUE(ParseCommand("rondo", line).ok()) << row.name;
    }
  }
}

// Two rows of one name would hide each other.
TEST(OptionTable, NamesAndLettersAreUniqueInEachFace) {
  for (const auto& [face, words] : kFaces) {
    std::set<std::string> seen;
    for (const OptionRow& row : OptionTable()) {
      if (!row.KnownTo(face)) continue;
      EXPECT_TRUE(seen.insert(row.name).second) << row.name;
      if (row.letter != 0) {
        EXPECT_TRUE(seen.insert({row.letter}).second) << row.letter;
      }
    }
    EXPECT_GE(seen.size(), 5u);
  }
}

TEST(HelpPage, FitsATerminal) {
  for (const auto& [face, words] : kFaces) {
    std::istringstream page(HelpPage(face));
    int lines = 0;
    for (std::string line; std::getline(page, line); ++lines) {
      EXPECT_LE(line.size(), 90u) << line;
    }
    EXPECT_GT(lines, 8);
    EXPECT_LE(lines, face == Face::kGrep ? 104 : 74);  // grep has as many options as grep
  }
}

}  // namespace
}  // namespace rondo::app
