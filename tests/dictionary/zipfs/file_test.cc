// ZIPFS files there and back, and what is none.
#include "dictionary/zipfs/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <memory>
#include <random>

#include "dictionary/dictionary_writer.h"
#include "dictionary/random_value.h"
#include "dictionary/zipfs/encoder.h"
#include "dictionary/zipfs/parse.h"

namespace rondo::dictionary {
namespace {

using ::testing::HasSubstr;

DictionaryObject Object(const DictionaryContents& contents,
                        const DictionarySizes& sizes = {}) {
  const auto blocks = std::make_shared<MemoryBlocks>();
  const auto cid = WriteDictionary(
      contents,
      [&](const Cid& block, base::Bytes bytes) {
        EXPECT_EQ(blocks->Add(block.codec, {bytes.begin(), bytes.end()}), block);
        return absl::OkStatus();
      },
      sizes);
  EXPECT_TRUE(cid.ok()) << cid.status();
  return *DictionaryObject::Open(blocks, *cid);
}

// Each byte, and strings over a few letters, in any order; with lengths or without.
DictionaryContents RandomContents(uint32_t seed) {
  std::mt19937 random(seed);
  DictionaryContents contents;
  contents.name = "random";
  for (int byte = 0; byte < 256; ++byte) {
    contents.segments.push_back({static_cast<uint8_t>(byte)});
  }
  for (size_t i = random() % 200; i > 0; --i) {
    base::ByteVector segment(1 + random() % 9);
    for (uint8_t& byte : segment) byte = static_cast<uint8_t>('a' + random() % 4);
    contents.segments.push_back(segment);
  }
  std::ranges::shuffle(contents.segments, random);
  if (random() % 2) {
    std::vector<uint64_t> weights(contents.segments.size() + 1);
    for (uint64_t& weight : weights) weight = 1 + random() % 5000;
    std::ranges::sort(weights, std::greater());
    contents.own[kZipfsEntry] = ZipfsCode::Create(HuffmanLengths(weights))->Entry();
  }
  return contents;
}

base::ByteVector RandomText(uint32_t seed) {
  std::mt19937 random(seed);
  base::ByteVector text(random() % 600);
  for (uint8_t& byte : text) {
    byte = static_cast<uint8_t>(random() % 30 ? 'a' + random() % 4 : random());
  }
  return text;
}

absl::StatusOr<base::ByteVector> Decode(const ZipfsDictionary& dictionary,
                                        base::Bytes data) {
  base::ByteVector text;
  const absl::Status status = DecodeZipfs(dictionary, data, [&](base::Bytes bytes) {
    text.insert(text.end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return text;
}

RC_GTEST_PROP(Zipfs, ThereAndBack, (uint32_t seed, bool parts)) {
  const DictionaryObject object = Object(
      RandomContents(seed), parts ? DictionarySizes{300, 1000} : DictionarySizes{});
  const auto dictionary = ZipfsDictionary::Load(object);
  RC_ASSERT(dictionary.ok());
  const base::ByteVector text = RandomText(seed);
  size_t size[2];
  for (const ZipfsParse parse : {ZipfsParse::kGreedy, ZipfsParse::kOptimal}) {
    const auto data = EncodeZipfs(*dictionary, text, parse);
    RC_ASSERT(data.ok());
    const auto back = Decode(*dictionary, *data);
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == text);
    size[parse == ZipfsParse::kOptimal] = data->size();
  }
  RC_ASSERT(size[1] <= size[0]);
}

// Codes that are no segments' are refused, others stand for bytes that are written again
// in as few bits or fewer.
RC_GTEST_PROP(Zipfs, AnyData, (uint32_t seed, const std::vector<uint8_t>& data)) {
  const auto dictionary = ZipfsDictionary::Load(Object(RandomContents(seed)));
  const auto text = Decode(*dictionary, data);
  if (!text.ok()) {
    RC_ASSERT(absl::IsDataLoss(text.status()));
    return;
  }
  const auto again = EncodeZipfs(*dictionary, *text, ZipfsParse::kOptimal);
  RC_ASSERT(again->size() <= data.size());
  RC_ASSERT(*Decode(*dictionary, *again) == *text);
}

// The costs of all ways to write short texts.
TEST(Zipfs, OptimalIsNeverLongerThanAnyOther) {
  const std::vector<base::ByteVector> strings = {{'a'},      {'b'},           {'a', 'b'},
                                                 {'b', 'a'}, {'a', 'b', 'a'}, {'b', 'b'}};
  const std::vector<base::Bytes> segments(strings.begin(), strings.end());
  const SegmentTrie trie(segments);
  const std::vector<uint32_t> costs = {3, 4, 5, 4, 6, 9};
  for (int size = 0; size <= 10; ++size) {
    for (int bits = 0; bits < 1 << size; ++bits) {
      base::ByteVector text;
      for (int i = 0; i < size; ++i) text.push_back(bits >> i & 1 ? 'a' : 'b');
      std::vector<uint32_t> least(text.size() + 1, 1000);
      least[0] = 0;
      for (size_t at = 0; at < text.size(); ++at) {
        for (size_t i = 0; i < strings.size(); ++i) {
          const size_t to = at + strings[i].size();
          if (to <= text.size() &&
              std::equal(strings[i].begin(), strings[i].end(), text.begin() + at)) {
            least[to] = std::min(least[to], least[at] + costs[i]);
          }
        }
      }
      uint32_t cost = 0;
      base::ByteVector written;
      ParseOptimally(trie, costs, segments, text, [&](uint32_t segment) {
        cost += costs[segment];
        written.insert(written.end(), strings[segment].begin(), strings[segment].end());
      });
      EXPECT_EQ(cost, least.back());
      EXPECT_EQ(written, text);
    }
  }
}

TEST(Zipfs, GreedyTakesTheEarliestSegment) {
  const std::vector<base::ByteVector> strings = {
      {'a', 'b', 'c'}, {'b', 'c'}, {'a'}, {'a', 'l', 't'}, {'b'}, {'c'}, {'l'}, {'t'}};
  const std::vector<base::Bytes> segments(strings.begin(), strings.end());
  const SegmentTrie trie(segments);
  std::vector<uint32_t> taken;
  ParseGreedily(trie, AsBytes("abcbcalt"), [&](uint32_t i) { taken.push_back(i); });
  EXPECT_EQ(taken, (std::vector<uint32_t>{0, 1, 2, 6, 7}));
}

// Of the draft: 0, 10, 110, ...
TEST(Zipfs, UnaryCodesAreRead) {
  DictionaryContents contents;
  contents.name = "fox";
  for (const std::string text : {"The ", "quick ", "fox", "es"}) {
    contents.segments.emplace_back(text.begin(), text.end());
  }
  const auto dictionary = ZipfsDictionary::Load(Object(contents));
  ASSERT_TRUE(dictionary.ok());
  EXPECT_FALSE(dictionary->code());
  const auto decode = [&](const char* hex) {
    const auto text = Decode(*dictionary, FromHex(hex));
    return text.ok() ? std::string(text->begin(), text->end())
                     : std::string(text.status().message());
  };
  EXPECT_EQ(decode("5b"), "The quick fox");       // 0 10 110 11
  EXPECT_EQ(decode("5b bf"), "The quick foxes");  // 0 10 110 1110 11111 1
  EXPECT_EQ(decode(""), "");
  EXPECT_EQ(decode("7f"), "The ");
  EXPECT_THAT(decode("7f ff"), HasSubstr("bit 1"));
  EXPECT_THAT(decode("f0"), HasSubstr("no segment"));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      EncodeZipfs(*dictionary, AsBytes("The "), ZipfsParse::kGreedy).status()));
}

TEST(Zipfs, UnaryCodesOfLargeDictionariesAreReadWhenAskedFor) {
  const DictionaryContents contents = RandomContents(5);
  const auto dictionary =
      ZipfsDictionary::Load(Object(contents), ZipfsDictionary::Form::kUnary);
  ASSERT_TRUE(dictionary.ok());
  EXPECT_FALSE(dictionary->code());
  EXPECT_EQ(*Decode(*dictionary, FromHex("bf")), contents.segments[1]);
}

class SmallZipfs : public ::testing::Test {
 protected:
  SmallZipfs() {
    DictionaryContents contents;
    contents.name = "small";
    for (const char byte : std::string("abcdefgh")) {
      contents.segments.push_back({static_cast<uint8_t>(byte)});
    }
    contents.own[kZipfsEntry] = base::ByteVector(8, 1);
    dictionary_ = *ZipfsDictionary::Load(Object(contents));
  }
  std::string DecodeHex(const char* hex) const {
    const auto text = Decode(dictionary_, FromHex(hex));
    return text.ok() ? std::string(text->begin(), text->end())
                     : std::string(text.status().message());
  }

