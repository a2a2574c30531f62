// What rondo stat --templates prints, from a summary made by hand.
#include "apps/rondo/verbs/stat_templates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace rondo::app {
namespace {

TemplateSummary Summary() {
  TemplateSummary summary;
  summary.lines = 2000;
  summary.lines_without_template = 3;
  summary.lines_elsewhere = 400;
  summary.templates = {
      {{"", " sshd[", "]: from ", ""},
       {SlotType::kTime, SlotType::kInt, SlotType::kIp},
       1500,
       "Jun 14 15:16:01 sshd[199]: from 10.0.0.7"},
      {{"\tat ", "\r"}, {SlotType::kString}, 97, "\tat a\xff\x1b[31m\xc2\x9b\xc3\xa9\r"}};
  return summary;
}

TEST(StatTemplatesTest, TableForPeople) {
  EXPECT_EQ(TemplateTable("a.rondo", Summary(), {}),
            "a.rondo\n"
            "lines       %\n"
            "1,500   75.00  <time> sshd[<int>]: from <ip>\n"
            "               Jun 14 15:16:01 sshd[199]: from 10.0.0.7\n"
            "   97    4.85  \\tat <string>\\r\n"
            "               \\tat a\\xff\\x1b[31m\\xc2\\x9b\xc3\xa9\\r\n"
            "\n"
            "    3    0.15  like too few other lines\n"
            "  400   20.00  in segments without templates\n"
            "2,000  100.00  in all; 2 templates\n");
}

TEST(StatTemplatesTest, TopSumsUpTheRest) {
  EXPECT_EQ(TemplateTable("a.rondo", Summary(), {.top = 0}),
            "a.rondo\n"
            "lines       %\n"
            "1,597   79.85  in 2 more templates\n"
            "    3    0.15  like too few other lines\n"
            "  400   20.00  in segments without templates\n"
            "2,000  100.00  in all; 2 templates\n");
}

TEST(StatTemplatesTest, FitsTheScreen) {
  const TemplateSummary summary = Summary();
  EXPECT_NE(TemplateTable("a", summary, {.width = 40})
                .find("  75.00  <time> sshd[<int>]: from\xE2\x80\xA6\n"),
            std::string::npos);
  // The template has 29 columns, 15 are left of it.
  EXPECT_NE(TemplateTable("a", summary, {.width = 44}).find("from <ip>\n"),
            std::string::npos);
  EXPECT_NE(TemplateTable("a", summary, {.width = 43}).find("from <i\xE2\x80\xA6\n"),
            std::string::npos);
}

TEST(StatTemplatesTest, ColoursEndWhereTheyShould) {
  const std::string table = TemplateTable("a", Summary(), {.width = 40, .colored = true});
  EXPECT_NE(table.find("\033[36m<time>\033[0m sshd["), std::string::npos);
  EXPECT_NE(table.find("\033[2mJun 14 15:16:01 sshd[199\033[0m\xE2\x80\xA6\n"),
            std::string::npos)
      << table;
}

TEST(StatTemplatesTest, Json) {
  EXPECT_EQ(TemplateJson("a", Summary(), {.top = 1}),
            "{\"file\":\"a\",\"lines\":2000,\"lines_without_template\":3,"
            "\"lines_in_other_segments\":400,\"template_count\":2,\"templates\":["
            "{\"lines\":1500,\"share\":0.7500,"
            "\"template\":\"<time> sshd[<int>]: from <ip>\","
            "\"slots\":[\"time\",\"int\",\"ip\"],"
            "\"example\":\"Jun 14 15:16:01 sshd[199]: from 10.0.0.7\"}]}\n");
}

TEST(StatTemplatesTest, NothingAtAll) {
  EXPECT_EQ(TemplateTable("a", {}, {}),
            "a\nlines       %\n    0    0.00  in all; 0 templates\n");
  EXPECT_EQ(TemplateJson("a", {}, {}),
            "{\"file\":\"a\",\"lines\":0,\"lines_without_template\":0,"
            "\"lines_in_other_segments\":0,\"template_count\":0,\"templates\":[]}\n");
}

}  // namespace
}  // namespace rondo::app
