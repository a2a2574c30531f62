// Lines of templates and of strings in slots, and counts of lines with a needle from
// them.
#include "stream/record_lens/plan/counts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "search/syntax/line_automaton.h"
#include "stream/lens/needles.h"
#include "stream/record_lens/model/tables.h"
#include "support/encoded_log.h"
#include "support/planned_log.h"
#include "support/random_log.h"

namespace rondo::stream {
namespace {

using rondo::testing::BlockEnds;
using rondo::testing::EncodedLog;
using rondo::testing::PlanLog;
using rondo::testing::PlannedLog;
using rondo::testing::RandomLog;

constexpr uint64_t kAnyBudget = uint64_t{1} << 40;

// Counted the slow way: by slot and rank, kNoRank for strings that occur once.
std::map<std::pair<uint32_t, uint32_t>, uint64_t> LinesOfStrings(
    const PlannedLog& planned) {
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> lines;
  size_t value = 0;
  for (const uint32_t of_line : planned.data.table.line_template) {
    const uint32_t id = planned.data.sequence.number_of_template[of_line];
    for (uint32_t s = planned.layout.slot_begin[id];
         s < planned.layout.slot_begin[id + 1]; ++s, ++value) {
      if (planned.layout.slots[s].is_string()) {
        ++lines[{s, planned.data.classes.ranks[value]}];
      }
    }
  }
  return lines;
}

RC_GTEST_PROP(RecordCounts, TellAllStringsOfASlotOrNone, (uint32_t seed)) {
  const std::string text = RandomLog(seed, 50 + static_cast<int>(seed % 900));
  const PlannedLog planned = PlanLog(text, BlockEnds(text, 500 + seed % 5000));
  const uint64_t budget = *rc::gen::inRange<uint64_t>(0, 4000);
  const RecordCounts counts = FindCounts(planned.data, planned.layout, budget);
  RC_CLASSIFY(!counts.lines.empty());
  if (counts.lines.empty()) {
    RC_ASSERT(counts.slots.empty());
    return;
  }
  auto expected = LinesOfStrings(planned);
  std::vector<uint64_t> lines(planned.layout.templates(), 0);
  for (const uint32_t of_line : planned.data.table.line_template) {
    ++lines[planned.data.sequence.number_of_template[of_line]];
  }
  RC_ASSERT(counts.lines == lines);
  for (uint32_t s = 0; s < counts.slots.size(); ++s) {
    RC_ASSERT(counts.slots[s].told || counts.slots[s].strings.empty());
    if (!counts.slots[s].told) continue;
    for (const StringCount& string : counts.slots[s].strings) {
      const auto known = expected.find({s, string.rank});
      RC_ASSERT(known != expected.end() && known->second == string.lines);
      expected.erase(known);
    }
    const auto left = expected.lower_bound({s, 0});
    RC_ASSERT(left == expected.end() || left->first.first > s ||
              left->first.second == kNoRank);
  }
}

TEST(RecordCounts, WithoutRoomForAllTemplatesTellNothing) {
  const std::string text = RandomLog(7, 800);
  const PlannedLog planned = PlanLog(text, BlockEnds(text, 2000));
  EXPECT_TRUE(FindCounts(planned.data, planned.layout, 1).lines.empty());
  uint64_t told = 0;
  uint64_t before = 0;
  for (uint64_t budget = 1; budget < 100000; budget *= 2) {
    const RecordCounts counts = FindCounts(planned.data, planned.layout, budget);
    told = static_cast<uint64_t>(std::ranges::count_if(
        counts.slots, [](const SlotCounts& slot) { return slot.told; }));
    EXPECT_GE(told, before);
    before = told;
  }
  EXPECT_GT(told, 0u);
}

// The last line has its newline. Whatever the lens would tell, `budget_bytes` counts are.
class Counted {
 public:
  Counted(const std::string& text, uint64_t block_bytes, uint64_t budget_bytes)
      : log_(text, LineEnds(text, block_bytes)) {
    if (!is_record()) return;
    base::ByteReader reader(log_.encoded.tables);
    auto tables = ReadRecordShapes(reader.Take(reader.Varint()), log_.Extent(), nullptr);
    EXPECT_TRUE(tables.ok());
    const PlannedLog planned = PlanLog(text, log_.ends);
    EXPECT_EQ(planned.layout.slots.size(), tables->layout.slots.size());
    tables->counts = FindCounts(planned.data, planned.layout, budget_bytes);
    const base::ByteVector shapes = WriteRecordShapes(*tables);
    base::ByteWriter writer(&tables_);
    writer.Varint(shapes.size());
    writer.Append(shapes);
    writer.Append(reader.Take(reader.remaining()));
  }

  bool is_record() const { return log_.is_record(); }
  bool by_tables() const { return by_tables_; }

  // Lines that the needles find, as the tables and then the blocks say.
  uint64_t Count(const Needles& needles) {
    auto opened = OpenRecordLens(tables_, log_.Extent());
    EXPECT_TRUE(opened.ok());
    const auto scan = (*opened)->NewScan(needles);
    const auto counted = scan->Count();
    EXPECT_TRUE(counted.ok());
    by_tables_ = counted->all;
    uint64_t lines = counted->lines;
    if (counted->all) return lines;
    std::string seen(log_.text.size(), '\0');
    for (size_t b = 0; b < log_.ends.size(); ++b) {
      const BlockJob job = log_.Job(b, &seen);
      ScanResult result;
      EXPECT_TRUE(scan->Scan({.jobs = {&job, 1}, .count_lines = true}, &result).ok());
      lines += result.counted_lines;
      for (const BlockPart& part : result.parts) {
        lines +=
            CountSlowly(needles, std::string_view(seen).substr(log_.Begin(b) + part.from,
                                                               part.to - part.from));
      }
    }
    return lines;
  }

