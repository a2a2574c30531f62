// rondo grep beside what grep_differential draws: kinds of files, errors, JSON.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class GrepTest : public CliTest {
 protected:
  GrepTest() {
    Write("log", "one\ntwo x\nthree\n");
    Write("more", "x\n");
    Good("rondo log more");
  }
};

TEST_F(GrepTest, EveryKindOfFile) {
  Good("gzip -k log && zstd -q -k log && cat log.gz more.rondo >/dev/null");
  for (const char* file : {"log", "log.gz", "log.zst", "log.rondo"}) {
    EXPECT_EQ(Good(std::string("rondo grep -n x ") + file), "2:two x\n") << file;
    EXPECT_EQ(Good(std::string("rondo grep -n x <") + file), "2:two x\n") << file;
    EXPECT_EQ(Good(std::string("cat ") + file + " | rondo grep -n x -"), "2:two x\n");
  }
  EXPECT_EQ(Good("rondo grep x log.gz more.rondo log"),
            "log.gz:two x\nmore.rondo:x\nlog:two x\n");
}

TEST_F(GrepTest, PartsThatFollowEachOther) {
  Good("gzip -c log more >both.gz; zstd -qc log >both.zst; zstd -qc more >>both.zst");
  Good("cat log.rondo more.rondo >both.rondo");
  for (const char* file : {"both.gz", "both.zst", "both.rondo"}) {
    EXPECT_EQ(Good(std::string("rondo grep -n x ") + file), "2:two x\n4:x\n") << file;
  }
}

