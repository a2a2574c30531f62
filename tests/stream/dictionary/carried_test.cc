// Scores that carry their dictionary, and scores that choose among several.
#include "stream/dictionary/carried.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "stream/score/format.h"
#include "support/container_support.h"
#include "support/dictionary_support.h"
#include "support/random_log.h"

namespace rondo::testing {
namespace {

using stream::Lens;
using ::testing::HasSubstr;

WrittenDictionary LogDictionary() {
  return WriteEntries(
      {{"tables/0", TablesOf(Lens::kRecord, Joined(LogFile, 100, 20, 40))}});
}

WrittenDictionary JsonDictionary() {
  return WriteEntries(
      {{"tables/0", TablesOf(Lens::kRecord, Joined(JsonFile, 100, 20, 25))}});
}

EncodeOptions Carrying(const WrittenDictionary& written) {
  EncodeOptions options;
  options.dictionaries = {written.Open()};
  options.with_dictionary = true;
  return options;
}

// Expects that it is the whole by pipe and by file, with no other dictionary at hand.
void ExpectReadsAlone(base::Bytes score, base::Bytes whole) {
  for (const int threads : {1, 3}) {
    DecodeOptions options;
    options.threads = threads;
    for (const auto& decoded : {DecodePipe(score, options), DecodeFile(score, options)}) {
      ASSERT_TRUE(decoded.ok()) << decoded.status();
      EXPECT_TRUE(std::ranges::equal(*decoded, whole));
    }
  }
}

// Where the segments of a score begin that carries a dictionary.
size_t EndOfCarried(base::Bytes score) {
  const uint32_t car_bytes =
      base::ByteReader(score.subspan(stream::kFileHeaderBytes)).U32();
  return stream::kFileHeaderBytes + stream::CarriedDictionaryBytes(car_bytes);
}

TEST(CarriedDictionary, ScoreIsReadWithoutAnother) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  const base::ByteVector score = *Encode(bytes, Carrying(LogDictionary()));
  ExpectReadsAlone(score, bytes);
  const auto reader = OpenBytes(score);
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ((*reader)->Segments()->at(0).dictionary, LogDictionary().address());
  EXPECT_EQ((*reader)->Scores().at(0).carried_bytes,
            EndOfCarried(score) - stream::kFileHeaderBytes -
                stream::CarriedDictionaryBytes(1) + 1);
  EXPECT_TRUE((*reader)->Verify().ok());
}

TEST(CarriedDictionary, EmptyScoreCarriesItToo) {
  const base::ByteVector score = *Encode({}, Carrying(LogDictionary()));
  ExpectReadsAlone(score, {});
  EXPECT_TRUE((*OpenBytes(score))->Verify().ok());
}

TEST(CarriedDictionary, OneForEachScoreOfAFile) {
  const base::ByteVector log = ToBytes(LogFile(1));
  const base::ByteVector json = ToBytes(JsonFile(1));
  base::ByteVector file, whole;
  const auto add = [&](const base::ByteVector& score, const base::ByteVector& bytes) {
    file.insert(file.end(), score.begin(), score.end());
    whole.insert(whole.end(), bytes.begin(), bytes.end());
  };
  add(*Encode(log, Carrying(LogDictionary())), log);
  add(*Encode(json, Carrying(JsonDictionary())), json);
  add(*Encode(json, {}), json);
  // It does not carry what an earlier one carries.
  EncodeOptions needs;
  needs.dictionaries = {JsonDictionary().Open()};
  add(*Encode(json, needs), json);
  ExpectReadsAlone(file, whole);
  EXPECT_TRUE((*OpenBytes(file))->Verify().ok());
}

TEST(CarriedDictionary, IndexMayBeMissing) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  base::ByteVector score = *Encode(bytes, Carrying(LogDictionary()));
  score.resize(score.size() - stream::kShortTrailerBytes);
  ExpectReadsAlone(score, bytes);
}

TEST(CarriedDictionary, EveryTruncationIsAnError) {
  const base::ByteVector score = *Encode(ToBytes(LogFile(1)), Carrying(LogDictionary()));
  const size_t end = EndOfCarried(score);
  for (size_t size = 0; size < end; size += size < 64 || size + 64 > end ? 1 : 37) {
    EXPECT_FALSE(DecodePipe(base::Bytes(score).first(size)).ok()) << size;
    EXPECT_FALSE(DecodeFile(base::Bytes(score).first(size)).ok()) << size;
  }
}

