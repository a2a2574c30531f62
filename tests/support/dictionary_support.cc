#include "support/dictionary_support.h"

#include <gtest/gtest.h>

#include <random>
#include <utility>

#include "absl/strings/str_format.h"
#include "grammar/induction/borrow.h"
#include "stream/dictionary/score_dictionary.h"
#include "stream/dictionary/shared_text.h"
#include "stream/grammar_lens/lens.h"
#include "stream/record_lens/lens.h"
#include "stream/score/format.h"
#include "support/container_support.h"
#include "support/random_log.h"

namespace rondo::testing {
namespace {

using stream::Lens;

constexpr int kLevel = 6;
constexpr size_t kFileHeaderBytes = 8;

uint32_t Below(std::mt19937* draw, uint32_t bound) { return (*draw)() % bound; }

}  // namespace

std::string LogFile(uint32_t seed, int lines) { return RandomLog(seed, lines); }

std::string JsonFile(uint32_t seed, int objects) {
  static constexpr const char* kKinds[] = {"opened", "closed", "merged", "labeled"};
  static constexpr const char* kNames[] = {"ann", "bob", "cid", "dora", "eve"};
  std::mt19937 draw(seed);
  std::string text;
  for (int i = 0; i < objects; ++i) {
    absl::StrAppendFormat(
        &text,
        "{\"id\":%d,\"type\":\"PullRequest\",\"action\":\"%s\",\"actor\":{\"login\":"
        "\"%s\",\"url\":\"https://api.example.org/users/%s\"},\"public\":%s,\"size\":%d}"
        "\n",
        100000 + Below(&draw, 900000), kKinds[Below(&draw, 4)], kNames[Below(&draw, 5)],
        kNames[Below(&draw, 5)], Below(&draw, 3) == 0 ? "false" : "true",
        Below(&draw, 5000));
  }
  return text;
}

std::string WordFile(uint32_t seed, int words) {
  static const std::vector<std::string>& all = *[] {
    auto* made = new std::vector<std::string>;
    std::mt19937 draw(99);
    for (int i = 0; i < 300; ++i) {
      std::string& word = made->emplace_back();
      const size_t letters = 5 + Below(&draw, 9);
      while (word.size() < letters) word += static_cast<char>('a' + Below(&draw, 16));
    }
    return made;
  }();
  std::mt19937 draw(seed);
  std::string text;
  for (int i = 0; i < words; ++i) text += all[Below(&draw, 300)] + ' ';
  return text;
}

std::string Joined(std::string (*file)(uint32_t, int), uint32_t from, int files,
                   int units) {
  std::string text;
  for (int i = 0; i < files; ++i) text += file(from + static_cast<uint32_t>(i), units);
  return text;
}

base::ByteVector TablesOf(Lens lens, const std::string& text,
                          const stream::Lender* lender) {
  const base::Bytes bytes = AsBytes(text);
  const std::vector<uint64_t> ends = BlockEnds(text, 64 << 10);
  stream::EncodedSegment code;
  size_t blocks = ends.size();
  if (lens == Lens::kRecord) {
    stream::JoinedRecords records =
        stream::EncodeJoinedRecords(bytes, ends, kLevel, lender);
    blocks = records.blocks.ends.size();
    code = std::move(records.code);
  } else {
    code = stream::EncodeGrammarLens(bytes, ends, kLevel,
                                     lender == nullptr ? nullptr : lender->rules.get());
  }
  EXPECT_EQ(code.lens, lens);
  EXPECT_EQ(code.builds_on, lender != nullptr);
  base::ByteVector entry;
  stream::AppendDictionaryTables({.lens = lens,
                                  .expanded_bytes = text.size(),
                                  .blocks = static_cast<uint32_t>(blocks),
                                  .tables = code.tables},
                                 &entry);
  return entry;
}

base::ByteVector PackedText(const std::string& text) {
  base::ByteVector entry;
  stream::AppendDictionaryText(AsBytes(text), &entry);
  return entry;
}

BlockGetter WrittenDictionary::getter() const {
  return [blocks = blocks](
             const std::string& address) -> absl::StatusOr<std::vector<uint8_t>> {
    const auto cid = dictionary::Cid::Parse(address);
    if (!cid.ok()) return cid.status();
    const auto block = blocks->Get(*cid);
    if (!block.ok()) return block.status();
    return std::vector<uint8_t>(block->begin(), block->end());
  };
}

std::shared_ptr<const Dictionary> WrittenDictionary::Open() const {
  auto opened = Dictionary::Open(address(), getter());
  EXPECT_TRUE(opened.ok()) << opened.status();
  return opened.ok() ? *std::move(opened) : nullptr;
}

WrittenDictionary WriteEntries(std::map<std::string, base::ByteVector> own,
                               const dictionary::DictionarySizes& sizes) {
  WrittenDictionary written;
  dictionary::DictionaryContents contents;
  contents.name = "test";
  contents.own = std::move(own);
  const auto keep = [&](const dictionary::Cid& cid, base::Bytes block) {
    written.blocks->Add(cid.codec, {block.begin(), block.end()});
    return absl::OkStatus();
  };
  const auto root = dictionary::WriteDictionary(contents, keep, sizes);
  EXPECT_TRUE(root.ok()) << root.status();
  if (root.ok()) written.root = *root;
  return written;
}

DictionaryFinder Always(std::shared_ptr<const Dictionary> dictionary) {
  return [dictionary](const std::string&) { return dictionary; };
}

stream::SegmentHeader FirstHeader(base::Bytes score) {
  const base::Bytes rest = score.subspan(kFileHeaderBytes);
  const auto size =
      stream::SegmentHeaderBytes(rest.first(stream::kSegmentPrefixBytes), {});
  EXPECT_TRUE(size.ok()) << size.status();
  const auto header = stream::ParseSegmentHeader(rest.first(*size), {});
  EXPECT_TRUE(header.ok()) << header.status();
  return *header;
}

base::ByteVector WithPart(base::Bytes score, const stream::DictionaryPart& part) {
  stream::SegmentHeader header = FirstHeader(score);
  EXPECT_TRUE(header.dictionary.has_value());
  header.dictionary = part;
  base::ByteVector bytes(score.begin(), score.begin() + kFileHeaderBytes);
  const size_t before = header.header_bytes;
  stream::AppendSegmentHeader(&header, &bytes);
  EXPECT_EQ(header.header_bytes, before);
  const base::Bytes rest = score.subspan(bytes.size());
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
}

}  // namespace rondo::testing
