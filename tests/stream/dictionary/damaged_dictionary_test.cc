// Dictionaries that are damaged, or made to do harm: an error, or what the score says
// that it holds; never anything else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "grammar/induction/borrow.h"
#include "stream/dictionary/score_dictionary.h"
#include "stream/grammar_lens/lens.h"
#include "stream/segment/open_lens.h"
#include "support/container_support.h"
#include "support/dictionary_support.h"
#include "support/random_log.h"

namespace rondo::testing {
namespace {

using stream::Lens;
using Entries = std::map<std::string, base::ByteVector>;

std::string SmallText() {
  return "some text of lines\nGET /index.html\n" + LogFile(50, 3);
}

Entries SmallRecords() {
  return {{"tables/0", TablesOf(Lens::kRecord, Joined(LogFile, 100, 3, 40))},
          {"text/0", PackedText(SmallText())}};
}

Entries SmallGrammar() {
  return {{"tables/0", TablesOf(Lens::kGrammar, Joined(WordFile, 100, 4, 500))}};
}

struct Built {
  Built(const Entries& own, const std::string& file)
      : bytes(ToBytes(file)), written(WriteEntries(own)) {
    EncodeOptions options;
    options.dictionaries = {written.Open()};
    score = *Encode(bytes, options);
    EXPECT_TRUE(FirstHeader(score).dictionary.has_value());
  }
  base::ByteVector bytes;
  WrittenDictionary written;
  base::ByteVector score;
};

// Reads a score with other entries under its dictionary's name, whose hashes are right.
void ExpectErrorOrTheSame(const Built& built, const Entries& own) {
  const WrittenDictionary bent = WriteEntries(own);
  const auto opened = Dictionary::Open(bent.address(), bent.getter());
  if (!opened.ok()) return;
  DecodeOptions options;
  options.find_dictionary = Always(*opened);
  const base::ByteVector score = WithPart(built.score, {bent.root.digest, 0});
  const auto decoded = DecodePipe(score, options);
  EXPECT_TRUE(!decoded.ok() || *decoded == built.bytes);
  const auto reader = OpenBytes(score, options);
  ASSERT_TRUE(reader.ok()) << reader.status();
  (void)(*reader)->Templates();
  // An encoder takes it too, or says why not.
  EncodeOptions encode;
  encode.dictionaries = {*opened};
  const auto encoded = Encode(built.bytes, encode);
  if (encoded.ok()) {
    const auto back = DecodePipe(*encoded, options);
    EXPECT_TRUE(!back.ok() || *back == built.bytes);
  }
}

TEST(DamagedDictionary, EveryFlippedByteIsFound) {
  Entries own = SmallRecords();
  const WrittenDictionary written =
      WriteEntries(own, {.single_block_bytes = 600, .part_bytes = 400});
  ASSERT_GT(written.blocks->blocks().size(), 2);
  for (const auto& [cid, block] : written.blocks->blocks()) {
    for (size_t at = 0; at < block.size(); ++at) {
      const BlockGetter get = [&, damaged = cid.ToText()](const std::string& address) {
        auto found = written.getter()(address);
        if (found.ok() && address == damaged) (*found)[at] ^= 1 << (at % 8);
        return found;
      };
      const auto opened = Dictionary::Open(written.address(), get);
      const absl::Status status =
          opened.ok() ? (*opened)->score_dictionary().Part(0).status() : opened.status();
      EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    }
  }
}

TEST(DamagedDictionary, BentTablesAndTextWithRightHashes) {
  for (const bool records : {true, false}) {
    const Entries own = records ? SmallRecords() : SmallGrammar();
    const Built built(own, records ? LogFile(1) : WordFile(1));
    for (const auto& [name, entry] : own) {
      const size_t stride = entry.size() / 150 + 1;
      for (size_t at = 0; at < entry.size(); at += at < 40 ? 1 : stride) {
        Entries bent = own;
        bent[name][at] ^= 1 << (at % 8);
        ExpectErrorOrTheSame(built, bent);
      }
    }
  }
}

TEST(DamagedDictionary, CutTablesAndText) {
  for (const bool records : {true, false}) {
    const Entries own = records ? SmallRecords() : SmallGrammar();
    const Built built(own, records ? LogFile(1) : WordFile(1));
    for (const auto& [name, entry] : own) {
      for (size_t size = 0; size < entry.size(); size += entry.size() / 40 + 1) {
        Entries cut = own;
        cut[name].resize(size);
        ExpectErrorOrTheSame(built, cut);
      }
    }
  }
}

// Tables of one lens under a score that was built on those of another, and text that is
// missing, or another's.
TEST(DamagedDictionary, EntriesOfAnother) {
  const Built log(SmallRecords(), LogFile(1));
  const Built words(SmallGrammar(), WordFile(1));
  Entries mixed = SmallGrammar();
  mixed["text/0"] = PackedText(SmallText());
  ExpectErrorOrTheSame(words, mixed);  // text is of no use to a grammar
  ExpectErrorOrTheSame(words, SmallRecords());
  ExpectErrorOrTheSame(log, mixed);
  ExpectErrorOrTheSame(log, {{"tables/0", SmallRecords()["tables/0"]}});
  Entries other = SmallRecords();
  other["text/0"] = PackedText(JsonFile(1));
  ExpectErrorOrTheSame(log, other);
  // What zstd takes for a formatted dictionary, and is none.
  other["text/0"] = PackedText("\x37\xa4\x30\xec and more");
  ExpectErrorOrTheSame(log, other);
}

// Of a dictionary nobody knows what they would build on.
TEST(DamagedDictionary, TablesThatBuildOnOthers) {
  for (const Lens lens : {Lens::kRecord, Lens::kGrammar}) {
    const bool records = lens == Lens::kRecord;
    const auto file = records ? LogFile : WordFile;
    const int units = records ? 40 : 500;
    const std::string first = Joined(file, 1, 10, units);
    Entries own = {{"tables/0", TablesOf(lens, first)}};
    auto part = stream::OpenDictionaryPart(own["tables/0"], nullptr);
    ASSERT_TRUE(part.ok()) << part.status();
    stream::Lender lender;
    lender.tables = part->tables;
    if (!records) {
      const auto code =
          stream::EncodeGrammarLens(AsBytes(first), BlockEnds(first, 64 << 10), 6);
      lender.rules = std::make_shared<grammar::SharedRules>(code.rules);
    }
    const Built built(own, file(50, units));
    own["tables/0"] = TablesOf(lens, Joined(file, 20, 4, units), &lender);
    const auto opened = WriteEntries(own).Open()->score_dictionary().Part(0);
    if (opened.ok()) {
      EXPECT_FALSE(records ? opened->tables->SharedRecords().ok()
                           : opened->tables->SharedRules().ok());
    }
    ExpectErrorOrTheSame(built, own);
  }
}

}  // namespace
}  // namespace rondo::testing
