#include "stream/record_lens/plan/clusters.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "stream/lens/block_cutter.h"
#include "stream/lens/block_job.h"
#include "stream/lens/lender.h"
#include "stream/record_lens/lens.h"
#include "stream/record_lens/model/lent.h"
#include "support/random_log.h"

namespace rondo::stream {
namespace {

using rondo::testing::AsBytes;

// Numbers that go up by a few steps of many sizes: histograms of some tokens.
std::string Steps(uint32_t seed, int lines) {
  std::string log;
  uint64_t state = seed;
  uint64_t at = 1000;
  for (int i = 0; i < lines; ++i) {
    state = state * 6364136223846793005 + 1442695040888963407;
    at += state >> 61;
    log += "step to " + std::to_string(at) + " by worker w" +
           std::to_string((state >> 40) % 12) + "x\n";
  }
  return log;
}

// What a dictionary lends, and the bytes that it refers to.
struct Lent {
  JoinedRecords records;
  std::shared_ptr<SegmentTables> tables;
};

std::shared_ptr<const Lender> LenderOf(const std::string& log) {
  const std::vector<uint64_t> ends = CutBlocks(AsBytes(log), 1 << 16);
  auto lent = std::make_shared<Lent>();
  lent->records =
      EncodeJoinedRecords(AsBytes(log), ends, 6, nullptr, {.for_others = true});
  const SegmentExtent extent = {
      .expanded_bytes = log.size(),
      .blocks = static_cast<uint32_t>(lent->records.blocks.ends.size()),
      .of_dictionary = true};
  auto opened = OpenRecordLens(lent->records.code.tables, extent);
  EXPECT_TRUE(opened.ok()) << opened.status();
  lent->tables = *std::move(opened);
  auto lender = std::make_shared<Lender>();
  lender->tables = std::shared_ptr<SegmentTables>(lent, lent->tables.get());
  return lender;
}

TEST(ClustersTest, RowsOfOneKindShareAHistogram) {
  RecordTables tables;
  tables.layout.models.resize(3);
  tables.layout.models[0].source = kOwnLast;
  ContextCounter counter(tables.layout);
  for (int i = 0; i < 1000; ++i) {
    counter.Token(0, 0, kFirstStage, static_cast<uint8_t>(i % 3), i % 2 ? 7 : 8);
    counter.Token(0, 1, kRawStage, 0, static_cast<uint8_t>(100 + i % 50));
  }
  ClusterContexts(&counter, {}, &tables);
  const RecordModel& model = tables.layout.models[0];
  EXPECT_EQ(model.first[0], model.first[1]);
  EXPECT_EQ(model.first[0], model.first[2]);
  EXPECT_EQ(model.first[0], model.first[200]);
  EXPECT_NE(tables.layout.models[1].raw, model.first[0]);
  EXPECT_TRUE(tables.lent_clusters.empty());
}

TEST(ClustersTest, ForOthersHistogramsHaveMoreTokens) {
  for (const bool for_others : {false, true}) {
    RecordTables tables;
    tables.layout.models.resize(1);
    ContextCounter counter(tables.layout);
    for (int i = 0; i < 1000; ++i) counter.Token(0, 0, kFirstStage, 0, 3);
    ClusterContexts(&counter, {.for_others = for_others}, &tables);
    const uint8_t cluster = tables.layout.models[0].first[0];
    EXPECT_EQ(tables.layout.histograms.freq(cluster, 4) > 0, for_others);
    EXPECT_EQ(tables.layout.histograms.freq(cluster, kMissToken) > 0, for_others);
    EXPECT_EQ(tables.layout.histograms.freq(cluster, 100), 0u);
  }
}

// A small text takes the histograms of a dictionary, and reads back with them.
TEST(ClustersTest, SmallTextsTakeWhatIsLent) {
  const std::shared_ptr<const Lender> lender = LenderOf(Steps(1, 20000));
  const std::string log = Steps(2, 300);
  const std::vector<uint64_t> ends = CutBlocks(AsBytes(log), 1 << 16);
  const JoinedRecords plain = EncodeJoinedRecords(AsBytes(log), ends, 6);
  const JoinedRecords built = EncodeJoinedRecords(AsBytes(log), ends, 6, lender.get());
  ASSERT_TRUE(built.code.builds_on);
  EXPECT_LT(built.code.size_bytes(), plain.code.size_bytes());

  const SegmentExtent extent = {.expanded_bytes = log.size(),
                                .blocks = static_cast<uint32_t>(built.blocks.ends.size()),
                                .builds_on = lender->tables};
  base::ByteReader reader(built.code.tables);
  const base::Bytes shapes = reader.Take(reader.Varint());
  const base::Bytes code = reader.Take(reader.Varint());
  const auto lent = lender->tables->SharedRecords();
  ASSERT_TRUE(lent.ok()) << lent.status();
  absl::StatusOr<RecordTables> tables = ReadRecordShapes(shapes, extent, *lent);
  ASSERT_TRUE(tables.ok()) << tables.status();
  const absl::Status status = ReadRecordCode(code, extent, &*tables);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_FALSE(tables->lent_clusters.empty());
  EXPECT_GT(tables->layout.histograms.contexts(), tables->lent_clusters.size());

  auto opened = OpenRecordLens(built.code.tables, extent);
  ASSERT_TRUE(opened.ok()) << opened.status();
  std::string out(log.size(), '\0');
  std::vector<BlockJob> jobs;
  uint64_t begin = 0;
  uint64_t payload = 0;
  for (uint32_t i = 0; i < built.blocks.ends.size(); ++i) {
    BlockJob job;
    job.block = i;
    job.segment_offset = begin;
    job.payload = base::Bytes(built.code.blocks)
                      .subspan(payload, built.code.payload_ends[i] - payload);
    job.expanded_bytes = built.blocks.ends[i] - begin;
    job.from = 0;
    job.out =
        std::span(reinterpret_cast<uint8_t*>(out.data()) + begin, job.expanded_bytes);
    jobs.push_back(job);
    begin = built.blocks.ends[i];
    payload = built.code.payload_ends[i];
  }
  const absl::Status expanded = (*opened)->NewDecoder()->Expand(jobs);
  ASSERT_TRUE(expanded.ok()) << expanded;
  EXPECT_EQ(out, log);
}

// The code of a lender is damaged: what has its clusters cannot be read, and says so.
TEST(ClustersTest, LentClustersThatAreNotThereAreCorrupt) {
  const std::shared_ptr<const Lender> lender = LenderOf(Steps(1, 20000));
  const std::string log = Steps(2, 300);
  const std::vector<uint64_t> ends = CutBlocks(AsBytes(log), 1 << 16);
  const JoinedRecords built = EncodeJoinedRecords(AsBytes(log), ends, 6, lender.get());
  // A lender of the same templates with hardly any clusters.
  const std::shared_ptr<const Lender> other = LenderOf(Steps(1, 8));
  const SegmentExtent extent = {.expanded_bytes = log.size(),
                                .blocks = static_cast<uint32_t>(built.blocks.ends.size()),
                                .builds_on = other->tables};
  auto opened = OpenRecordLens(built.code.tables, extent);
  ASSERT_TRUE(opened.ok()) << opened.status();
  base::ByteVector out(built.blocks.ends[0]);
  BlockJob job;
  job.payload = base::Bytes(built.code.blocks).first(built.code.payload_ends[0]);
  job.expanded_bytes = built.blocks.ends[0];
  job.out = out;
  EXPECT_FALSE((*opened)->NewDecoder()->Expand({&job, 1}).ok());
}

}  // namespace
}  // namespace rondo::stream
