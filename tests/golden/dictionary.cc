#include "golden/dictionary.h"

#include <algorithm>
#include <string>
#include <utility>

#include "dictionary/block_source.h"
#include "dictionary/cid.h"
#include "rondo/dictionary.h"
#include "support/dictionary_support.h"

namespace rondo::testing {
namespace {

std::string Log() {
  std::string text;
  for (int i = 0; i < 80; ++i) {
    text += "2024-03-04T09:" + std::to_string(10 + i / 2) + ":07Z web-" +
            std::to_string(i % 3) + " app[811]: request " + std::to_string(900 + i) +
            " took " + std::to_string(i * 37 % 997) + " us\n";
  }
  return text;
}

// Without lines; the sentences of the story in many orders, so that each becomes a rule.
std::string Prose() {
  std::string text;
  for (int i = 0; i < 80; ++i) {
    text += i * 7 % 3 == 0 ? "the rondo returns " : "an episode ends, the theme ";
    if (i % 7 == 6) text += "comes back. ";
    const std::string story = StoryOfTheDictionary();
    size_t begin = 0;
    for (int skip = i * i % 6; skip > 0; --skip) begin = story.find('\n', begin) + 1;
    text += story.substr(begin, story.find('\n', begin) + 1 - begin);
  }
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

std::string StoryOfTheDictionary() {
  return "a wanderer knocks late at night upon the miller's crooked door\n"
         "nobody answers but the grindstone, humming beneath heavy planks\n"
         "upstairs a lantern flickers twice, quickly covered with a cloth\n"
         "he waits, counts seventeen breaths, and follows the narrow stream\n"
         "beyond the willows stands a boat whose rope was cut this morning\n"
         "every spring since then the flour tastes faintly of river clay\n";
}

base::ByteVector GoldenDictionary() {
  const WrittenDictionary written =
      WriteEntries({{"tables/0", TablesOf(stream::Lens::kRecord, Log())},
                    {"text/0", PackedText(StoryOfTheDictionary())},
                    {"tables/1", TablesOf(stream::Lens::kGrammar, Prose())}});
  return written.blocks->Get(written.root).value();
}

std::shared_ptr<const Dictionary> OpenGoldenDictionary(base::Bytes block) {
  WrittenDictionary written;
  written.root = written.blocks->Add(dictionary::Codec::kDagCbor,
                                     base::ByteVector(block.begin(), block.end()));
  return Dictionary::Open(written.address(), written.getter()).value();
}

}  // namespace rondo::testing