TEST_F(GrepTest, DamagedFilesAreErrors) {
  Write("long", Log(200'000));
  Good("gzip -k long; zstd -qk long; rondo long");
  Good("for f in long.gz long.zst long.rondo; do head -c 5000 $f >cut.$f; done");
  Good("printf xxx | dd of=long.gz bs=1 seek=4000 conv=notrunc status=none");
  for (const char* file : {"cut.long.gz", "cut.long.zst", "cut.long.rondo", "long.gz"}) {
    const CommandResult result = Run(std::string("rondo grep -c nothing ") + file);
    EXPECT_EQ(result.exit_code, 2) << file;
    EXPECT_THAT(result.err, HasSubstr(file));
  }
}

// As of a text that is cut: what comes before is found, counted, and then the error said.
TEST_F(GrepTest, WhatComesBeforeTheDamageOfAScoreIsFound) {
  Write("long", Log(400'000));
  Good("rondo --segment-size 64K long; cp long.rondo bent.rondo");
  Good("head -c $(($(stat -c %s long.rondo) * 3 / 4)) long.rondo >cut.rondo");
  Good(
      "printf xxxx | dd of=bent.rondo bs=1 seek=$(($(stat -c %s long.rondo) / 2)) "
      "conv=notrunc status=none");
  for (const char* file : {"cut.rondo", "bent.rondo"}) {
    for (const char* pattern : {"-F a", "'[a-z]$'"}) {
      SCOPED_TRACE(std::string(pattern) + " " + file);
      const std::string what = std::string(pattern) + " " + file;
      const CommandResult lines = Run("rondo grep " + what);
      EXPECT_EQ(lines.exit_code, 2);
      EXPECT_THAT(lines.err, HasSubstr(file));
      const CommandResult count = Run("rondo grep -c " + what);
      EXPECT_EQ(count.exit_code, 2);
      EXPECT_EQ(count.err, lines.err);
      EXPECT_GT(std::stoi("0" + count.out), 0);
      EXPECT_THAT(Run("rondo grep -c " + what + " 2>&1 | tail -n 1").out,
                  HasSubstr("rondo: "));
    }
    const std::string all = "rondo grep '' " + std::string(file);
    EXPECT_GT(std::stoi(Good(all + " 2>/dev/null | wc -l")), 500) << file;
    EXPECT_EQ(Good(all + " 2>/dev/null | wc -l"),
              Run("rondo grep -c '' " + std::string(file)).out);
  }
}

TEST_F(GrepTest, AReaderThatLeavesDoesNotUnfindWhatWasFound) {
  Write("long", Log(2'000'000));
  Good("rondo --segment-size 64K long");
  for (const char* file : {"long", "long.rondo"}) {
    const std::string line = std::string("(rondo grep '' ") + file + "; echo $? >code)";
    Good(line + " | head -n 1");
    EXPECT_EQ(Read("code"), "0\n") << file;
  }
}

TEST_F(GrepTest, ExitCodes) {
  EXPECT_EQ(Run("rondo grep x log").exit_code, 0);
  EXPECT_EQ(Run("rondo grep y log").exit_code, 1);
  EXPECT_EQ(Run("rondo grep '(' log").exit_code, 2);
  EXPECT_EQ(Run("rondo grep x missing log").exit_code, 2);
  EXPECT_EQ(Run("rondo grep x missing log").out, "log:two x\n");
  EXPECT_EQ(Run("rondo grep -q x missing log").exit_code, 0);
  EXPECT_EQ(Run("rondo grep -q x log missing").err, "");
  EXPECT_EQ(Run("rondo grep x .").exit_code, 2);
  EXPECT_EQ(Run("rondo grep -f missing log").exit_code, 2);
}

TEST_F(GrepTest, AClosedPipeIsQuiet) {
  Write("long", Log(2'000'000));
  Good("rondo long");
  const CommandResult result = Run("rondo grep '' long.rondo | head -n1 >/dev/null");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
}

TEST_F(GrepTest, Json) {
  Write("odd", "a\xFF x\nb\nx x\n");
  Good("rondo odd");
  Write("check.py",
        "import base64, json, sys\n"
        "lines = [json.loads(line) for line in sys.stdin]\n"
        "assert [l['type'] for l in lines] == ['begin', 'match', 'context', 'match', "
        "'end']\n"
        "assert all(l['data']['path'] == {'text': 'odd.rondo'} for l in lines)\n"
        "first, third = lines[1]['data'], lines[3]['data']\n"
        "assert base64.b64decode(first['lines']['bytes']) == b'a\\xff x\\n'\n"
        "assert third['lines'] == {'text': 'x x\\n'}\n"
        "assert third['line_number'] == 3 and third['absolute_offset'] == 7\n"
        "assert third['submatches'] == [{'match': {'text': 'x'}, 'start': s, 'end': s + "
        "1}\n"
        "                               for s in (0, 2)]\n"
        "assert lines[4]['data']['stats']['matches'] == 3\n"
        "assert lines[4]['data']['stats']['matched_lines'] == 2\n");
  Good("rondo grep --json -C1 x odd.rondo | python3 check.py");
  EXPECT_EQ(Run("rondo grep --json nothing odd.rondo").out, "");
}

TEST_F(GrepTest, ACountAloneIsContext) {
  EXPECT_EQ(Good("rondo grep -1 'two x' log.rondo"),
            Good("rondo grep -C1 'two x' log.rondo"));
  // Nowhere else than in front is it one.
  EXPECT_EQ(Good("rondo grep -c -e -1 log.rondo || [ $? -eq 1 ]"), "0\n");
}

TEST_F(GrepTest, PatternsFromFiles) {
  Write("patterns", "one\nthree\n");
  EXPECT_EQ(Good("rondo grep -c -f patterns log.rondo"), "2\n");
  EXPECT_EQ(Good("rondo grep -c -f patterns -e two log.rondo"), "3\n");
  EXPECT_EQ(Run("rondo grep -f /dev/null log.rondo").exit_code, 1);
}

TEST_F(GrepTest, ExplainsWhatItDid) {
  const CommandResult result = Run("rondo grep --explain -c 'tw[o0] x' log.rondo");
  EXPECT_EQ(result.out, "1\n");
  EXPECT_THAT(result.err, HasSubstr("16 bytes of text"));
  EXPECT_THAT(result.err, HasSubstr("blocks"));
}

// Enough lines of few templates that what is told of them takes little of the score.
TEST_F(GrepTest, ExplainsWhatTablesCount) {
  std::string text;
  uint32_t random = 1;
  for (int i = 0; i < 40000; ++i) {
    random = random * 1664525 + 1013904223;
    text += "2024-05-17 10:11:12 " + std::string(i % 7 == 0 ? "WARN" : "INFO") +
            " request " + std::to_string(random >> 8) + " took " +
            std::to_string(random >> 20) + " us\n";
  }
  Write("requests.log", text);
  ASSERT_EQ(Run("rondo -q requests.log").exit_code, 0);
  const CommandResult result = Run("rondo grep --explain -c WARN requests.log.rondo");
  EXPECT_EQ(result.out, "5715\n");
  EXPECT_THAT(result.err,
              HasSubstr("5,715 lines counted unexpanded, 5,715 of them by tables"));
}

}  // namespace
}  // namespace rondo::testing
