// The automaton of a regular expression against RE2, and searches of logs that go by it.
#include "search/syntax/line_automaton.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <re2/re2.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "rondo/search.h"
#include "search/support.h"
#include "search/syntax/characters.h"
#include "search/syntax/regex_parser.h"
#include "support/container_support.h"
#include "support/random_log.h"

namespace rondo::search {
namespace {

using rondo::testing::Describe;
using rondo::testing::NaiveSearch;
using rondo::testing::RandomLog;

std::unique_ptr<re2::RE2> Regex(const std::string& regex, bool ignore_case) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_nl(true);
  options.set_case_sensitive(!ignore_case);
  return std::make_unique<re2::RE2>("(?m)" + regex, options);
}

bool Finds(const stream::LineAutomaton& automaton, std::string_view line) {
  uint8_t state = stream::LineAutomaton::kStart;
  for (const char c : line) {
    state = automaton.next[state * 256 + static_cast<uint8_t>(c)];
  }
  const uint8_t end = automaton.next[state * 256 + '\n'];
  EXPECT_TRUE(end == stream::LineAutomaton::kStart ||
              end == stream::LineAutomaton::kFound);
  return end == stream::LineAutomaton::kFound;
}

std::string OneOf(const std::vector<std::string>& all) {
  return all[*rc::gen::inRange<size_t>(0, all.size())];
}

std::string RandomAtom() {
  return OneOf({"a",
                "b",
                "k",
                "S",
                "_",
                "0",
                " ",
                ".",
                "-",
                "\\.",
                "\\d",
                "\\w",
                "\\s",
                "\\D",
                "\\W",
                "\\S",
                "\\b",
                "\\B",
                "^",
                "$",
                "[ab]",
                "[^a]",
                "[a-k0-9_]",
                "[^\\d ]",
                "[]x-]",
                "[[:alpha:]b]",
                "[^[:^digit:]]",
                "\xC3\xA9",
                "\\x41",
                "\\t",
                "{",
                "k{2}",
                "[\\w-]",
                "\\n",
                "[^\\n]"});
}

std::string RandomRegex(int size) {
  std::string regex;
  for (int i = 0; i < size; ++i) {
    std::string part = RandomAtom();
    if (size > 2 && *rc::gen::inRange(0, 4) == 0) {
      part =
          OneOf({"(", "(?:"}) + RandomRegex(size / 2) + "|" + RandomRegex(size / 3) + ")";
    }
    regex += part +
             OneOf({"", "", "", "", "*", "+", "?", "*?", "{2}", "{1,3}", "{2,}", "{0}"});
  }
  return regex;
}

std::string RandomLine() {
  std::string line;
  for (int i = *rc::gen::inRange(0, 14); i > 0; --i) {
    line += OneOf({"a",        "b",
                   "A",        "k",
                   "K",        "s",
                   "S",        "_",
                   "0",        "7",
                   " ",        ".",
                   "-",        "x",
                   "\t",       "A",
                   "]",        "{",
                   "\xC3\xA9", "\xE2\x84\xAA",
                   "\xC5\xBF", "\xF0\x9F\x8E\xBC",
                   "\xE2\x84", "\xFF",
                   "\x80",     std::string(1, '\0')});
  }
  return line;
}

RC_GTEST_PROP(LineAutomaton, FindsWhatRe2Finds, ()) {
  const bool ignore_case = *rc::gen::arbitrary<bool>();
  const std::string regex = RandomRegex(*rc::gen::inRange(1, 6));
  const auto re2 = Regex(regex, ignore_case);
  RC_PRE(re2->ok());
  const auto automaton = MakeLineAutomaton(regex, ignore_case, EdgesPastAscii::kMaybe);
  const auto never = MakeLineAutomaton(regex, ignore_case, EdgesPastAscii::kNever);
  RC_CLASSIFY(automaton && never);
  if (!automaton || !never) return;
  const bool edges = absl::StrContains(absl::AsciiStrToLower(regex), "\\b");
  for (int i = 0; i < 30; ++i) {
    const std::string line = RandomLine();
    RC_LOG() << regex << " in \"" << line << "\"\n";
    if (!edges || IsAscii(line)) {
      RC_ASSERT(Finds(*automaton, line) == re2::RE2::PartialMatch(line, *re2));
      RC_ASSERT(Finds(*never, line) == Finds(*automaton, line));
    } else {
      const bool matches =
          Pattern::Create(regex, {.ignore_case = ignore_case})->Matches(line);
      RC_ASSERT(Finds(*automaton, line) || !matches);
      RC_ASSERT(!Finds(*never, line) || matches);
    }
  }
}

TEST(LineAutomaton, WordsAndEnds) {
  const auto automaton =
      MakeLineAutomaton("^(GET|PUT) .*\\b5[0-9]{2}$", false, EdgesPastAscii::kMaybe);
  ASSERT_TRUE(automaton.has_value());
  EXPECT_TRUE(Finds(*automaton, "GET /index 503"));
  EXPECT_TRUE(Finds(*automaton, "PUT / 1 500"));
  EXPECT_FALSE(Finds(*automaton, "GET /index 1503"));
  EXPECT_FALSE(Finds(*automaton, "GET /index 503 "));
  EXPECT_FALSE(Finds(*automaton, "a GET /index 503"));
  EXPECT_FALSE(Finds(*automaton, ""));
}

TEST(LineAutomaton, LeavesToOthersWhatItDoesNotKnow) {
  for (const char* regex :
       {"\\pL", "(?i)a", "\\Aa", "a\\z", "\\Qa\\E", "[\xC3\xA9]", "\\x{41}", "\\C",
        "[^k]", "\xC3\xA9", "\\W", "a*", "", "x|", "(a|b){1000}"}) {
    EXPECT_TRUE(Regex(regex, true)->ok()) << regex;
    EXPECT_FALSE(MakeLineAutomaton(regex, true, EdgesPastAscii::kMaybe).has_value())
        << regex;
  }
  // Eight bytes before the end are 256 states and more.
  EXPECT_FALSE(MakeLineAutomaton("a[ab]{8}$", false, EdgesPastAscii::kMaybe).has_value());
  EXPECT_TRUE(MakeLineAutomaton("a[ab]{6}$", false, EdgesPastAscii::kMaybe).has_value());
}

// A part of a line of the log, with some of it left open.
std::string SomeRegex(const std::string& text) {
  const auto at = *rc::gen::inRange<size_t>(0, text.size());
  std::string line = text.substr(at, *rc::gen::inRange<size_t>(2, 40));
  line = line.substr(0, line.find('\n'));
  std::string regex = OneOf({"", "", "^", "\\b"});
  for (size_t i = 0; i < line.size();) {
    const size_t size = *rc::gen::inRange<size_t>(1, 9);
    regex +=
        *rc::gen::inRange(0, 3) > 0
            ? re2::RE2::QuoteMeta(line.substr(i, size))
            : OneOf({".*", "[0-9]+", "\\d*", "\\w+", "[a-z]*", "[^ ]+", "(e|1|=)?", "."});
    i += size;
  }
  return regex + OneOf({"", "", "$", "\\b"});
}

RC_GTEST_PROP(LineAutomaton, SearchesGoByIt, (uint32_t seed)) {
  const std::string text = RandomLog(seed, 1 + static_cast<int>(seed % 700));
  RC_PRE(!text.empty());
  EncodeOptions encoding;
  encoding.block_bytes = 1024 + seed % 5000;
  const auto score = rondo::testing::Encode(rondo::testing::ToBytes(text), encoding);
  RC_ASSERT(score.ok());
  const auto reader = rondo::testing::OpenBytes(*score);
  RC_ASSERT(reader.ok());
  for (int i = 0; i < 6; ++i) {
    const std::string regex = SomeRegex(text);
    const auto pattern =
        Pattern::Create(regex, {.ignore_case = *rc::gen::inRange(0, 4) == 0,
                                .whole_words = *rc::gen::inRange(0, 4) == 0});
    RC_PRE(pattern.ok());
    RC_LOG() << regex << "\n";
    std::vector<std::string> found;
    const auto summary = SearchScore(**reader, *pattern, {}, [&](const FoundLine& line) {
      found.push_back(Describe(line));
      return absl::OkStatus();
    });
    RC_ASSERT(summary.ok());
    RC_ASSERT(found == NaiveSearch(text, *pattern, {}));
    const auto counted =
        SearchScore(**reader, *pattern, SearchOptions{.count_only = true}, nullptr);
    RC_ASSERT(counted.ok());
    RC_ASSERT(counted->selected_lines == found.size());
  }
}

}  // namespace
}  // namespace rondo::search
