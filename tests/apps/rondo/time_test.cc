// --since and --until of cat, grep and stat.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;
using TimeTest = CliTest;

constexpr char kLog[] =
    "# started\n"
    "2024-03-04 10:01:59 a error\n"
    "2024-03-04 10:02:00 b error\n"
    "  of b\n"
    "2024-03-04 10:01:58 c late\n"
    "2024-03-04 10:02:59.9 d\n"
    "2024-03-04 10:03:00 e error\n"
    "2024-03-05T00:30:00+01:00 f\n";

TEST_F(TimeTest, Cat) {
  Write("a.log", kLog);
  Good("rondo a.log");
  EXPECT_EQ(
      Good("rondo cat --since 2024-03-04T10:02 --until 2024-03-04T10:02 a.log.rondo"),
      "2024-03-04 10:02:00 b error\n  of b\n2024-03-04 10:02:59.9 d\n");
  EXPECT_EQ(Good("rondo cat --since @1709546580 a.log.rondo"),
            "2024-03-04 10:03:00 e error\n2024-03-05T00:30:00+01:00 f\n");
  EXPECT_EQ(Good("rondo cat --until '2024-03-04 10:01:58' a.log.rondo"),
            "2024-03-04 10:01:58 c late\n");
  EXPECT_EQ(Good("rondo cat --since '04/Mar/2024:23:30:00 +0000' a.log.rondo"),
            "2024-03-05T00:30:00+01:00 f\n");
  EXPECT_EQ(Good("rondo cat --since '2h ago' a.log.rondo"), "");
  EXPECT_EQ(Good("rondo cat --since 2024-03-04 < a.log.rondo | wc -l"), "7\n");
}

TEST_F(TimeTest, GrepOfScoresAndTexts) {
  Write("a.log", kLog);
  Good("rondo a.log; gzip -k a.log; cat a.log.rondo > b.rondo");
  for (const char* file :
       {"a.log", "a.log.gz", "a.log.rondo", "- < a.log", "- < a.log.rondo"}) {
    const std::string grep = "rondo grep --since 2024-03-04T10:02:00 ";
    EXPECT_EQ(Good(grep + "-n error " + file),
              "3:2024-03-04 10:02:00 b error\n7:2024-03-04 10:03:00 e error\n");
    EXPECT_EQ(Good(grep + "-c -v error " + file), "3\n");
    EXPECT_EQ(Good(grep + "-b -A1 'of b' " + file),
              "66:  of b\n--\n100-2024-03-04 10:02:59.9 d\n");
    EXPECT_EQ(Good(grep + "-c '' " + file), "5\n");
    EXPECT_EQ(Run(grep + "a.error " + file).exit_code, 1);
  }
}

TEST_F(TimeTest, TimesWithoutAYear) {
  Write("a.log", "Jan  1 00:00:01 x\nDec 31 23:59:59 y\n");
  Good("rondo a.log");
  // Whatever day it is: both are past, and of the last twelve months.
  EXPECT_EQ(Good("rondo cat --since '367d ago' a.log.rondo | wc -l"), "2\n");
  EXPECT_EQ(Good("rondo cat --until '367d ago' a.log.rondo"), "");
  EXPECT_EQ(Good("rondo cat --since 'Dec 31' --until 'Dec 31' a.log.rondo"),
            "Dec 31 23:59:59 y\n");
}

