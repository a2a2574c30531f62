// The table that people translate.
#include "apps/rondo/dictionary/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace rondo::app {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

RenditionDraft Draft() {
  return {.contents = {.lists = {{{"down", "down"}, {"up", "up"}}},
                       .phrases = {{.literals = {"", " link\t<", "> is ", ""},
                                    .lists = {kNoList, kNoList, 0},
                                    .other = {"", " link\t<", "> is ", ""},
                                    .order = {0, 1, 2}}}},
          .types = {{SlotType::kTime, SlotType::kInt, SlotType::kString}}};
}

TEST(RenditionTable, IsWhatPeopleEdit) {
  EXPECT_THAT(RenditionTable(Draft()),
              EndsWith("s1\tdown\tdown\ns1\tup\tup\n"
                       "line\t<1:time> link\\t\\<<2:int>> is <3:s1>\t"
                       "<1> link\\t\\<<2>> is <3>\n"));
}

TEST(RenditionTable, GivesWhatChanges) {
  const auto contents = ParseRenditionTable(
      "# a comment\r\n\r\n"
      "line\tsame <1>\tsame <1>\n"
      "line\tnothing <1:int>\n"
      "line\t<1:time> link <2> is <3:s1>\t<3>: <2>, \\x01<1>\\\\\r\n"
      "s1\tup\tauf\n"
      "s1\tdown\tdown\n"
      "s2\tup\tup\n"
      "line\t<1:s1>\t<1>\n"
      "line\tstarted\tbegonnen");
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_THAT(contents->lists, ElementsAre(StringList{{"up", "auf"}}));
  ASSERT_EQ(contents->phrases.size(), 3);
  const Phrase& first = contents->phrases[0];
  EXPECT_THAT(first.literals, ElementsAre("", " link ", " is ", ""));
  EXPECT_THAT(first.other, ElementsAre("", ": ", ", \x01", "\\"));
  EXPECT_THAT(first.order, ElementsAre(2, 1, 0));
  EXPECT_THAT(first.lists, ElementsAre(kNoList, kNoList, 0));
  EXPECT_THAT(contents->phrases[1].lists, ElementsAre(0));
  EXPECT_THAT(contents->phrases[2].other, ElementsAre("begonnen"));
  EXPECT_TRUE(Rendition::Make("de", *contents).ok());
}

TEST(RenditionTable, ErrorsNameTheLine) {
  const std::pair<const char*, const char*> tables[] = {
      {"x\ta\tb", "line 1: the first column"},
      {"#\nline", "line 2: three columns"},
      {"line\t<1> a\ta", "<1> must be in the third column, once"},
      {"line\t<1> a\t<1> <1>", "<1> must be in the third column, once"},
      {"line\t<1> a\t<1> <2>", "a slot that the second has not"},
      {"line\t<2> a\t<2> b", "slots are <1>, <2>"},
      {"line\t< a\tb", "begins no slot"},
      {"line\ta\tb <1", "begins no slot"},
      {"line\t<-1>\t<-1> ", "begins no slot"},
      {"line\ta\tb\\", "a backslash is"},
      {"line\ta\tb\\x1", "a backslash is"},
      {"line\ta\tb\\x0a", "a backslash is"},
      {"s1\ta\t<1>", "a string has no slots"},
      {"line\ta\ta", "nothing is said in other words"},
      {"", "nothing is said in other words"},
  };
  for (const auto& [table, error] : tables) {
    EXPECT_THAT(ParseRenditionTable(table).status().message(), HasSubstr(error)) << table;
  }
}

// Any bytes but newlines come back, with words that are all others.
RC_GTEST_PROP(RenditionTable, AnyBytesComeBack, ()) {
  std::mt19937 random(*rc::gen::arbitrary<uint32_t>());
  const auto word = [&] {
    std::string text;
    for (uint32_t left = random() % 5; left > 0; --left) {
      const char letter =
          random() % 3 == 0 ? "<>\\\t:#1"[random() % 7] : static_cast<char>(random());
      text += letter == '\n' || letter == '\0' ? 'n' : letter;
    }
    return text + "x";
  };
  RenditionDraft draft;
  draft.contents.lists = {{{word() + "1", word() + "y"}, {word() + "2", word() + "y"}}};
  for (uint32_t i = 0; i < 3; ++i) {
    const uint32_t slots = random() % 4;
    Phrase phrase;
    for (uint32_t s = 0; s <= slots; ++s) {
      phrase.literals.push_back(word() + std::to_string(i));
      phrase.other.push_back(word() + "y");
      if (s == slots) break;
      phrase.order.push_back(s);
      phrase.lists.push_back(random() % 2 == 0 ? 0 : kNoList);
    }
    std::ranges::shuffle(phrase.order, random);
    draft.types.emplace_back(slots, SlotType::kInt);
    draft.contents.phrases.push_back(std::move(phrase));
  }
  const auto parsed = ParseRenditionTable(RenditionTable(draft));
  RC_ASSERT(parsed.ok());
  RC_ASSERT(parsed->lists == draft.contents.lists);
  for (size_t i = 0; i < draft.contents.phrases.size(); ++i) {
    const Phrase& given = draft.contents.phrases[i];
    const Phrase& back = parsed->phrases.at(i);
    RC_ASSERT(given.literals == back.literals && given.other == back.other &&
              given.order == back.order && given.lists == back.lists);
  }
}

}  // namespace
}  // namespace rondo::app
