#include "time/real_formats.h"

namespace rondo::time {
namespace {

// clang-format off
constexpr RealFormat kLines[] = {
  {"empty", "", "none"},
  {"version", "Linux version 6.1.0-18-amd64 (gcc-12 12.2.0)", "none"},
  {"version behind a name", "starting app-2.6.32 build 20240304", "none"},
  {"version and a time", "v2.6.32 10:02:03 up", "none"},
  {"version of three numbers", "upgrade 1.2.24 10:02:03 done", "none"},
  {"address", "connect to 10.0.0.1:5432 failed", "none"},
  {"address and a time", "10.2.30.40 10:02:03 x", "none"},
  {"address (IPv6)", "peer fe80::1ff:fe23:4567:890a up", "none"},
  {"MAC address", "eth0: 00:1b:44:11:3a:b7 20-24-03-04-10-02", "none"},
  {"hash", "commit 20240304100203abcdef20240304100203abcdef00", "none"},
  {"UUID", "id 20240304-1002-4203-8123-1234567890ab done", "none"},
  {"hexadecimal", "at 0x20240304100203 in f()", "none"},
  {"duration", "took 10:02:03.123 in all", "none"},
  {"duration in days", "up 1-02:03:04 load 0.10", "none"},
  {"uptime", " 10:02:03 up 12 days,  3:04,  1 user", "none"},
  {"size", "avail memory = 1654378496 (1577 MB)", "none"},
  {"size behind the second word", "wrote in all 1709546523 bytes", "none"},
  {"phone number", "call +1 202 555 0104 now", "none"},
  {"ratio", "step 3/10 10:02:03 left", "none"},
  {"percent", "progress 12.05% 10:02:03", "none"},
  {"date without a time of day", "released 2024-03-04 in Berlin", "none"},
  {"month alone", "in March 2024 we", "none"},
  {"word that starts like a month", "Marching 4 10:02:03 on", "none"},
  {"name that starts like a month", "Mara 4 10:02:03 on", "none"},
  {"month 13", "2024-13-04 10:02:03", "none"},
  {"February 30", "2024-02-30 10:02:03", "none"},
  {"leap day of 2023", "2023-02-29 10:02:03", "none"},
  {"hour 25", "2024-03-04 25:02:03", "none"},
  {"hour 24 and a minute", "2024-03-04 24:01:00", "none"},
  {"minute 60", "2024-03-04 10:60:03", "none"},
  {"second 60 in the middle", "2024-03-04 10:02:60", "none"},
  {"second 61", "2024-03-04 23:59:61", "none"},
  {"year 0", "0000-00-00 00:00:00", "none"},
  {"zero of Go", "0001-01-01T00:00:00Z", "none"},
  {"minutes of one digit", "2024-03-04 10:2 x", "none"},
  {"minutes with a fraction", "2024-03-04 10:02.5 x", "none"},
  {"file name", "backup-2024-03-04_10-02-03.tar.gz written", "none"},
  {"path", "/var/log/2024/03/04/10:02:03.log", "none"},
  {"score", "Mon 4 2 3", "none"},
  {"traceback", "  File \"x.py\", line 2024, in f", "none"},
  {"stack trace", "\tat java.lang.Thread.run(Thread.java:829)", "none"},
  {"count of eleven digits", "12345678901 x", "none"},
  {"count in a word", "id-1709546523 x", "none"},
  {"count with letters", "1709546523abc x", "none"},
  {"count of another key", "id=1709546523 x", "none"},
  {"JSON without a time", R"({"id":1709546523,"msg":"x"})", "none"},
  {"JSON, words for a time", R"({"time":"soon","date":"later"})", "none"},
  {"JSON, date alone", R"({"date":"2024-03-04","x":"10:02:03"})", "none"},
  {"JSON, null", R"({"time":null})", "none"},
  {"prices", "EUR 12.05 10.30 4.20", "none"},
  {"coordinates", "52.5200 13.4050 10:02", "none"},
  {"ISBN", "978-3-16-148410-0 in stock", "none"},
  {"credit card", "4111 1111 1111 1111 03/24", "none"},
  {"TAI64N of another length", "@4000000065e59c2 x", "none"},
};
// clang-format on

}  // namespace

std::span<const RealFormat> LinesWithoutTime() { return kLines; }

}  // namespace rondo::time