TEST_F(TimeTest, ADateInsideARecordIsNoTime) {
  Write("a.log",
        "2024-03-04 10:00:00 ERROR a\nTraceback:\nValueError: bad date 2019-01-01 "
        "00:00:00\nCaused by: b (2019-05-05 01:02:03)\n1445680800424 is too long\n"
        "2024-03-04 10:05:00 INFO c\n");
  Good("rondo a.log");
  const std::string record = Good("sed -n 1,5p a.log");
  for (const char* file : {"a.log", "a.log.rondo", "- < a.log", "- < a.log.rondo"}) {
    const std::string grep = "rondo grep '' ";
    EXPECT_EQ(Good(grep + "--since 2024 --until '2024-03-04 10:01' " + file), record);
    EXPECT_EQ(Run(grep + "--until 2023 " + file).exit_code, 1) << file;
  }
  EXPECT_EQ(Good("rondo cat --until '2024-03-04 10:01' a.log.rondo"), record);
  // A pipe that pauses is judged by what came; a line is shown meanwhile.
  EXPECT_EQ(Good("(cat a.log; sleep 5) | rondo grep -m 1 --since 2024 INFO"),
            "2024-03-04 10:05:00 INFO c\n");
}

TEST_F(TimeTest, OneNumberTellsTheOrderOfDates) {
  Write("a.log", "01/04/2024 10:00:00 a\n02/04/2024 10:00:00 b\n13/04/2024 10:00:00 c\n");
  Write("b.log", "01/04/2024 10:00:00 a\n02/04/2024 10:00:00 b\n");
  Good("rondo a.log; rondo b.log");
  for (const std::string end : {"log", "log.rondo"}) {
    const std::string grep = "rondo grep -h -o '[a-c]$' --since 2024-04-02 ";
    EXPECT_EQ(Good(grep + "--until 2024-04-30 a." + end), "b\nc\n");
    EXPECT_EQ(Run(grep + "b." + end).exit_code, 1);
    EXPECT_EQ(Good(grep + "--date-order dmy b." + end), "b\n");
    EXPECT_EQ(Run(grep + "--date-order mdy b." + end).exit_code, 1);
    EXPECT_EQ(Good(grep + "--date-order mdy a." + end), "b\nc\n");
  }
}

TEST_F(TimeTest, TheYearIsThatOfTheFile) {
  Write("a.log",
        "Nov 30 10:00:00 host a: x\nDec 31 23:59:59 host a: y\n"
        "Jan  1 00:00:00 host a: z\n");
  Good("touch -d '2020-02-03 04:05:06 UTC' a.log; rondo a.log; gzip -k a.log");
  const std::string since = "--since 2019-12-01 --until 2020-01-01 ";
  for (const char* file : {"a.log", "a.log.gz", "a.log.rondo", "- < a.log"}) {
    EXPECT_EQ(Good("rondo grep -h -o '[x-z]$' " + since + file), "y\nz\n") << file;
    EXPECT_EQ(Run("rondo grep '' --since 2020-01-02 " + std::string(file)).exit_code, 1);
    EXPECT_EQ(Good("rondo grep -h -o '[x-z]$' --year 2011 --since 2011-12-31 " +
                   std::string(file)),
              "y\n");
  }
  EXPECT_EQ(Good("rondo cat " + since + "a.log.rondo | wc -l"), "2\n");
  // The score knows, whatever happens to its file; what came through a pipe is of now.
  EXPECT_EQ(Good("cat a.log.rondo | rondo cat " + since + "| wc -l"), "2\n");
  EXPECT_EQ(Good("cat a.log | rondo | rondo cat " + since + "| wc -l"), "0\n");
  EXPECT_THAT(Good("rondo stat a.log.rondo"),
              HasSubstr("source of     2020-02-03 04:05:06Z\n"));
  EXPECT_THAT(Good("rondo stat --json a.log.rondo"),
              HasSubstr("\"source_modified\":\"2020-02-03 04:05:06Z\""));
  Good("cp a.log.rondo b.rondo; rondo append b.rondo /dev/null; rondo compact b.rondo");
  EXPECT_EQ(Good("rondo cat " + since + "b.rondo | wc -l"), "2\n");
  EXPECT_EQ(Good("rondo append c.rondo a.log; touch c.rondo; rondo cat " + since +
                 "c.rondo | wc -l"),
            "2\n");
  EXPECT_EQ(Good("rondo cat --year 2011 --until 2011-01 a.log.rondo | wc -l"), "1\n");
  EXPECT_THAT(Good("rondo stat " + since + "a.log.rondo"),
              HasSubstr("lines asked                   2\n"));
}

