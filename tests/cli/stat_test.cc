// rondo stat: the table for people, the JSON for programs.
#include "cli/cli_fixture.h"

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
