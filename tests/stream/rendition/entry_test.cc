// Renditions as dictionaries hold them: there and back, and what is damaged.
#include "stream/rendition/entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "stream/dictionary/context_name.h"
#include "stream/lens/zstd_frame_writer.h"
#include "stream/lens/zstd_frames.h"
#include "support/container_support.h"
#include "support/dictionary_support.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

RenditionContents Contents() {
  return {.lists = {{{"full", "voll"}, {"down", ""}}, {{"full", "satt"}}},
          .phrases = {
              {.literals = {"", " disk ", ""},
               .lists = {kNoList, 1},
               .other = {"Platte ", " ist ", "!"},
               .order = {1, 0}},
              {.literals = {"ready"}, .lists = {}, .other = {"fertig"}, .order = {}}}};
}

// An entry with these bytes, stored.
base::ByteVector Stored(base::Bytes text) {
  base::ByteVector entry;
  base::ByteWriter writer(&entry);
  writer.Varint(text.size());
  writer.Append(text);
  return entry;
}

base::ByteVector Text() {
  return *stream::ReadPackedText(stream::PackRendition(Contents()), UINT64_MAX);
}

TEST(RenditionEntry, ComesBack) {
  const auto made = Rendition::Make("de", Contents());
  ASSERT_TRUE(made.ok()) << made.status();
  const auto written = WriteRendition(**made, "German");
  ASSERT_TRUE(written.ok()) << written.status();
  const BlockGetter get =
      [&](const std::string& address) -> absl::StatusOr<std::vector<uint8_t>> {
    if (address != written->blocks[0].first) return absl::NotFoundError(address);
    return written->blocks[0].second;
  };
  const auto opened = Rendition::Open(written->address, "de", get);
  ASSERT_TRUE(opened.ok()) << opened.status();
  const Rendition& rendition = **opened;
  EXPECT_EQ(rendition.context(), "de");
  EXPECT_EQ(rendition.contents().lists, Contents().lists);
  const Phrase* const phrase = rendition.Find({"", " disk ", ""});
  ASSERT_NE(phrase, nullptr);
  EXPECT_THAT(phrase->other, ElementsAre("Platte ", " ist ", "!"));
  EXPECT_THAT(phrase->order, ElementsAre(1, 0));
  EXPECT_THAT(phrase->lists, ElementsAre(kNoList, 1));
  EXPECT_NE(rendition.Find({"ready"}), nullptr);
  EXPECT_EQ(rendition.Find({"ready", ""}), nullptr);
  EXPECT_EQ(rendition.Find({" disk ", ""}), nullptr);
  EXPECT_EQ(rendition.StringFor(0, "full"), "voll");
  EXPECT_EQ(rendition.StringFor(0, "down"), "");
  EXPECT_EQ(rendition.StringFor(1, "full"), "satt");
  EXPECT_EQ(rendition.StringFor(1, "down"), "down");
  EXPECT_EQ(rendition.StringFor(kNoList, "full"), "full");
  EXPECT_TRUE(absl::IsNotFound(Rendition::Open(written->address, "fr", get).status()));
}

TEST(RenditionEntry, EveryTruncationAndWhatFollowsAreRefused) {
  const base::ByteVector text = Text();
  ASSERT_TRUE(stream::UnpackRendition("de", Stored(text)).ok());
  for (size_t size = 0; size < text.size(); ++size) {
    const auto cut = stream::UnpackRendition("de", Stored(base::Bytes(text).first(size)));
    EXPECT_TRUE(absl::IsDataLoss(cut.status())) << size << cut.status();
  }
  base::ByteVector longer = text;
  longer.push_back('\n');
  EXPECT_TRUE(absl::IsDataLoss(stream::UnpackRendition("de", Stored(longer)).status()));
}

