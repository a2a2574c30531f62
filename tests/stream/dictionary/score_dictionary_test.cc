// Scores that need a dictionary, as all of their readers meet them.
#include "stream/dictionary/score_dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "rondo/appender.h"
#include "rondo/search.h"
#include "stream/dictionary/shared_text.h"
#include "stream/segment/open_lens.h"
#include "support/container_support.h"
#include "support/dictionary_support.h"
#include "support/random_log.h"
#include "support/scratch_folder.h"

namespace rondo::testing {
namespace {

using stream::Lens;
using ::testing::HasSubstr;

using Entries = std::map<std::string, base::ByteVector>;

// Lines that LogFile and JsonFile leave as text.
const char kText[] = "GET /static/app.js HTTP/1.1\nuser-agent: curl/7.88\nLINE OF TEXT\n";

Entries LogEntries(bool with_text = true) {
  Entries own;
  own["tables/0"] = TablesOf(Lens::kRecord, Joined(LogFile, 100, 20, 40));
  if (with_text) own["text/0"] = PackedText(kText + LogFile(99));
  return own;
}

// Records with text, records without, and a grammar.
Entries ThreeParts() {
  Entries own = LogEntries();
  own["tables/1"] = TablesOf(Lens::kRecord, Joined(JsonFile, 100, 20, 25));
  own["tables/2"] = TablesOf(Lens::kGrammar, Joined(WordFile, 100, 20, 500));
  return own;
}

const WrittenDictionary& Three() {
  static const auto& written = *new WrittenDictionary(WriteEntries(ThreeParts()));
  return written;
}

EncodeOptions On(std::shared_ptr<const Dictionary> dictionary) {
  EncodeOptions options;
  if (dictionary != nullptr) options.dictionaries = {std::move(dictionary)};
  return options;
}

DecodeOptions With(DictionaryFinder find) {
  DecodeOptions options;
  options.find_dictionary = std::move(find);
  return options;
}

// Expects that it is the whole, by pipe and by file, with one thread and with three.
void ExpectReads(base::Bytes score, base::Bytes whole, const DictionaryFinder& find) {
  DecodeOptions options = With(find);
  for (const int threads : {1, 3}) {
    options.threads = threads;
    for (const auto& decoded : {DecodePipe(score, options), DecodeFile(score, options)}) {
      ASSERT_TRUE(decoded.ok()) << decoded.status();
      EXPECT_TRUE(std::ranges::equal(*decoded, whole));
    }
  }
}

std::vector<std::tuple<std::string, uint64_t, uint64_t>> Found(
    const Reader& reader, const std::string& pattern) {
  std::vector<std::tuple<std::string, uint64_t, uint64_t>> lines;
  const auto summary =
      SearchScore(reader, *Pattern::Create(pattern), {}, [&](const FoundLine& line) {
        lines.emplace_back(line.text, line.number, line.offset);
        return absl::OkStatus();
      });
  EXPECT_TRUE(summary.ok()) << summary.status();
  return lines;
}

TEST(ScoreDictionary, SmallFilesBuildOnThePartThatSuitsThem) {
  const auto dictionary = Three().Open();
  const std::pair<uint8_t, std::string> files[] = {
      {0, LogFile(1)}, {1, JsonFile(1)}, {2, WordFile(1)}};
  for (const auto& [part, file] : files) {
    const base::ByteVector bytes = ToBytes(file);
    const base::ByteVector score = *Encode(bytes, On(dictionary));
    const auto header = FirstHeader(score);
    ASSERT_TRUE(header.dictionary.has_value()) << int{part};
    EXPECT_EQ(header.dictionary->part, part);
    EXPECT_EQ(header.dictionary->digest, Three().root.digest);
    EXPECT_LT(score.size(), Encode(bytes, {})->size()) << int{part};
    ExpectReads(score, bytes, Always(dictionary));
    EXPECT_EQ((*OpenBytes(score))->Segments()->at(0).dictionary, Three().address());
  }
}

TEST(ScoreDictionary, ItsTextIsWhatTextsReferTo) {
  const auto with = WriteEntries(LogEntries()).Open();
  const auto without = WriteEntries(LogEntries(false)).Open();
  // Strings that are in the text alone.
  std::string file = LogFile(2);
  for (int i = 0; i < 20; ++i) file += kText;
  const base::ByteVector bytes = ToBytes(file);
  for (const auto& dictionary : {with, without}) {
    const base::ByteVector score = *Encode(bytes, On(dictionary));
    ASSERT_TRUE(FirstHeader(score).dictionary.has_value());
    ExpectReads(score, bytes, Always(dictionary));
  }
  EXPECT_LT(Encode(bytes, On(with))->size(), Encode(bytes, On(without))->size());
}

TEST(ScoreDictionary, WhatItDoesNotHelpDoesNotNeedIt) {
  const auto dictionary = Three().Open();
  for (const Sample& sample : Samples()) {
    const base::ByteVector score = *Encode(sample.bytes, On(dictionary));
    ExpectReads(score, sample.bytes, Always(dictionary));
  }
  const base::ByteVector noise = *Encode(Noise(5000), On(dictionary));
  EXPECT_FALSE(FirstHeader(noise).dictionary.has_value());
  EXPECT_TRUE(DecodePipe(noise).ok());
}

TEST(ScoreDictionary, SegmentsOfAllPartsAndOnEachOther) {
  const auto dictionary = Three().Open();
  std::string whole;
  for (int i = 0; i < 4; ++i) {
    whole += Joined(LogFile, 10 * i, 8, 40) + Joined(JsonFile, 10 * i, 8, 25) +
             Joined(WordFile, 10 * i, 8, 500);
  }
  const base::ByteVector bytes = ToBytes(whole);
  EncodeOptions options = On(dictionary);
  options.segment_bytes = 64 << 10;
  options.block_bytes = 4 << 10;
  const base::ByteVector score = *Encode(bytes, options);
  ExpectReads(score, bytes, Always(dictionary));
  options.threads = 3;
  EXPECT_TRUE(*Encode(bytes, options) == score);
  // Larger segments than those of the samples build on each other.
  options.segment_bytes = 1 << 20;
  const base::ByteVector log = ToBytes(Joined(LogFile, 1000, 1, 40'000));
  const base::ByteVector large = *Encode(log, options);
  ExpectReads(large, log, Always(dictionary));
}

TEST(ScoreDictionary, ManyThreadsReadAtOnce) {
  const auto dictionary = Three().Open();
  const base::ByteVector bytes = ToBytes(Joined(LogFile, 1, 100, 40));
  EncodeOptions options = On(dictionary);
  options.segment_bytes = 64 << 10;
  options.threads = 4;
  const base::ByteVector score = *Encode(bytes, options);
  const auto fresh = Three().Open();  // whose parts nobody has opened
  DecodeOptions decode = With(Always(fresh));
  decode.threads = 4;
  EXPECT_TRUE(*DecodeFile(score, decode) == bytes);
  EXPECT_TRUE(*DecodePipe(score, decode) == bytes);
}

TEST(ScoreDictionary, PartsOfTheData) {
  const auto dictionary = Three().Open();
  const base::ByteVector bytes = ToBytes(Joined(LogFile, 1, 10, 40));
  EncodeOptions options = On(dictionary);
  options.block_bytes = 1 << 10;
  const base::ByteVector score = *Encode(bytes, options);
  const auto reader = OpenBytes(score, With(Always(dictionary)));
  ASSERT_TRUE(reader.ok()) << reader.status();
  for (uint64_t offset = 0; offset < bytes.size(); offset += 611) {
    base::ByteVector part(std::min<uint64_t>(90, bytes.size() - offset));
    ASSERT_TRUE((*reader)->ReadAt(offset, part).ok());
    EXPECT_TRUE(std::equal(part.begin(), part.end(), bytes.begin() + offset)) << offset;
  }
  EXPECT_TRUE((*reader)->Verify().ok());
  EXPECT_TRUE((*reader)->Templates().ok());
}

TEST(ScoreDictionary, SearchesFindTheSame) {
  const auto dictionary = Three().Open();
  for (const std::string& file : {LogFile(7, 120), JsonFile(7, 80), WordFile(7)}) {
    const base::ByteVector bytes = ToBytes(file);
    const base::ByteVector score = *Encode(bytes, On(dictionary));
    ASSERT_TRUE(FirstHeader(score).dictionary.has_value());
    const auto built = *OpenBytes(score, With(Always(dictionary)));
    const base::ByteVector plain_score = *Encode(bytes, {});
    const auto plain = *OpenBytes(plain_score);
    // Words of the file, some cut, and what no line has.
    std::vector<std::string> patterns = {"dora", "\"size\":4[0-9]", "zzzz", "^.*1$", ""};
    for (size_t at = 5; at + 9 < file.size(); at += 397) {
      const std::string piece = file.substr(at, 3 + at % 7);
      if (piece.find_first_of("\n\\[](){}*+?|^$") == std::string::npos) {
        patterns.push_back(piece);
      }
    }
    for (const std::string& pattern : patterns) {
      EXPECT_EQ(Found(*built, pattern), Found(*plain, pattern)) << pattern;
    }
  }
}

TEST(ScoreDictionary, ScoresOfOtherDictionariesOneAfterAnother) {
  const WrittenDictionary other = WriteEntries(LogEntries(false));
  std::map<std::string, std::shared_ptr<const Dictionary>> all = {
      {Three().address(), Three().Open()}, {other.address(), other.Open()}};
  std::atomic<int> asked = 0;
  const DictionaryFinder find = [&](const std::string& address) {
    ++asked;
    return all.at(address);
  };
  base::ByteVector file, whole;
  for (uint32_t i = 0; i < 8; ++i) {
    const base::ByteVector bytes = ToBytes(LogFile(i));
    const std::shared_ptr<const Dictionary> on =
        i % 4 == 3 ? nullptr : all[i % 4 < 2 ? Three().address() : other.address()];
    file = file + *Encode(bytes, On(on));
    whole = whole + bytes;
  }
  EXPECT_TRUE(*DecodePipe(file, With(find)) == whole);
  EXPECT_EQ(asked, 4);  // twice for each, as they change
  ExpectReads(file, whole, find);
}

TEST(ScoreDictionary, AScoreIsAddedToOneOfAnother) {
  const ScratchFolder folder;
  const std::string path = folder / "log.rondo";
  const WrittenDictionary other = WriteEntries(LogEntries(false));
  std::map<std::string, std::shared_ptr<const Dictionary>> all = {
      {Three().address(), Three().Open()}, {other.address(), other.Open()}};
  base::ByteVector whole;
  uint32_t seed = 0;
  for (const auto& [address, dictionary] : all) {
    const base::ByteVector bytes = ToBytes(LogFile(++seed));
    EncodeOptions options = On(dictionary);
    options.for_append = true;
    auto appender = *Appender::Open(path);
    ASSERT_TRUE(appender->Write(std::span<const uint8_t>(*Encode(bytes, options))).ok());
    ASSERT_TRUE(appender->Commit().ok());
    whole = whole + bytes;
  }
  ExpectReads(ReadFile(path), whole,
              [&](const std::string& address) { return all.at(address); });
}

TEST(ScoreDictionary, ADictionaryThatIsMissingIsNamed) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  const base::ByteVector score = *Encode(bytes, On(Three().Open()));
  const DictionaryFinder none = [](const std::string&) {
    return absl::NotFoundError("looked under the bed");
  };
  for (const DictionaryFinder& find : {DictionaryFinder(), none}) {
    const auto reader = OpenBytes(score, With(find));
    ASSERT_TRUE(reader.ok()) << reader.status();
    EXPECT_TRUE((*reader)->Segments().ok());
    base::ByteVector part(10);
    for (const absl::Status& status :
         {DecodePipe(score, With(find)).status(), (*reader)->ReadAt(0, part).status(),
          (*reader)->Verify(), (*reader)->Templates().status()}) {
      EXPECT_TRUE(absl::IsNotFound(status)) << status;
      EXPECT_THAT(std::string(status.message()),
                  HasSubstr("needs dictionary " + Three().address()));
      if (find) {
        EXPECT_THAT(std::string(status.message()), HasSubstr("under the bed"));
      }
    }
  }
}

TEST(ScoreDictionary, AnotherOneIsNotTaken) {
  const WrittenDictionary other = WriteEntries(LogEntries(false));
  const base::ByteVector score = *Encode(ToBytes(LogFile(1)), On(Three().Open()));
  const auto decoded = DecodePipe(score, With(Always(other.Open())));
  EXPECT_TRUE(absl::IsInvalidArgument(decoded.status())) << decoded.status();
  EXPECT_THAT(std::string(decoded.status().message()),
              HasSubstr("needs dictionary " + Three().address() + ", and was given " +
                        other.address()));
}

TEST(ScoreDictionary, APartThatItDoesNotHave) {
  const auto dictionary = Three().Open();
  const base::ByteVector score = *Encode(ToBytes(LogFile(1)), On(dictionary));
  for (const uint8_t part : {3, 16, 255}) {
    const auto bent = WithPart(score, {Three().root.digest, part});
    const auto decoded = DecodePipe(bent, With(Always(dictionary)));
    EXPECT_TRUE(absl::IsDataLoss(decoded.status())) << decoded.status();
    EXPECT_THAT(std::string(decoded.status().message()),
                HasSubstr("has no part " + std::to_string(part)));
  }
  // One that it has, for other data.
  const base::ByteVector wrong = WithPart(score, {Three().root.digest, 2});
  EXPECT_FALSE(DecodePipe(wrong, With(Always(dictionary))).ok());
}

TEST(ScoreDictionary, PartsAreThoseWithoutAGap) {
  const base::ByteVector tables = TablesOf(Lens::kRecord, Joined(LogFile, 1, 5, 40));
  const auto parts = [&](const Entries& own) {
    return WriteEntries(own).Open()->score_dictionary().parts();
  };
  EXPECT_EQ(parts({{"tables/0", tables}, {"tables/2", tables}, {"other", {1}}}), 1);
  Entries many;
  for (size_t i = 0; i < 20; ++i) many[stream::TablesEntry(i)] = tables;
  EXPECT_EQ(parts(many), stream::kMaxDictionaryParts);
  for (const Entries& none :
       {Entries{{"text/0", {1, 'a'}}}, Entries{{"tables/1", tables}}, Entries{}}) {
    const WrittenDictionary written = WriteEntries(none);
    const auto opened = Dictionary::Open(written.address(), written.getter());
    EXPECT_TRUE(absl::IsInvalidArgument(opened.status())) << opened.status();
    EXPECT_THAT(std::string(opened.status().message()), HasSubstr("nothing for scores"));
  }
}

TEST(ScoreDictionary, AddressesThatAreNoneAndBlocksThatAreNotThere) {
  EXPECT_TRUE(
      absl::IsInvalidArgument(Dictionary::Open("no address", Three().getter()).status()));
  const WrittenDictionary empty;
  EXPECT_TRUE(
      absl::IsNotFound(Dictionary::Open(Three().address(), empty.getter()).status()));
}

// The dictionary of a large part: blocks that are read when they are needed.
TEST(ScoreDictionary, PartsInBlocksOfTheirOwn) {
  const WrittenDictionary written =
      WriteEntries(ThreeParts(), {.single_block_bytes = 1000, .part_bytes = 700});
  ASSERT_GT(written.blocks->blocks().size(), 4);
  const base::ByteVector bytes = ToBytes(LogFile(1));
  ExpectReads(*Encode(bytes, On(written.Open())), bytes, Always(written.Open()));
  // Without one of them, the root can be opened.
  WrittenDictionary holey;
  holey.root = written.root;
  holey.blocks->Add(dictionary::Codec::kDagCbor, *written.blocks->Get(written.root));
  const auto opened = holey.Open();
  ASSERT_NE(opened, nullptr);
  EXPECT_TRUE(absl::IsNotFound(opened->score_dictionary().Part(0).status()));
  EXPECT_TRUE(absl::IsNotFound(Encode(bytes, On(opened)).status()));
}

// Tables keep what they are read from.
TEST(ScoreDictionary, TheDictionaryMayGoWhileAScoreIsRead) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  auto dictionary = Three().Open();
  const base::ByteVector score = *Encode(bytes, On(dictionary));
  auto part = dictionary->score_dictionary().Part(0);
  dictionary.reset();
  ASSERT_TRUE(part.ok());
  EXPECT_TRUE(part->tables->SharedRecords().ok());
  const DictionaryFinder find = [](const std::string&) {
    return Dictionary::Open(Three().address(), Three().getter());
  };
  ExpectReads(score, bytes, find);
}

TEST(DictionaryText, ComesBack) {
  for (const std::string& text :
       {std::string("x"), std::string(5000, 'a'), LogFile(3), std::string(256, '\0')}) {
    const base::ByteVector entry = PackedText(text);
    EXPECT_TRUE(*stream::ParseDictionaryText(entry) == ToBytes(text));
    // Nothing in front of it does.
    const base::Bytes cut = base::Bytes(entry).first(entry.size() - 1);
    EXPECT_FALSE(stream::ParseDictionaryText(cut).ok());
  }
  const base::ByteVector noise = Noise(3000);
  base::ByteVector entry;
  stream::AppendDictionaryText(noise, &entry);
  EXPECT_EQ(entry.size(), noise.size() + 2);
  EXPECT_TRUE(*stream::ParseDictionaryText(entry) == noise);
}

TEST(DictionaryText, SizesOutOfRange) {
  EXPECT_TRUE(absl::IsDataLoss(stream::ParseDictionaryText({}).status()));
  for (const uint64_t size :
       {uint64_t{0}, stream::kMaxDictionaryTextBytes + 1, UINT64_MAX}) {
    base::ByteVector entry;
    base::ByteWriter(&entry).Varint(size);
    entry.push_back('x');
    EXPECT_TRUE(absl::IsDataLoss(stream::ParseDictionaryText(entry).status())) << size;
  }
}

TEST(DictionaryTables, FieldsOutOfRange) {
  const auto parse = [](uint8_t lens, uint64_t bytes, uint64_t blocks) {
    base::ByteVector entry;
    base::ByteWriter writer(&entry);
    writer.U8(lens);
    writer.Varint(bytes);
    writer.Varint(blocks);
    return stream::ParseDictionaryTables(entry).status();
  };
  EXPECT_TRUE(parse(3, 1, 1).ok());
  EXPECT_TRUE(parse(2, uint64_t{1} << 30, 7).ok());
  EXPECT_TRUE(absl::IsDataLoss(parse(3, 0, 0)));
  EXPECT_TRUE(absl::IsDataLoss(parse(3, 5, 0)));
  EXPECT_TRUE(absl::IsDataLoss(parse(3, 5, 6)));
  EXPECT_TRUE(absl::IsDataLoss(parse(3, (uint64_t{1} << 30) + 1, 1)));
  EXPECT_TRUE(absl::IsDataLoss(stream::ParseDictionaryTables({}).status()));
  for (const uint8_t lens : {0, 1, 4, 255}) {
    EXPECT_TRUE(absl::IsUnimplemented(parse(lens, 5, 1))) << int{lens};
  }
}

TEST(DictionaryTables, TakeNoMoreMemoryThanTheyMay) {
  const base::ByteVector tables = TablesOf(Lens::kRecord, Joined(LogFile, 1, 20, 40));
  auto opened = stream::OpenDictionaryPart(tables, nullptr, 1000);
  EXPECT_TRUE(absl::IsResourceExhausted(
      opened.ok() ? opened->tables->SharedRecords().status() : opened.status()));
}

TEST(DictionaryTables, EntriesAreNotReadPastTheLimits) {
  Entries own = LogEntries(false);
  own["text/0"] = base::ByteVector(stream::kMaxDictionaryTextBytes + 1, 'x');
  const auto part = WriteEntries(own).Open()->score_dictionary().Part(0);
  EXPECT_TRUE(absl::IsResourceExhausted(part.status())) << part.status();
  EXPECT_THAT(std::string(part.status().message()), HasSubstr("text/0 has 16777217"));
}

}  // namespace
}  // namespace rondo::testing
