// What is a value and what is none, by lines of real software. Values are marked in what
// is expected; the line itself is what is left without the marks.
#include "redact/recogniser.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "redact/support.h"

namespace rondo::redact {
namespace {

std::string WithoutMarks(const std::string& marked) {
  static const std::regex kMark(R"(\[\[[a-z_]+:([^\]]*)\]\])");
  return std::regex_replace(marked, kMark, "$1");
}

void ExpectMarked(const std::string& list, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    EXPECT_EQ(Marked(WithoutMarks(line), list), line);
  }
}

TEST(RecogniserTest, FindsIpv4Addresses) {
  ExpectMarked(
      "ip",
      {
          "[[ip:10.0.0.5]]",
          "[[ip:10.0.0.5]] - - [04/Mar/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200",
          "Failed password for root from [[ip:183.62.140.253]] port 49116 ssh2",
          "connection from [[ip:172.31.16.37]]:58123 (10 connections now open)",
          "ready http://[[ip:192.168.4.161]]:8080/x?y=1 and [[ip:10.1.2.3]]/24",
          "Server at ([[ip:127.0.0.1]]), '[[ip:8.8.8.8]]', \"[[ip:8.8.4.4]]\", "
          "<[[ip:1.1.1.1]]>.",
          "range [[ip:10.0.0.1]]-[[ip:10.0.0.9]],[[ip:10.0.0.11]];[[ip:10.0.0.12]]",
          "src=[[ip:10.0.0.1]] dst=[[ip:010.001.002.003]] last [[ip:255.255.255.255]].",
          "session at /[[ip:10.10.34.15]]:54175 of msra-sa-41/[[ip:10.190.173.170]]:8030",
          "[[ip:5.0.0.10]].in-addr.arpa: NXDOMAIN",
          "at_[[ip:10.0.0.5]]_80",
          "IP [[ip:10.0.0.5]].52314 > [[ip:10.0.0.9]].443: Flags [S]",
      });
}

TEST(RecogniserTest, FindsAddressesInNamesOfHosts) {
  ExpectMarked("ip",
               {
                   "Feb 21 21:54:44 ip-[[ip:172-30-0-62]] sshd[3387]: Invalid user",
                   "rhost=ec2-[[ip:52-80-34-196]].cn-north-1.compute.amazonaws.com.cn",
                   "customer-[[ip:187-141-143-180]]-sta.uninet-ide.com.mx "
                   "[[[ip:187.141.143.180]]]",
                   "rhost=[[ip:220-135-151-1]].hinet-ip.hinet.net",
                   "(host[[ip:129.206.196.21]].maximumasp.com)",
                   "ip[[ip:10.0.0.5]]",
                   "dsl-Chn-static-[[ip:203.199.1.2]].touchtelindia.net",
                   "range 1-2-3-4, 1-2-3-4-5.tar.gz, 2024-03-04-10.log",
               });
}

TEST(RecogniserTest, TakesNoVersionForAnIpv4Address) {
  ExpectMarked("ip", {
                         "1.2.3",
                         "1.2.3.4.5",
                         "1.3.6.1.4.1.2021",
                         "v1.2.3.4",
                         "V10.0.0.1",
                         "ver1.2.3.4",
                         "version1.2.3.4",
                         "x v 2.5.1.1",
                         "version 1.2.3.4",
                         "Version/4.0.0.1",
                         "rv:1.9.0.3",
                         "\"version\": \"1.2.3.4\"",
                         "256.1.1.1",
                         "1.2.3.1000",
                         "1.2.3.4a",
                         "x1.2.3",
                         "Chrome/74.0.3729.169",
                         "dpkg (>= 1.15.7.2)",
                         "2.0.0.1~beta",
                         "2.0.0.1+nmu6",
                         "amd64~~6.1.3.2,",
                         "took 10.25 ms",
                         "2024.03.04.10",
                         "10:02:03.123",
                         "a.b.c.d",
                         "1..2.3.4",
                     });
}

TEST(RecogniserTest, FindsIpv6Addresses) {
  ExpectMarked("ip", {
                         "[[ip:::1]]",
                         "Accepted publickey for git from [[ip:2001:db8::1]] port 22",
                         "listening on [[[ip:2001:db8::8:1]]]:443",
                         "from [[ip:::ffff:1.2.3.4]]: and [[ip:::ffff:c0a8:1]]",
                         "[[ip:fe80::1]]%eth0, [[ip:fe80::1aa]]%12",
                         "Addr: [[ip:fe80:0:0:0:c6b3:1ff:fecd:467f]]",
                         "v6(en0!:[[ip:2607:f140:6000:8:f1dc:a608:863:19ad]]) DNS",
                         "inet6 addr:[[ip:fe80::1]] Scope",
                         "net [[ip:2001:DB8::]]/32, to [[ip:ff02::16]]",
                         "mixed [[ip:64:ff9b::192.0.2.33]]",
                         "at [[ip:1:2:3:4:5:6:7:8]]:",
                         "[[ip:::ffff:23.48.39.57]];[[ip:::ffff:23.48.39.56]];",
                         "\"addr\":\"[[ip:2a00:1450:4001:80b::200e]]\"",
                     });
}

TEST(RecogniserTest, TakesNoClockAndNoCodeForAnIpv6Address) {
  ExpectMarked("ip", {
                         "10:02:03",
                         "2024-03-04T10:02:03",
                         "00:11:43:e3:ab:01",
                         "std::string",
                         "::",
                         "absl::StatusOr<x>",
                         "a::b",
                         "dead::beef",
                         "File::Find",
                         "1:2:3:4:5:6:7",
                         "fe80:::1",
                         "12345::1",
                         "x::1",
                         "fe80::x",
                         "e2::foo()",
                         "[::]:6379",
                         "04/Mar/2024:10:02:03 +0000",
                         "user:1:2",
                         "\"a\":1,\"b\":2",
                     });
}

TEST(RecogniserTest, FindsMailAddresses) {
  ExpectMarked(
      "email",
      {
          "[[email:alice@example.com]]",
          "from=<[[email:alice.b+tag@mail.example.co.uk]]>, size=1",
          "to=<[[email:bounce+bob=example.org@list.example.com]]>",
          "Maintainer: Bob <[[email:b_o-b@x-y.io]]>, ([[email:davem@redhat.com]]).",
          "user=[[email:alice@example.com]]&x=1",
          "'[[email:bob@x.com]]'",
          "mailto:[[email:bob@x.com]]",
          "/users/[[email:xpc_ben%40163.com]]/ timed",
          "https://[[email:a%40b.com]]@[c]",
          "<[[email:\"john doe\"@example.com]]>",
          "[[email:ALICE@EXAMPLE.COM]].",
          "[[email:j\xc3\xb6rg@b\xc3\xbc"
          "cher.example]]",
          "[[email:bob@xn--bcher-kva.example]] [[email:a@b.xn--p1ai]]",
          "git clone [[email:git@github.com]]:x/y",
      });
}

TEST(RecogniserTest, TakesNoUnitAndNoVersionForAMailAddress) {
  ExpectMarked("email", {
                            "getty@tty1.service",
                            "user@1000.service: Succeeded",
                            "root@localhost",
                            "@home",
                            "left-pad@1.3.0",
                            "@types/node@12.0.0",
                            "java.lang.Object@1b2c3d",
                            "logo@2x.png",
                            "a@.com",
                            "a@b.",
                            "a@b.c",
                            "@",
                            "x@y",
                            "a @b.com",
                            "100%4012",
                            "tarball@10.0.0.5",
                        });
}

TEST(RecogniserTest, FindsUuidsAndHexadecimalNumbers) {
  ExpectMarked("uuid,hex",
               {
                   "req-[[uuid:d4353962-c926-4d9c-87ea-4cc0834b395a]] "
                   "[[hex:113d3a99c3da401fbd62cc2caa5b96d2]]",
                   "{[[uuid:BF1A281B-AD7B-4476-AC95-F47682990CE7]]}",
                   "/img/[[uuid:0477c1cb-d965-4afe-a1f8-d3536f2e5c01]]_x.png",
                   "\\MMF_BITS[[uuid:2021193a-858f-46b0-8f8b-83d52a82514a]]\",\"",
                   "98887304077.[[uuid:23063538-cc5b-48a6-877b-3b83e2722bce]][1].png",
                   "0x[[hex:00007fff980f2b00]] at [<[[hex:ffffffff8100fb22]]>]",
                   "SHA1=[[hex:EACECA3A969B9EA1DE2ABB09BFA7F65003CFAE3E]],MD5",
                   "block blk_-[[hex:7592643790414500555]] terminating",
                   "MD5:[[hex:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48]] RSA",
                   "DHCPREQUEST from [[hex:00:11:43:e3:ba:c3]] via eth1",
                   "Calling-Station-Id = [[hex:00-1A-2B-3C-4D-5E]]",
               });
  ExpectMarked("uuid,hex", {
                               "deadbeef",
                               "0xdeadbeef",
                               "123456789012345",
                               "10:02:03",
                               "24-03-04-10-02-03",
                               "d4353962-c926-4d9c-87ea-4cc0834b395",
                               "d4353962-c926-4d9c-87ea-4cc0834b395x",
                               "g13d3a99c3da401fbd62cc2caa5b96d2",
                               "00:11:43:e3:ba:c",
                               "1.5",
                           });
}

TEST(RecogniserTest, FindsNumbersThatStandAlone) {
  ExpectMarked(
      "number",
      {
          "took [[number:12.5]] ms, [[number:3]] of [[number:1700]]; id=[[number:42]]",
          "status: [[number:200]]",
          "(-[[number:7]])",
          "\"n\":[[number:0]]}",
          "Mar  4 10:02:03 web-[[number:04]] sshd[[[number:811]]]: port [[number:22]]",
          "2024-03-04 10:02:03,123 [[number:1]]",
          "04/Mar/2024:10:02:03 [[number:5]]",
          "Mon, 4 Mar 2024 10:02:03 GMT",
          "[04/Mar/2024:10:02:03 +0200] [[number:200]]",
          "HTTP/1.1",
          "1.2.3",
          "10.0.0.5",
          "10-20",
          "pts/[[number:0]]",
          "u00030 0x1f 12ab",
      });
}

TEST(RecogniserTest, FindsWhatExpressionsMatch) {
  ExpectMarked("/session=(\\w+)/=session",
               {"a session=[[session:x1]]; session=[[session:y2]]"});
  ExpectMarked("/order-\\d+/=order", {"[[order:order-17]] and [[order:order-9]]"});
  ExpectMarked("/a\\/b,c/=path", {"in [[path:a/b,c]]"});
  ExpectMarked("/x*/=x", {"a [[x:xx]] b"});
  ExpectMarked("/^(\\w+) /=host", {"[[host:web01]] web01 x"});
  // A name of a class: one more of its forms.
  ExpectMarked("ip,/peer (\\w+)/=ip", {"peer [[ip:db7]] at [[ip:10.0.0.5]]"});
}

TEST(RecogniserTest, TakesTheFirstThenTheLongestThenTheFirstOfTheClasses) {
  ExpectMarked("ip,email,user",
               {
                   "user=[[email:alice@example.com]]",
                   "user=[[ip:10.0.0.5]]",
                   "user=[[user:alice]] from=[[email:10.0.0.5@example.com]]",
               });
  ExpectMarked("ip,/from (\\S+)/=peer",
               {"from [[peer:10.0.0.5]]", "from [[peer:10.0.0.5:22]]"});
}

// In JSON within JSON, and in addresses of the web.
TEST(RecogniserTest, FindsValuesBehindEscapes) {
  ExpectMarked(
      std::string(kAllClasses),
      {R"(Address:\t\t[[ip:10.0.0.5]]\r\n\tPort:\t\t[[number:0]]\r)",
       R"(Address:\t\t[[ip:::ffff:10.0.0.5]]\r\nto\n[[ip:2001:db8::1]]\n)",
       R"(\u003c[[ip:10.0.0.5]]\u003e \u003c[[email:bob@example.com]]\u003e \x2f[[ip:10.0.0.5]])",
       R"(?u=http%3A%2F%2F[[ip:10.0.0.5]]%2Fx&id%3D[[uuid:550e8400-e29b-41d4-a716-446655440000]])",
       R"(%3D[[hex:deadbeefdeadbeef]]%2C[[email:bob%40example.com]] x%[[ip:10.0.0.5]])",
       R"(\n[[email:bob@example.com]]\t[[hex:deadbeefdeadbeef]])"});
}

// No part of a value that was found is left.
TEST(RecogniserTest, DrawsValuesOutOverWhatTheyOverlap) {
  ExpectMarked("ip,/key .{4}/=key", {"[[key:key 10.0.0.5]] x"});
  ExpectMarked("hex,email,/to a/=to", {"[[to:to alice@example.com]]"});
}

TEST(RecogniserTest, LeavesMarksAsTheyAre) {
  for (const std::string line :
       {"user=<user-3> from <ip-1>:22", "<ip-3f9a21c0b4>", "for <user-12> from <ip-7>",
        "user=<ip-1>", "<number-12> <email-1>", "uid=<user-1>(x)"}) {
    EXPECT_EQ(Marked(line, kAllClasses).find("ip:"), std::string::npos) << line;
    EXPECT_EQ(Redacted(Redacted(line, kAllClasses), kAllClasses),
              Redacted(line, kAllClasses));
  }
  ExpectMarked(
      std::string(kAllClasses),
      {"<ip-[[number:12345678901]]> <other-[[number:1]]> <ip-> <ip-3f9a21c0bg>"});
}

TEST(RecogniserTest, TakesAnyBytes) {
  ExpectMarked("ip,email,user,hex",
               {std::string("\0\xff\x80 [[ip:10.0.0.5]]\r", 20),
                "\xff[[ip:10.0.0.5]]\xfe", "user=[[user:al\xffice]]\r"});
}

const std::vector<std::string> kValues = {"10.0.0.5",
                                          "255.1.2.3",
                                          "fe80::1",
                                          "::ffff:1.2.3.4",
                                          "2001:db8::8:1",
                                          "1:2:3:4:5:6:7:8",
                                          "alice@example.com",
                                          "b.o+b@x-y.io",
                                          "bob%40example.com",
                                          "550e8400-e29b-41d4-a716-446655440000",
                                          "deadbeefdeadbeef00",
                                          "1234567890123456",
                                          "00:11:43:e3:ba:c3"};

// Values and other things, with something that parts them.
rc::Gen<std::string> Lines() {
  const auto values = rc::gen::elementOf(kValues);
  const auto others = rc::gen::element<std::string>(
      "a", "user", "for", "10:02:03", "2024-03-04", "04/Mar/2024:10:02:03", "<ip-1>",
      "v1.2.3.4", "1.2.3.4.5", "std::string", "7", "12.5", "<uuid-3f9a21c0b4>",
      "\xff\x80", "<", "Mar", "::", "@", "deadbeef", "\\n", "10.0.0", "x-");
  const auto joints = rc::gen::element<std::string>(
      " ", "  ", ", ", "\"", "=\"", "] [", "; ", " (", ") ", "|", "\t", "' '", " /");
  const auto piece = rc::gen::map(rc::gen::pair(rc::gen::oneOf(values, others), joints),
                                  [](const std::pair<std::string, std::string>& pair) {
                                    return pair.first + pair.second;
                                  });
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string line;
                        for (const std::string& part : pieces) line += part;
                        return line;
                      });
}

RC_GTEST_PROP(RecogniserProperty, NothingIsLeftToFind, ()) {
  const std::string line = *Lines();
  const std::string list =
      *rc::gen::element<std::string>("ip,email,uuid,hex", "ip,email,uuid,hex,number");
  const std::string once = Redacted(line, list);
  RC_LOG() << once;
  RC_ASSERT(Redacted(once, list) == once);
  for (const std::string& value : kValues)
    RC_ASSERT(once.find(value) == std::string::npos);
}

}  // namespace
}  // namespace rondo::redact