TEST(CarriedDictionary, EveryFlippedBitIsFound) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  base::ByteVector score = *Encode(bytes, Carrying(LogDictionary()));
  const size_t end = EndOfCarried(score);
  for (size_t at = stream::kFileHeaderBytes - 1; at < end; ++at) {
    // All bits where sizes stand, one of each byte elsewhere.
    const int bits = at < stream::kFileHeaderBytes + 4 ? 8 : 1;
    for (int bit = 0; bit < bits; ++bit) {
      score[at] ^= 1 << (bits == 1 ? at % 8 : bit);
      EXPECT_FALSE(DecodePipe(score).ok()) << at;
      const auto reader = OpenBytes(score);
      EXPECT_FALSE(reader.ok() && (*reader)->Verify().ok()) << at;
      score[at] ^= 1 << (bits == 1 ? at % 8 : bit);
    }
  }
}

TEST(CarriedDictionary, DamageIsNamedUnlessThereIsAnotherCopy) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  base::ByteVector score = *Encode(bytes, Carrying(LogDictionary()));
  score[EndOfCarried(score) - 10] ^= 1;
  EXPECT_THAT(std::string(DecodeFile(score).status().message()),
              HasSubstr("the dictionary that the score carries is damaged"));
  DecodeOptions options;
  options.find_dictionary = Always(LogDictionary().Open());
  const auto decoded = DecodeFile(score, options);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_TRUE(std::ranges::equal(*decoded, bytes));
}

TEST(CarriedDictionary, NeedsExactlyOne) {
  EncodeOptions options;
  options.with_dictionary = true;
  EXPECT_TRUE(absl::IsInvalidArgument(Encode({}, options).status()));
  options.dictionaries = {LogDictionary().Open(), JsonDictionary().Open()};
  EXPECT_TRUE(absl::IsInvalidArgument(Encode({}, options).status()));
}

TEST(SeveralDictionaries, EachFileTakesTheOneThatSuitsIt) {
  const WrittenDictionary log = LogDictionary();
  const WrittenDictionary json = JsonDictionary();
  EncodeOptions options;
  options.dictionaries = {log.Open(), json.Open()};
  const auto find = [&](const std::string& address) {
    return address == log.address() ? log.Open() : json.Open();
  };
  const std::pair<std::string, const WrittenDictionary*> files[] = {{LogFile(1), &log},
                                                                    {JsonFile(1), &json}};
  for (const auto& [file, written] : files) {
    const base::ByteVector bytes = ToBytes(file);
    const base::ByteVector score = *Encode(bytes, options);
    EXPECT_EQ((*OpenBytes(score))->Segments()->at(0).dictionary, written->address());
    EncodeOptions alone;
    alone.dictionaries = {written->Open()};
    EXPECT_EQ(score, *Encode(bytes, alone));
    DecodeOptions decode;
    decode.find_dictionary = find;
    const auto decoded = DecodePipe(score, decode);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_TRUE(std::ranges::equal(*decoded, bytes));
  }
}

TEST(SeveralDictionaries, SegmentsOfOneScoreTakeDifferentOnes) {
  const WrittenDictionary log = LogDictionary();
  const WrittenDictionary json = JsonDictionary();
  std::string whole;
  for (int i = 0; i < 4; ++i) {
    whole += Joined(LogFile, 1000 * i, 8, 40);
    whole += Joined(JsonFile, 1000 * i, 8, 25);
  }
  EncodeOptions options;
  options.dictionaries = {log.Open(), json.Open()};
  options.segment_bytes = 16 << 10;
  options.block_bytes = 4 << 10;
  for (const int threads : {1, 3}) {
    options.threads = threads;
    const base::ByteVector score = *Encode(ToBytes(whole), options);
    DecodeOptions decode;
    decode.find_dictionary = [&](const std::string& address) {
      return address == log.address() ? log.Open() : json.Open();
    };
    const auto decoded = DecodeFile(score, decode);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_TRUE(std::ranges::equal(*decoded, ToBytes(whole)));
    bool needs_log = false, needs_json = false;
    const auto reader = OpenBytes(score);
    const auto segments = (*reader)->Segments();
    ASSERT_TRUE(segments.ok()) << segments.status();
    for (const SegmentInfo& segment : *segments) {
      needs_log |= segment.dictionary == log.address();
      needs_json |= segment.dictionary == json.address();
    }
    EXPECT_TRUE(needs_log && needs_json);
  }
}

}  // namespace
}  // namespace rondo::testing
