// The formats that software writes its times in, as its documentation shows them, with
// the instant that each one means.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>

#include "rondo/time.h"
#include "time/line_time.h"
#include "time/written_date.h"

namespace rondo::time {
namespace {

struct Row {
  std::string_view software;
  std::string_view line;
  std::string_view time = "2024-03-04 10:02:03Z";
};

template <size_t kCount>
void Check(const Row (&rows)[kCount]) {
  for (const Row& row : rows) {
    const auto time = LineTime(row.line);
    EXPECT_EQ(time ? FormatTime(*time) : "none", row.time)
        << row.software << ": " << row.line;
  }
}

// clang-format off
TEST(WrittenTime, Syslog) {
  constexpr std::string_view k = "03-04 10:02:03";
  constexpr Row kRows[] = {
      {"RFC 3164", "Mar  4 10:02:03 host su: failed", k},
      {"journalctl short", "Mar 04 10:02:03 host systemd[1]: Started", k},
      {"unpadded", "Mar 4 10:02:03 host app: x", k},
      {"RFC 3164 on the wire", "<34>Mar  4 10:02:03 host su: x", k},
      {"with zero", "<13>Mar 04 10:02:03 host su: x", k},
      {"unpadded on the wire", "<13>Mar 4 10:02:03 host su: x", k},
      {"journalctl short-precise", "Mar 04 10:02:03.123456 host systemd[1]: x", k},
      {"two days' digits", "Mar 14 10:02:03 host app[12]: x", "03-14 10:02:03"},
      {"two blanks before the clock", "Mar  4  10:02:03 host app: x", k},
      {"one-digit hour", "Mar  4 9:02:03 host app: x", "03-04 09:02:03"},
      {"journalctl short-full", "Mon 2024-03-04 10:02:03 UTC host systemd[1]: x"},
      {"journalctl short-full, CET", "Mon 2024-03-04 11:02:03 CET host systemd[1]: x"},
      {"journalctl short-iso", "2024-03-04T10:02:03+0000 host systemd[1]: x"},
      {"journalctl short-iso, CET", "2024-03-04T11:02:03+0100 host systemd[1]: x"},
      {"journalctl short-iso since 255", "2024-03-04T11:02:03+01:00 host systemd[1]: x"},
      {"journalctl short-iso-precise", "2024-03-04T11:02:03.123456+01:00 host systemd[1]: x"},
      {"journalctl short-unix", "1709546523.123456 host systemd[1]: x"},
      {"journalctl export", "__REALTIME_TIMESTAMP=1709546523123456"},
      {"journalctl json", R"({"__CURSOR":"s=1","__REALTIME_TIMESTAMP":"1709546523123456","MESSAGE":"x"})"},
      {"RFC 5424", "<34>1 2024-03-04T10:02:03.003Z host su - ID47 - x"},
      {"RFC 5424 with an offset", "<165>1 2024-03-04T02:02:03.000003-08:00 192.0.2.1 app - - x"},
      {"rsyslog FileFormat", "2024-03-04T11:02:03.123456+01:00 host app: x"},
      {"syslog-ng with a year", "2024 Mar  4 10:02:03 host app: x"},
      {"busybox with a year", "2024 Mar 04 10:02:03 host app: x"},
      {"Cisco IOS", "*Mar  4 10:02:03.123: %SYS-5-CONFIG_I: Configured", k},
      {"Cisco IOS with a sequence", "000019: *Mar  4 10:02:03.123: %LINK-3-UPDOWN: x", k},
      {"Cisco IOS, no NTP", ".Mar  4 10:02:03.123: %LINK-3-UPDOWN: x", k},
      {"Cisco IOS with a zone", "Mar  4 10:02:03.123 UTC: %LINK-3-UPDOWN: x", k},
      {"Cisco IOS with a year", "*Mar  4 2024 10:02:03.123: %SYS-5-CONFIG_I: x"},
      {"Cisco IOS, year and zone", "Mar  4 2024 11:02:03 CET: %SYS-5-CONFIG_I: x"},
      {"Cisco ASA", "Mar 04 2024 10:02:03: %ASA-6-302013: Built"},
      {"Cisco ASA behind a relay", "<166>Mar 04 2024 10:02:03 fw : %ASA-6-302013: Built"},
      {"Cisco NX-OS", "2024 Mar  4 10:02:03.123 switch %ETHPORT-5-IF_UP: x"},
      {"Cisco IOS XR", "RP/0/RP0/CPU0:Mar  4 10:02:03.123 : config[65]: x", k},
      {"Juniper Junos", "Mar  4 10:02:03 router mgd[3046]: UI_COMMIT", k},
      {"Junos structured", "<165>1 2024-03-04T10:02:03.133Z router mgd 3046 UI_COMMIT"},
      {"FortiGate", "date=2024-03-04 time=10:02:03 devname=\"fw\" logid=1"},
      {"FortiGate, comma", "date=2024-03-04,time=10:02:03,devname=fw"},
      {"FortiGate, quoted", "date=\"2024-03-04\" time=\"10:02:03\" devname=\"fw\""},
      {"Palo Alto", "1,2024/03/04 10:02:03,0011C1,TRAFFIC,end"},
      {"SonicWall", "id=firewall sn=1 time=\"2024-03-04 10:02:03\" fw=1.2.3.4"},
      {"SonicWall, UTC", "id=firewall sn=1 time=\"2024-03-04 10:02:03 UTC\" fw=1"},
      {"Check Point", "<134>1 2024-03-04T10:02:03Z gw CheckPoint 1234 - x"},
      {"MikroTik 7.10", "2024-03-04 10:02:03 system,info x"},
      {"OpenBSD", "Mar  4 10:02:03 host /bsd: x", k},
      {"macOS system.log", "Mar  4 10:02:03 mac kernel[0]: x", k},
      {"macOS unified log", "2024-03-04 11:02:03.123456+0100 0x1f Default x"},
      {"macOS install.log", "2024-03-04 11:02:03+01 mac installer[1]: x"},
      {"macOS wifi.log", "Mon Mar  4 10:02:03.123 <kernel> x", k},
      {"dmesg -T", "[Mon Mar  4 10:02:03 2024] usb 1-1: new device"},
      {"dmesg --time-format iso", "2024-03-04T10:02:03,123456+00:00 usb 1-1: x"},
      {"dmesg", "[   12.345678] usb 1-1: new device", "none"},
      {"auditd", "type=SYSCALL msg=audit(1709546523.123:456): arch=c000003e"},
      {"ausearch -i", "type=SYSCALL msg=audit(03/04/2024 10:02:03.123:456) : arch=x"},
      {"Blue Gene, Thunderbird", "- 1709546523 2024.03.04 dn228 Mar 4 10:02:03 dn228/dn228 crond[1]: x"},
      {"svlogd -tt", "2024-03-04_10:02:03.12345 daemon: x"},
      {"tai64n", "@4000000065e59c2502d7f3c4 daemon: x"},
      {"s6-log T", "2024-03-04 10:02:03.123456789  x"},
  };
  Check(kRows);
}

TEST(WrittenTime, Iso) {
  constexpr Row kRows[] = {
      {"ISO 8601", "2024-03-04T10:02:03Z x"},
      {"RFC 3339, lower case", "2024-03-04t10:02:03z x"},
      {"RFC 3339 with a blank", "2024-03-04 10:02:03Z x"},
      {"nine digits", "2024-03-04T10:02:03.123456789Z x"},
      {"seven digits: .NET O", "2024-03-04T10:02:03.1234567Z x"},
      {"one digit", "2024-03-04T10:02:03.1Z x"},
      {"comma", "2024-03-04T10:02:03,123Z x"},
      {"hours of the zone", "2024-03-04T11:02:03+01 x"},
      {"quarters of an hour", "2024-03-04T15:47:03+05:45 x"},
      {"west", "2024-03-04T05:02:03-05:00 x"},
      {"zone behind a blank", "2024-03-04 11:02:03 +01:00 x"},
      {"Ruby", "2024-03-04 11:02:03 +0100 x"},
      {"no zone", "2024-03-04T10:02:03 x"},
      {"no seconds", "2024-03-04T10:02Z x", "2024-03-04 10:02:00Z"},
      {"no seconds, blank", "2024-03-04 10:02 x", "2024-03-04 10:02:00Z"},
      {"no seconds, offset", "2024-03-04T11:02+01:00 x", "2024-03-04 10:02:00Z"},
      {"basic", "20240304T100203Z x"},
      {"basic with a fraction", "20240304T100203.123Z x"},
      {"basic with an offset", "20240304T110203+0100 x"},
      {"leap second", "2016-12-31T23:59:60Z x", "2017-01-01 00:00:00Z"},
      {"midnight at the end", "2024-03-04T24:00:00 x", "2024-03-05 00:00:00Z"},
      {"leap day", "2024-02-29T00:00:00Z x", "2024-02-29 00:00:00Z"},
      {"unpadded", "2024-3-4 4:57:25 x", "2024-03-04 04:57:25Z"},
      {"unpadded with slashes", "2024/3/4 10:02:03 x"},
      {"one-digit hour", "2024-03-04 9:02:03 x", "2024-03-04 09:02:03Z"},
      {"two blanks", "2024-03-04  10:02:03 x"},
      {"tab", "2024-03-04\t10:02:03\tx"},
      {"month's name", "2024-Mar-04 10:02:03 x"},
      {"month's name, blanks", "2024 Mar 04 10:02:03 x"},
      {"points", "2024.03.04 10:02:03 x"},
      {"EXIF", "2024:03:04 10:02:03 x"},
      {"packed", "20240304100203 x"},
      {"packed, milliseconds", "20240304100203123 x"},
      {"packed, fraction", "20240304100203.123456 x"},
      {"LDAP generalized time", "20240304100203Z x"},
      {"LDAP with an offset", "20240304110203+0100 x"},
      {"date, underscore", "20240304_100203 x"},
      {"date, minus", "20240304-100203 x"},
      {"date, blank", "20240304 100203 x"},
      {"HealthApp", "20240304-10:02:03:123|Step_LSC|1"},
      {"HealthApp, a short fraction", "20240304-10:02:03:12|Step_LSC|1"},
      {"FIX", "20240304-10:02:03.123 : 8=FIX.4.4"},
      {"colour before", "\x1b[32m2024-03-04 10:02:03\x1b[0m INFO x"},
      {"colours before", "\x1b[1;32m2024-03-04T10:02:03Z\x1b[0m INFO x"},
      {"colour and bracket", "\x1b[90m[2024-03-04 10:02:03]\x1b[39m x"},
      {"12 hours", "2024-03-04 10:02:03 AM x"},
      {"12 hours, evening", "2024-03-04 10:02:03 PM x", "2024-03-04 22:02:03Z"},
      {"noon", "2024-03-04 12:02:03 PM x", "2024-03-04 12:02:03Z"},
      {"midnight of 12", "2024-03-04 12:02:03 AM x", "2024-03-04 00:02:03Z"},
      {"12 hours, T", "2024-03-04T10:02:03PM x", "2024-03-04 22:02:03Z"},
      {"points in p.m.", "2024-03-04 10:02:03 p.m. x", "2024-03-04 22:02:03Z"},
      {"no seconds, 12 hours", "2024-03-04 10:02 PM x", "2024-03-04 22:02:00Z"},
  };
  Check(kRows);
}

TEST(WrittenTime, Mail) {
  constexpr Row kRows[] = {
      {"RFC 2822", "Date: Mon, 04 Mar 2024 10:02:03 +0000"},
      {"RFC 2822 with a day of one digit", "Date: Mon, 4 Mar 2024 11:02:03 +0100"},
      {"RFC 2822 with a comment", "Date: Mon, 4 Mar 2024 11:02:03 +0100 (CET)"},
      {"RFC 822", "Mon, 04 Mar 24 10:02:03 GMT"},
      {"RFC 850", "Monday, 04-Mar-24 10:02:03 GMT"},
      {"HTTP", "Last-Modified: Mon, 04 Mar 2024 10:02:03 GMT"},
      {"asctime", "Mon Mar  4 10:02:03 2024"},
      {"asctime, zero", "Mon Mar 04 10:02:03 2024"},
      {"mbox", "From jo@example.org Mon Mar  4 10:02:03 2024"},
      {"date", "Mon Mar  4 10:02:03 UTC 2024"},
      {"date, CET", "Mon Mar  4 11:02:03 CET 2024"},
      {"date, one blank", "Mon Mar 4 10:02:03 UTC 2024"},
      {"date, CEST with milliseconds", "Wed Jul 15 11:13:07.315 CEST 2020", "2020-07-15 09:13:07Z"},
      {"date, PDT", "Wed Jul 15 02:13:07 PDT 2020", "2020-07-15 09:13:07Z"},
      {"date, British order", "Mon  4 Mar 10:02:03 GMT 2024"},
      {"date, en_US.UTF-8", "Mon Mar  4 10:02:03 AM UTC 2024"},
      {"date, en_US.UTF-8, evening", "Mon Mar  4 10:02:03 PM UTC 2024", "2024-03-04 22:02:03Z"},
      {"date of coreutils 9", "Mon 4 Mar 10:02:03 UTC 2024"},
      {"date -R", "Mon, 04 Mar 2024 11:02:03 +0100"},
      {"Exim", "2024-03-04 10:02:03 1rh4 <= jo@example.org"},
      {"Exim, timezone", "2024-03-04 11:02:03 +0100 1rh4 <= jo@example.org"},
      {"Postfix", "Mar  4 10:02:03 mail postfix/smtpd[1]: connect", "03-04 10:02:03"},
      {"Dovecot", "Mar 04 10:02:03 imap-login: Info: Login", "03-04 10:02:03"},
      {"Dovecot, year", "2024-03-04 10:02:03 imap-login: Info: Login"},
      {"JavaScript Date", "Mon Mar 04 2024 11:02:03 GMT+0100 (CET) x"},
      {"JavaScript ISO", "2024-03-04T10:02:03.123Z x"},
      {"JavaScript toUTCString", "Mon, 04 Mar 2024 10:02:03 GMT x"},
      {"JavaScript en-US", "3/4/2024, 10:02:03 AM x"},
      {"JavaScript en-US, evening", "3/4/2024, 10:02:03 PM x", "2024-03-04 22:02:03Z"},
      {"JavaScript de-DE", "4.3.2024, 10:02:03 x"},
  };
  Check(kRows);
}

TEST(WrittenTime, Servers) {
  constexpr Row kRows[] = {
      {"CLF", "127.0.0.1 - jo [04/Mar/2024:10:02:03 +0000] \"GET / HTTP/1.0\" 200 1"},
      {"CLF, west", "127.0.0.1 - - [04/Mar/2024:02:02:03 -0800] \"GET /\" 200 1"},
      {"vhost combined", "a.org:443 127.0.0.1 - - [04/Mar/2024:10:02:03 +0000] \"GET /\" 200"},
      {"Apache error 2.2", "[Mon Mar 04 10:02:03 2024] [error] x"},
      {"Apache error 2.4", "[Mon Mar 04 10:02:03.123456 2024] [core:error] [pid 1] x"},
      {"nginx error", "2024/03/04 10:02:03 [error] 1#1: *1 x"},
      {"nginx $time_iso8601", "2024-03-04T11:02:03+01:00 GET /"},
      {"nginx $msec", "1709546523.123 GET /"},
      {"HAProxy HTTP", "10.0.1.2:33317 [04/Mar/2024:10:02:03.655] http-in static/srv1"},
      {"HAProxy behind syslog", "Mar  4 10:02:03 localhost haproxy[1]: x", "03-04 10:02:03"},
      {"Squid", "1709546523.075    423 192.168.0.68 TCP_MISS/200 1"},
      {"Squid cache.log", "2024/03/04 10:02:03 kid1| Starting"},
      {"Squid cache.log, old", "2024/03/04 10:02:03| Starting"},
      {"Varnish ncsa", "1.2.3.4 - - [04/Mar/2024:11:02:03 +0100] \"GET /\" 200"},
      {"IIS", "2024-03-04 10:02:03 W3SVC1 GET /"},
      {"CloudFront", "2024-03-04\t10:02:03\tLHR62-C2\t1234"},
      {"AWS ELB", "2024-03-04T10:02:03.945958Z my-lb 1.2.3.4:2817"},
      {"AWS ALB", "http 2024-03-04T10:02:03.186641Z app/my-lb 1.2.3.4:2817"},
      {"AWS S3", "79a59d my-bucket [04/Mar/2024:10:02:03 +0000] 192.0.2.3"},
      {"Caddy", R"({"level":"info","ts":1709546523.123,"logger":"http"})"},
      {"Caddy console", "2024/03/04 10:02:03.123\tINFO\thttp\tx"},
      {"Traefik", "time=\"2024-03-04T10:02:03Z\" level=info msg=x"},
      {"Traefik, zone", "time=\"2024-03-04T11:02:03+01:00\" level=info msg=x"},
      {"Envoy", "[2024-03-04T10:02:03.123Z] \"GET / HTTP/1.1\" 200"},
      {"Envoy application log", "[2024-03-04 10:02:03.123][1][info][main] x"},
      {"lighttpd error", "2024-03-04 10:02:03: (server.c.1) server started"},
      {"BIND", "04-Mar-2024 10:02:03.123 client 1.2.3.4#1: query"},
      {"Unbound", "[1709546523] unbound[1:0] info: start"},
      {"PowerDNS", "Mar 04 10:02:03 Done launching threads", "03-04 10:02:03"},
      {"Knot", "2024-03-04T11:02:03+0100 info: x"},
      {"dnsmasq", "Mar  4 10:02:03 dnsmasq[1]: query[A]", "03-04 10:02:03"},
      {"OpenVPN", "Mon Mar  4 10:02:03 2024 Initialization Sequence Completed"},
      {"OpenVPN 2.5", "2024-03-04 10:02:03 Initialization Sequence Completed"},
      {"OpenVPN, us=", "2024-03-04 10:02:03 us=123456 x"},
      {"vsftpd", "Mon Mar  4 10:02:03 2024 [pid 1] CONNECT"},
      {"ProFTPD", "2024-03-04 10:02:03,123 host proftpd[1] x"},
      {"Pure-FTPd", "Mar  4 10:02:03 host pure-ftpd: x", "03-04 10:02:03"},
      {"Samba", "[2024/03/04 10:02:03.123456,  0] ../source3/smbd/server.c:1"},
      {"Samba, old", "[2024/03/04 10:02:03, 0] smbd/server.c:1"},
      {"CUPS error", "E [04/Mar/2024:11:02:03 +0100] x"},
      {"CUPS access", "localhost - - [04/Mar/2024:11:02:03 +0100] \"POST /\" 200"},
      {"PHP", "[04-Mar-2024 10:02:03 UTC] PHP Notice:  x"},
      {"PHP-FPM", "[04-Mar-2024 10:02:03] NOTICE: fpm is running"},
      {"PHP-FPM, slow", "[04-Mar-2024 10:02:03]  [pool www] pid 1"},
      {"Laravel", "[2024-03-04 10:02:03] local.ERROR: x"},
      {"Monolog", "[2024-03-04T10:02:03.123456+00:00] app.INFO: x"},
      {"Rails", "I, [2024-03-04T10:02:03.123456 #1]  INFO -- : x"},
      {"Rails request", "Started GET \"/\" for 127.0.0.1 at 2024-03-04 11:02:03 +0100"},
      {"Unicorn", "I, [2024-03-04T10:02:03.123456 #12345]  INFO -- : x"},
      {"Gunicorn", "[2024-03-04 11:02:03 +0100] [1] [INFO] Booting"},
      {"uWSGI", "[pid: 1|app: 0|req: 1/1] 1.2.3.4 () {1 vars} [Mon Mar  4 10:02:03 2024] GET"},
      {"Django runserver", "[04/Mar/2024 10:02:03] \"GET / HTTP/1.1\" 200"},
      {"Tornado", "[I 240304 10:02:03 web:2271] 200 GET /"},
      {"Jupyter", "[I 2024-03-04 10:02:03.123 ServerApp] x"},
      {"Erlang", "=INFO REPORT==== 4-Mar-2024::10:02:03 ==="},
      {"RabbitMQ", "2024-03-04 10:02:03.123456+00:00 [info] <0.1.0> x"},
      {"RabbitMQ 3.7", "2024-03-04 10:02:03.123 [info] <0.1.0> x"},
      {"ejabberd", "2024-03-04 10:02:03.123 [info] <0.1.0>@ejabberd:1 x"},
      {"Asterisk", "[Mar  4 10:02:03] NOTICE[1]: chan_sip.c:1", "03-04 10:02:03"},
      {"FreeSWITCH", "2024-03-04 10:02:03.123456 [INFO] mod_x.c:1"},
  };
  Check(kRows);
}

TEST(WrittenTime, Programs) {
  constexpr Row kRows[] = {
      {"log4j", "2024-03-04 10:02:03,123 [main] INFO  a.B - x"},
      {"log4j ISO8601", "2024-03-04T10:02:03,123 INFO x"},
      {"log4j DATE", "04 Mar 2024 10:02:03,123 INFO x"},
      {"log4j COMPACT", "20240304100203123 INFO x"},
      {"logback", "2024-03-04 10:02:03.123 [main] INFO a.B - x"},
      {"Spring Boot", "2024-03-04T11:02:03.123+01:00  INFO 1 --- [main] x"},
      {"Log4j JsonLayout", R"({"timeMillis":1709546523123,"thread":"main"})"},
      {"Log4j instant", R"({"instant":{"epochSecond":1709546523,"nanoOfSecond":123000000},"level":"INFO"})"},
      {"java.util.logging", "Mar 04, 2024 10:02:03 AM a.B main"},
      {"java.util.logging, evening", "Mar 4, 2024 10:02:03 PM a.B main", "2024-03-04 22:02:03Z"},
      {"Java 20", "Mar 04, 2024 10:02:03\xe2\x80\xafPM a.B main", "2024-03-04 22:02:03Z"},
      {"Tomcat", "04-Mar-2024 10:02:03.123 INFO [main] x"},
      {"Java GC", "2024-03-04T10:02:03.123+0000: 0.423: [GC 41044K->41232K(83008K)]"},
      {"Java unified", "[2024-03-04T11:02:03.123+0100][info][gc] GC(0) Pause"},
      {"WebLogic", "<Mar 4, 2024 10:02:03 AM UTC> <Notice> <Server>"},
      {"WebLogic, zone", "<Mar 4, 2024 11:02:03 AM CET> <Notice> <Server>"},
      {"WebSphere", "[3/4/24 10:02:03:123 UTC] 0000000a x"},
      {"WebSphere, EST", "[3/4/24 5:02:03:123 EST] 0000000a x"},
      {"Python logging", "2024-03-04 10:02:03,123 - app - INFO - x"},
      {"Python logging, level first", "INFO 2024-03-04 10:02:03,123 x"},
      {"Python, loguru", "2024-03-04 10:02:03.123 | INFO     | __main__:<module>:1 - x"},
      {"Celery", "[2024-03-04 10:02:03,123: INFO/MainProcess] x"},
      {"Airflow", "[2024-03-04T10:02:03.123+0000] {dag.py:1} INFO - x"},
      {"Airflow 1", "[2024-03-04 10:02:03,123] {dag.py:1} INFO - x"},
      {"glog", "I0304 10:02:03.123456 17 server.cc:42] up", "03-04 10:02:03"},
      {"glog with a year", "I20240304 10:02:03.123456 17 server.cc:42] up"},
      {"glog, short fraction", "I20240304 10:02:03.1 17 server.cc:42] up"},
      {"klog", "E0304 10:02:03.123456       1 reflector.go:1] x", "03-04 10:02:03"},
      {"klog, a thread like a year", "W0304 10:02:03.123456    2019 x.go:1] x", "03-04 10:02:03"},
      {"Go log", "2024/03/04 10:02:03 listening"},
      {"Go log, microseconds", "2024/03/04 10:02:03.123456 main.go:1: x"},
      {"Go time.String", "2024-03-04 11:02:03.123456789 +0100 CET m=+0.1 x"},
      {"Go slog", "time=2024-03-04T10:02:03.123Z level=INFO msg=x"},
      {"Go RFC 1123", "Mon, 04 Mar 2024 10:02:03 UTC x"},
      {"Go RFC 850", "Monday, 04-Mar-24 10:02:03 UTC x"},
      {"Go UnixDate", "Mon Mar  4 10:02:03 UTC 2024 x"},
      {"Go RubyDate", "Mon Mar 04 11:02:03 +0100 2024 x"},
      {"Go Stamp", "Mar  4 10:02:03.123 x", "03-04 10:02:03"},
      {"logrus", "time=\"2024-03-04T10:02:03Z\" level=info"},
      {"zap", "2024-03-04T11:02:03.123+0100\tINFO\tx"},
      {"zap JSON", R"({"level":"info","ts":1709546523.1234567,"msg":"x"})"},
      {"zerolog", R"({"level":"info","time":1709546523,"message":"x"})"},
      {"Rust env_logger", "[2024-03-04T10:02:03Z INFO  app] x"},
      {"Rust tracing", "2024-03-04T10:02:03.123456Z  INFO app: x"},
      {"Rust tracing, colour", "\x1b[2m2024-03-04T10:02:03.123456Z\x1b[0m \x1b[32m INFO\x1b[0m x"},
      {"spdlog", "[2024-03-04 10:02:03.123] [info] x"},
      {"Boost.Log", "[2024-03-04 10:02:03.123456] [0x1] [info] x"},
      {"Boost simple string", "2024-Mar-04 10:02:03.123456 x"},
      {"Qt", "2024-03-04 10:02:03.123 app[1:1] x"},
      {".NET", "3/4/2024 10:02:03 AM x"},
      {"Serilog", "2024-03-04 11:02:03.123 +01:00 [INF] x"},
      {"Serilog JSON", R"({"@t":"2024-03-04T10:02:03.1234567Z","@mt":"x"})"},
      {"NLog", "2024-03-04 10:02:03.1234|INFO|App|x"},
      {"log4net", "2024-03-04 10:02:03,123 [1] INFO App - x"},
      {"bunyan", R"({"name":"a","level":30,"msg":"x","time":"2024-03-04T10:02:03.123Z","v":0})"},
      {"pino", R"({"level":30,"time":1709546523123,"pid":1,"msg":"x"})"},
      {"winston", R"({"level":"info","message":"x","timestamp":"2024-03-04T10:02:03.123Z"})"},
      {"Perl Log4perl", "2024/03/04 10:02:03 INFO x"},
      {"Elixir", "2024-03-04 10:02:03.123 [info] x"},
      {"Android logcat", "03-04 10:02:03.123  2019  2019 D PowerManager: x", "03-04 10:02:03"},
      {"Android logcat year", "2024-03-04 10:02:03.123  1702  8671 D PowerManager: x"},
      {"Proxifier", "[03.04 10:02:03] chrome.exe - x", "03-04 10:02:03"},
      {"Bitcoin Core", "2024-03-04T10:02:03Z UpdateTip: new best"},
      {"geth", "INFO [03-04|10:02:03.123] Imported", "03-04 10:02:03"},
  };
  Check(kRows);
}

TEST(WrittenTime, Stores) {
  constexpr Row kRows[] = {
      {"PostgreSQL %t", "2024-03-04 10:02:03 UTC [36] LOG:  x"},
      {"PostgreSQL %m", "2024-03-04 11:02:03.123 CET [36] LOG:  x"},
      {"PostgreSQL, a numeric zone", "2024-03-04 07:02:03.123 -03 [36] LOG:  x"},
      {"PostgreSQL csvlog", "2024-03-04 11:02:03.123 CET,\"jo\",\"db\",1"},
      {"PostgreSQL %n", "1709546523.123 [36] LOG:  x"},
      {"PostgreSQL timestamptz", "2024-03-04 11:02:03.123456+01 | x"},
      {"pgbouncer", "2024-03-04 10:02:03.123 UTC [1] LOG x"},
      {"MySQL 5.7", "2024-03-04T10:02:03.123456Z 0 [Note] x"},
      {"MySQL 5.6", "2024-03-04 10:02:03 1 [Note] x"},
      {"MySQL 5.5", "240304 10:02:03 [Note] x"},
      {"MySQL 5.5, one-digit hour", "240304  9:02:03 [Note] x", "2024-03-04 09:02:03Z"},
      {"MySQL slow log", "# Time: 2024-03-04T10:02:03.123456Z"},
      {"MySQL slow log 5.5", "# Time: 240304 10:02:03"},
      {"MariaDB", "2024-03-04 10:02:03 0 [Note] mariadbd: ready"},
      {"MariaDB, one-digit hour", "2024-03-04  9:02:03 0 [Note] x", "2024-03-04 09:02:03Z"},
      {"MongoDB 4.2", "2024-03-04T11:02:03.123+0100 I NETWORK  [conn1] x"},
      {"MongoDB 2.4", "Mon Mar  4 10:02:03.123 [conn1] x", "03-04 10:02:03"},
      {"MongoDB 4.4", R"({"t":{"$date":"2024-03-04T10:02:03.123+00:00"},"s":"I"})"},
      {"MongoDB extended JSON", R"({"t":{"$date":{"$numberLong":"1709546523123"}},"s":"I"})"},
      {"Redis", "1:M 04 Mar 2024 10:02:03.123 * Ready"},
      {"Redis 2", "[1] 04 Mar 10:02:03.123 * Ready", "03-04 10:02:03"},
      {"Elasticsearch", "[2024-03-04T10:02:03,123][INFO ][o.e.n.Node] [n] x"},
      {"Elasticsearch JSON", R"({"type":"server","timestamp":"2024-03-04T10:02:03,123Z"})"},
      {"Cassandra", "INFO  [main] 2024-03-04 10:02:03,123 Config.java:1 - x"},
      {"Kafka", "[2024-03-04 10:02:03,123] INFO x (kafka.Kafka)"},
      {"ZooKeeper", "2024-03-04 10:02:03,123 [myid:] - INFO  [main:X@1] - x"},
      {"HDFS", "240304 100203 148 INFO dfs.DataNode: x"},
      {"Hadoop", "2024-03-04 10:02:03,123 INFO org.apache.hadoop: x"},
      {"Spark", "24/03/04 10:02:03 INFO executor.Executor: x"},
      {"Oracle alert", "Mon Mar 04 10:02:03 2024"},
      {"Oracle 12.2 alert", "2024-03-04T11:02:03.123456+01:00"},
      {"Oracle listener", "04-MAR-2024 10:02:03 * (CONNECT_DATA=x)"},
      {"Oracle timestamp", "04-MAR-24 10.02.03.123456 AM x"},
      {"Oracle timestamp, evening", "04-MAR-24 10.02.03.123456 PM x", "2024-03-04 22:02:03Z"},
      {"SQL Server", "2024-03-04 10:02:03.12 Server      x"},
      {"DB2", "2024-03-04-10.02.03.123456 I1E1 LEVEL: Event"},
      {"SAP HANA", "[1]{-1}[-1/-1] 2024-03-04 10:02:03.123456 i x"},
      {"ClickHouse", "2024.03.04 10:02:03.123456 [ 1 ] {} <Information> x"},
      {"InfluxDB", "ts=2024-03-04T10:02:03.123456Z lvl=info msg=x"},
      {"Prometheus", "ts=2024-03-04T10:02:03.123Z caller=main.go:1 level=info"},
      {"CockroachDB", "I240304 10:02:03.123456 1 server.go:1  x"},
      {"etcd", R"({"level":"info","ts":"2024-03-04T10:02:03.123Z","caller":"x"})"},
      {"Neo4j", "2024-03-04 10:02:03.123+0000 INFO  Started."},
      {"Ceph", "2024-03-04T10:02:03.123+0000 7f1 0 x"},
      {"Couchbase", "2024-03-04T10:02:03.123Z, ns_server:1:info x"},
  };
  Check(kRows);
}

TEST(WrittenTime, Systems) {
  constexpr Row kRows[] = {
      {"apt history", "Start-Date: 2024-03-04  10:02:03"},
      {"apt history, end", "End-Date: 2024-03-04  10:02:03"},
      {"apt term", "Log started: 2024-03-04  10:02:03"},
      {"dpkg", "2024-03-04 10:02:03 status installed man-db"},
      {"pacman", "[2024-03-04T11:02:03+0100] [ALPM] installed x"},
      {"pacman, old", "[2024-03-04 10:02] installed x", "2024-03-04 10:02:00Z"},
      {"dnf", "2024-03-04T10:02:03Z DEBUG x"},
      {"dnf, offset", "2024-03-04T11:02:03+0100 DEBUG x"},
      {"yum", "Mar 04 10:02:03 Installed: x", "03-04 10:02:03"},
      {"alternatives", "update-alternatives 2024-03-04 10:02:03: run with x"},
      {"cloud-init", "2024-03-04 10:02:03,123 - util.py[DEBUG]: x"},
      {"Puppet", "2024-03-04 11:02:03 +0100 Puppet (notice): x"},
      {"Chef", "[2024-03-04T10:02:03+00:00] INFO: x"},
      {"Ansible", "2024-03-04 10:02:03,123 p=1 u=root n=ansible | x"},
      {"SaltStack", "2024-03-04 10:02:03,123 [salt.minion:1][INFO    ][1] x"},
      {"Docker json-file", R"({"log":"x\n","stream":"stdout","time":"2024-03-04T10:02:03.123456789Z"})"},
      {"containerd", "time=\"2024-03-04T10:02:03.123456789Z\" level=info"},
      {"CRI", "2024-03-04T11:02:03.123456789+01:00 stdout F x"},
      {"docker compose", "web_1  | 2024-03-04T10:02:03Z x"},
      {"Kubernetes audit", R"({"kind":"Event","requestReceivedTimestamp":"x","timestamp":"2024-03-04T10:02:03.123Z"})"},
      {"OpenStack", "2024-03-04 10:02:03.123 25746 INFO nova x"},
      {"libvirt", "2024-03-04 10:02:03.123+0000: 1: error : x"},
      {"QEMU", "2024-03-04T10:02:03.123456Z qemu-system-x86_64: x"},
      {"VMware ESXi", "2024-03-04T10:02:03.123Z cpu1:1)x"},
      {"VMware", "2024-03-04T10:02:03.123+01:00| vmx| I125: x", "2024-03-04 09:02:03Z"},
      {"X.Org", "[    12.345] (II) Module ABI versions:", "none"},
      {"Windows CBS", "2024-03-04 10:02:03, Info                  CBS    x"},
      {"Windows firewall", "2024-03-04 10:02:03 ALLOW TCP 1.2.3.4"},
      {"Windows event", "Information,3/4/2024 10:02:03 AM,Kernel,1"},
      {"Windows Update", "2024/03/04 10:02:03.1234567 1  1  Agent x"},
      {"Windows Update, old", "2024-03-04\t10:02:03:123\t1\t1\tAgent\tx"},
      {"Windows setupapi", ">>>  Section start 2024/03/04 10:02:03.123"},
      {"a day over 12", "13/04/2024 10:02:03 x", "2024-04-13 10:02:03Z"},
      {"de", "04.03.2024 10:02:03 x"},
      {"de, short", "04.03.24 10:02:03 x"},
      {"CSV", "\"2024-03-04\",\"10:02:03\",\"x\""},
      {"CSV in one", "\"2024-03-04 10:02:03\",\"x\""},
      {"CSV, semicolons", "2024-03-04;10:02:03;x"},
      {"CSV, an id first", "17,\"2024-03-04T10:02:03Z\",x"},
      {"JSON date and time", R"({"date":"2024-03-04","time":"10:02:03","m":"x"})"},
      {"JSON time and date", R"({"time":"10:02:03","date":"2024-03-04","m":"x"})"},
      {"JSON, protobuf", R"({"timestamp":{"seconds":1709546523,"nanos":123},"m":"x"})"},
      {"JSON behind a blank", R"( {"time":"2024-03-04T10:02:03Z"})"},
      {"macOS crash", "Date/Time:       2024-03-04 11:02:03.123 +0100"},
      {"IRC, irssi", "--- Log opened Mon Mar 04 10:02:03 2024"},
      {"rsync", "2024/03/04 10:02:03 [1] building file list"},
      {"fail2ban", "2024-03-04 10:02:03,123 fail2ban.actions [1]: NOTICE x"},
      {"Snort", "03/04-10:02:03.123456  [**] [1:1:1] x", "03-04 10:02:03"},
      {"Suricata fast.log", "03/04/2024-10:02:03.123456  [**] [1:1:1] x"},
      {"Suricata eve", R"({"timestamp":"2024-03-04T11:02:03.123456+0100","flow_id":1})"},
      {"Zeek", "1709546523.123456\tCHhAvV\t1.2.3.4\t1"},
      {"Zeek JSON", R"({"ts":1709546523.123456,"uid":"C"})"},
      {"tcpdump -tttt", "2024-03-04 10:02:03.123456 IP 1.2.3.4.1 > 1.2.3.5.2: x"},
      {"tcpdump -tt", "1709546523.123456 IP 1.2.3.4.1 > 1.2.3.5.2: x"},
      {"strace -ttt", "1709546523.123456 read(3, ...) = 1"},
      {"wget", "--2024-03-04 10:02:03--  http://a.org/"},
      {"cron of AIX", "root : Mon Mar  4 10:02:03 2024"},
  };
  Check(kRows);
}
// clang-format on

// Whichever of the places of a year has it, and whatever else the line says, it counts.
RC_GTEST_PROP(WrittenTime, TheYearBesideADateCounts, ()) {
  const int year = *rc::gen::inRange(1970, 2199);
  const int day = *rc::gen::inRange(1, 29);
  const auto month =
      *rc::gen::element<std::string>("Jan", "Feb", "Mar", "Jun", "Sept", "December");
  const auto pad = *rc::gen::element<std::string>("", " ", "0");
  const auto weekday = *rc::gen::element<std::string>("", "Mon ", "Tue, ", "Friday, ");
  const auto zone = *rc::gen::element<std::string>("", " UTC", " CEST", " +0200", " -03");
  const auto fraction = *rc::gen::element<std::string>("", ".1", ",123", ".123456789");
  const auto before = *rc::gen::element<std::string>("", "<13>", "[", "x: ", "\x1b[32m");
  const auto behind =
      *rc::gen::element<std::string>("", " host app[2019]: x", "] 2001", ": x");
  const std::string written = std::to_string(year);
  const std::string days = (day < 10 ? pad : "") + std::to_string(day);
  const std::string clock = "12:02:03" + fraction;
  std::string date;
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      date = written + " " + month + " " + days + " " + clock + zone;
      break;
    case 1:
      date = weekday + month + " " + days + " " + written + " " + clock + zone;
      break;
    case 2:
      date = weekday + month + " " + days + " " + clock + zone + " " + written;
      break;
    default:
      date = weekday + days + " " + month + " " + clock + zone + " " + written;
  }
  const std::string line = before + date + behind;
  RC_PRE(line.front() != ' ');  // goes on with the line above
  const auto time = LineTime(line);
  RC_LOG() << line;
  RC_ASSERT(time.has_value());
  RC_ASSERT(FormatTime(*time).substr(0, 4) == written);
}

}  // namespace
}  // namespace rondo::time