TEST_F(TimeTest, WithoutTheTimeOfItsSourceAScoreIsOfItsBytesAlone) {
  Write("a.log", "Nov 30 10:00:00 host a: x\n");
  Write("b.log", "2024-03-04 10:00:00 x\n");
  Good("touch -d 2020-02-03 a.log b.log");
  for (const std::string option : {"-nc", "-c --no-name", "-cN"}) {
    Good("rondo " + option + " a.log > 1; rondo " + option + " b.log > 2; rondo " +
         option + " < a.log > 5");
    Good("cp a.log c.log; cp b.log d.log; touch -d 2021-02-03 c.log d.log");
    Good("rondo " + option + " c.log > 3; rondo " + option + " d.log > 4");
    EXPECT_EQ(Run("cmp 1 3").exit_code, option == "-cN" ? 1 : 0);
    EXPECT_EQ(Run("cmp 1 5").exit_code, 0);
    EXPECT_EQ(Run("cmp 2 4").exit_code, 0);
  }
  EXPECT_EQ(Good("rondo cat --since 2020-11-30 1 2>&1"), "");
}

TEST_F(TimeTest, ALogOfSeveralYears) {
  std::string log;
  for (const char* day : {"Nov 30", "Dec 31", "Jan  1", "Jul  1", "Dec 31", "Jan  2"}) {
    log += std::string(day) + " 10:00:00 host x\n  more\n";
  }
  Write("a.log", log);
  Good("touch -d '2020-02-03 UTC' a.log; gzip -k a.log; rondo a.log; touch a.log.rondo");
  for (const char* file : {"a.log", "a.log.gz", "a.log.rondo"}) {
    const std::string grep = "rondo grep -c '' " + std::string(file);
    EXPECT_EQ(Good(grep + " --since 2018 --until 2018"), "4\n") << file;
    EXPECT_EQ(Good(grep + " --since 2019 --until 2019"), "6\n") << file;
    EXPECT_EQ(Good(grep + " --since 2020"), "2\n") << file;
    EXPECT_EQ(Good(grep + " --year 2011 --since 2011 --until 2011"), "12\n") << file;
  }
  EXPECT_EQ(Good("rondo cat --since 2018 --until 2018 a.log.rondo | wc -l"), "4\n");
  EXPECT_EQ(Good("rondo cat --since 2018 --until 2018 a.log.gz | wc -l"), "4\n");
}

// Who reads the score needs no option.
TEST_F(TimeTest, AScoreKeepsWhatWasSaidOfItsTimes) {
  const std::string day = " --since 2024-03-05 --until 2024-03-05 ";
  const std::string format = "--time-format '%d.%m.%Y um %H.%M' ";
  const auto asked = [&](const std::string& file) {
    return Run("rondo grep -h '' " + day + file).out;
  };
  const std::string third = "2019-01-01 00:00:00 05.03.2024 um 11.00 c\n";
  const std::string two = "2019-01-01 00:00:00 05.03.2024 um 10.02 b\n  more\n";
  Write("a.log", "2019-01-01 00:00:00 04.03.2024 um 10.02 a\n" + two);
  Write("b.log", third);
  Good("rondo encode " + format + "a.log; cp a.log.rondo c.rondo");
  EXPECT_EQ(asked("a.log.rondo"), two);
  EXPECT_EQ(Good("rondo cat " + day + "a.log.rondo"), two);
  EXPECT_EQ(Good("rondo cat" + day + "- < a.log.rondo"), two);
  // A reader may say otherwise.
  EXPECT_EQ(Good("rondo cat --time-format %F --since 2019 --until 2019 a.log.rondo"),
            Good("cat a.log"));
  Good("rondo append a.log.rondo b.log");
  EXPECT_EQ(asked("a.log.rondo"), two + third);
  Good("rondo compact a.log.rondo");
  EXPECT_EQ(asked("a.log.rondo"), two + third);
  Good("rondo export --context redacted --redact ip a.log.rondo -o e.rondo");
  EXPECT_EQ(asked("e.rondo"), two + third);
  Good("rondo encode --live -o c.rondo < b.log");
  EXPECT_EQ(asked("c.rondo"), two + third);
  // What the folder says, scores that are made there keep.
  Write(".rondo-times", "time-format = %d.%m.%Y um %H.%M\n");
  Good("rondo encode -c a.log > d.rondo; rondo encode -k b.log; rm .rondo-times");
  EXPECT_EQ(asked("d.rondo"), two);
  EXPECT_EQ(asked("b.log.rondo"), third);
  EXPECT_THAT(Run("rondo encode -c --time-key " + std::string(101, 'k') + " a.log").err,
              HasSubstr("100 bytes"));
  EXPECT_THAT(Run("rondo encode -c --time-format %E a.log").err, HasSubstr("%E"));
}

