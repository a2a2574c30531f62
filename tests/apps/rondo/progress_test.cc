#include "apps/rondo/terminal/progress.h"

#include <gtest/gtest.h>

namespace rondo::app {
namespace {

TEST(ProgressText, HasPartSpeedRatioAndTimeLeft) {
  ProgressFigures figures;
  figures.bytes_read = 60'000'000;
  figures.bytes_done = 25'000'000;
  figures.bytes_out = 1'000'000;
  figures.total_in = 100'000'000;
  figures.seconds = 5;
  EXPECT_EQ(ProgressText("a.log", figures),
            "a.log  25.0 %  23.8 MiB of 95.4 MiB  5.0 MB/s  ratio 25.00  15.0 s left");
}

TEST(ProgressText, DecodingCountsTheLargerSide) {
  ProgressFigures figures;
  figures.bytes_done = 1'000'000;
  figures.bytes_out = 25'000'000;
  figures.total_in = 4'000'000;
  figures.expands = true;
  figures.seconds = 2;
  EXPECT_EQ(
      ProgressText("a.log.rondo", figures),
      "a.log.rondo  25.0 %  976.6 KiB of 3.8 MiB  12.5 MB/s  ratio 25.00  6.00 s left");
}

TEST(ProgressText, OfWhatIsOnlyReadHasNeitherSpeedNorRatio) {
  ProgressFigures figures;
  figures.bytes_read = figures.bytes_done = 1'000'000;
  figures.bytes_out.reset();
  figures.total_in = 4'000'000;
  figures.seconds = 2;
  EXPECT_EQ(ProgressText("a.log.rondo", figures),
            "a.log.rondo  25.0 %  976.6 KiB of 3.8 MiB  6.00 s left");
}

TEST(ProgressText, SaysOnlyWhatIsKnown) {
  ProgressFigures figures;
  figures.seconds = 2;
  EXPECT_EQ(ProgressText("(standard input)", figures),
            "(standard input)  0 B read  2.00 s");
  figures.bytes_read = 64 << 20;
  figures.total_in = 272 << 20;
  EXPECT_EQ(ProgressText("x", figures), "x  64.0 MiB of 272.0 MiB read  2.00 s");
  figures.bytes_done = 64 << 20;
  figures.bytes_out = 1 << 20;
  figures.total_in.reset();
  EXPECT_EQ(ProgressText("x", figures), "x  64.0 MiB  33.6 MB/s  ratio 64.00");
}

}  // namespace
}  // namespace rondo::app
