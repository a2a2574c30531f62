// Reader::Templates, and what a decoder says for it.
#include "rondo/templates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rondo/encoder.h"
#include "rondo/reader.h"
#include "stream/read/templates.h"
#include "stream/record_lens/decode/template_view.h"

namespace rondo {
namespace {

// Score and reader of a text in small segments and blocks.
class Scored {
 public:
  explicit Scored(const std::string& text, uint64_t segment_bytes = 64u << 10) {
    EncodeOptions options;
    options.block_bytes = 4096;
    options.segment_bytes = segment_bytes;
    auto encoder = Encoder::Create(options, [this](std::span<const uint8_t> part) {
      score_.insert(score_.end(), part.begin(), part.end());
      return absl::OkStatus();
    });
    EXPECT_TRUE((*encoder)->Write(text).ok());
    EXPECT_TRUE((*encoder)->Finish().ok());
    reader_ = *Reader::Open(RandomAccessFile::OpenMemory(score_), {});
  }

  TemplateSummary Templates() { return *reader_->Templates(); }
  const Reader& reader() const { return *reader_; }
  std::map<std::string, int> Lenses() {
    std::map<std::string, int> lenses;
    const std::vector<SegmentInfo> segments = *reader_->Segments();
    for (const SegmentInfo& segment : segments) ++lenses[segment.lens];
    return lenses;
  }

 private:
  std::vector<uint8_t> score_;
  std::unique_ptr<Reader> reader_;
};

uint64_t Sum(const TemplateSummary& summary) {
  uint64_t lines = summary.lines_without_template + summary.lines_elsewhere;
  for (const LineTemplate& one : summary.templates) lines += one.lines;
  return lines;
}

// Three kinds of lines, `count` in all.
std::string Log(int count) {
  std::string log;
  uint32_t random = 1;
  for (int i = 0; i < count; ++i) {
    random = random * 1664525 + 1013904223;
    const std::string n = std::to_string(random >> 12);
    const std::string clock =
        std::to_string(10 + i / 60 % 50) + ":" + std::to_string(10 + i % 50);
    log += "2024-03-04 10:" + clock;
    switch (random >> 28) {
      case 0:
        log += " WARN disk full, " + n + " bytes lost\n";
        break;
      case 1:
      case 2:
        log += " INFO peer 10.0." + std::to_string(i % 7) + ".1 left\n";
        break;
      default:
        log += " INFO request " + n + " took 0." + std::to_string(100 + i % 900) + " s\n";
    }
  }
  return log;
}

TEST(TemplatesTest, CountsSlotsAndExamplesOverSegments) {
  const std::string log = Log(6000);
  Scored scored(log);
  ASSERT_GT(scored.Lenses()["record"], 2);
  const TemplateSummary summary = scored.Templates();
  ASSERT_EQ(summary.templates.size(), 3u);
  const std::vector<std::string> expected = {"<time> INFO request <int> took <decimal> s",
                                             "<time> INFO peer <ip> left",
                                             "<time> WARN disk full, <int> bytes lost"};
  const std::vector<std::string> words = {" took ", " peer ", " WARN "};
  for (size_t i = 0; i < 3; ++i) {
    const LineTemplate& one = summary.templates[i];
    EXPECT_EQ(one.Text(), expected[i]);
    uint64_t lines = 0;
    size_t first = log.find(words[i]);
    for (size_t at = first; at != std::string::npos; at = log.find(words[i], at + 1))
      ++lines;
    EXPECT_EQ(one.lines, lines);
    const size_t begin = log.rfind('\n', first) + 1;
    EXPECT_EQ(one.example, log.substr(begin, log.find('\n', first) - begin));
  }
  EXPECT_EQ(summary.lines, 6000u);
  EXPECT_EQ(Sum(summary), 6000u);
}

TEST(TemplatesTest, LinesLikeNoOtherAndLinesThatBlocksCut) {
  std::string log = Log(2000);
  const size_t middle = log.find('\n', log.size() / 2) + 1;
  log.insert(middle, std::string(9000, 'x') + "\n");
  log += "the end, without a newline";
  Scored scored(log);
  ASSERT_GT(scored.Lenses()["record"], 0);
  const TemplateSummary summary = scored.Templates();
  EXPECT_EQ(summary.lines, 2002u);
  EXPECT_EQ(summary.lines, scored.reader().lines());
  EXPECT_EQ(Sum(summary), summary.lines);
  EXPECT_EQ(summary.lines_without_template, 2u);
}

TEST(TemplatesTest, OtherSegmentsAreSummedUp) {
  std::string noise;
  for (uint32_t i = 1; noise.size() < 100'000;) {
    i = i * 1664525 + 1013904223;
    noise += static_cast<char>(i >> 24);
  }
  noise += '\n';
  Scored scored(noise + Log(3000), 100'001);
  ASSERT_EQ(scored.Lenses()["stored"], 1);
  const TemplateSummary summary = scored.Templates();
  EXPECT_EQ(summary.lines_elsewhere,
            static_cast<uint64_t>(std::count(noise.begin(), noise.end(), '\n')));
  EXPECT_EQ(Sum(summary), scored.reader().lines());
}

TEST(TemplatesTest, AnEmptyScoreHasNone) {
  const TemplateSummary summary = Scored("").Templates();
  EXPECT_EQ(summary.lines, 0u);
  EXPECT_TRUE(summary.templates.empty());
}

TEST(TemplatesTest, SlotsHaveNamesForPeople) {
  using grammar::SlotKind;
  LineTemplate shape;
  const auto add = [&](const char* literal, SlotKind kind) {
    grammar::SlotFormat format;
    format.kind = kind;
    stream::AppendSlot(literal, format, &shape);
  };
  add("", SlotKind::kUuidHead);
  add("-", SlotKind::kUuidTail);
  add(" ", SlotKind::kTaggedHex);
  add("=", SlotKind::kFixed);
  add("=", SlotKind::kTrimmed);
  add("=", SlotKind::kUuidTail);
  shape.literals.push_back(".");
  EXPECT_EQ(shape.Text(), "<uuid> <hex>=<int>=<decimal>=<uuid>.");
}

TEST(TemplatesTest, KeepsTheMemoryLimit) {
  stream::TemplateTally tally(1000);
  stream::SegmentHeader header;
  header.lens = stream::Lens::kRecord;
  header.tables_bytes = 2000;
  std::vector<uint8_t> bytes;
  stream::BufferInput input(bytes, 0);
  EXPECT_EQ(tally.Add(&input, {}, header, {}, true).code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace rondo
