// rondo stat: the table for people, the JSON for programs.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;
using StatTest = CliTest;

TEST_F(StatTest, Table) {
  Write("a.log", Log(300'000));
  Good("rondo --segment-size 128K a.log");
  const std::string table = Good("rondo stat a.log.rondo");
  for (const char* word : {"a.log.rondo", "score bytes", "expanded", "ratio", "lines",
                           "segments", "blocks", "tables", "lens"}) {
    EXPECT_THAT(table, HasSubstr(word));
  }
}

TEST_F(StatTest, JsonIsJsonAndAddsUp) {
  Write("a \"log\"", Log(300'000));
  Good("rondo --segment-size 128K 'a \"log\"'");
  Write("check.py",
        "import hashlib, json, sys\n"
        "score = json.load(sys.stdin)\n"
        "raw = open('a \"log\"', 'rb').read()\n"
        "segments = score['segments']\n"
        "assert score['file'] == 'a \"log\".rondo'\n"
        "assert score['expanded_bytes'] == len(raw)\n"
        "assert score['lines'] == raw.count(b'\\n')\n"
        "assert len(segments) > 1\n"
        "assert sum(s['expanded_bytes'] for s in segments) == len(raw)\n"
        "assert sum(s['lines'] for s in segments) == score['lines']\n"
        "assert sum(s['blocks'] for s in segments) == score['blocks']\n"
        "assert sum(s['score_bytes'] for s in segments) < score['score_bytes']\n"
        "assert abs(score['ratio'] - len(raw) / score['score_bytes']) < 0.001\n"
        "at = 0\n"
        "for s in segments:\n"
        "    part = raw[at:at + s['expanded_bytes']]\n"
        "    at += len(part)\n"
        "    assert s['sha256'] == hashlib.sha256(part).hexdigest()\n");
  Good("rondo stat --json 'a \"log\".rondo' | python3 check.py");
}

TEST_F(StatTest, TemplatesAddUp) {
  std::string log = Log(600'000);
  for (int i = 0; i < 500; ++i) log += "worker " + std::to_string(i) + " has stopped\n";
  Write("a.log", log);
  Good("rondo --segment-size 256K a.log");
  Write(
      "check.py",
      "import json, sys\n"
      "stat = json.load(sys.stdin)\n"
      "lines = open('a.log').read().splitlines()\n"
      "templates = stat['templates']\n"
      "assert stat['lines'] == len(lines)\n"
      "assert stat['template_count'] == len(templates) > 0\n"
      "assert sum(t['lines'] for t in templates) + stat['lines_without_template'] + \\\n"
      "    stat['lines_in_other_segments'] == len(lines)\n"
      "assert sorted(templates, key=lambda t: -t['lines']) == templates\n"
      "assert all(t['example'] in lines for t in templates)\n"
      "assert all('<%s>' % s in t['template'] for t in templates for s in t['slots'])\n");
  Good("rondo stat --templates --json a.log.rondo | python3 check.py");
  EXPECT_THAT(Good("rondo stat --templates a.log.rondo"), HasSubstr(" in all; "));
  EXPECT_THAT(Good("rondo stat --templates --top 1 a.log.rondo"),
              HasSubstr(" in 1 more template\n"));
  EXPECT_EQ(Run("rondo stat --top 1 a.log.rondo").exit_code, 2);
}

TEST_F(StatTest, OneObjectOnOneLineForEachFile) {
  Write("a", "x\n");
  Write("b", "");
  Good("rondo a b");
  EXPECT_EQ(Good("rondo stat --json a.rondo b.rondo | wc -l"), "2\n");
  EXPECT_EQ(Good("rondo stat --json b.rondo | tr , '\\n' | grep expanded_bytes"),
            "\"expanded_bytes\":0\n");
}

}  // namespace
}  // namespace rondo::testing
