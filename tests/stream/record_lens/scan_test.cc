// What the record lens lets a search see: every line with a needle and every line that a
// block border cuts, as they are in the text.
#include "stream/record_lens/search/scan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "support/encoded_log.h"
#include "support/random_log.h"

namespace rondo::stream {
namespace {

using rondo::testing::AsBytes;
using rondo::testing::BlockEnds;
using rondo::testing::RandomLog;

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

uint64_t LinesWith(const std::string& text, const std::string& string) {
  uint64_t lines = 0;
  for (size_t at = 0; (at = text.find(string, at)) != std::string::npos; ++lines) {
    at = text.find('\n', at);
  }
  return lines;
}

class Scanned {
 public:
  Scanned(const std::string& text, std::vector<uint64_t> ends)
      : log_(text, std::move(ends)), text_(log_.text), ends_(log_.ends) {}

  // Scans in batches of some blocks and says what is wrong, or nothing.
  std::string Check(const std::vector<std::string>& strings, bool ignore_case,
                    bool whole_blocks, size_t batch) {
    if (!is_record()) return "";
    const Needles needles(strings, ignore_case);
    auto opened = OpenRecordLens(log_.encoded.tables, log_.Extent());
    if (!opened.ok()) return "does not open";
    const auto scan = (*opened)->NewScan(needles);
    if (scan == nullptr) return needles.has_automaton() ? "is not scanned" : "";
    std::string seen(text_.size(), '\0');
    shown_.assign(text_.size(), false);
    bool after_newline = true;
    for (size_t first = 0; first < ends_.size(); first += batch) {
      const size_t end = std::min(first + batch, ends_.size());
      std::vector<BlockJob> jobs;
      for (size_t b = first; b < end; ++b) jobs.push_back(log_.Job(b, &seen));
      ScanResult result;
      const absl::Status status = scan->Scan(
          {.jobs = jobs, .after_newline = after_newline, .whole_blocks = whole_blocks},
          &result);
      if (!status.ok()) return "does not decode";
      const std::vector<BlockPart>& parts = result.parts;
      after_newline = text_[ends_[end - 1] - 1] == '\n';
      for (size_t i = 0; i < parts.size(); ++i) {
        const bool touches = i > 0 && parts[i - 1].block == parts[i].block &&
                             parts[i - 1].to >= parts[i].from;
        if (touches) return "parts touch";
        if (const std::string wrong = CheckPart(parts[i], seen); !wrong.empty())
          return wrong;
      }
    }
    return CheckLines(needles);
  }

  // Scans block by block for a count: of the lines that hold the string, those counted
  // and those shown. Blocks must end with lines.
  uint64_t Count(const std::string& string) const {
    const Needles needles({string}, false);
    auto opened = OpenRecordLens(log_.encoded.tables, log_.Extent());
    const auto scan = (*opened)->NewScan(needles);
    std::string seen(text_.size(), '\0');
    uint64_t lines = 0;
    for (size_t b = 0; b < ends_.size(); ++b) {
      const BlockJob job = log_.Job(b, &seen);
      ScanResult result;
      EXPECT_TRUE(scan->Scan({.jobs = {&job, 1}, .count_lines = true}, &result).ok());
      lines += result.counted_lines;
      for (const BlockPart& part : result.parts) {
        lines += LinesWith(seen.substr(log_.Begin(b) + part.from, part.to - part.from),
                           string);
      }
    }
    return lines;
  }

  bool is_record() const { return log_.is_record(); }
  // Bytes that were shown by the last Check.
  size_t shown() const { return std::ranges::count(shown_, true); }

