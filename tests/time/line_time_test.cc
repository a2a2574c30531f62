// What time a line has: the ways of logs, zones, records, and what is none.
#include "time/line_time.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rondo/time.h"
#include "time/written_date.h"

namespace rondo::grammar {
namespace {

std::string TimeOf(const std::string& line) {
  const auto time = time::LineTime(line);
  return time ? FormatTime(*time) : "none";
}

struct Case {
  const char* line;
  const char* time;
};

TEST(LineTime, WaysOfLogs) {
  const std::vector<Case> cases = {
      {"2015-07-29 19:04:29,071 - WARN  [SendWorker] - leaving", "2015-07-29 19:04:29Z"},
      {"2022-03-13T09:40:30.246-0700 I CONTROL  [conn12813903]", "2022-03-13 16:40:30Z"},
      {"2022-03-13T09:40:30+05:30 x", "2022-03-13 04:10:30Z"},
      {"2017-09-06 08:41:42 UTC [36]: [253-1] LOG:  duration", "2017-09-06 08:41:42Z"},
      {"[2016-12-20 00:04:03,234] DEBUG [Controller 0]: topics", "2016-12-20 00:04:03Z"},
      {"83.149.9.216 - - [17/May/2015:10:05:47 +0000] \"GET /p", "2015-05-17 10:05:47Z"},
      {"\"192.168.4.25 - - [22/Dec/2016:16:28:53 +0300] \"POST", "2016-12-22 13:28:53Z"},
      {"[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init()", "2005-12-04 04:47:44Z"},
      {"17/06/09 20:10:40 INFO executor.CoarseGrained", "2017-06-09 20:10:40Z"},
      {"081109 203615 148 INFO dfs.DataNode$PacketResponder", "2008-11-09 20:36:15Z"},
      {"20171223-22:15:29:606|Step_LSC|30002312|", "2017-12-23 22:15:29Z"},
      {"nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:01.551 25746 INFO",
       "2017-05-16 00:00:01Z"},
      {"- 1117838976 2005.06.03 R02-M1 2005-06-03-15.49.36.156884 R02-M1",
       "2005-06-03 15:49:36Z"},
      {"<34>1 2003-10-11T22:14:15.003Z mymachine su - ID47", "2003-10-11 22:14:15Z"},
      {"web_1  | 2020-01-02T03:04:05Z started", "2020-01-02 03:04:05Z"},
      {"time=\"2020-01-02T03:04:05Z\" level=info", "2020-01-02 03:04:05Z"},
      {"9/28/2016 4:30:31 AM  Info", "2016-09-28 04:30:31Z"},
      {"2023-05-01\t12:30:45\tLHR62-C2\t1234", "2023-05-01 12:30:45Z"},
      {"2016-09-28 04:30:31, Info                  CBS", "2016-09-28 04:30:31Z"},
  };
  for (const Case& c : cases) EXPECT_EQ(TimeOf(c.line), c.time) << c.line;
}

TEST(LineTime, WithoutAYear) {
  const std::vector<Case> cases = {
      {"Jun  9 06:06:20 combo syslog: klogd startup", "06-09 06:06:20"},
      {"Feb 29 06:06:20 combo syslog: leap", "02-29 06:06:20"},
      {"<13>Oct 11 22:14:15 mymachine su:", "10-11 22:14:15"},
      {"03-17 16:13:38.820  1702  8671 D PowerManager", "03-17 16:13:38"},
      {"[10.30 16:49:06] chrome.exe - proxy", "10-30 16:49:06"},
      {"I0304 12:00:00.123456    17 server.cc:42] up", "03-04 12:00:00"},
  };
  for (const Case& c : cases) EXPECT_EQ(TimeOf(c.line), c.time) << c.line;
}

TEST(LineTime, Counts) {
  const std::vector<Case> cases = {
      {"4295  1795220745.823982 mmap(NULL, 8192", "2026-11-21 00:25:45Z"},
      {"1286536309.075    423 192.168.0.68 TCP_MISS/200", "2010-10-08 11:11:49Z"},
      {"type=SYSCALL msg=audit(1364481363.243:24287): arch", "2013-03-28 14:36:03Z"},
      {"level=info ts=1589990000.12 msg=x", "2020-05-20 15:53:20Z"},
      {"1589990000123 x", "2020-05-20 15:53:20Z"},
      {"1589990000123456 x", "2020-05-20 15:53:20Z"},
      {"1589990000123456789 x", "2020-05-20 15:53:20Z"},
  };
  for (const Case& c : cases) EXPECT_EQ(TimeOf(c.line), c.time) << c.line;
  EXPECT_EQ(*time::LineTime("1589990000.125 x"), 1589990000125000000);
  EXPECT_EQ(*time::LineTime("1589990000123456789"), 1589990000123456789);
}

TEST(LineTime, Json) {
  const std::vector<Case> cases = {
      {R"({"version":6,"load_timestamp":1445680800424,"timestamp":1446249123456})",
       "2015-10-30 23:52:03Z"},
      {R"({"log":"at 2001-01-01 00:00:00 \"time\":","stream":"out","time":"2020-01-02T03:04:05Z"})",
       "2020-01-02 03:04:05Z"},
      {R"({"t":{"$date":"2020-05-20T19:17:06.188+00:00"},"s":"I"})",
       "2020-05-20 19:17:06Z"},
      {R"({"EventTime":"2020-10-09 18:27:49","@timestamp":"2020-10-09T22:30:01.952Z"})",
       "2020-10-09 22:30:01Z"},
      {R"({"Event_Time": "2020-10-09 18:27:49", "n": 1})", "2020-10-09 18:27:49Z"},
      {R"({"a":{"time":"2001-01-01T00:00:00Z"},"ts": 1589990000.5})",
       "2020-05-20 15:53:20Z"},
      {R"({"msg":"2020-10-09 18:27:49 x"})", "2020-10-09 18:27:49Z"},
      {R"({"cmd":"if","time":1700000000.25})", "2023-11-14 22:13:20Z"},
      {R"({ "level": 1, "cmd": "if", "time": 1700000000.25 })", "2023-11-14 22:13:20Z"},
      {R"({"time":"soon"})", "none"},
      {R"({"time)", "none"},
      {R"({"time":)", "none"},
      {"{\"a\\", "none"},
  };
  for (const Case& c : cases) EXPECT_EQ(TimeOf(c.line), c.time) << c.line;
}

