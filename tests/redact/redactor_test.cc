#include "redact/redactor.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "redact/support.h"

namespace rondo::redact {
namespace {

Redactor MakeRedactor(std::string_view list, uint64_t max_line_bytes = 1 << 20) {
  return {ListOf(list), NumberedPseudonyms(uint64_t{1} << 20), max_line_bytes};
}

TEST(RedactorTest, KeepsLinesAndTheirEnds) {
  EXPECT_EQ(Redacted("a 10.0.0.5\r\n\n10.0.0.6\nb 10.0.0.5", "ip"),
            "a <ip-1>\r\n\n<ip-2>\nb <ip-1>");
  EXPECT_EQ(Redacted("", "ip"), "");
  EXPECT_EQ(Redacted("\n", "ip"), "\n");
}

TEST(RedactorTest, NumbersWhatItOnlyLearns) {
  Redactor redactor = MakeRedactor("ip");
  std::string out;
  const RenditionSink sink = [&](std::string_view text) {
    out += text;
    return absl::OkStatus();
  };
  ASSERT_TRUE(redactor.Learn("10.0.0.1\n10.0.0.2\n").ok());
  ASSERT_TRUE(redactor.Add("10.0.0.2 10.0.0.3\n", sink).ok());
  ASSERT_TRUE(redactor.Finish(sink).ok());
  EXPECT_EQ(out, "<ip-2> <ip-3>\n");
}

TEST(RedactorTest, SendsNothingOfALineThatIsNotWhole) {
  Redactor redactor = MakeRedactor("ip");
  std::string out;
  const RenditionSink sink = [&](std::string_view text) {
    out += text;
    return absl::OkStatus();
  };
  ASSERT_TRUE(redactor.Add("x\nfrom 10.0.", sink).ok());
  EXPECT_EQ(out, "x\n");
  ASSERT_TRUE(redactor.Add("0.5", sink).ok());
  EXPECT_EQ(out, "x\n");
  ASSERT_TRUE(redactor.Finish(sink).ok());
  EXPECT_EQ(out, "x\nfrom <ip-1>");
}

TEST(RedactorTest, RefusesWhatItCannotHold) {
  const RenditionSink ignore = [](std::string_view) { return absl::OkStatus(); };
  for (const std::vector<std::string>& pieces :
       {std::vector<std::string>{"123456789"}, {"12345", "6789"}, {"1234", "56789\n"}}) {
    Redactor redactor = MakeRedactor("ip", 8);
    absl::Status status;
    for (const std::string& piece : pieces) {
      if (status.ok()) status = redactor.Add(piece, ignore);
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << pieces[0];
  }
}

TEST(RedactorTest, RefusesUtf16) {
  const RenditionSink ignore = [](std::string_view) { return absl::OkStatus(); };
  Redactor whole = MakeRedactor("ip");
  EXPECT_EQ(whole
                .Add("\xFF\xFE"
                     "1",
                     ignore)
                .code(),
            absl::StatusCode::kInvalidArgument);
  Redactor parts = MakeRedactor("ip");
  ASSERT_TRUE(parts.Add("\xFE", ignore).ok());
  EXPECT_EQ(parts.Add("\xFF", ignore).code(), absl::StatusCode::kInvalidArgument);
  Redactor inside = MakeRedactor("ip");
  ASSERT_TRUE(inside.Start("ab").ok());
  EXPECT_TRUE(inside.Add("\xFF\xFE\n", ignore).ok());
}

// Lines of what makes recognisers work. A second look at all of a line for each value
// would take minutes.
TEST(RedactorTest, TakesLongLinesInLinearTime) {
  constexpr size_t kBytes = 2'000'000;
  for (const std::string unit : {"1:",
                                 "1.",
                                 "a",
                                 "@",
                                 "%40",
                                 "a@",
                                 "1.2.3.4",
                                 "::",
                                 "ab:",
                                 "00:",
                                 "<",
                                 "\"@",
                                 "<ip-1",
                                 "user=",
                                 "for user ",
                                 "invalid user x",
                                 "deadbeefdeadbeef",
                                 "1-",
                                 " ",
                                 "550e8400-",
                                 "x://a:",
                                 "0x",
                                 "\\",
                                 "=",
                                 "(to ",
                                 "[",
                                 "10.0.0.5 ",
                                 "u"}) {
    std::string line;
    while (line.size() < kBytes) line += unit;
    const std::string rendition = Redacted(line, "ip,email,uuid,hex,user");
    EXPECT_EQ(std::ranges::count(rendition, '\n'), 0) << unit;
    EXPECT_FALSE(rendition.empty()) << unit;
  }
}

TEST(RedactorTest, TakesALineOfTenMegabytes) {
  std::string line;
  std::string expected;
  for (int i = 0; line.size() < 10'000'000; ++i) {
    line +=
        "\"from\":\"10.0.0.5\",\"user\":\"bob\",\"text\":\"it was seen here and there\",";
    expected +=
        "\"from\":\"<ip-1>\",\"user\":\"<user-1>\",\"text\":\"it was seen here and "
        "there\",";
  }
  EXPECT_TRUE(Redacted(line, "ip,user") == expected);
}

RC_GTEST_PROP(RedactorProperty, PiecesMakeNoDifference, ()) {
  const std::string text = *rc::gen::container<std::string>(
      rc::gen::element('1', '0', '.', ':', 'a', '@', '\n', ' ', '-', '\r', '\xff'));
  const size_t step = *rc::gen::inRange<size_t>(1, 9);
  Redactor redactor = MakeRedactor(kAllClasses);
  std::string out;
  const RenditionSink sink = [&](std::string_view part) {
    out += part;
    return absl::OkStatus();
  };
  for (size_t at = 0; at < text.size(); at += step) {
    RC_ASSERT(redactor.Add(std::string_view(text).substr(at, step), sink).ok());
  }
  RC_ASSERT(redactor.Finish(sink).ok());
  RC_ASSERT(out == Redacted(text, kAllClasses));
  RC_ASSERT(std::ranges::count(out, '\n') == std::ranges::count(text, '\n'));
}

}  // namespace
}  // namespace rondo::redact
