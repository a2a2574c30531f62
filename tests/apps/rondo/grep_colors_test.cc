// GREP_COLORS.
#include "apps/rondo/verbs/grep_colors.h"

#include <gtest/gtest.h>

namespace rondo {
namespace {

TEST(GrepColors, OfWhatIsSaid) {
  const app::GrepColors colors =
      app::ParseGrepColors("mt=01;32:fn=:sl=1:rv:zz=3:ln=x:ne");
  EXPECT_EQ(colors.match, "01;32");
  EXPECT_EQ(colors.context_match, "01;32");
  EXPECT_EQ(colors.name, "");
  EXPECT_EQ(colors.selected, "1");
  EXPECT_EQ(colors.number, "32");  // x is no colour
  EXPECT_TRUE(colors.reversed && colors.keeps_rest);
}

}  // namespace
}  // namespace rondo
