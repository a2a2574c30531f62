// The sieve gives the same lines however the text is cut.
#include "time/asked/line_sieve.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "time/line_time.h"

namespace rondo::stream {
namespace {

TimeSet Minute(int minute) {
  const int64_t from = *time::LineTime("2024-01-01 10:00:00") + minute * 60'000'000'000;
  return TimeSet::Between(from, from + 60'000'000'000, from);
}

struct Sieved {
  std::string text;
  std::vector<uint64_t> places;  // offset and newlines of the first line of each stretch
};

Sieved Sieve(const std::string& text, const std::vector<size_t>& pieces,
             time::LineSieve::Start start = {}) {
  Sieved sieved;
  uint64_t next = UINT64_MAX;
  time::LineSieve sieve(Minute(2), start, [&](const time::LineSieve::Piece& piece) {
    if (piece.offset != next) {
      sieved.places.push_back(piece.offset);
      sieved.places.push_back(piece.newlines);
    }
    next = piece.offset + piece.text.size();
    EXPECT_EQ(piece.newlines_end - piece.newlines,
              static_cast<uint64_t>(std::ranges::count(piece.text, '\n')));
    sieved.text += piece.text;
    return absl::OkStatus();
  });
  size_t at = 0;
  for (const size_t size : pieces) {
    EXPECT_TRUE(sieve.Add(std::string_view(text).substr(at, size)).ok());
    at = std::min(text.size(), at + size);
  }
  EXPECT_TRUE(sieve.Add(std::string_view(text).substr(at)).ok());
  EXPECT_TRUE(sieve.Finish().ok());
  return sieved;
}

constexpr char kText[] =
    "head\n2024-01-01 10:01:59 a\n2024-01-01 10:02:00 b\n  more\n\n"
    "2024-01-01 10:03:00 c\n  more\n2024-01-01 10:02:59 d";

TEST(LineSieve, LetsRecordsThrough) {
  const Sieved sieved = Sieve(kText, {});
  EXPECT_EQ(sieved.text, "2024-01-01 10:02:00 b\n  more\n\n2024-01-01 10:02:59 d");
  EXPECT_EQ(sieved.places, (std::vector<uint64_t>{27, 2, 86, 7}));
}

TEST(LineSieve, AnyPiecesGiveTheSame) {
  const Sieved whole = Sieve(kText, {});
  for (size_t size = 1; size < sizeof(kText); ++size) {
    const Sieved sieved =
        Sieve(kText, std::vector<size_t>(sizeof(kText) / size + 1, size));
    EXPECT_EQ(sieved.text, whole.text) << size;
    EXPECT_EQ(sieved.places, whole.places) << size;
  }
}

TEST(LineSieve, StartsInsideOrInALine) {
  EXPECT_EQ(Sieve("more\n", {}).text, "");
  EXPECT_EQ(Sieve("more\n", {}, {.inside = true}).text, "more\n");
  // What goes on with a line has no time, whatever it looks like.
  const std::string text = "2024-01-01 10:02:00 b\nmore\n";
  EXPECT_EQ(Sieve(text, {}, {.after_newline = false}).text, "");
  EXPECT_EQ(Sieve(text, {3}, {.after_newline = false, .inside = true}).text, text);
}

TEST(LineSieve, HoldsNoMoreThanItNeeds) {
  const std::string line = "{\"log\":\"" + std::string(2 * time::kTimeBytes, 'x') +
                           "\",\"time\":\"2024-01-01 10:02:00\"}\n";
  const std::string before = "2024-01-01 10:02:30 a\n";
  // Its time comes too late to count, so it belongs to the record before.
  for (const size_t size : {size_t{1000}, time::kTimeBytes, size_t{100'000}}) {
    EXPECT_EQ(Sieve(before + line, std::vector<size_t>(200, size)).text, before + line);
    EXPECT_EQ(Sieve(line, std::vector<size_t>(200, size)).text, "");
  }
}

TEST(LineSieve, ALineThatGoesOnElsewhere) {
  for (const bool inside : {false, true}) {
    std::string text;
    time::LineSieve sieve(Minute(2), {}, [&](const time::LineSieve::Piece& piece) {
      text += piece.text;
      return absl::OkStatus();
    });
    ASSERT_TRUE(sieve.Add("2024-01-01 10:0").ok());
    ASSERT_TRUE(sieve.FinishBefore(inside).ok());
    EXPECT_EQ(text, inside ? "2024-01-01 10:0" : "");
    EXPECT_EQ(sieve.inside(), inside);
  }
}

}  // namespace
}  // namespace rondo::stream
