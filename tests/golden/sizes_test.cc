// What scores take, against what they took: tests/golden/sizes.txt.
#include "golden/sizes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

TEST(Sizes, AreAsRemembered) {
  std::ostringstream text;
  text << std::ifstream(RONDO_GOLDEN "/sizes.txt").rdbuf();
  const std::vector<ScoreSize> remembered = ReadSizes(text.str());
  ASSERT_GT(remembered.size(), 15u);
  const std::vector<ScoreSize> now = MeasureSizes();
  for (const ScoreSize& one : now) EXPECT_GT(one.expanded_bytes, 10'000u) << one.input;
  EXPECT_EQ(Difference(remembered, now), "")
      << "If this is on purpose, run scripts/make-golden and commit "
         "tests/golden/sizes.txt with the reason.\n"
      << WriteSizes(now);
}

TEST(Sizes, HalfAPercentIsNoticed) {
  const std::vector<ScoreSize> old = {{"log", 6, 100'000, 10'000},
                                      {"log", 9, 100'000, 9'000}};
  std::vector<ScoreSize> now = old;
  now[0].bytes = 10'050;
  now[1].bytes = 8'955;
  EXPECT_EQ(Difference(old, now), "");
  now[0].bytes = 10'051;
  EXPECT_EQ(Difference(old, now),
            "log at level 6 takes 10051 bytes, it was 10000: +0.51 %\n");
  now[1].bytes = 8'954;
  EXPECT_THAT(Difference(old, now), HasSubstr("log at level 9 takes 8954 bytes"));
  now[0].expanded_bytes = 1;
  EXPECT_THAT(Difference(old, now), HasSubstr("another input"));
  now.pop_back();
  EXPECT_EQ(Difference(old, now), "other inputs or levels\n");
}

TEST(Sizes, TheTableIsReadAsItIsWritten) {
  const std::vector<ScoreSize> sizes = {{"a", 1, 2, 3}, {"b", 9, 8, 7}};
  EXPECT_EQ(WriteSizes(ReadSizes(WriteSizes(sizes))), WriteSizes(sizes));
  EXPECT_EQ(ReadSizes(WriteSizes(sizes)).size(), 2u);
}

}  // namespace
}  // namespace rondo::testing