TEST(LineTime, None) {
  for (const char* line :
       {"", " ", "   at java.lang.Thread 2020-01-01 00:00:00", "\t2020-01-01 00:00:00 x",
        "0.423: [GC 41044K->41232K(83008K), 0.0526802 secs]", "18:14:39,117 INFO x",
        "a 2020-01-01 b", "2020-13-01 00:00:00", "2020-02-30 00:00:00", "v1234567890",
        "id-1234567890", "avail memory = 1654378496 (1577 MB)", "x 0081109 203615",
        "x 081109 203615", "12345678901", "1234567890abc", "id=1234567890",
        "file.2020-01-01T00:00:00", "10:00:00.000 1234 2020"}) {
    EXPECT_EQ(TimeOf(line), "none") << line;
  }
  EXPECT_EQ(TimeOf(std::string(100, 'x') + " 2020-01-01 00:00:00"), "none");
  EXPECT_EQ(TimeOf("2020-01-01 00:00:00 +1234 is no zone"), "2020-01-01 00:00:00Z");
  EXPECT_EQ(TimeOf("2020-01-01 00:00:00 +0200x"), "2020-01-01 00:00:00Z");
}

// The time is a function of the first kTimeBytes bytes.
TEST(LineTime, LooksAtABoundedStart) {
  const std::string tail = "\",\"time\":\"2020-01-02T03:04:05Z\"}";
  const std::string head = "{\"log\":\"";
  const std::string fits =
      head + std::string(time::kTimeBytes - head.size() - tail.size(), 'x') + tail;
  EXPECT_EQ(TimeOf(fits), "2020-01-02 03:04:05Z");
  EXPECT_EQ(TimeOf(head + std::string(time::kTimeBytes, 'x') + tail), "none");
}

TEST(LineTime, ParseWrittenTimeSaysHowLong) {
  const std::string text = "2020-01-01 00:00:00.123 +0200 and more";
  const auto written = time::ParseWrittenTime(text);
  ASSERT_TRUE(written);
  EXPECT_EQ(text.substr(0, written->length), "2020-01-01 00:00:00.123 +0200");
  EXPECT_EQ(FormatTime(written->time), "2019-12-31 22:00:00Z");
}

}  // namespace
}  // namespace rondo::grammar