TEST_F(TimeTest, FormatsThatAreSaid) {
  Write(
      "a.log",
      "2019-01-01 00:00:00 04.03.2024 um 10.02 a\n  more\n2019-01-01 00:00:00 05.03.2024 "
      "um 10.02 b\n");
  Write("b.log",
        "{\"time\":\"2019-01-01 00:00:00\",\"http\":{\"start\":\"04.03.2024 um "
        "10.02\"}}\n{\"http\":{\"start\":\"05.03.2024 um 10.02\"}}\n");
  Good("rondo a.log; rondo b.log");
  const std::string format = "--time-format '%d.%m.%Y um %H.%M' ";
  const std::string day = "--since 2024-03-04 --until 2024-03-04 ";
  for (const std::string end : {"log", "log.rondo"}) {
    EXPECT_EQ(Good("rondo grep -c '' " + format + day + "a." + end), "2\n");
    EXPECT_EQ(Good("rondo grep -c '' --time-key http.start " + format + day + "b." + end),
              "1\n");
    EXPECT_EQ(Run("rondo grep -c '' " + day + "a." + end).exit_code, 1);
  }
  EXPECT_EQ(Good("rondo cat " + format + day + "a.log.rondo | wc -l"), "2\n");
  EXPECT_THAT(Good("rondo stat " + format + day + "a.log.rondo"),
              HasSubstr("lines asked                   2\n"));
  // A folder says the same.
  Write(".rondo-times", "# of this folder\n\ntime-format = %d.%m.%Y um %H.%M\n");
  for (const std::string end : {"log", "log.rondo"}) {
    EXPECT_EQ(Good("rondo grep -c '' " + day + "a." + end), "2\n");
    EXPECT_EQ(Good("rondo grep -c '' --time-key time --since 2019 b." + end), "2\n");
    EXPECT_EQ(Good("rondo grep -h -c '' " + day + "$PWD/a." + end), "2\n");
  }
  Write(".rondo-times", "date-order = dmy\ntz = Europe/Berlin\nyear=2021\n");
  Write("c.log", "03/04/2024 00:30:00 x\n");
  EXPECT_EQ(Good("rondo grep -c x --since 2024-04-03 --until 2024-04-03 c.log"), "1\n");
  EXPECT_EQ(Good("rondo grep -c x --since '2024-04-02T22:30Z' --until "
                 "'2024-04-02T22:30:00Z' c.log"),
            "1\n");
  EXPECT_EQ(
      Good("rondo grep -c x --date-order mdy --since 2024-03 --until 2024-03 c.log"),
      "1\n");
  for (const char* line : {"time-zone = UTC\n", "year = 20\n", "time-format\n"}) {
    Write(".rondo-times", line);
    const CommandResult result = Run("rondo grep x --since 2024 c.log");
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.err, HasSubstr(".rondo-times, line 1: ")) << line;
    EXPECT_EQ(Good("rondo grep -c x c.log"), "1\n");
  }
}

