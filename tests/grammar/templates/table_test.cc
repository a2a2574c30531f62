#include "grammar/templates/table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "grammar/templates/fields.h"
#include "grammar/templates/lines.h"
#include "grammar/templates/split.h"
#include "support/random_log.h"

namespace rondo::grammar {
namespace {

using rondo::testing::AsBytes;
using rondo::testing::BlockEnds;

std::string Repeat(const std::vector<std::string>& lines, int times) {
  std::string log;
  for (int i = 0; i < times; ++i) {
    for (const std::string& line : lines) log += line + "\n";
  }
  return log;
}

std::string RenderAll(const TemplateTable& table) {
  std::string text;
  size_t value = 0;
  for (const uint32_t id : table.line_template) {
    const Template& shape = table.templates[id];
    EXPECT_TRUE(RenderLine(shape, table.values.data() + value, table.strings, &text));
    value += shape.slots.size();
  }
  EXPECT_EQ(value, table.values.size());
  return text;
}

TEST(RecordLinesTest, LinesShareSkeletons) {
  const std::string log = "a 1\na 2\nb\n\x01\na 3";
  const RecordLines records = SplitRecords(AsBytes(log), BlockEnds(log, 8));
  EXPECT_EQ(records.lines(), 5u);
  EXPECT_EQ(records.line_skeleton,
            (std::vector<uint32_t>{0, 0, 1, RecordLines::kRaw, 2}));
  EXPECT_EQ(records.items.values, (std::vector<uint64_t>{1, 2, 3}));
  EXPECT_EQ(records.block_lines, (std::vector<uint32_t>{2, 5}));
  EXPECT_EQ(records.skeletons[0].lines, 2u);
  EXPECT_EQ(records.line(1), "a 2\n");
}

TEST(TemplateSplitTest, FieldsStandBetweenSeparators) {
  std::vector<FieldRange> fields;
  FieldsOf(" a  bc[d]\n", &fields);
  ASSERT_EQ(fields.size(), 3u);
  EXPECT_EQ(fields[1].begin, 4u);
  EXPECT_EQ(fields[1].end, 6u);
}

TEST(TemplateSplitTest, SplitsOnTheFieldThatDecidesTheOthers) {
  std::string log;
  for (const char* const name : {"kor", "lin", "tee", "qua", "ros"}) {
    for (const char* const verb : {"open", "shut"}) {
      log += Repeat({std::string(verb) + " file " + name}, 40);
    }
    log += Repeat({std::string("lost link ") + name + "x"}, 40);
  }
  const RecordLines records = SplitRecords(AsBytes(log), BlockEnds(log, 1 << 16));
  const std::vector<TemplateGroup> groups =
      SplitTemplates(records, {}, KnownTemplates({}));
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].lines, 400u);
  EXPECT_EQ(groups[0].varies, (std::vector<bool>{true, false, true}));
  EXPECT_EQ(groups[1].varies, (std::vector<bool>{false, false, true}));
}

TEST(TemplateTableTest, ConstantsAreTextAndRareLinesAreRaw) {
  std::string log = "something else entirely\n";
  for (int i = 0; i < 10; ++i) log += "job 77 step " + std::to_string(i) + " of 10\n";
  const TemplateTable table =
      MakeTemplates(SplitRecords(AsBytes(log), BlockEnds(log, 65536)));
  ASSERT_EQ(table.templates.size(), 2u);
  EXPECT_EQ(table.templates[kRawLineTemplate].lines, 1u);
  EXPECT_EQ(table.templates[1].literals,
            (std::vector<std::string>{"job 77 step ", " of 10\n"}));
  EXPECT_EQ(RenderAll(table), log);
}

TEST(TemplateTableTest, EqualMeaningsShareColumns) {
  std::string log;
  for (int i = 0; i < 9; ++i) {
    log += "worker started a process with pid=" + std::to_string(100 + i) + "\n";
    log += "worker finished early a process with pid=" + std::to_string(100 + i) +
           " today\n";
  }
  const TemplateTable table =
      MakeTemplates(SplitRecords(AsBytes(log), BlockEnds(log, 65536)));
  ASSERT_EQ(table.templates.size(), 3u);
  EXPECT_EQ(table.templates[1].slots[0].column, table.templates[2].slots[0].column);
}

RC_GTEST_PROP(TemplateTableTest, RandomLogsRenderBack, (uint32_t seed)) {
  const std::string log = rondo::testing::RandomLog(seed, 400);
  const uint64_t block = 50 + seed % 5000;
  RC_ASSERT(RenderAll(MakeTemplates(SplitRecords(AsBytes(log), BlockEnds(log, block)))) ==
            log);
}

}  // namespace
}  // namespace rondo::grammar