  static uint64_t CountSlowly(const Needles& needles, std::string_view text) {
    uint64_t lines = 0;
    Needles::State state = Needles::kStart;
    for (const char c : text) {
      state = needles.Next(state, static_cast<uint8_t>(c));
      if (c != '\n') continue;
      lines += state == Needles::kFound;
      state = Needles::kStart;
    }
    return lines;
  }

 private:
  // Of blocks that end with lines.
  static std::vector<uint64_t> LineEnds(const std::string& text, uint64_t block_bytes) {
    std::vector<uint64_t> ends = BlockEnds(text, block_bytes);
    std::erase_if(ends, [&](uint64_t end) { return text[end - 1] != '\n'; });
    return ends;
  }

  const EncodedLog log_;
  base::ByteVector tables_;
  bool by_tables_ = false;
};

// Lines of people and what they do; some people are there once only.
std::string Visits(uint32_t seed, int lines) {
  static constexpr const char* kPeople[] = {"alice", "bob", "carol", "al", "dan ab"};
  static constexpr const char* kDeeds[] = {"login", "logout", "read alice", "write"};
  std::string text;
  uint32_t random = seed | 1;
  const auto below = [&random](uint32_t n) {
    random = random * 1664525 + 1013904223;
    return (random >> 8) % n;
  };
  for (int i = 0; i < lines; ++i) {
    std::string person = kPeople[below(5)];
    if (below(40) == 0) person = "guest" + std::to_string(below(1u << 24)) + "al";
    const std::string deed = kDeeds[below(4)];
    switch (below(4)) {
      case 0:
        text += "2024-05-17 10:11:12 visit of " + person + " for " + deed + "\n";
        break;
      case 1:
        text += "2024-05-17 10:11:12 " + person + "ice took " +
                std::to_string(below(99)) + "\n";
        break;
      case 2:
        text += "2024-05-17 10:11:12 id=" + std::to_string(below(1000)) + " " + deed +
                " done\n";
        break;
      default:
        text += "2024-05-17 10:11:12 alice waits\n";
    }
  }
  return text;
}

std::string SomeNeedle(const std::string& text) {
  const auto at = *rc::gen::inRange<size_t>(0, text.size());
  std::string needle = text.substr(at, *rc::gen::inRange<size_t>(1, 20));
  needle = needle.substr(0, needle.find('\n'));
  return needle.empty() ? "a" : needle;
}

RC_GTEST_PROP(RecordCounts, CountWhatASearchFinds, (uint32_t seed)) {
  std::string text = seed % 3 == 0 ? RandomLog(seed, 1 + static_cast<int>(seed % 700))
                                   : Visits(seed, 100 + static_cast<int>(seed % 3000));
  if (text.empty() || text.back() != '\n') text += '\n';
  Counted counted(text, 3000 + seed % 30000, seed % 5 == 0 ? seed % 400 : kAnyBudget);
  RC_PRE(counted.is_record());
  for (int i = 0; i < 8; ++i) {
    const Needles needles({SomeNeedle(text), SomeNeedle(text)}, seed % 2 == 0);
    RC_ASSERT(counted.Count(needles) == Counted::CountSlowly(needles, text));
    RC_CLASSIFY(counted.by_tables());
  }
}

RC_GTEST_PROP(RecordCounts, CountWhatARegularExpressionFinds, (uint32_t seed)) {
  const std::string text = Visits(seed, 100 + static_cast<int>(seed % 3000));
  Counted counted(text, 3000 + seed % 30000, seed % 5 == 0 ? seed % 400 : kAnyBudget);
  RC_PRE(counted.is_record());
  for (const char* regex :
       {"al.*log", "^2024.*[0-9]$", "alice.*alice", "(bob|carol).*out", "[0-9]{3} read",
        "al(ice)?$", "visit.*al", "took [0-9]$", "guest[0-9]*al", "^[0-9: -]*alice",
        "dan ab", "s of al.*w"}) {
    const Needles needles(
        {}, false,
        search::MakeLineAutomaton(regex, false, search::EdgesPastAscii::kMaybe));
    RC_ASSERT(needles.has_automaton());
    RC_LOG() << regex << "\n";
    RC_ASSERT(counted.Count(needles) == Counted::CountSlowly(needles, text));
    RC_CLASSIFY(counted.by_tables());
  }
}

// By tables alone where one slot parts the lines.
TEST(RecordCounts, BlocksAreNotNeeded) {
  const std::string text = Visits(1, 5000);
  Counted counted(text, 4096, kAnyBudget);
  ASSERT_TRUE(counted.is_record());
  for (const char* needle : {"carol for", "logout", "waits", "not there", "done"}) {
    const Needles needles({needle}, false);
    EXPECT_EQ(counted.Count(needles), Counted::CountSlowly(needles, text)) << needle;
    EXPECT_TRUE(counted.by_tables()) << needle;
  }
  // Some guest may be called so.
  const Needles guests({"al for"}, false);
  EXPECT_EQ(counted.Count(guests), Counted::CountSlowly(guests, text));
  EXPECT_FALSE(counted.by_tables());
}

}  // namespace
}  // namespace rondo::stream