TEST_F(TimeTest, Zones) {
  Write("a.log",
        "2024-07-01 12:30:00 local\n2024-07-01T10:40:00Z zoned\n"
        "2024-07-01 10:30:00 early\n2024-07-01T12:30:00+00:00 late\n");
  Good("rondo --block-size 1K a.log");
  const std::string range =
      "--since '2024-07-01 12' --until '2024-07-01 12' -o '[a-z]*$' ";
  for (const std::string file : {"a.log", "a.log.rondo"}) {
    EXPECT_EQ(Good("rondo grep --tz Europe/Berlin " + range + file), "local\nzoned\n");
    EXPECT_EQ(Good("rondo grep " + range + "--tz Europe/Berlin " + file),
              "local\nzoned\n");
    EXPECT_EQ(Good("TZ=Europe/Berlin rondo grep " + range + file), "local\nzoned\n");
    EXPECT_EQ(Good("TZ=:Europe/Berlin rondo grep " + range + file), "local\nzoned\n");
    EXPECT_EQ(Good("TZ=Europe/Berlin rondo grep --tz UTC " + range + file),
              "local\nlate\n");
    EXPECT_EQ(Good("TZ= rondo grep " + range + file), "local\nlate\n");
  }
  const CommandResult unknown = Run("rondo cat --since now --tz Mars/Base a.log.rondo");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("is no time zone of this system"));
}

TEST_F(TimeTest, Stat) {
  Write("a.log", kLog);
  Good("rondo a.log");
  const std::string table = Good("rondo stat --since 2024-03-04T10:02:00 a.log.rondo");
  EXPECT_THAT(table, HasSubstr("first time    2024-03-04 10:01:58Z\n"));
  EXPECT_THAT(table, HasSubstr("last time     2024-03-04 23:30:00Z\n"));
  EXPECT_THAT(table, HasSubstr("lines asked                   5\n"));
  const std::string json =
      Good("rondo stat --json --since 2024-03-04T10:02:00 a.log.rondo");
  EXPECT_THAT(json, HasSubstr("\"first_time\":\"2024-03-04 10:01:58Z\""));
  EXPECT_THAT(json, HasSubstr("\"lines_asked\":5"));
  EXPECT_THAT(json, HasSubstr("\"bytes_asked\":115"));
  Write("b.log", "no time\n");
  Good("rondo b.log");
  EXPECT_THAT(Good("rondo stat b.log.rondo"), ::testing::Not(HasSubstr("first time")));
}

TEST_F(TimeTest, Mistakes) {
  for (const char* line :
       {"rondo cat --since soon a", "rondo cat --since 2024-03-05 --until 2024-03-04 a",
        "rondo cat --since now --lines 1:2 a", "rondo cat --until now --bytes 1:2 a",
        "rondo stat --templates --since now a",
        "rondo cat --since now --date-order mdmy a",
        "rondo cat --since now --time-format %H a", "rondo cat --since now --time-key= a",
        "rondo cat --since now --year 24 a", "rondo tail --since now a"}) {
    const CommandResult result = Run(line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_THAT(result.err, HasSubstr("rondo: ")) << line;
  }
}

TEST_F(TimeTest, HelpSaysTheRules) {
  for (const char* verb : {"cat", "grep", "stat"}) {
    const std::string page = Good(std::string("rondo help ") + verb);
    EXPECT_THAT(page, HasSubstr("--since TIME"));
    EXPECT_THAT(page, HasSubstr("belongs to the record above"));
    EXPECT_THAT(page, HasSubstr("or UTC"));
  }
}

}  // namespace
}  // namespace rondo::testing
