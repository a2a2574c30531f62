// --context redacted, --redact and export, through the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kAll[] = "ip,email,user,uuid,hex";

class RedactionTest : public CliTest {
 protected:
  // What a command prints, and the note that it is a rendition.
  std::string Rendition(const std::string& line) const {
    const CommandResult result = Run(line);
    EXPECT_EQ(result.exit_code, 0) << line << "\n" << result.err;
    EXPECT_EQ(result.err, "rondo: a redacted rendition, not the text itself\n") << line;
    return result.out;
  }

  // Lines of three kinds, with addresses that come again.
  void WriteLog(const std::string& name, int lines) const {
    std::string text;
    for (int i = 0; i < lines; ++i) {
      char line[200];
      std::snprintf(line, sizeof line,
                    "2024-03-04 10:%02d:%02d sshd[%d]: Failed password for u%04d from "
                    "10.%d.%d.%d port %d\n",
                    i / 60 % 60, i % 60, 100 + i % 7, i % 97, i % 5, i * 7 % 251,
                    i * 13 % 241, 1024 + i);
      text += line;
    }
    Write(name, text);
  }
};

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size() - 1);
    lines.push_back(text.substr(from, end + 1 - from));
    from = end + 1;
  }
  return lines;
}

std::string Joined(const std::vector<std::string>& lines, size_t from, size_t to) {
  std::string text;
  for (size_t i = from; i < to; ++i) text += lines[i];
  return text;
}

struct Secret {
  std::string value;
  std::string line;
};

std::string Format(const char* form, unsigned a, unsigned b, unsigned c, unsigned d) {
  std::array<char, 120> text;
  std::snprintf(text.data(), text.size(), form, a, b, c, d);
  return text.data();
}

// Ten thousand values of all classes, each of them in a line of its own form.
std::vector<Secret> Secrets() {
  std::mt19937 random(20260607);
  const auto draw = [&](unsigned below) {
    return static_cast<unsigned>(random()) % below;
  };
  std::vector<Secret> secrets;
  for (unsigned i = 0; i < 10'000; ++i) {
    Secret secret;
    switch (i % 7) {
      case 0:
        secret.value = Format("%u.%u.%u.%u", 100 + draw(100), 100 + draw(100),
                              100 + draw(100), 100 + draw(100));
        secret.line = "connection from " + secret.value + ":22 refused";
        break;
      case 1:
        secret.value = Format("2001:db8:%x:%x::%x:%x", 0x1000 + draw(0xe000),
                              0x1000 + draw(0xe000), 0x1000 + draw(0xe000), i + 1);
        secret.line = "peer [" + secret.value + "]:443 went away";
        break;
      case 2:
        secret.value = Format("mail%u.%x+%u@host%u.example.com", i, draw(1u << 31),
                              draw(99), draw(1000));
        secret.line = "to=<" + secret.value + ">, relay=local, status=sent";
        break;
      case 3:
        secret.value = Format("%08x-4000-8000-a%03x-%08x%04x", draw(1u << 31), draw(4096),
                              draw(1u << 31), draw(65536));
        secret.line = "{\"request\":\"" + secret.value + "\",\"took\":12}";
        break;
      case 4:
        secret.value =
            Format("%08x%08x%08x%08x", draw(1u << 31), draw(1u << 31), draw(1u << 31), i);
        secret.line = "commit " + secret.value + " was taken";
        break;
      case 5:
        secret.value = Format("person%u_%x%x%x", i, draw(1u << 31), draw(256), draw(256));
        secret.line = "Accepted password for " + secret.value + " port 22 ssh2";
        break;
      default:
        secret.value = Format("name%u-%x%x%x", i, draw(1u << 31), draw(256), draw(256));
        secret.line =
            "cannot read /home/" + secret.value + "/.profile, user=" + secret.value;
        break;
    }
    secrets.push_back(std::move(secret));
  }
  return secrets;
}

