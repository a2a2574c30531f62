#include "apps/progress.h"

#include <gtest/gtest.h>

namespace rondo::app {
namespace {

TEST(ProgressText, HasPartSpeedRatioAndTimeLeft) {
  ProgressFigures figures;
  figures.bytes_in = 25'000'000;
  figures.bytes_out = 1'000'000;
  figures.total_in = 100'000'000;
  figures.seconds = 5;
  EXPECT_EQ(ProgressText("a.log", figures),
            "a.log  25.0 %  23.8 MiB of 95.4 MiB  5.0 MB/s  ratio 25.00  15.0 s left");
}

TEST(ProgressText, DecodingCountsTheLargerSide) {
  ProgressFigures figures;
  figures.bytes_in = 1'000'000;
  figures.bytes_out = 25'000'000;
  figures.total_in = 4'000'000;
  figures.expands = true;
  figures.seconds = 2;
  EXPECT_EQ(
      ProgressText("a.log.rondo", figures),
      "a.log.rondo  25.0 %  976.6 KiB of 3.8 MiB  12.5 MB/s  ratio 25.00  6.00 s left");
}

TEST(ProgressText, SaysOnlyWhatIsKnown) {
  ProgressFigures figures;
  figures.seconds = 1;
  EXPECT_EQ(ProgressText("(standard input)", figures), "(standard input)  0 B  0.0 MB/s");
  figures.total_in = 0;
  EXPECT_EQ(ProgressText("x", figures), "x  100.0 %  0 B of 0 B  0.0 MB/s");
}

}  // namespace
}  // namespace rondo::app
