// Characters in texts of any bytes, and their spellings.
#include "search/syntax/characters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/syntax/folded_text.h"

namespace rondo::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CharacterAt, OfEveryLength) {
  const std::string text = "a\xC3\xA9\xE6\x97\xA5\xF0\x9F\x98\x80";
  EXPECT_EQ(CharacterAt(text, 0).code, U'a');
  EXPECT_EQ(CharacterAt(text, 1).code, U'\u00E9');
  EXPECT_EQ(CharacterAt(text, 3).code, U'\u65E5');
  EXPECT_EQ(CharacterAt(text, 6).code, U'\U0001F600');
  EXPECT_EQ(CharacterAt(text, 6).bytes, 4);
}

TEST(CharacterAt, OfWhatIsNone) {
  // Half a character, overlong forms, a surrogate, past the last one, none at all.
  for (const char* bytes :
       {"\xA9", "\xC3", "\xC3z", "\xE6\x97", "\xC0\x80", "\xE0\x80\x80",
        "\xF0\x80\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"}) {
    EXPECT_EQ(CharacterAt(bytes, 0).bytes, 0) << bytes;
    EXPECT_FALSE(IsUtf8(bytes)) << bytes;
  }
  EXPECT_EQ(CharacterAt("", 0).bytes, 0);
}

TEST(IsInsideCharacter, OnlyOfWhole) {
  const std::string text = "\xE6\x97\xA5\xA5\xC3";
  EXPECT_FALSE(IsInsideCharacter(text, 0));
  EXPECT_TRUE(IsInsideCharacter(text, 1));
  EXPECT_TRUE(IsInsideCharacter(text, 2));
  EXPECT_FALSE(IsInsideCharacter(text, 3));
  EXPECT_FALSE(IsInsideCharacter(text, 4));
  EXPECT_FALSE(IsInsideCharacter(text, 5));
}

TEST(OtherSpellings, OfLettersWithOneTwoAndNone) {
  EXPECT_THAT(OtherSpellings(U'a'), ElementsAre(U'A'));
  EXPECT_THAT(OtherSpellings(U'\u00C9'), ElementsAre(U'\u00E9'));
  EXPECT_THAT(OtherSpellings(U'k'), ElementsAre(U'K', U'\u212A'));
  EXPECT_THAT(OtherSpellings(U'\u03C3'), ElementsAre(U'\u03A3', U'\u03C2'));
  EXPECT_THAT(OtherSpellings(U'i'), ElementsAre(U'I'));  // neither of the Turkish ones
  EXPECT_THAT(OtherSpellings(U'7'), IsEmpty());
}

TEST(FoldedText, KnowsWhereEverythingWas) {
  // The Kelvin sign is longer than k, and half a character is kept apart.
  const FoldedText folded("A\xE2\x84\xAA\xC3z");
  EXPECT_EQ(folded.text(), "ak\xFF\xC3z");
  EXPECT_EQ(folded.Origin(1), 1);
  EXPECT_EQ(folded.Origin(2), 4);
  EXPECT_EQ(folded.Origin(4), 5);
  EXPECT_EQ(folded.Origin(5), 6);
  EXPECT_EQ(folded.Folded(4), 2);
  EXPECT_EQ(folded.Folded(6), 5);
}

}  // namespace
}  // namespace rondo::search
