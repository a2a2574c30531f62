#include "stream/record_lens/model/tables.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "stream/record_lens/plan/postings.h"
#include "support/planned_log.h"
#include "support/random_log.h"

namespace rondo::stream {
namespace {

using rondo::testing::BlockEnds;
using rondo::testing::PlanLog;
using rondo::testing::PlannedLog;
using rondo::testing::RandomLog;

// Tables of a made-up log: what the shapes say of them, with flags and postings of any
// kind.
struct ShapesOfLog {
  ShapesOfLog(uint32_t seed, uint64_t postings_budget) {
    const std::string text = RandomLog(seed, 50 + static_cast<int>(seed % 700));
    const std::vector<uint64_t> ends = BlockEnds(text, 500 + seed % 5000);
    const PlannedLog planned = PlanLog(text, ends);
    tables.layout = planned.layout;
    for (uint32_t t = 0; t < tables.layout.templates(); ++t) {
      tables.ends_line.push_back((seed >> t % 32 & 1) != 0);
    }
    tables.singleton_ends.assign(ends.size(), 0);
    tables.postings = FindPostings(planned.data, planned.layout, postings_budget);
    extent = {text.size(), static_cast<uint32_t>(ends.size())};
  }

  RecordTables tables;
  SegmentExtent extent;
};

RC_GTEST_PROP(RecordTables, ShapesComeBack, (uint32_t seed)) {
  const auto budget = uint64_t{1} << seed % 16;
  const ShapesOfLog log(seed, budget);
  const auto read = ReadRecordShapes(WriteRecordShapes(log.tables), log.extent, nullptr);
  RC_ASSERT(read.ok());
  RC_ASSERT(read->layout.slot_begin == log.tables.layout.slot_begin);
  RC_ASSERT(read->ends_line == log.tables.ends_line);
  for (size_t s = 0; s < log.tables.layout.slots.size(); ++s) {
    RC_ASSERT(read->layout.slots[s].format == log.tables.layout.slots[s].format);
    RC_ASSERT(read->layout.slots[s].column == log.tables.layout.slots[s].column);
  }
  RC_ASSERT(read->postings.blocks == log.tables.postings.blocks);
  if (log.tables.postings.blocks.empty()) {
    RC_ASSERT(read->postings.counts.empty());
  } else {
    RC_ASSERT(read->postings.counts == log.tables.postings.counts);
  }
}

TEST(RecordTables, PostingsOfABlockThatThereIsNotAreRefused) {
  ShapesOfLog log(7, uint64_t{1} << 30);
  ASSERT_FALSE(log.tables.postings.blocks.empty());
  log.tables.postings.blocks.back() = log.extent.blocks;
  EXPECT_FALSE(ReadRecordShapes(WriteRecordShapes(log.tables), log.extent, nullptr).ok());
}

TEST(RecordTables, PostingsOfAThingThatThereIsNotAreRefused) {
  ShapesOfLog log(7, uint64_t{1} << 30);
  log.tables.postings.counts.push_back(1);
  log.tables.postings.blocks.push_back(0);
  EXPECT_FALSE(ReadRecordShapes(WriteRecordShapes(log.tables), log.extent, nullptr).ok());
}

TEST(RecordTables, ASequenceThatFeedsACacheIsRefused) {
  ShapesOfLog log(7, 0);
  RecordTables& tables = log.tables;
  tables.sequence_sizes.assign(log.extent.blocks, 1);
  const std::vector<uint32_t> counts(kRecordTokens, 1);
  tables.layout.histograms = entropy::ModelSet(counts, 1, kRecordTokens, kRecordBits);
  const auto read = [&] {
    auto shapes = ReadRecordShapes(WriteRecordShapes(tables), log.extent, nullptr);
    return ReadRecordCode(WriteRecordCode(tables), log.extent, &*shapes).ok();
  };
  EXPECT_TRUE(read());
  tables.layout.models.back().feeds_cache = true;
  EXPECT_FALSE(read());
}

}  // namespace
}  // namespace rondo::stream
