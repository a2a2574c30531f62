// Record segments that build on others: nothing is lost, and damage is an error.
#include "stream/record_lens/model/lent.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "grammar/induction/borrow.h"
#include "stream/record_lens/lens.h"
#include "support/random_log.h"

namespace rondo::stream {
namespace {

using rondo::testing::AsBytes;
using rondo::testing::BlockEnds;
using rondo::testing::RandomLog;

struct Coded {
  Coded(std::string text_of, const Lender* lender)
      : text(std::move(text_of)), ends(BlockEnds(text, 4096)) {
    JoinedRecords records = EncodeJoinedRecords(AsBytes(text), ends, 6, lender);
    code = std::move(records.code);
    ends = std::move(records.blocks.ends);
  }

  SegmentExtent Extent(std::shared_ptr<SegmentTables> builds_on) const {
    return {text.size(), static_cast<uint32_t>(ends.size()), uint64_t{256} << 20,
            std::move(builds_on)};
  }

  // "error", or the text.
  std::string Decode(base::Bytes tables, std::shared_ptr<SegmentTables> builds_on) const {
    auto opened = OpenRecordLens(tables, Extent(std::move(builds_on)));
    if (!opened.ok()) return "error";
    const auto decoder = (*opened)->NewDecoder();
    std::string out(text.size(), '\0');
    for (uint32_t block = 0; block < ends.size(); ++block) {
      const uint64_t begin = block == 0 ? 0 : ends[block - 1];
      const uint64_t payload = block == 0 ? 0 : code.payload_ends[block - 1];
      BlockJob job;
      job.block = block;
      job.payload =
          base::Bytes(code.blocks).subspan(payload, code.payload_ends[block] - payload);
      job.expanded_bytes = static_cast<uint32_t>(ends[block] - begin);
      job.out = {reinterpret_cast<uint8_t*>(out.data()) + begin, ends[block] - begin};
      if (!decoder->Expand({&job, 1}).ok()) return "error";
    }
    return out;
  }

  std::string text;
  std::vector<uint64_t> ends;
  EncodedSegment code;
};

// What `first` lends; it must outlive the result.
Lender LenderOf(const Coded& first) {
  Lender lender;
  auto opened = OpenRecordLens(first.code.tables, first.Extent(nullptr));
  EXPECT_TRUE(opened.ok()) << opened.status();
  lender.tables = *std::move(opened);
  if (first.code.rules.size() > 0) {
    lender.rules = std::make_shared<grammar::SharedRules>(first.code.rules);
  }
  return lender;
}

TEST(LentRecordsTest, TemplatesAndStringsComeBack) {
  const Coded first(
      "login of ann\nlogin of bob\nlogin of ann\nlogin of bob\n"
      "load 1\nload 2\nload 3\nload 4\n",
      nullptr);
  const Lender lender = LenderOf(first);
  const auto lent = lender.tables->SharedRecords();
  ASSERT_TRUE(lent.ok() && *lent != nullptr);
  std::string literals;
  for (uint32_t id = 0; id < (*lent)->templates(); ++id) {
    const base::Bytes of_template = (*lent)->literals(id);
    literals.append(of_template.begin(), of_template.end()) += '|';
  }
  EXPECT_NE(literals.find("login of \n\n|"), std::string::npos) << literals;
  EXPECT_NE(literals.find("load \n\n|"), std::string::npos) << literals;
}

TEST(LentRecordsTest, ASegmentThatBuildsOnAnotherIsSmaller) {
  const Coded first(RandomLog(1, 3000), nullptr);
  const Lender lender = LenderOf(first);
  const std::string text = RandomLog(2, 3000);
  const Coded alone(text, nullptr);
  const Coded built(text, &lender);
  ASSERT_TRUE(built.code.builds_on);
  EXPECT_FALSE(alone.code.builds_on);
  EXPECT_LT(built.code.tables.size(), alone.code.tables.size());
  EXPECT_TRUE(built.Decode(built.code.tables, lender.tables) == text);
  EXPECT_TRUE(alone.Decode(alone.code.tables, nullptr) == text);
}

TEST(LentRecordsTest, WhoBuildsOnAnotherLendsNothing) {
  const Coded first(RandomLog(1, 2000), nullptr);
  const Lender lender = LenderOf(first);
  const Coded built(RandomLog(2, 2000), &lender);
  ASSERT_TRUE(built.code.builds_on);
  auto opened = OpenRecordLens(built.code.tables, built.Extent(lender.tables));
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(*(*opened)->SharedRecords(), nullptr);
  EXPECT_EQ(*(*opened)->SharedRules(), nullptr);
}

TEST(LentRecordsTest, WithoutItsLenderOrWithAnotherItIsNotRead) {
  const Coded first(RandomLog(1, 2000), nullptr);
  const Lender lender = LenderOf(first);
  const Coded built(RandomLog(2, 2000), &lender);
  ASSERT_TRUE(built.code.builds_on);
  EXPECT_NE(built.Decode(built.code.tables, nullptr), built.text);
  const Coded other(RandomLog(77, 400), nullptr);
  EXPECT_NE(built.Decode(built.code.tables, LenderOf(other).tables), built.text);
}

TEST(LentRecordsTest, NothingInCommonIsNotBuiltOn) {
  const Coded first(RandomLog(1, 500), nullptr);
  const Lender lender = LenderOf(first);
  std::string other;
  for (int i = 0; i < 500; ++i)
    other += "quite another <" + std::to_string(i) + "> line\n";
  const Coded alone(other, &lender);
  EXPECT_FALSE(alone.code.builds_on);
  EXPECT_EQ(alone.Decode(alone.code.tables, nullptr), other);
}

TEST(LentRecordsTest, CutAndFlippedTables) {
  const Coded first(RandomLog(1, 300), nullptr);
  const Lender lender = LenderOf(first);
  const Coded built(RandomLog(2, 300), &lender);
  ASSERT_TRUE(built.code.builds_on);
  const base::Bytes tables(built.code.tables);
  for (size_t size = 0; size < tables.size(); ++size) {
    built.Decode(tables.first(size), lender.tables);
  }
  for (size_t bit = 0; bit < tables.size() * 8; ++bit) {
    base::ByteVector damaged(tables.begin(), tables.end());
    damaged[bit / 8] ^= 1 << (bit % 8);
    built.Decode(damaged, lender.tables);
  }
}

RC_GTEST_PROP(LentRecordsProperty, AnyTwoLogs, ()) {
  const Coded first(RandomLog(*rc::gen::arbitrary<uint32_t>(), *rc::gen::inRange(1, 400)),
                    nullptr);
  if (first.code.lens != Lens::kRecord) return;
  const Lender lender = LenderOf(first);
  const Coded built(RandomLog(*rc::gen::arbitrary<uint32_t>(), *rc::gen::inRange(1, 400)),
                    &lender);
  if (built.code.lens != Lens::kRecord) return;
  RC_ASSERT(built.Decode(built.code.tables,
                         built.code.builds_on ? lender.tables : nullptr) == built.text);
}

}  // namespace
}  // namespace rondo::stream