TEST(RenditionEntry, EveryFlippedBitGivesAnErrorOrARendition) {
  for (const base::ByteVector& entry :
       {stream::PackRendition(Contents()), Stored(Text())}) {
    for (size_t bit = 0; bit < 8 * entry.size(); ++bit) {
      base::ByteVector bent = entry;
      bent[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      const auto unpacked = stream::UnpackRendition("de", bent);
      if (!unpacked.ok()) continue;
      // What is taken is what it would be written as.
      const auto again =
          stream::UnpackRendition("de", stream::PackRendition((*unpacked)->contents()));
      ASSERT_TRUE(again.ok()) << again.status();
      EXPECT_EQ(stream::PackRendition((*again)->contents()),
                stream::PackRendition((*unpacked)->contents()));
    }
  }
}

TEST(RenditionEntry, LimitsComeBeforeMemory) {
  // Counts that the bytes cannot have, and a text that is too large.
  for (const uint64_t count : {uint64_t{3}, uint64_t{1} << 16, UINT64_MAX}) {
    base::ByteVector text;
    base::ByteWriter writer(&text);
    writer.Varint(0);
    writer.Varint(count);
    writer.Append(ToBytes("\n\n"));
    EXPECT_TRUE(absl::IsDataLoss(stream::UnpackRendition("de", Stored(text)).status()));
  }
  base::ByteVector large;
  stream::AppendPackedText(base::ByteVector(stream::kMaxRenditionBytes + 1, 'a'), 1,
                           &large);
  EXPECT_TRUE(absl::IsResourceExhausted(stream::UnpackRendition("de", large).status()));
}

TEST(Rendition, BadContentsAreRefused) {
  const auto error = [](const std::function<void(RenditionContents*)>& bend) {
    RenditionContents contents = Contents();
    bend(&contents);
    return std::string(Rendition::Make("de", std::move(contents)).status().message());
  };
  EXPECT_THAT(error([](auto* c) { c->phrases.clear(); }), HasSubstr("no phrases"));
  EXPECT_THAT(error([](auto* c) { c->lists[1].clear(); }), HasSubstr("no strings"));
  EXPECT_THAT(error([](auto* c) { c->lists[0][1].first = "full"; }), HasSubstr("twice"));
  EXPECT_THAT(error([](auto* c) { c->lists[0][1].second = "a\nb"; }),
              HasSubstr("newline"));
  EXPECT_THAT(error([](auto* c) { c->phrases[0].other[1] = "\n"; }),
              HasSubstr("newline"));
  EXPECT_THAT(error([](auto* c) {
                c->phrases[0].order = {1, 1};
              }),
              HasSubstr("each slot"));
  EXPECT_THAT(error([](auto* c) {
                c->phrases[0].order = {0, 2};
              }),
              HasSubstr("each slot"));
  EXPECT_THAT(error([](auto* c) { c->phrases[0].lists = {0, 2}; }), HasSubstr("a list"));
  EXPECT_THAT(error([](auto* c) { c->phrases[0].lists = {0}; }), HasSubstr("literals"));
  EXPECT_THAT(error([](auto* c) { c->phrases[0].other.pop_back(); }),
              HasSubstr("literals"));
  EXPECT_THAT(error([](auto* c) { c->phrases.push_back(c->phrases[1]); }),
              HasSubstr("two phrases"));
  EXPECT_EQ(error([](auto*) {}), "");
}

TEST(ContextName, IsShortTextWithoutControls) {
  for (const char* name : {"de", "VIDEO", "pt-BR", "中文", "a b", "\xC2\xA0"}) {
    EXPECT_TRUE(stream::IsContextName(name)) << name;
  }
  for (const std::string& name :
       {std::string(), std::string(65, 'a'), std::string("a\nb"), std::string(1, '\0'),
        std::string("\x7f"), std::string("\xC2\x80"), std::string("\xC2\x9F"),
        std::string("\xC2"), std::string("\xFF")}) {
    EXPECT_FALSE(stream::IsContextName(name)) << name;
  }
  EXPECT_TRUE(stream::IsContextName(std::string(64, 'a')));
}

TEST(RenditionEntry, EntriesOfOtherNamesAreNone) {
  const WrittenDictionary written =
      WriteEntries({{"rendition/de", stream::PackRendition(Contents())},
                    {"rendition/", ToBytes("x")},
                    {"rendition/a\nb", ToBytes("x")},
                    {"renditions", ToBytes("x")}});
  const auto object = dictionary::DictionaryObject::Open(written.blocks, written.root);
  ASSERT_TRUE(object.ok()) << object.status();
  EXPECT_THAT(stream::RenditionContexts(*object), ElementsAre("de"));
  EXPECT_TRUE(stream::ReadRendition(*object, "de").ok());
  EXPECT_TRUE(absl::IsNotFound(stream::ReadRendition(*object, "a\nb").status()));
}

}  // namespace
}  // namespace rondo::testing
