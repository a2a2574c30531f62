#include "grammar/templates/slot_classes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "support/random_log.h"

namespace rondo::grammar {
namespace {

using rondo::testing::AsBytes;
using rondo::testing::BlockEnds;

TemplateTable Table(const std::string& log) {
  return MakeTemplates(SplitRecords(AsBytes(log), BlockEnds(log, 1 << 16)));
}

TEST(SlotClassesTest, ColumnsWithTheSameValuesShareADictionary) {
  std::string log;
  for (int i = 0; i < 300; ++i) {
    const std::string host = "10.0.0." + std::to_string(i * 7 % 40);
    log += "connect from " + host + "\n";
    if (i % 2 == 0) log += "bye to the host at " + host + " now\n";
    log += "took " + std::to_string(i * 7919 % 100000) + " us\n";
  }
  const TemplateTable table = Table(log);
  const SlotClasses classes = MakeClasses(table);
  ASSERT_EQ(table.templates.size(), 4u);
  const auto class_of = [&](int id) {
    return classes.class_of_column[table.templates[id].slots[0].column];
  };
  EXPECT_EQ(class_of(1), class_of(2));
  EXPECT_NE(class_of(1), class_of(3));
  EXPECT_EQ(classes.classes[class_of(1)].values.size(), 40u);
  EXPECT_TRUE(classes.classes[class_of(3)].values.empty());
}

RC_GTEST_PROP(SlotClassesTest, RanksNameTheirValues, (uint32_t seed)) {
  const TemplateTable table = Table(rondo::testing::RandomLog(seed, 300));
  const SlotClasses classes = MakeClasses(table);
  RC_ASSERT(classes.ranks.size() == table.values.size());
  size_t at = 0;
  for (const uint32_t id : table.line_template) {
    for (const TemplateSlot& slot : table.templates[id].slots) {
      const uint32_t rank = classes.ranks[at];
      const SlotClass& value_class =
          classes.classes[classes.class_of_column[slot.column]];
      RC_ASSERT(value_class.strings == (slot.format.kind == SlotKind::kString));
      const bool named =
          rank == SlotClasses::kNoRank || value_class.values[rank] == table.values[at];
      RC_ASSERT(named);
      ++at;
    }
  }
}

}  // namespace
}  // namespace rondo::grammar
