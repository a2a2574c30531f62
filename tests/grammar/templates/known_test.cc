#include "grammar/templates/known.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "grammar/templates/fields.h"
#include "grammar/templates/table.h"
#include "support/random_log.h"

namespace rondo::grammar {
namespace {

using rondo::testing::AsBytes;
using rondo::testing::BlockEnds;

TemplateTable TableOf(const std::string& log,
                      const std::vector<KnownTemplate>& known = {}) {
  return MakeTemplates(SplitRecords(AsBytes(log), BlockEnds(log, 1 << 16)), {}, known);
}

std::vector<KnownTemplate> TemplatesOf(const std::string& log) {
  std::vector<KnownTemplate> known;
  for (const Template& made : TableOf(log).templates) {
    KnownTemplate& one = known.emplace_back();
    one.literals = made.literals;
    for (const TemplateSlot& slot : made.slots) one.formats.push_back(slot.format);
  }
  return known;
}

std::string RenderAll(const TemplateTable& table) {
  std::string text;
  const uint64_t* values = table.values.data();
  for (const uint32_t id : table.line_template) {
    EXPECT_TRUE(RenderLine(table.templates[id], values, table.strings, &text));
    values += table.templates[id].slots.size();
  }
  return text;
}

SlotFormat KindOf(SlotKind kind) {
  SlotFormat format;
  format.kind = kind;
  return format;
}

// Of the templates that are not one string, those that the known ones have too.
struct Shared {
  size_t templates = 0;
  size_t known = 0;
};
Shared SharedWith(const TemplateTable& table, const std::vector<KnownTemplate>& known) {
  Shared shared;
  for (size_t i = 1; i < table.templates.size(); ++i) {
    ++shared.templates;
    for (const KnownTemplate& one : known) {
      if (one.literals == table.templates[i].literals) {
        ++shared.known;
        break;
      }
    }
  }
  return shared;
}

TEST(FieldsTest, FrameAndValues) {
  const std::string skeleton =
      "a \x01"
      "b, c\x02\n";
  std::vector<FieldRange> fields;
  FieldsOf(skeleton, &fields);
  ASSERT_EQ(fields.size(), 3u);
  EXPECT_EQ(FrameOf(skeleton, fields), std::string("\0 \0, \0\n", 7));
  std::vector<uint32_t> values;
  FieldValuesOf(skeleton, fields, &values);
  EXPECT_EQ(values, (std::vector<uint32_t>{0, 0, 1, 3}));
}

TEST(KnownTemplatesTest, WhatNeverChangesHereIsStillASlot) {
  std::string before;
  for (int i = 0; i < 20; ++i) {
    before += "job " + std::to_string(i) + " of host" + std::to_string(i % 3) +
              "x took 0." + std::to_string(10 + i) + " s\n";
  }
  const std::vector<KnownTemplate> known = TemplatesOf(before);
  std::string log;
  for (int i = 0; i < 5; ++i) log += "job 7 of host1x took 0.25 s\n";
  EXPECT_EQ(TableOf(log).templates.back().slots.size(), 0u);
  const TemplateTable table = TableOf(log, known);
  ASSERT_EQ(table.templates.size(), 2u);
  EXPECT_EQ(table.templates[1].literals, known[1].literals);
  EXPECT_EQ(RenderAll(table), log);
}

TEST(KnownTemplatesTest, FewLinesAreEnough) {
  const std::vector<KnownTemplate> known =
      TemplatesOf("port 1 up\nport 2 up\nport 3 up\nport 4 up\n");
  const std::string log = "port 9 up\n";
  EXPECT_EQ(TableOf(log).line_template[0], kRawLineTemplate);
  EXPECT_EQ(TableOf(log, known).line_template[0], 1u);
}

TEST(KnownTemplatesTest, ConstantsMustBeThere) {
  std::string before;
  for (int i = 0; i < 9; ++i) before += "sshd 22 id " + std::to_string(i) + "\n";
  const std::vector<KnownTemplate> known = TemplatesOf(before);
  ASSERT_EQ(known[1].literals[0], "sshd 22 id ");
  std::string same;
  std::string other;
  for (int i = 0; i < 9; ++i) {
    same += "sshd 22 id " + std::to_string(70 + i) + "\n";
    other += "sshd " + std::to_string(22 + i / 8) + " id " + std::to_string(i) + "\n";
  }
  EXPECT_EQ(SharedWith(TableOf(same, known), known).known, 1u);
  const TemplateTable table = TableOf(other, known);
  EXPECT_EQ(SharedWith(table, known).known, 0u);
  EXPECT_EQ(RenderAll(table), other);
}

TEST(KnownTemplatesTest, TheOneWithTheFewestStringsIsTaken) {
  const std::vector<KnownTemplate> known = {
      {{"state ", " of ", "\n"}, {SlotFormat(), SlotFormat()}},
      {{"state open of ", "\n"}, {SlotFormat()}}};
  const std::string log = "state open of a\nstate shut of b\n";
  const TemplateTable table = TableOf(log, known);
  EXPECT_EQ(table.templates[table.line_template[0]].literals, known[1].literals);
  EXPECT_EQ(table.templates[table.line_template[1]].literals, known[0].literals);
  EXPECT_EQ(RenderAll(table), log);
}

TEST(KnownTemplatesTest, SplitsWhereThatIsCheaper) {
  // What was one template of two strings is lines of two kinds here.
  const std::vector<KnownTemplate> known = {
      {{"", " file ", "\n"}, {SlotFormat(), SlotFormat()}}};
  std::string log;
  for (int i = 0; i < 4000; ++i) {
    log += i % 2 ? "open file a" + std::to_string(i % 14) + "z\n"
                 : "shut file b" + std::to_string(i % 26) + "y\n";
  }
  const TemplateTable table = TableOf(log, known);
  EXPECT_EQ(SharedWith(table, known).known, 0u);
  EXPECT_EQ(RenderAll(table), log);
}

// Every template of a log is known by the lines that it was made of.
TEST(KnownTemplatesTest, KnowsItsOwn) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    const std::string log = rondo::testing::RandomLog(seed, 2000);
    const std::vector<KnownTemplate> known = TemplatesOf(log);
    const TemplateTable table = TableOf(log, known);
    const Shared shared = SharedWith(table, known);
    EXPECT_GE(shared.known * 10, shared.templates * 9) << seed;
    EXPECT_EQ(RenderAll(table), log);
  }
}

TEST(KnownTemplatesTest, AnythingMayBeKnown) {
  const std::string log = "a 1 b\na 2 b\na 3 c\n\n";
  const std::vector<KnownTemplate> known = {
      {{""}, {}},
      {{"a\nb"}, {}},
      {{"\x01 ", "\n"}, {SlotFormat()}},
      {{"a", "b", "c"}, {SlotFormat(), SlotFormat()}},
      {{"a ", " ", "\n"}, {KindOf(SlotKind::kTagged), SlotFormat()}},
      {{" ", " "}, {KindOf(SlotKind::kUuidTail)}}};
  EXPECT_EQ(RenderAll(TableOf(log, known)), log);
}

RC_GTEST_PROP(KnownTemplatesTest, RandomLogsRenderBack,
              (uint32_t seed, uint32_t other_seed)) {
  const std::string log = rondo::testing::RandomLog(seed, 300);
  const std::vector<KnownTemplate> known =
      TemplatesOf(rondo::testing::RandomLog(other_seed % 50, 300));
  RC_ASSERT(RenderAll(TableOf(log, known)) == log);
}

}  // namespace
}  // namespace rondo::grammar
