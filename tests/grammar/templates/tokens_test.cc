#include "grammar/templates/tokens.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/random_log.h"

namespace rondo::grammar {
namespace {

// The skeleton with readable markers, then the values; "raw" for what is not tokenised.
std::string Show(std::string_view line) {
  std::vector<char> skeleton(line.size());
  ItemValues items;
  const int64_t length = TokenizeLine(line, skeleton.data(), &items);
  if (length < 0) return "raw";
  static constexpr const char* kNames[] = {"",     "<n>", "<d>",    "<hex>", "<HEX>",
                                           "<ip>", "<t>", "<uuid>", "<UUID>"};
  std::string shown;
  for (int64_t i = 0; i < length; i += static_cast<int64_t>(MarkerBytes(skeleton[i]))) {
    if (ValuesOfMarker(skeleton[i]) > 0) {
      shown += kNames[static_cast<int>(skeleton[i])];
    } else {
      shown += skeleton[i];
    }
  }
  for (size_t i = 0; i < items.values.size(); ++i) {
    shown += i == 0 ? " : " : " ";
    if (items.widths[i] & kNegative) shown += "-";
    shown += std::to_string(items.values[i]);
  }
  return shown;
}

bool RendersBack(std::string_view line) {
  std::vector<char> skeleton(line.size());
  ItemValues items;
  const int64_t length = TokenizeLine(line, skeleton.data(), &items);
  if (length < 0) return items.values.empty();
  std::string back;
  RenderSkeleton({skeleton.data(), static_cast<size_t>(length)}, items.values.data(),
                 items.widths.data(), &back);
  return back == line;
}

TEST(RecordTokensTest, FindsItems) {
  EXPECT_EQ(Show("Jun 14 15:16:01 combo sshd[19939]: x"),
            "<t> combo sshd[<n>]: x : 14310961 19939");
  EXPECT_EQ(Show("from 10.0.0.7:80"), "from <ip>:<n> : 167772167 80");
  EXPECT_EQ(Show("0.25 s"), "<d> s : 0 25");
  EXPECT_EQ(Show("0x1f 0xFFFF"), "0x<hex> 0x<HEX> : 31 65535");
  EXPECT_EQ(Show("deadbeef1 c0ffee"), "<hex> <hex> : 59774856945 12648430");
  EXPECT_EQ(Show("conn19 2xx x86_64"), "conn<n> <n>xx x<n>_<n> : 19 2 86 64");
  EXPECT_EQ(Show("42c2e005-e3de-5f80-2408-000000000400"),
            "<uuid> : 4810653667887570816 2596325185179091968");
  EXPECT_EQ(Show("I0301 00:00:00.000001 7"), "I<t> <n> : 5184000000001 7");
}

TEST(RecordTokensTest, SignsBelongToNumbersThatStandAlone) {
  EXPECT_EQ(Show("-5 (-6) =-7 -0.5"), "<n> (<n>) =<n> <d> : -5 -6 -7 -0 5");
  EXPECT_EQ(Show("a-5 10-20 --3"), "a-<n> <n>-<n> -<n> : 5 10 20 -3");
}

TEST(RecordTokensTest, LeavesAloneWhatIsNoItem) {
  EXPECT_EQ(Show("1.2.3"), "<n>.<n>.<n> : 1 2 3");
  EXPECT_EQ(Show("300.1.1.1"), "<n>.<n>.<n>.<n> : 300 1 1 1");
  EXPECT_EQ(Show("12345678901234567890"), "12345678901234567890");
  EXPECT_EQ(Show("a1b2c3d4e5z"), "a1b2c3d4e5z");
  EXPECT_EQ(Show("0xFf"), "<n>xFf : 0");
  EXPECT_EQ(Show(std::string_view("a\0b", 3)), "raw");
  EXPECT_EQ(Show("a\x01"), "raw");
}

TEST(RecordTokensTest, EveryShortStringRendersBack) {
  constexpr std::string_view kAlphabet = "0 1-.:axF,\x02";
  std::string line;
  for (int length = 0; length <= 6; ++length) {
    std::vector<size_t> digits(length, 0);
    while (true) {
      line.clear();
      for (const size_t digit : digits) line += kAlphabet[digit];
      ASSERT_TRUE(RendersBack(line)) << line;
      int i = 0;
      while (i < length && ++digits[i] == kAlphabet.size()) digits[i++] = 0;
      if (i == length) break;
    }
  }
}

RC_GTEST_PROP(RecordTokensTest, RandomLinesRenderBack, (uint32_t seed)) {
  const std::string log = rondo::testing::RandomLog(seed, 40);
  size_t at = 0;
  while (at < log.size()) {
    const size_t end = std::min(log.find('\n', at), log.size() - 1) + 1;
    RC_ASSERT(RendersBack(std::string_view(log).substr(at, end - at)));
    at = end;
  }
}

RC_GTEST_PROP(RecordTokensTest, RandomBytesRenderBack, (const std::string& line)) {
  RC_ASSERT(RendersBack(line));
}

}  // namespace
}  // namespace rondo::grammar
