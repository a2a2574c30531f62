// The golden files: what a reader of today makes of them, and whether the encoder of
// today still writes them.
#include "golden/golden.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "golden/dictionary.h"
#include "golden/manifest.h"
#include "golden/parts.h"
#include "support/container_support.h"
#include "support/dictionary_support.h"

namespace rondo::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kHowToAccept[] =
    "\nIf this is on purpose, run scripts/make-golden, look at the difference, and "
    "commit "
    "it with the reason.";

const fs::path kFolder = RONDO_GOLDEN;

base::ByteVector ScoreOf(const std::string& name) {
  const base::ByteVector score = ReadFile(kFolder / "scores" / (name + ".rondo"));
  EXPECT_TRUE(name == "bad-no-bytes" || !score.empty()) << name << " is not there";
  return score;
}

// With the dictionary that some of them need.
DecodeOptions Options(int threads = 1) {
  static const auto& dictionary = *new std::shared_ptr<const Dictionary>(
      OpenGoldenDictionary(ReadFile(kFolder / "dictionary.cbor")));
  DecodeOptions options;
  options.threads = threads;
  options.find_dictionary = Always(dictionary);
  return options;
}

std::string ManifestText() {
  std::ostringstream text;
  text << std::ifstream(kFolder / "README.md").rdbuf();
  return text.str();
}

// Rows whose files have names with this start.
std::vector<ManifestRow> Rows(const std::string& start) {
  std::vector<ManifestRow> rows = ReadManifest(ManifestText());
  std::erase_if(rows,
                [&](const ManifestRow& row) { return !row.name.starts_with(start); });
  EXPECT_GT(rows.size(), 10u) << "the table says too little about " << start;
  return rows;
}

void ExpectAsTold(const ManifestRow& row) {
  SCOPED_TRACE(row.name + ": " + row.sentence);
  const Observed seen = Observe(ScoreOf(row.name), Options());
  EXPECT_EQ(seen.outcome.pipe, row.outcome.pipe) << seen.piped.status();
  EXPECT_EQ(seen.outcome.parts, row.outcome.parts) << seen.parts.status();
  EXPECT_EQ(seen.outcome.verify, row.outcome.verify);
  EXPECT_EQ(seen.message, row.message) << kHowToAccept;
  for (const auto* const bytes : {&seen.piped, &seen.parts}) {
    EXPECT_EQ(bytes->ok() ? HexSha256(**bytes) : row.sha256, row.sha256);
  }
  EXPECT_EQ(row.sha256.empty(), !seen.piped.ok() && !seen.parts.ok());
}

TEST(Golden, GoodFilesExpandToWhatTheTableSays) {
  for (const ManifestRow& row : Rows("good-")) {
    ExpectAsTold(row);
    EXPECT_EQ(row.outcome.parts, absl::StatusCode::kOk) << row.name;
    // A pipe cannot tell an addition that is not whole from damage.
    EXPECT_EQ(row.outcome.pipe == absl::StatusCode::kOk,
              !row.name.starts_with("good-unfinished"))
        << row.name;
    EXPECT_EQ(Observe(ScoreOf(row.name), Options()).lenses, row.lenses) << row.name;
  }
}

TEST(Golden, BadFilesAreRefused) {
  for (const ManifestRow& row : Rows("bad-")) {
    ExpectAsTold(row);
    EXPECT_NE(row.outcome.verify, absl::StatusCode::kOk) << row.name;
    EXPECT_NE(row.outcome.verify, absl::StatusCode::kUnimplemented) << row.name;
  }
}

TEST(Golden, UnsupportedFilesAreToldFromDamage) {
  for (const ManifestRow& row : Rows("unsupported-")) {
    ExpectAsTold(row);
    EXPECT_EQ(row.outcome.parts, absl::StatusCode::kUnimplemented) << row.name;
    EXPECT_EQ(row.outcome.verify, absl::StatusCode::kUnimplemented) << row.name;
  }
}

TEST(Golden, ThreadsSayTheSame) {
  for (const ManifestRow& row : ReadManifest(ManifestText())) {
    const base::ByteVector score = ScoreOf(row.name);
    const auto piped = DecodePipe(score, Options(2));
    EXPECT_EQ(piped.status().code(), row.outcome.pipe)
        << row.name << ": " << piped.status();
    const auto parts = DecodeFile(score, Options(2));
    EXPECT_EQ(parts.status().code(), row.outcome.parts)
        << row.name << ": " << parts.status();
    for (const auto* const bytes : {&piped, &parts}) {
      EXPECT_EQ(bytes->ok() ? HexSha256(**bytes) : row.sha256, row.sha256) << row.name;
    }
  }
}