 private:
  std::string CheckPart(const BlockPart& part, const std::string& seen) {
    const size_t begin = log_.Begin(part.block) + part.from;
    const size_t end = log_.Begin(part.block) + part.to;
    if (part.from >= part.to || end > ends_[part.block])
      return "a part is empty or too long";
    if (part.newlines !=
        std::count(text_.begin() + static_cast<ptrdiff_t>(log_.Begin(part.block)),
                   text_.begin() + static_cast<ptrdiff_t>(begin), '\n')) {
      return "wrong count of newlines";
    }
    if (part.from > 0 && text_[begin - 1] != '\n') return "a part starts inside a line";
    if (end < ends_[part.block] && text_[end - 1] != '\n')
      return "a part ends inside a line";
    if (seen.compare(begin, end - begin, text_, begin, end - begin) != 0)
      return "wrong bytes";
    std::fill(shown_.begin() + static_cast<ptrdiff_t>(begin),
              shown_.begin() + static_cast<ptrdiff_t>(end), true);
    return "";
  }

  std::string CheckLines(const Needles& needles) const {
    for (size_t begin = 0; begin < text_.size();) {
      const size_t end = std::min(text_.find('\n', begin), text_.size() - 1) + 1;
      const std::string line = text_.substr(begin, end - begin);
      bool wanted = std::ranges::any_of(
          ends_, [&](uint64_t border) { return border > begin && border < end; });
      for (const std::string& needle : needles.strings()) {
        wanted |= needles.ignore_case()
                      ? Lower(line).find(Lower(needle)) != std::string::npos
                      : line.find(needle) != std::string::npos;
      }
      if (wanted && !std::all_of(shown_.begin() + static_cast<ptrdiff_t>(begin),
                                 shown_.begin() + static_cast<ptrdiff_t>(end),
                                 [](bool shown) { return shown; })) {
        return "a line is missing: " + line;
      }
      begin = end;
    }
    return "";
  }

