#include "grammar/induction/phrase_trie.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace rondo::grammar {
namespace {

using Strings = std::vector<std::string>;
// For each place of a text the matches there: length and symbol.
using Found = std::vector<std::vector<std::pair<uint32_t, Symbol>>>;

PhraseTrie TrieOf(const Strings& strings) {
  std::vector<Phrase> phrases;
  for (uint32_t i = 0; i < strings.size(); ++i) {
    phrases.push_back({reinterpret_cast<const uint8_t*>(strings[i].data()),
                       static_cast<uint32_t>(strings[i].size()), kBytes + i});
  }
  return PhraseTrie(std::move(phrases));
}

Found FindAll(const PhraseTrie& trie, const std::string& text) {
  std::vector<uint8_t> padded(text.begin(), text.end());
  padded.resize(text.size() + PhraseTrie::kPadding);
  Found found(text.size());
  PhraseTrie::Matches matches;
  for (size_t begin = 0; begin < text.size(); begin += PhraseTrie::kBatch) {
    trie.Find(padded.data(), begin, &matches);
    for (uint32_t i = 0; i < PhraseTrie::kBatch && begin + i < text.size(); ++i) {
      for (const PhraseTrie::Match& match : matches[i]) {
        if (match.end > text.size()) break;  // found in the padding
        found[begin + i].emplace_back(match.end - (begin + i), match.symbol);
      }
    }
  }
  return found;
}

Found FindAllNaively(const Strings& strings, const std::string& text) {
  std::map<std::string, Symbol> lowest;
  for (uint32_t i = 0; i < strings.size(); ++i)
    lowest.try_emplace(strings[i], kBytes + i);
  Found found(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    for (size_t length = 1; length <= kMaxPhraseBytes && at + length <= text.size();
         ++length) {
      const auto phrase = lowest.find(text.substr(at, length));
      if (phrase != lowest.end()) found[at].emplace_back(length, phrase->second);
    }
  }
  return found;
}

TEST(PhraseTrieTest, NoPhrases) {
  const PhraseTrie trie({});
  EXPECT_EQ(FindAll(trie, "abc"), Found(3));
  EXPECT_EQ(FindAll(trie, ""), Found());
}

TEST(PhraseTrieTest, ShortestFirst) {
  const PhraseTrie trie = TrieOf({"abcde", "ab", "bcd", "abc", "bcx"});
  EXPECT_EQ(FindAll(trie, "abcdx"),
            Found({{{2, 257}, {3, 259}}, {{3, 258}}, {}, {}, {}}));
}

TEST(PhraseTrieTest, OfEqualPhrasesTheLowestSymbol) {
  EXPECT_EQ(FindAll(TrieOf({"abc", "ab", "ab", "abc"}), "abc"),
            Found({{{2, 257}, {3, 256}}, {}, {}}));
}

TEST(PhraseTrieTest, ZerosLikeThePadding) {
  const std::string zeros(kMaxPhraseBytes, '\0');
  const PhraseTrie trie = TrieOf({zeros.substr(0, 2), zeros.substr(0, 3), zeros});
  EXPECT_EQ(FindAll(trie, zeros.substr(0, 3)),
            Found({{{2, 256}, {3, 257}}, {{2, 256}}, {}}));
}

// A node has room for eight bytes of its label and for eight of its children.
TEST(PhraseTrieTest, LongLabelsAndManyChildren) {
  const std::string stem(kMaxPhraseBytes - 1, 'x');
  Strings strings;
  std::string text;
  for (int byte = 0; byte < 256; ++byte) {
    strings.push_back(stem + static_cast<char>(byte));
    strings.push_back(std::string("y") + static_cast<char>(byte));
    text += strings.rbegin()[1] + strings.back();
  }
  EXPECT_EQ(FindAll(TrieOf(strings), text), FindAllNaively(strings, text));
}

RC_GTEST_PROP(PhraseTrieProperty, FindsWhatANaiveSearchFinds, ()) {
  const auto letters = *rc::gen::element(1, 2, 3, 20);
  const auto letter = rc::gen::inRange<char>('a', static_cast<char>('a' + letters));
  const auto text = *rc::gen::scale(3, rc::gen::container<std::string>(letter));
  Strings strings;
  for (int n = *rc::gen::inRange(0, 40); n > 0; --n) {
    const auto length = *rc::gen::inRange<size_t>(kMinPhraseBytes, kMaxPhraseBytes + 1);
    // Parts of the text, so that they occur; others are made of letters.
    if (text.size() >= length && *rc::gen::inRange(0, 3) > 0) {
      strings.push_back(
          text.substr(*rc::gen::inRange<size_t>(0, text.size() - length + 1), length));
    } else {
      strings.push_back(*rc::gen::container<std::string>(length, letter));
    }
  }
  RC_ASSERT(FindAll(TrieOf(strings), text) == FindAllNaively(strings, text));
}

}  // namespace
}  // namespace rondo::grammar