// Pieces from the end to the start, so that none follows on the one before.
TEST(Golden, GoodFilesAreReadByParts) {
  constexpr size_t kPiece = 137;
  for (const ManifestRow& row : Rows("good-")) {
    SCOPED_TRACE(row.name);
    const base::ByteVector score = ScoreOf(row.name);
    const auto reader = OpenBytes(score, Options());
    ASSERT_TRUE(reader.ok()) << reader.status();
    base::ByteVector bytes((*reader)->size());
    for (size_t begin = bytes.size() / kPiece * kPiece;; begin -= kPiece) {
      const size_t wanted = std::min(kPiece, bytes.size() - begin);
      const auto got = (*reader)->ReadAt(begin, std::span(bytes).subspan(begin, wanted));
      ASSERT_TRUE(got.ok()) << got.status();
      EXPECT_EQ(*got, wanted) << begin;
      if (begin == 0) break;
    }
    EXPECT_EQ(HexSha256(bytes), row.sha256);

    std::vector<uint64_t> line_offsets;
    for (size_t i = 0; i < bytes.size(); ++i) {
      if (i == 0 || bytes[i - 1] == '\n') line_offsets.push_back(i);
    }
    ASSERT_EQ((*reader)->lines(), line_offsets.size());
    for (size_t line = line_offsets.size(); line-- > 0;) {
      const auto offset = (*reader)->LineOffset(line);
      ASSERT_TRUE(offset.ok()) << offset.status();
      EXPECT_EQ(*offset, line_offsets[line]);
    }
  }
}

TEST(Golden, RecordsHaveTheSlotsThatTheyShow) {
  std::set<SlotType> shown;
  for (const Golden& golden : GoodScores()) {
    if (golden.slots.empty()) continue;
    const auto reader = OpenBytes(golden.score);
    ASSERT_TRUE(reader.ok()) << reader.status();
    const auto templates = (*reader)->Templates();
    ASSERT_TRUE(templates.ok()) << templates.status();
    for (const SlotType wanted : golden.slots) {
      EXPECT_TRUE(std::ranges::any_of(templates->templates,
                                      [&](const LineTemplate& one) {
                                        return std::ranges::find(one.slots, wanted) !=
                                               one.slots.end();
                                      }))
          << golden.name << " has no " << SlotTypeName(wanted);
      shown.insert(wanted);
    }
  }
  EXPECT_EQ(shown.size(), 7u);  // all there are
}

// Flags that no other function tells of.
TEST(Golden, FilesHaveTheFlagsThatTheyShow) {
  const auto segment = [](const std::string& name) {
    return TakeApart(ScoreOf(name)).segments.at(0);
  };
  EXPECT_EQ(segment("good-grammar-x86").tables.at(0), 1);
  EXPECT_EQ(segment("good-grammar-words").tables.at(0), 0);
  EXPECT_NE(segment("good-presence").flags & kHasPresence, 0);
  EXPECT_NE(segment("good-times").flags & kHasTimes, 0);
  EXPECT_FALSE(segment("good-zstd-dictionary").tables.empty());
  EXPECT_TRUE(segment("good-zstd").tables.empty());
  EXPECT_GT(segment("good-stored").blocks, 1u);
  EXPECT_EQ(TakeApart(ScoreOf("good-added")).flags, 1);
  for (const uint8_t part : {0, 1}) {
    const auto header = FirstHeader(
        ScoreOf(part == 0 ? "good-dictionary-records" : "good-dictionary-grammar"));
    ASSERT_TRUE(header.dictionary.has_value());
    EXPECT_EQ(header.dictionary->part, part);
  }
}

TEST(Golden, TheEncoderOfTodayWritesTheFilesOfTheTree) {
  for (const Golden& golden : GoldenScores()) {
    EXPECT_TRUE(golden.score == ScoreOf(golden.name))
        << golden.name << ": " << golden.sentence
        << "\nThe file differs from what the encoder writes today (with zstd "
        << ZSTD_versionString() << ")." << kHowToAccept;
  }
}

TEST(Golden, TheDictionaryIsThatOfTheGenerator) {
  EXPECT_TRUE(GoldenDictionary() == ReadFile(kFolder / "dictionary.cbor"))
      << kHowToAccept;
}

TEST(Golden, TheTableIsThatOfTheGenerator) {
  const std::vector<ManifestRow> rows = ReadManifest(ManifestText());
  EXPECT_EQ(WriteManifest(rows), ManifestText()) << kHowToAccept;
  const std::vector<Golden> all = GoldenScores();
  ASSERT_EQ(rows.size(), all.size()) << kHowToAccept;
  for (size_t i = 0; i < all.size(); ++i) {
    const ManifestRow should = RowOf(all[i], {});
    EXPECT_EQ(rows[i].name, should.name) << kHowToAccept;
    EXPECT_EQ(rows[i].sentence, should.sentence) << kHowToAccept;
    EXPECT_EQ(rows[i].lenses, should.lenses) << should.name;
    EXPECT_TRUE(rows[i].outcome == should.outcome) << should.name;
    EXPECT_EQ(rows[i].sha256, should.sha256) << should.name;
  }
}

TEST(Golden, FilesAreSmallAndInTheTable) {
  std::set<std::string> named;
  for (const ManifestRow& row : ReadManifest(ManifestText())) {
    EXPECT_TRUE(named.insert(row.name + ".rondo").second) << row.name << " stands twice";
  }
  std::set<std::string> there;
  uint64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(kFolder / "scores")) {
    there.insert(entry.path().filename());
    EXPECT_LE(entry.file_size(), 4096u) << entry.path();
    bytes += entry.file_size();
  }
  EXPECT_EQ(there, named);
  EXPECT_LE(bytes, 200'000u);
}

}  // namespace
}  // namespace rondo::testing