// Those of the values that are in the text. They have more than eight bytes: of each
// place these are looked up first.
std::vector<std::string> ValuesIn(const std::string& text,
                                  const std::vector<Secret>& secrets) {
  constexpr size_t kStartBytes = 8;
  std::unordered_multimap<std::string, std::string> by_start;
  for (const Secret& secret : secrets) {
    EXPECT_GT(secret.value.size(), kStartBytes);
    by_start.emplace(secret.value.substr(0, kStartBytes), secret.value);
  }
  std::vector<std::string> found;
  for (size_t at = 0; at + kStartBytes <= text.size(); ++at) {
    const auto [begin, end] = by_start.equal_range(text.substr(at, kStartBytes));
    for (auto value = begin; value != end; ++value) {
      if (text.compare(at, value->second.size(), value->second) == 0) {
        found.push_back(value->second);
      }
    }
  }
  return found;
}

TEST_F(RedactionTest, ExportLeavesNoneOfTenThousandValues) {
  const std::vector<Secret> secrets = Secrets();
  std::string text;
  std::string values;
  for (size_t i = 0; i < secrets.size(); ++i) {
    text += Format("2024-03-04 10:%02u:%02u app[%u]: ", i / 60 % 60, i % 60, 811, 0) +
            secrets[i].line + "\nnothing to hide in line " + std::to_string(i) + "\n";
    values += secrets[i].value + "\n";
  }
  Write("app.log", text);
  Write("values", values);
  EXPECT_GE(ValuesIn(text, secrets).size(), 10'000u);
  Good("rondo encode -q app.log");
  EXPECT_EQ(Good("rondo grep -c -F -f values app.log.rondo"), "10000\n");
  for (const std::string how : {"", "--key app.log.key", "-9 --block-size 1K"}) {
    Write("app.log.key", "0123456789abcdef0123456789abcdef");
    Good("rondo export -f --context redacted --redact " + std::string(kAll) + " " + how +
         " -o public.rondo app.log.rondo");
    const std::string bytes = Read("public.rondo");
    const std::string decoded = Good("rondo decode -c public.rondo");
    EXPECT_THAT(ValuesIn(decoded, secrets), IsEmpty());
    EXPECT_THAT(ValuesIn(bytes, secrets), IsEmpty());
    EXPECT_EQ(Run("rondo grep -c -F -f values public.rondo").out, "0\n");
    EXPECT_EQ(std::ranges::count(decoded, '\n'), std::ranges::count(text, '\n'));
    // Times are kept, and what is no value.
    EXPECT_EQ(Good("rondo cat --since '2024-03-04 10:02' --until '2024-03-04 10:05' "
                   "public.rondo | wc -l"),
              Good("rondo cat --since '2024-03-04 10:02' --until '2024-03-04 10:05' "
                   "app.log.rondo | wc -l"));
    EXPECT_THAT(decoded, HasSubstr("nothing to hide in line 9999\n"));
    Good("rondo verify -q public.rondo");
    // There is nothing more to hide.
    EXPECT_EQ(Good("rondo cat -q --context redacted public.rondo"), decoded);
  }
}

TEST_F(RedactionTest, ARenditionIsTheSameWhateverIsReadOfIt) {
  WriteLog("a.log", 3000);
  Good("rondo encode -q --block-size 4K --segment-size 64K a.log");
  const std::string redact = "--context redacted --redact ip,user ";
  const std::string whole = Rendition("rondo cat " + redact + "a.log.rondo");
  const std::vector<std::string> lines = Lines(whole);
  ASSERT_EQ(lines.size(), 3000u);
  EXPECT_EQ(lines[0],
            "2024-03-04 10:00:00 sshd[100]: Failed password for <user-1> from "
            "<ip-1> port 1024\n");
  EXPECT_EQ(Rendition("rondo head -n 7 " + redact + "a.log.rondo"), Joined(lines, 0, 7));
  EXPECT_EQ(Rendition("rondo head -n -2990 " + redact + "a.log.rondo"),
            Joined(lines, 0, 10));
  EXPECT_EQ(Rendition("rondo tail -n 7 " + redact + "a.log.rondo"),
            Joined(lines, 2993, 3000));
  EXPECT_EQ(Rendition("rondo cat --lines 1001:1010 " + redact + "a.log.rondo"),
            Joined(lines, 1000, 1010));
  EXPECT_EQ(
      Rendition("rondo cat --since '2024-03-04 10:20:00' --until '2024-03-04 10:20:09' " +
                redact + "a.log.rondo"),
      Joined(lines, 1200, 1210));
  EXPECT_EQ(Rendition("rondo grep 'port 402[0-3]$' " + redact + "a.log.rondo"),
            Joined(lines, 2996, 3000));
  EXPECT_EQ(Rendition("rondo grep -n 'user-97>.* 1120$' " + redact + "a.log.rondo"),
            "97:" + lines[96]);
  EXPECT_EQ(Rendition("rondo cat " + redact + " < a.log.rondo"), whole);
  EXPECT_EQ(Rendition("cat a.log.rondo | rondo grep '' " + redact), whole);
  Good("gzip -k a.log");
  EXPECT_EQ(Rendition("rondo cat " + redact + "a.log.gz"), whole);
  EXPECT_EQ(Rendition("rondo head -n 7 " + redact + "a.log.gz"), Joined(lines, 0, 7));
  EXPECT_EQ(Rendition("rondo tail -n 7 " + redact + "a.log.gz"),
            Joined(lines, 2993, 3000));
  EXPECT_EQ(Rendition("rondo grep '' " + redact + "a.log"), whole);
}

TEST_F(RedactionTest, WhatIsHiddenCannotBeSearchedFor) {
  WriteLog("a.log", 300);
  Good("rondo encode -q a.log");
  EXPECT_EQ(Good("rondo grep -c 10.0.0.0 a.log.rondo"), "1\n");
  for (const char* file : {"a.log", "a.log.rondo"}) {
    EXPECT_EQ(Run("rondo grep -q -F 10.0.0.0 --context redacted " + std::string(file))
                  .exit_code,
              1);
    EXPECT_EQ(Run("rondo grep -c 'from 10' --context redacted " + std::string(file)).out,
              "0\n");
  }
}

TEST_F(RedactionTest, NamesByAKeyAreTheSameInAllFiles) {
  Write("a.log", "from 10.0.0.5\nfrom 10.0.0.6\n");
  Write("b.log", "x\nfrom 10.0.0.6\n");
  Write("key", "0123456789abcdef");
  Write("other", "0123456789abcdeX");
  Good("rondo encode -q a.log b.log");
  const std::string keyed = "--context redacted --key key ";
  const std::string a = Rendition("rondo tail -n 1 " + keyed + "a.log.rondo");
  EXPECT_EQ(a, Rendition("rondo tail -n 1 " + keyed + "b.log.rondo"));
  EXPECT_EQ(a, Rendition("rondo cat --lines 2 " + keyed + "b.log.rondo"));
  EXPECT_THAT(a, ::testing::MatchesRegex("from <ip-[0-9a-f]{10}>\n"));
  EXPECT_NE(a, Rendition("rondo tail -n 1 --context redacted --key other a.log.rondo"));
}

TEST_F(RedactionTest, AScoreListsWhatToHide) {
  Write("a.log", "user=bob from 10.0.0.5 order 17\n");
  Good("rondo encode -q --redact 'user,/order (\\d+)/=order' a.log");
  EXPECT_THAT(Good("rondo stat a.log.rondo"), HasSubstr("user,/order (\\d+)/=order\n"));
  EXPECT_THAT(Good("rondo stat --json a.log.rondo"),
              HasSubstr(R"("redact":"user,/order (\\d+)/=order")"));
  const std::string listed = "user=<user-1> from 10.0.0.5 order <order-1>\n";
  EXPECT_EQ(Good("rondo cat a.log.rondo"), Read("a.log"));
  EXPECT_EQ(Rendition("rondo cat --context redacted a.log.rondo"), listed);
  EXPECT_EQ(Rendition("rondo cat --context redacted < a.log.rondo"), listed);
  EXPECT_EQ(Rendition("cat a.log.rondo | rondo cat --context redacted"), listed);
  EXPECT_EQ(Rendition("cat a.log.rondo | rondo grep --context redacted ''"), listed);
  EXPECT_EQ(Rendition("rondo cat --context redacted --redact ip a.log.rondo"),
            "user=bob from <ip-1> order 17\n");
  // The list is not for everybody.
  Good("rondo export --context redacted -o public.rondo a.log.rondo");
  EXPECT_THAT(Good("rondo stat public.rondo"), Not(HasSubstr("order")));
}

// Several scores hide what any of them lists; what lists nothing adds the default.
TEST_F(RedactionTest, PartsOfAFileHideWhatAllOfThemList) {
  Write("a.log", "user=bob from 10.0.0.5\n");
  Good("rondo encode -q --redact user -o a.rondo a.log");
  Good("rondo encode -q -o b.rondo a.log");
  Good("rondo encode -q --redact user -c /dev/null > empty.rondo");
  Good("cat a.rondo b.rondo empty.rondo > both.rondo");
  const std::string both = "user=<user-1> from <ip-1>\nuser=<user-1> from <ip-1>\n";
  EXPECT_EQ(Rendition("rondo cat --context redacted both.rondo"), both);
  Good("rondo append -q --redact user c.rondo a.log");
  Good("rondo append -q c.rondo a.log");
  EXPECT_EQ(Rendition("rondo cat --context redacted c.rondo"), both);
  Good("rondo compact -q c.rondo");
  EXPECT_EQ(Rendition("rondo cat --context redacted c.rondo"), both);
  EXPECT_THAT(Good("rondo stat c.rondo"), HasSubstr("uuid,email,ip,hex,user\n"));
}

TEST_F(RedactionTest, ALiveLogListsWhatToHide) {
  Write("a.log", "user=bob from 10.0.0.5\n");
  Good("rondo encode -q --live --redact user -o l.rondo < a.log");
  EXPECT_EQ(Rendition("rondo cat --context redacted l.rondo"),
            "user=<user-1> from 10.0.0.5\n");
  // What follows is hidden, too, line by line.
  Run("(sleep 0.5; printf 'user=eve\\nuser=b' ; sleep 0.2; printf 'ob\\n'; sleep 1) | "
      "rondo encode -q --live --flush 50ms --redact user -o l.rondo & "
      "timeout 3 rondo tail -q -f --context redacted l.rondo > out; wait");
  EXPECT_EQ(Read("out"), "user=<user-1> from 10.0.0.5\nuser=<user-2>\nuser=<user-1>\n");
}

TEST_F(RedactionTest, WithoutItsIndexAScoreDoesNotSayWhatToHide) {
  Write("a.log", "user=bob\n");
  Good("rondo encode -q --redact user a.log");
  std::string bytes = Read("a.log.rondo");
  bytes[bytes.size() - 30] ^= 1;
  Write("bent.rondo", bytes);
  EXPECT_EQ(Good("rondo cat --lines 1 bent.rondo"), "user=bob\n");
  for (const char* verb : {"cat", "tail", "grep bob"}) {
    const CommandResult result =
        Run("rondo " + std::string(verb) + " --context redacted bent.rondo");
    EXPECT_EQ(result.out, "") << verb;
    EXPECT_THAT(result.err, HasSubstr("is damaged; --redact LIST says it")) << verb;
  }
  EXPECT_EQ(Rendition("rondo cat --context redacted --redact user bent.rondo"),
            "user=<user-1>\n");
}

TEST_F(RedactionTest, TakesAnyBytes) {
  Write("a.log", std::string("\0 10.0.0.5\xff\r\n\xfe user=al\xffx\r\n10.0.0.5", 34));
  Good("rondo encode -q a.log");
  const std::string expected =
      std::string("\0 <ip-1>\xff\r\n\xfe user=<user-1>\r\n<ip-1>", 34);
  EXPECT_EQ(Rendition("rondo cat --context redacted --redact ip,user a.log.rondo"),
            expected);
  Good("rondo export --context redacted --redact ip,user -o b.rondo a.log.rondo");
  EXPECT_EQ(Good("rondo cat b.rondo"), expected);
  Write("none.log", "");
  Good("rondo encode -q none.log");
  EXPECT_EQ(Rendition("rondo cat --context redacted none.log.rondo"), "");
  Write("wide.log", std::string("\xff\xfe"
                                "1\0.\0",
                                6));
  Good("rondo encode -q wide.log");
  EXPECT_THAT(Run("rondo cat --context redacted wide.log.rondo").err,
              HasSubstr("UTF-16"));
}

TEST_F(RedactionTest, EndsWhereItsMemoryEnds) {
  std::string text;
  for (int i = 0; i < 200'000; ++i)
    text += Format("10.%u.%u.%u\n", i / 40'000, i / 200 % 200, i % 200, 0);
  Write("a.log", text);
  Good("rondo encode -q a.log");
  const CommandResult result =
      Run("rondo cat -q -M 4M --context redacted a.log.rondo | tail -n 1; "
          "rondo cat -q -M 4M --context redacted a.log.rondo > out");
  EXPECT_THAT(result.err, HasSubstr("with --key FILE none need be remembered"));
  EXPECT_THAT(Read("out"), Not(HasSubstr("10.")));
  Write("key", "0123456789abcdef");
  Good("rondo cat -q -M 4M --context redacted --key key a.log.rondo > all");
  EXPECT_THAT(Read("all"), Not(HasSubstr("10.")));
}

TEST_F(RedactionTest, SaysWhatItDoesNotTake) {
  Write("a.log", "10.0.0.5\n");
  Good("rondo encode -q a.log");
  Write("short", "key");
  const struct {
    const char* line;
    const char* error;
  } kMistakes[] = {
      {"cat --context secret a.log.rondo", "no context \"secret\"; there is redacted"},
      {"grep --context secret x a.log.rondo", "no context \"secret\"; there is redacted"},
      {"cat --context redacted --redact ip,phone a.log.rondo",
       "no class \"phone\"; there are ip, email"},
      {"cat --context redacted --redact '/(/=x' a.log.rondo", "missing )"},
      {"cat --redact ip a.log.rondo", "--redact is about --context redacted"},
      {"cat --key short a.log.rondo", "--key is about --context redacted"},
      {"cat --context redacted --key short a.log.rondo", "short: a key of 3 bytes"},
      {"cat --context redacted --key none a.log.rondo", "none: cannot open"},
      {"cat --context redacted --bytes 0:5 a.log.rondo",
       "a rendition has parts by lines"},
      {"head -c 5 --context redacted a.log.rondo", "a rendition has parts by lines"},
      {"tail -c 5 --context redacted a.log.rondo", "a rendition has parts by lines"},
      {"decode --context redacted a.log.rondo", "--context"},
      {"encode --redact phone a.log", "no class \"phone\""},
      {"encode --format zipfs --dict x --redact ip a.log", "a ZIPFS file lists nothing"},
      {"export -o b.rondo a.log.rondo", "say --context redacted"},
      {"export --context redacted a.log.rondo", "-o FILE, or -c"},
      {"export --context redacted -o a.log.rondo -f a.log.rondo", "is also the output"},
      {"export --context redacted -o b.rondo a.log", "not a Rondo score"},
  };
  for (const auto& mistake : kMistakes) {
    const CommandResult result = Run("rondo " + std::string(mistake.line));
    EXPECT_NE(result.exit_code, 0) << mistake.line;
    EXPECT_EQ(result.out, "") << mistake.line;
    EXPECT_THAT(result.err, HasSubstr(mistake.error)) << mistake.line;
  }
  EXPECT_FALSE(Exists("b.rondo"));
  EXPECT_THAT(Good("rondo cat -q --context redacted a.log.rondo"), StartsWith("<ip-1>"));
}

}  // namespace
}  // namespace rondo::testing