  const rondo::testing::EncodedLog log_;
  const std::string& text_;
  const std::vector<uint64_t>& ends_;
  std::vector<bool> shown_;
};

// A string of the log, somewhat changed now and then.
std::string SomeNeedle(const std::string& text) {
  const auto at = *rc::gen::inRange<size_t>(0, text.size());
  std::string needle = text.substr(at, *rc::gen::inRange<size_t>(1, 20));
  needle = needle.substr(0, needle.find('\n'));
  if (needle.empty()) needle = "x";
  if (*rc::gen::inRange(0, 4) == 0) needle[needle.size() / 2] ^= 1;
  std::ranges::replace(needle, '\n', ' ');
  return needle;
}

RC_GTEST_PROP(RecordScan, ShowsEveryLineWithANeedle, (uint32_t seed, bool ignore_case)) {
  const std::string text = RandomLog(seed, 1 + static_cast<int>(seed % 700));
  RC_PRE(!text.empty());
  Scanned scanned(text, BlockEnds(text, 100 + seed % 30000));
  for (int i = 0; i < 8; ++i) {
    std::vector<std::string> needles(*rc::gen::inRange<size_t>(1, 4));
    for (std::string& needle : needles) needle = SomeNeedle(text);
    const bool whole_blocks = *rc::gen::inRange(0, 4) == 0;
    RC_ASSERT(scanned.Check(needles, ignore_case, whole_blocks, 1 + seed % 5) == "");
  }
}

RC_GTEST_PROP(RecordScan, CountsLinesInsteadOfShowingThem, (uint32_t seed)) {
  const std::string text = RandomLog(seed, 1 + static_cast<int>(seed % 700));
  RC_PRE(!text.empty());
  std::vector<uint64_t> ends = BlockEnds(text, 3000 + seed % 30000);
  std::erase_if(ends,
                [&](uint64_t end) { return end < text.size() && text[end - 1] != '\n'; });
  Scanned scanned(text, ends);
  RC_PRE(scanned.is_record());
  for (int i = 0; i < 8; ++i) {
    const std::string needle = SomeNeedle(text);
    RC_ASSERT(scanned.Count(needle) == LinesWith(text, needle));
  }
}

RC_GTEST_PROP(RecordScan, BlocksMayEndInsideLines, (uint32_t seed)) {
  const std::string text = RandomLog(seed, 1 + static_cast<int>(seed % 200));
  RC_PRE(!text.empty());
  std::vector<uint64_t> ends;
  for (uint64_t end = 177; end < text.size(); end += 177) ends.push_back(end);
  ends.push_back(text.size());
  Scanned scanned(text, ends);
  for (int i = 0; i < 8; ++i) {
    RC_ASSERT(scanned.Check({SomeNeedle(text)}, false, false, 3) == "");
  }
}

std::string Requests(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) {
    text += "2024-05-17 10:" + std::to_string(10 + i / 60 % 50) + ":" +
            std::to_string(10 + i % 50) +
            (i % 100 == 7 ? " closing idle connection " : " request ") +
            std::to_string(i * 7919 % 100000) + " user=u" + std::to_string(i * i % 31) +
            "x\n";
  }
  return text;
}

TEST(RecordScan, ShowsLittleElse) {
  const std::string text = Requests(5000);
  Scanned scanned(text, BlockEnds(text, 16384));
  EXPECT_EQ(scanned.Check({"not there"}, false, false, 4), "");
  EXPECT_EQ(scanned.shown(), 0u);
  EXPECT_EQ(scanned.Check({"idle connection"}, false, false, 4), "");
  EXPECT_LT(scanned.shown(), text.size() / 50);
  EXPECT_EQ(scanned.Check({"USER=U4"}, true, false, 4), "");
  EXPECT_LT(scanned.shown(), text.size() / 8);
  EXPECT_EQ(scanned.Check({"79190 user"}, false, false, 4), "");
  EXPECT_LT(scanned.shown(), text.size() / 50);
  EXPECT_EQ(scanned.Check({"idle"}, false, true, 4), "");
  EXPECT_EQ(scanned.shown(), text.size());  // every block has one
}

// Lines that are rare, and strings that are, in a log of others.
TEST(RecordScan, BlocksWithoutARareThingAreNotRead) {
  std::string text;
  for (int part = 0; part < 4; ++part) {
    text += Requests(5000);
    for (int i = 0; i < 3; ++i) {
      text += "2024-05-17 10:59:59 request " + std::to_string(i * 13) + " user=walrus\n";
    }
    text += Requests(5000);
  }
  Scanned scanned(text, BlockEnds(text, 16384));
  EXPECT_EQ(scanned.Check({"walrus"}, false, false, 4), "");
  EXPECT_GT(scanned.shown(), 0u);
  EXPECT_LT(scanned.shown(), text.size() / 1000);
  EXPECT_EQ(scanned.Check({"=walr", "user=u9x"}, false, false, 4), "");
}

// Where only rare strings of a dictionary hold the needle, singletons may be
// in other blocks than they are.
TEST(RecordScan, StringsThatOccurOnceCountBesideRareOnes) {
  const std::string text = "user=\nalice\nwalrus\n\n";
  const std::vector<Piece> strings = {{6, 5}, {12, 6}};
  RecordScan::Slot slot = {
      .literal = {0, 5}, .format = {}, .first_string = 0, .strings = 2};
  slot.format.kind = grammar::SlotKind::kString;
  const Needles needles({"walrus"}, false);
  for (const bool with_singletons : {false, true}) {
    RecordScan scan(needles, AsBytes(text), strings, {false, true},
                    with_singletons
                        ? std::optional(SingletonStates(needles, std::nullopt))
                        : std::nullopt);
    scan.AddTemplate(0, 0, {&slot, 1}, {18, 1}, true);
    EXPECT_TRUE(scan.MayHold(0, false));
    EXPECT_FALSE(scan.MayHoldWithoutRare(0));
    EXPECT_FALSE(scan.Matters(0));
    EXPECT_TRUE(scan.Matters(1));
    EXPECT_EQ(scan.MayBeInSingletons(0), with_singletons);
  }
}

}  // namespace
}  // namespace rondo::stream