  ZipfsDictionary dictionary_;
};

TEST_F(SmallZipfs, TheEnd) {
  EXPECT_EQ(DecodeHex(""), "");
  EXPECT_EQ(DecodeHex("00"), "aaaaaaaa");
  EXPECT_EQ(DecodeHex("7f"), "a");
  EXPECT_EQ(DecodeHex("fe"), "h");
  EXPECT_EQ(DecodeHex("5b"), "abc");
  EXPECT_EQ(DecodeHex("ff"),
            "ZIPFS, bit 0 of Data: the code of the end, and more behind it");
  EXPECT_THAT(DecodeHex("7f ff"), HasSubstr("bit 1"));
  EXPECT_THAT(DecodeHex("fe ff"), HasSubstr("bit 8"));
  // A cut code looks like padding only if it is all ones.
  EXPECT_EQ(DecodeHex("6f"), "ac");
}

TEST_F(SmallZipfs, OutputIsLimited) {
  const base::ByteVector data = FromHex("00 00");
  const auto ignore = [](base::Bytes) { return absl::OkStatus(); };
  EXPECT_TRUE(DecodeZipfs(dictionary_, data, ignore, 16).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(DecodeZipfs(dictionary_, data, ignore, 15)));
  const auto fail = [](base::Bytes) { return absl::UnavailableError("full"); };
  EXPECT_TRUE(absl::IsUnavailable(DecodeZipfs(dictionary_, data, fail)));
}

RC_GTEST_PROP(ZipfsFile, ThereAndBack,
              (uint32_t seed, const std::vector<uint8_t>& data)) {
  const ZipfsFile file = {"name" + std::to_string(seed), Cid::Of(Codec::kDagCbor, data),
                          data};
  const base::ByteVector bytes = WriteZipfs(file);
  RC_ASSERT(StartsLikeZipfs(bytes));
  const auto back = ParseZipfs(bytes);
  RC_ASSERT(back.ok());
  RC_ASSERT(back->name == file.name);
  RC_ASSERT(back->dictionary == file.dictionary);
  RC_ASSERT(std::ranges::equal(back->data, data));
  for (size_t i = 0; i < bytes.size(); ++i) {
    RC_ASSERT(!ParseZipfs(base::Bytes(bytes).first(i)).ok());
  }
}

// What a flipped bit leaves is refused or is another file in its one form.
TEST(ZipfsFile, EveryFlippedBit) {
  const base::ByteVector data = {1, 2, 3};
  const base::ByteVector bytes =
      WriteZipfs({"log", Cid::Of(Codec::kDagCbor, data), data});
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      base::ByteVector bent = bytes;
      bent[i] ^= static_cast<uint8_t>(1 << bit);
      const auto file = ParseZipfs(bent);
      if (file.ok()) {
        EXPECT_EQ(WriteZipfs(*file), bent);
      }
    }
  }
}

