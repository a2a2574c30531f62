#include "stream/record_lens/plan/postings.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

#include "support/planned_log.h"
#include "support/random_log.h"

namespace rondo::stream {
namespace {

using rondo::testing::BlockEnds;
using rondo::testing::PlanLog;
using rondo::testing::PlannedLog;
using rondo::testing::RandomLog;

// Blocks of each thing, noted the slow way.
std::vector<std::set<uint32_t>> BlocksOfThings(const PlannedLog& planned) {
  const RecordData& data = planned.data;
  const RecordLayout& layout = planned.layout;
  std::vector<std::set<uint32_t>> blocks(CountThings(layout));
  size_t value = 0;
  for (uint32_t line = 0; line < data.table.line_template.size(); ++line) {
    uint32_t block = 0;
    for (const uint32_t end : data.table.block_lines) block += line >= end;
    const uint32_t id = data.sequence.number_of_template[data.table.line_template[line]];
    blocks[id].insert(block);
    for (uint32_t s = layout.slot_begin[id]; s < layout.slot_begin[id + 1];
         ++s, ++value) {
      const uint32_t rank = data.classes.ranks[value];
      if (!layout.slots[s].is_string() || rank == kNoRank) continue;
      const uint32_t class_id = layout.columns[layout.slots[s].column].of_class;
      uint64_t thing = layout.templates() + rank;
      for (uint32_t c = 0; c < class_id; ++c) {
        if (layout.classes[c].strings) thing += layout.classes[c].size;
      }
      blocks[thing].insert(block);
    }
  }
  return blocks;
}

RC_GTEST_PROP(RecordPostings, TellAllBlocksOfAThingOrNone, (uint32_t seed)) {
  const std::string text = RandomLog(seed, 50 + static_cast<int>(seed % 900));
  const PlannedLog planned = PlanLog(text, BlockEnds(text, 500 + seed % 5000));
  const RecordPostings postings =
      FindPostings(planned.data, planned.layout, uint64_t{1} << 30);
  const std::vector<std::set<uint32_t>> expected = BlocksOfThings(planned);
  RC_ASSERT(postings.counts.size() == expected.size());
  const std::vector<uint32_t> begins = postings.Begins();
  for (size_t thing = 0; thing < expected.size(); ++thing) {
    const std::vector<uint32_t> told(postings.blocks.begin() + begins[thing],
                                     postings.blocks.begin() + begins[thing + 1]);
    const bool few = expected[thing].size() <= kMostPostings;
    RC_ASSERT(told ==
              (few ? std::vector<uint32_t>(expected[thing].begin(), expected[thing].end())
                   : std::vector<uint32_t>()));
  }
}

TEST(RecordPostings, WithoutBudgetTellNothing) {
  const std::string text = RandomLog(7, 800);
  const PlannedLog planned = PlanLog(text, BlockEnds(text, 2000));
  const RecordPostings postings = FindPostings(planned.data, planned.layout, 0);
  EXPECT_EQ(postings.counts, std::vector<uint8_t>(CountThings(planned.layout), 0));
  EXPECT_TRUE(postings.blocks.empty());
}

TEST(RecordPostings, ASmallBudgetTellsTheTemplates) {
  const std::string text = RandomLog(7, 800);
  const PlannedLog planned = PlanLog(text, BlockEnds(text, 2000));
  const RecordPostings all =
      FindPostings(planned.data, planned.layout, uint64_t{1} << 30);
  uint64_t told = 0;
  for (uint64_t budget = 1; told == 0; budget *= 2) {
    const RecordPostings some = FindPostings(planned.data, planned.layout, budget);
    told = some.blocks.size();
    if (told == 0) continue;
    for (uint32_t t = 0; t < planned.layout.templates(); ++t) {
      EXPECT_EQ(some.counts[t], all.counts[t]);
    }
    EXPECT_LE(told, all.blocks.size());
  }
}

}  // namespace
}  // namespace rondo::stream
