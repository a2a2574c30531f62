// What there is to translate in a dictionary.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "rondo/rendition.h"
#include "support/dictionary_support.h"

namespace rondo::testing {
namespace {

using stream::Lens;

TEST(Draft, HasTemplatesAndWordsOfAllParts) {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += "disk " + std::to_string(i * 7919 % 5000) + " of user-" +
            std::to_string(i * 31 % 90) + "x is " + (i % 3 == 0 ? "full" : "empty") +
            " now\n";
  }
  const auto dictionary =
      WriteEntries({{"tables/0", TablesOf(Lens::kRecord, text)},
                    {"tables/1", TablesOf(Lens::kGrammar, Joined(WordFile, 1, 10, 500))},
                    {"tables/2", TablesOf(Lens::kRecord, text)},
                    {"tables/3", TablesOf(Lens::kRecord, Joined(LogFile, 1, 20, 40))}})
          .Open();
  const auto draft = DraftRendition(*dictionary);
  ASSERT_TRUE(draft.ok()) << draft.status();
  const RenditionContents& contents = draft->contents;
  ASSERT_EQ(draft->types.size(), contents.phrases.size());
  std::set<std::vector<std::string>> seen;
  for (size_t i = 0; i < contents.phrases.size(); ++i) {
    const Phrase& phrase = contents.phrases[i];
    EXPECT_TRUE(seen.insert(phrase.literals).second);
    EXPECT_EQ(phrase.other, phrase.literals);
    EXPECT_TRUE(std::ranges::is_sorted(phrase.order));
    EXPECT_EQ(draft->types[i].size(), phrase.order.size());
  }
  EXPECT_GT(seen.size(), 2);
  // Words are few.
  const StringList words = {{"empty", "empty"}, {"full", "full"}};
  EXPECT_EQ(std::ranges::count(contents.lists, words), 1);
  for (const StringList& list : contents.lists) {
    EXPECT_LE(list.size(), 64);
    for (const auto& [string, other] : list) EXPECT_EQ(string, other);
  }
  EXPECT_TRUE(Rendition::Make("draft", contents).ok());
}

TEST(Draft, OfAGrammarIsEmpty) {
  const auto dictionary =
      WriteEntries({{"tables/0", TablesOf(Lens::kGrammar, Joined(WordFile, 1, 10, 500))}})
          .Open();
  EXPECT_TRUE(DraftRendition(*dictionary)->contents.phrases.empty());
}

}  // namespace
}  // namespace rondo::testing