TEST(ZipfsFile, Refusals) {
  const std::string link =
      "d82a 5825 00 0171 1220 "
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 ";
  const std::string data = "64 44617461 ", name = "64 4e616d65 ";
  const std::string dictionary = "6a 44696374696f6e617279 ";
  EXPECT_TRUE(
      ParseZipfs(FromHex("a3" + data + "40" + name + "60" + dictionary + link)).ok());
  for (const std::string& bad : std::initializer_list<std::string>{
           "80", "a0", "a2" + data + "40" + name + "60",
           "a3" + data + "60" + name + "60" + dictionary + link,
           "a3" + data + "40" + name + "40" + dictionary + link,
           "a3" + data + "40" + name + "60" + dictionary + "60",
           "a3" + data + "80" + name + "60" + dictionary + link,
           "a3" + data + "40" + dictionary + link + "6a 44696374696f6e61727a 60",
           "a3 63 616161 00" + data + "40" + name + "60",
           "a4" + data + "40" + name + "60" + dictionary + link + "6b" +
               "44696374696f6e6172797a 00",
           "a3" + data + "40" + name + "60" + dictionary + link + "00"}) {
    EXPECT_FALSE(ParseZipfs(FromHex(bad)).ok()) << bad;
  }
}

TEST(ZipfsDictionary, Refusals) {
  const auto refusal = [](const DictionaryContents& contents) {
    return ZipfsDictionary::Load(Object(contents)).status();
  };
  DictionaryContents contents;
  contents.name = "x";
  EXPECT_TRUE(absl::IsDataLoss(refusal(contents)));
  contents.segments.assign(8, {'a'});
  EXPECT_TRUE(refusal(contents).ok());
  contents.own[kZipfsEntry] = base::ByteVector(9, 1);
  EXPECT_THAT(std::string(refusal(contents).message()), HasSubstr("codes of 9 segments"));
  contents.own[kZipfsEntry] = base::ByteVector(1000, 1);
  EXPECT_TRUE(absl::IsDataLoss(refusal(contents)));
  contents.own[kZipfsEntry] = {};
  EXPECT_TRUE(absl::IsDataLoss(refusal(contents)));
  contents.own.clear();
  contents.segments.assign(200, base::ByteVector(60'000, 'a'));
  EXPECT_TRUE(absl::IsResourceExhausted(refusal(contents)));
}

}  // namespace
}  // namespace rondo::dictionary
