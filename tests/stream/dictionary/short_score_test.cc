// Short scores: one segment, and no index.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "stream/score/format.h"
#include "support/container_support.h"
#include "support/dictionary_support.h"

namespace rondo::testing {
namespace {

using stream::Lens;

const WrittenDictionary& LogDictionary() {
  static const auto& written = *new WrittenDictionary(WriteEntries(
      {{"tables/0", TablesOf(Lens::kRecord, Joined(LogFile, 100, 20, 40))}}));
  return written;
}

EncodeOptions OnIt() {
  EncodeOptions options;
  options.dictionaries = {LogDictionary().Open()};
  return options;
}

DecodeOptions WithIt() {
  DecodeOptions options;
  options.find_dictionary = Always(LogDictionary().Open());
  return options;
}

bool IsShort(base::Bytes score) {
  const base::Bytes end = score.last(stream::kShortTrailerMarker.size());
  const bool marked = std::ranges::equal(end, stream::kShortTrailerMarker);
  EXPECT_EQ(marked, (score[stream::kFileHeaderBytes - 1] & stream::kScoreIsShort) != 0);
  return marked;
}

TEST(ShortScore, SmallOnesThatNeedADictionary) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  const base::ByteVector score = *Encode(bytes, OnIt());
  ASSERT_TRUE(IsShort(score));
  for (const auto& decoded : {DecodePipe(score, WithIt()), DecodeFile(score, WithIt())}) {
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, bytes);
  }
  const auto reader = OpenBytes(score, WithIt());
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_TRUE((*reader)->Verify().ok());
  EXPECT_EQ((*reader)->lines(), (*OpenBytes(*Encode(bytes, {})))->lines());
  ASSERT_EQ((*reader)->Scores().size(), 1u);
  EXPECT_EQ((*reader)->Scores()[0].stored_bytes, score.size());
  EXPECT_EQ((*reader)->Scores()[0].to, bytes.size());
}

TEST(ShortScore, OthersHaveAnIndex) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  EncodeOptions several = OnIt();
  several.segment_bytes = 1 << 10;
  several.block_bytes = 1 << 10;
  EncodeOptions added = OnIt();
  added.for_append = true;
  EncodeOptions logged = OnIt();
  logged.log.emplace();
  EncodeOptions listed = OnIt();
  listed.redact_list = "ip";
  for (const EncodeOptions& options : {EncodeOptions(), several, added, logged, listed}) {
    EXPECT_FALSE(IsShort(*Encode(bytes, options)));
  }
  EXPECT_FALSE(IsShort(*Encode({}, OnIt())));
}

TEST(ShortScore, CarriesADictionaryLikeOthers) {
  EncodeOptions options = OnIt();
  options.with_dictionary = true;
  const base::ByteVector bytes = ToBytes(LogFile(1));
  const base::ByteVector score = *Encode(bytes, options);
  ASSERT_TRUE(IsShort(score));
  EXPECT_EQ(*DecodePipe(score), bytes);
  EXPECT_EQ(*DecodeFile(score), bytes);
}

TEST(ShortScore, AmongOthersInAFile) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  const base::ByteVector small = *Encode(bytes, OnIt());
  const base::ByteVector plain = *Encode(bytes, {});
  for (int order = 0; order < 8; ++order) {
    base::ByteVector file, whole;
    for (int i = 0; i < 3; ++i) {
      const base::ByteVector& score = (order >> i & 1) != 0 ? small : plain;
      file.insert(file.end(), score.begin(), score.end());
      whole.insert(whole.end(), bytes.begin(), bytes.end());
    }
    EXPECT_EQ(*DecodePipe(file, WithIt()), whole) << order;
    EXPECT_EQ(*DecodeFile(file, WithIt()), whole) << order;
    EXPECT_TRUE((*OpenBytes(file, WithIt()))->Verify().ok()) << order;
    // The last trailer is lost: what is before it is walked.
    file.resize(file.size() - 3);
    EXPECT_EQ(*DecodeFile(file, WithIt()), whole) << order;
  }
}

TEST(ShortScore, EveryTruncationIsAnErrorOrTheWhole) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  const base::ByteVector score = *Encode(bytes, OnIt());
  const size_t segment_end = score.size() - stream::kShortTrailerBytes;
  for (size_t size = 0; size < score.size(); ++size) {
    const base::Bytes cut = base::Bytes(score).first(size);
    for (const auto& decoded : {DecodePipe(cut, WithIt()), DecodeFile(cut, WithIt())}) {
      if (decoded.ok()) {
        EXPECT_EQ(*decoded, bytes) << size;
        EXPECT_GE(size, segment_end);
      }
    }
    const auto reader = OpenBytes(cut, WithIt());
    EXPECT_FALSE(reader.ok() && (*reader)->Verify().ok()) << size;
  }
}

TEST(ShortScore, EveryFlippedBitIsFound) {
  const base::ByteVector bytes = ToBytes(LogFile(1));
  base::ByteVector score = *Encode(bytes, OnIt());
  for (size_t at = 0; at < score.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      score[at] ^= 1 << bit;
      const auto reader = OpenBytes(score, WithIt());
      EXPECT_FALSE(reader.ok() && (*reader)->Verify().ok()) << at << " " << bit;
      const auto decoded = DecodeFile(score, WithIt());
      if (decoded.ok()) EXPECT_EQ(*decoded, bytes) << at << " " << bit;
      score[at] ^= 1 << bit;
    }
  }
}

}  // namespace
}  // namespace rondo::testing
