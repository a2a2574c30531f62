#include "apps/rondo/text/suggest.h"

#include <gtest/gtest.h>

namespace rondo::app {
namespace {

const std::vector<std::string_view> kWords = {"encode", "decode", "cat", "grep",
                                              "head",   "wc",     "stat"};

TEST(Suggest, WhatIsNear) {
  EXPECT_EQ(Nearest("grpe", kWords), "grep");    // swapped
  EXPECT_EQ(Nearest("greb", kWords), "grep");    // another letter
  EXPECT_EQ(Nearest("gr", kWords), "grep");      // two left out
  EXPECT_EQ(Nearest("ggrepp", kWords), "grep");  // two too many
  EXPECT_EQ(Nearest("encdoe", kWords), "encode");
  EXPECT_EQ(Nearest("deocd", kWords), "decode");
  EXPECT_EQ(Nearest("cta", kWords), "cat");
  EXPECT_EQ(Nearest("wcc", kWords), "wc");
  EXPECT_EQ(Nearest("grep", kWords), "grep");
}

TEST(Suggest, TheNearestOfSeveralAndTheFirstOfEquals) {
  EXPECT_EQ(Nearest("ecode", {"decode", "encode"}), "decode");
  EXPECT_EQ(Nearest("xxcode", kWords), "encode");
  EXPECT_EQ(Nearest("stal", {"tail", "stat"}), "stat");
}

TEST(Suggest, NothingIfNoneIsNear) {
  EXPECT_EQ(Nearest("", kWords), "");
  EXPECT_EQ(Nearest("a", kWords), "");  // two letters of cat, or of wc
  EXPECT_EQ(Nearest("log", kWords), "");
  EXPECT_EQ(Nearest("cart2", kWords), "");  // a short word may have one mistake
  EXPECT_EQ(Nearest(std::string(1 << 20, 'e'), kWords), "");
  EXPECT_EQ(Nearest("grep", {}), "");
}

TEST(Suggest, Question) {
  EXPECT_EQ(DidYouMean("grpe", kWords), "; did you mean \"grep\"?");
  EXPECT_EQ(DidYouMean("grpe", kWords, "--"), "; did you mean \"--grep\"?");
  EXPECT_EQ(DidYouMean("message", kWords, "--"), "");
}

}  // namespace
}  // namespace rondo::app
