// Reader::Render. A rendition whose words tell what they stand for can be read back: the
// slow reference puts the original literals around the values again.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rondo/reader.h"
#include "rondo/rendition.h"
#include "stream/dictionary/score_dictionary.h"
#include "support/container_support.h"
#include "support/dictionary_support.h"
#include "support/random_log.h"

namespace rondo::testing {
namespace {

using stream::Lens;

// Begins a line in other words: then a number and this for each literal.
const std::string kMark = "\x01{mark}";

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

// Of the templates of a score, in random order of slots: mark, number of the phrase, and
// a mark before each value and at the end. Every string of a list is said with two more.
std::shared_ptr<const Rendition> Marked(const std::vector<LineTemplate>& templates,
                                        uint32_t seed) {
  std::mt19937 random(seed);
  RenditionContents contents;
  for (const LineTemplate& one : templates) {
    Phrase phrase = {.literals = one.literals, .lists = {}, .other = {}, .order = {}};
    if (std::ranges::any_of(contents.phrases, [&](const Phrase& known) {
          return known.literals == phrase.literals;  // slots of other types
        })) {
      continue;
    }
    phrase.lists.assign(one.slots.size(), kNoList);
    phrase.other.assign(one.literals.size(), kMark);
    phrase.other[0] =
        kMark + std::to_string(contents.phrases.size()) + phrase.other.back();
    for (uint32_t slot = 0; slot < one.slots.size(); ++slot) phrase.order.push_back(slot);
    std::ranges::shuffle(phrase.order, random);
    contents.phrases.push_back(std::move(phrase));
  }
  auto made = Rendition::Make("marked", std::move(contents));
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

// The line that was rendered as this one.
std::string Unrendered(const Rendition& rendition, std::string_view line) {
  if (!line.starts_with(kMark)) return std::string(line);
  std::vector<std::string_view> parts;
  for (std::string_view rest = line.substr(kMark.size()); !rest.empty();) {
    const size_t end = std::min(rest.find(kMark), rest.size());
    parts.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + kMark.size(), rest.size()));
  }
  size_t number = 0;
  std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), number);
  const Phrase& phrase = rendition.contents().phrases.at(number);
  std::vector<std::string_view> values(phrase.order.size());
  for (size_t i = 0; i < values.size(); ++i) values[phrase.order[i]] = parts.at(i + 1);
  std::string text = phrase.literals[0];
  for (size_t i = 0; i < values.size(); ++i) {
    text.append(values[i]).append(phrase.literals[i + 1]);
  }
  return line.ends_with('\n') ? text + "\n" : text;
}

struct Rendered {
  std::string text;
  RenderCounts counts;
};

Rendered Render(const Reader& reader, uint64_t from, uint64_t to,
                const RenderOptions& options) {
  Rendered rendered;
  const auto status = reader.Render(
      from, to, options,
      [&](std::span<const uint8_t> part) {
        rendered.text += AsText(part);
        return absl::OkStatus();
      },
      &rendered.counts);
  EXPECT_TRUE(status.ok()) << status;
  return rendered;
}

EncodeOptions Small() {
  EncodeOptions options;
  options.segment_bytes = 64 << 10;
  options.block_bytes = 4 << 10;
  return options;
}

// Renders all of the text and says it back, and parts of it as the whole has them.
void ExpectReadsBack(const std::string& text, uint32_t seed) {
  const base::ByteVector score = *Encode(ToBytes(text), Small());
  const auto reader = *OpenBytes(score);
  const TemplateSummary summary = *reader->Templates();
  if (summary.templates.empty()) return;
  const auto rendition = Marked(summary.templates, seed);
  const RenderOptions options = {.context = "marked", .renditions = {rendition}};
  const Rendered all = Render(*reader, 0, reader->size(), options);
  const std::vector<std::string> lines = Lines(all.text);
  std::string back;
  uint64_t marked = 0;
  for (const std::string& line : lines) {
    back += Unrendered(*rendition, line);
    marked += line.starts_with(kMark);
  }
  ASSERT_EQ(back, text);
  EXPECT_EQ(all.counts.lines, reader->lines());
  EXPECT_EQ(all.counts.rendered, marked);
  ASSERT_EQ(lines.size(), reader->lines());
  std::mt19937 random(seed);
  for (int i = 0; i < 5; ++i) {
    uint64_t from = random() % (lines.size() + 1), to = random() % (lines.size() + 1);
    if (from > to) std::swap(from, to);
    std::string part;
    for (uint64_t line = from; line < to; ++line) part += lines[line];
    EXPECT_EQ(
        Render(*reader, *reader->LineOffset(from), *reader->LineOffset(to), options).text,
        part);
  }
}

RC_GTEST_PROP(Render, LinesInOtherWordsCanBeSaidBack, ()) {
  const auto seed = *rc::gen::arbitrary<uint32_t>();
  std::string text = RandomLog(seed, *rc::gen::inRange(1, 1500));
  if (*rc::gen::arbitrary<bool>()) text.pop_back();
  ExpectReadsBack(text, seed);
}

TEST(Render, AllLinesThatHaveATemplateAreRendered) {
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    text += "10:00:" + std::to_string(10 + i % 50) + " job " + std::to_string(i * 7919) +
            " of 8a6e0804-2bd0-4672-b79d-d97027f9" + std::to_string(1000 + i) +
            " ended\n";
  }
  const base::ByteVector score = *Encode(ToBytes(text), Small());
  const auto reader = *OpenBytes(score);
  const TemplateSummary summary = *reader->Templates();
  ASSERT_EQ(summary.templates.at(0).lines, 3000);
  const auto rendition = Marked(summary.templates, 1);
  const Rendered all = Render(*reader, 0, reader->size(), {"marked", {rendition}});
  EXPECT_EQ(all.counts.lines, 3000);
  EXPECT_EQ(all.counts.rendered, 3000);
  ExpectReadsBack(text, 2);
}

TEST(Render, WhatBlocksCutStaysAsItIs) {
  std::string text;
  for (int i = 0; i < 300; ++i) {
    text += "got " + std::to_string(i * 31) + " of " +
            std::string(i % 40 == 0 ? 9000 : 10, 'a' + i % 26) + "\n";
  }
  ExpectReadsBack(text, 3);
}

TEST(Render, ValuesOfListsAndOrder) {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += "disk " + std::to_string(i * 977) + " is " +
            std::string(i % 3 == 0 ? "full" : "empty") + " now\n";
  }
  const base::ByteVector score = *Encode(ToBytes(text), {});
  const auto reader = *OpenBytes(score);
  const std::vector<LineTemplate> templates = (*reader->Templates()).templates;
  ASSERT_EQ(templates.size(), 1);
  ASSERT_EQ(templates[0].Text(), "disk <int> is <string> now");
  const auto german =
      *Rendition::Make("de", {.lists = {{{"full", "voll"}}},
                              .phrases = {{.literals = templates[0].literals,
                                           .lists = {kNoList, 0},
                                           .other = {"", " ist Platte ", ""},
                                           .order = {1, 0}}}});
  const Rendered all = Render(*reader, 0, reader->size(), {"de", {german}});
  EXPECT_EQ(all.text.substr(0, 48), "voll ist Platte 0\nempty ist Platte 977\nempty ist");
  // The first that has the phrase counts.
  const auto other = Marked(templates, 1);
  EXPECT_FALSE(reader
                   ->Render(
                       0, 0, {"de", {german, other}},
                       [](auto) { return absl::OkStatus(); }, nullptr)
                   .ok());
  const auto shorter =
      *Rendition::Make("de", {.lists = {},
                              .phrases = {{.literals = templates[0].literals,
                                           .lists = {kNoList, kNoList},
                                           .other = {"", " ", ""},
                                           .order = {0, 1}}}});
  EXPECT_EQ(Render(*reader, 0, reader->size(), {"de", {german, shorter}}).text, all.text);
}

// Segments that were encoded in a context are exact in it, whatever renditions say.
TEST(Render, TheOwnContextIsTheTextItself) {
  const auto dictionary =
      WriteEntries({{"tables/0", TablesOf(Lens::kRecord, Joined(LogFile, 100, 20, 40))},
                    {"context/0", ToBytes("en")}})
          .Open();
  EXPECT_EQ(dictionary->context(0), "en");
  EXPECT_EQ(dictionary->context(1), "");
  EncodeOptions encode;
  encode.dictionaries = {dictionary};
  DecodeOptions decode;
  decode.find_dictionary = Always(dictionary);
  const std::string text = LogFile(1);
  const base::ByteVector score = *Encode(ToBytes(text), encode);
  ASSERT_TRUE(FirstHeader(score).dictionary.has_value());
  const auto reader = *OpenBytes(score, decode);
  const RenditionDraft draft = *DraftRendition(*dictionary);
  RenditionContents shouted = draft.contents;
  for (Phrase& phrase : shouted.phrases) phrase.other[0] += "!";
  const auto en = *Rendition::Make("en", shouted);
  const auto de = *Rendition::Make("de", shouted);
  const Rendered exact = Render(*reader, 0, reader->size(), {"en", {en}});
  EXPECT_EQ(exact.text, text);
  EXPECT_EQ(exact.counts.rendered, exact.counts.lines);
  const Rendered german = Render(*reader, 0, reader->size(), {"de", {de}});
  EXPECT_GT(german.counts.rendered, 20);
  EXPECT_EQ(german.text.size(), text.size() + german.counts.rendered);
  EXPECT_EQ(*DecodePipe(score, decode), ToBytes(text));
}

TEST(Render, ADictionaryWithAContextOfNoNameIsDamaged) {
  for (const std::string& name :
       {std::string("a\nb"), std::string(65, 'a'), std::string()}) {
    const WrittenDictionary written =
        WriteEntries({{"tables/0", TablesOf(Lens::kRecord, Joined(LogFile, 100, 20, 40))},
                      {"context/0", ToBytes(name)}});
    const auto opened = Dictionary::Open(written.address(), written.getter());
    EXPECT_TRUE(absl::IsDataLoss(opened.status())) << opened.status();
  }
}

TEST(Render, DamagedBlocksAreErrors) {
  const std::string text = RandomLog(5, 1000);
  const base::ByteVector score = *Encode(ToBytes(text), Small());
  const auto rendition = Marked((*(*OpenBytes(score))->Templates()).templates, 1);
  for (size_t at = 100; at < score.size(); at += 977) {
    base::ByteVector bent = score;
    bent[at] ^= 0x10;
    const auto reader = OpenBytes(bent);
    if (!reader.ok()) continue;
    std::string out;
    RenderCounts counts;
    const auto status = (*reader)->Render(
        0, (*reader)->size(), {"marked", {rendition}},
        [&](std::span<const uint8_t> part) {
          out += AsText(part);
          return absl::OkStatus();
        },
        &counts);
    if (!status.ok()) continue;
    std::string back;
    for (const std::string& line : Lines(out)) back += Unrendered(*rendition, line);
    EXPECT_EQ(back, text) << at;
  }
}

}  // namespace
}  // namespace rondo::testing
