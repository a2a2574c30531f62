// Reader::LinesInTime against a walk over all lines: logs in order, nearly so and not at
// all, records of many lines, long lines, several segments and scores.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "rondo/reader.h"
#include "rondo/time.h"
#include "stream/score/block_times.h"
#include "support/container_support.h"
#include "time/asked/year_order.h"
#include "time/line_time.h"
#include "time/rule_judge.h"

namespace rondo::testing {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kNow = 1709546523 * kSecond;

// Runs of lines as text, to compare.
std::string Describe(const std::vector<LineRun>& runs) {
  std::string text;
  for (const LineRun& run : runs) {
    absl::StrAppendFormat(&text, "%u..%u line %u, %u lines\n", run.from, run.to,
                          run.newlines, run.lines);
  }
  return text;
}

// A line, with the time that it says.
struct StampedLine {
  size_t begin = 0;
  size_t end = 0;  // behind its newline
  std::optional<time::LineStamp> stamp;
};

// True if some line has a time.
bool AddStamps(std::string_view text, time::RuleJudge* judge) {
  bool found = false;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (const auto stamp = time::StampOf(text.substr(0, end))) {
      judge->Add(*stamp);
      found = true;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

// The rules of a segment that stands behind another one of its score.
time::TimeRules Judge(std::string_view before, std::string_view segment) {
  time::RuleJudge alone;
  AddStamps(segment, &alone);
  if (before.size() > stream::TimeHints::kMostBefore) {
    before.remove_prefix(before.size() - stream::TimeHints::kMostBefore);
    before.remove_prefix(std::min(before.find('\n'), before.size() - 1) + 1);
  }
  before = before.substr(0, before.rfind('\n') + 1);  // npos + 1 is 0
  time::RuleJudge continued;
  const bool continues = AddStamps(before, &continued);
  AddStamps(segment, &continued);
  return continues ? continued.JudgeLast(alone, alone.Judge()) : alone.Judge();
}

// Each segment is judged with the end of the one before it in its score, for the lines
// that start in it.
std::vector<StampedLine> StampAllLines(const std::vector<SegmentInfo>& segments,
                                       const std::vector<ScoreInfo>& scores,
                                       std::string_view text, DateOrder asked_order) {
  std::vector<StampedLine> lines;
  size_t segment = 0;
  size_t segment_end = 0;
  size_t before = 0;  // where the segment before starts
  size_t score = 0;
  time::TimeRules rules;
  for (size_t begin = 0; begin < text.size();) {
    const size_t newline = text.find('\n', begin);
    const size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
    while (begin >= segment_end) {
      const size_t bytes = segments[segment++].expanded_bytes;
      while (segment_end >= scores[score].to) ++score;
      before = std::max<size_t>(before, scores[score].from);
      rules = Judge(text.substr(before, segment_end - before),
                    text.substr(segment_end, bytes));
      rules.asked_order = asked_order;
      before = segment_end;
      segment_end += bytes;
    }
    lines.push_back({.begin = begin,
                     .end = end,
                     .stamp = time::StampOf(text.substr(begin, newline - begin), rules)});
    begin = end;
  }
  return lines;
}

std::string WalkAllLines(const base::ByteVector& score, const std::string& text,
                         TimeSet times) {
  const auto reader = OpenBytes(score);
  if (!reader.ok()) return std::string(reader.status().message());
  const auto segments = (*reader)->Segments();
  if (!segments.ok()) return std::string(segments.status().message());
  const std::vector<StampedLine> lines =
      StampAllLines(*segments, (*reader)->Scores(), text, times.date_order());
  time::YearOrder order;
  for (const StampedLine& line : lines) {
    if (line.stamp && !line.stamp->has_year) order.Add(line.stamp->time, line.begin);
  }
  times.SetYears(order.YearsFor(times));
  std::vector<LineRun> runs;
  bool inside = false;
  for (uint64_t i = 0; i < lines.size(); ++i) {
    const auto& [begin, end, stamp] = lines[i];
    if (stamp) inside = times.Contains(stamp->time, stamp->zoned, begin);
    if (!inside) continue;
    if (runs.empty() || runs.back().to != begin) runs.push_back({begin, begin, i, 0});
    runs.back().to = end;
    ++runs.back().lines;
  }
  return Describe(runs);
}

class RandomLog {
 public:
  explicit RandomLog(unsigned seed) : random_(seed) {}

  uint64_t Below(uint64_t count) { return random_() % count; }

  // A log of a character that is drawn first.
  std::string Text(size_t bytes) {
    const int jitter = std::array{0, 3, 60, 100'000}[Below(4)];
    const uint64_t plain_lines = std::array{0, 1, 3, 40}[Below(4)];  // of 4
    const size_t long_line = std::array{40, 200, 3000, 50'000}[Below(4)];
    const uint64_t styles = 1 + Below(6);
    std::string text;
    int64_t second = kNow / kSecond - 100'000;
    for (uint64_t lead = Below(4) * Below(200); lead > 0; --lead) text += "a head\n";
    while (text.size() < bytes) {
      if (Below(plain_lines + 4) >= 4) {
        text += "  at something\n";
        continue;
      }
      second += static_cast<int64_t>(Below(30));
      const int64_t said =
          second - static_cast<int64_t>(Below(static_cast<uint64_t>(jitter) + 1));
      AppendLine(said, Below(styles), &text);
      text.append(Below(5) == 0 ? Below(long_line) : Below(40), 'x');
      text += '\n';
    }
    if (Below(2) == 0) text.pop_back();
    return text;
  }

 private:
  void AppendLine(int64_t second, uint64_t style, std::string* text) {
    const std::string time = FormatTime(second * kSecond);  // "2024-03-04 10:02:03Z"
    switch (style) {
      case 0:
        absl::StrAppendFormat(text, "%s ", time);
        break;
      case 1:
        absl::StrAppendFormat(text, "host - [%u] %d ", Below(100), second);
        break;
      case 2:
        absl::StrAppendFormat(text, "{\"msg\":\"m\",\"time\":\"%s\"}", time);
        break;
      case 3:
        absl::StrAppendFormat(text, "%s/%s/%s %s ", time.substr(8, 2), time.substr(5, 2),
                              Below(2) == 0 ? time.substr(0, 4) : time.substr(2, 2),
                              time.substr(11, 8));
        break;
      case 4:
        absl::StrAppendFormat(text, "E: bad date %s ", time);
        break;
      default:
        // Like glog, without a year.
        absl::StrAppendFormat(text, "I%s%s %s 7 x]", time.substr(5, 2), time.substr(8, 2),
                              time.substr(11, 8));
    }
  }

  std::minstd_rand random_;
};

TimeSet RandomTimes(RandomLog* random) {
  const auto moment = [&] {
    return kNow - static_cast<int64_t>(random->Below(110'000)) * kSecond;
  };
  int64_t from = moment();
  int64_t to = moment();
  if (random->Below(3) == 0) to = from + 50 * kSecond;
  if (random->Below(5) == 0) from = kStartOfTime;
  if (random->Below(5) == 0) to = kEndOfTime;
  if (from > to) std::swap(from, to);
  TimeSet times = TimeSet::Between(from, to, kNow);
  times.set_date_order(static_cast<DateOrder>(random->Below(4)));
  return times;
}

std::string Lines(const base::ByteVector& score, const TimeSet& times) {
  const auto reader = OpenBytes(score);
  if (!reader.ok()) return std::string(reader.status().message());
  const auto runs = (*reader)->LinesInTime(times);
  return runs.ok() ? Describe(*runs) : std::string(runs.status().message());
}

base::ByteVector EncodeText(const std::string& text, RandomLog* random) {
  EncodeOptions options = SmallOptions();
  options.level = 1;
  options.block_bytes = 1024 << random->Below(4);
  const auto score = Encode(ToBytes(text), options);
  return score.ok() ? *score : base::ByteVector{};
}

TEST(LinesInTime, IsWhatAWalkOverAllLinesFinds) {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    RandomLog random(seed);
    const std::string text = random.Text(1000 + random.Below(300'000));
    const base::ByteVector score = EncodeText(text, &random);
    for (int i = 0; i < 8; ++i) {
      const TimeSet times = RandomTimes(&random);
      ASSERT_EQ(Lines(score, times), WalkAllLines(score, text, times)) << seed;
    }
  }
}

// Syslog of several years, with records of several lines, lines that are out of order, a
// clock that starts in January, and lines with years.
std::string LogOfYears(RandomLog* random, size_t bytes) {
  const uint64_t step = std::array{40'000, 400'000, 4'000'000}[random->Below(3)];
  const uint64_t odd = std::array{1'000'000, 200, 20}[random->Below(3)];
  std::string text;
  int64_t second = kNow / kSecond - static_cast<int64_t>(random->Below(200'000'000));
  while (text.size() < bytes) {
    second += static_cast<int64_t>(random->Below(step));
    const std::string said = FormatTime(second * kSecond);
    constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const std::string month(kMonths.substr((std::stoul(said.substr(5, 2)) - 1) * 3, 3));
    const std::string day =
        random->Below(odd) == 0 ? "Jan  1" : month + ' ' + said.substr(8, 2);
    text += day + ' ' + said.substr(11, 8) + " host app[7]: said\n";
    if (random->Below(5) == 0) text += "  and more\n";
    if (random->Below(9) == 0) text += said + " another log\n";
  }
  return text;
}

TEST(LinesInTime, LogsOfSeveralYearsThatNameNone) {
  for (unsigned seed = 1; seed <= 15; ++seed) {
    RandomLog random(seed);
    std::string text;
    base::ByteVector scores;
    for (uint64_t parts = 1 + random.Below(2); parts > 0; --parts) {
      const std::string part = LogOfYears(&random, 500 + random.Below(60'000));
      const base::ByteVector score = EncodeText(part, &random);
      scores.insert(scores.end(), score.begin(), score.end());
      text += part;
    }
    for (int i = 0; i < 8; ++i) {
      const int64_t from =
          kNow - static_cast<int64_t>(random.Below(200'000'000)) * kSecond;
      const TimeSet times = TimeSet::Between(
          from, from + static_cast<int64_t>(random.Below(60'000'000)) * kSecond, kNow);
      ASSERT_EQ(Lines(scores, times), WalkAllLines(scores, text, times)) << seed;
    }
  }
}

TEST(LinesInTime, YearsAreCountedBackFromTheLast) {
  std::string text;
  for (const char* day : {"Nov 30", "Dec 31", "Jan  1", "Jul  1", "Dec 31", "Jan  2"}) {
    text += std::string(day) + " 10:00:00 host x\n  more\n";
  }
  RandomLog random(1);
  const base::ByteVector score = EncodeText(text, &random);
  const auto in_year = [&](const char* year) {
    const TimeSpan span = *ParseTime(year, kNow);
    return Lines(score, TimeSet::Between(span.from, span.to, kNow));
  };
  EXPECT_EQ(in_year("2022"), "0..60 line 0, 4 lines\n");
  EXPECT_EQ(in_year("2023"), "60..150 line 4, 6 lines\n");
  EXPECT_EQ(in_year("2024"), "150..180 line 10, 2 lines\n");
}

TEST(LinesInTime, AFormatThatIsSaidCountsForAllLines) {
  std::string text = "head\n";
  for (int i = 0; i < 3000; ++i) {
    absl::StrAppendFormat(&text,
                          "2019-01-01 00:00:00 [%02d.%02d.2024 at 10.02] line %d\n",
                          1 + i / 125, 3, i);
  }
  RandomLog random(1);
  const base::ByteVector score = EncodeText(text, &random);
  const TimeSpan day = *ParseTime("2024-03-04", kNow);
  TimeSet times = TimeSet::Between(day.from, day.to, kNow);
  EXPECT_EQ(Lines(score, times), "");
  ASSERT_TRUE(times.SetLineFormat("", "%d.%m.%Y at %H.%M").ok());
  EXPECT_EQ(Lines(score, times), "19020..25395 line 376, 125 lines\n");
}

TEST(LinesInTime, ScoresThatFollowEachOther) {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    RandomLog random(seed);
    std::string text;
    base::ByteVector scores;
    for (uint64_t parts = 2 + random.Below(3); parts > 0; --parts) {
      const std::string part = random.Text(random.Below(40'000));
      const base::ByteVector score = EncodeText(part, &random);
      scores.insert(scores.end(), score.begin(), score.end());
      text += part;
    }
    for (int i = 0; i < 4; ++i) {
      const TimeSet times = RandomTimes(&random);
      ASSERT_EQ(Lines(scores, times), WalkAllLines(scores, text, times)) << seed;
    }
  }
}

TEST(LinesInTime, ATimeThatTwoScoresShare) {
  const std::string line = "2024-03-04 10:02:03Z x\n";
  const int64_t time = *time::LineTime(line);
  const TimeSet times = TimeSet::Between(time, time + kSecond, kNow);
  const std::string rest = "  at y\n2024-03-04 11:00:00Z z\n";
  for (size_t cut = 1; cut < line.size(); ++cut) {
    RandomLog random(1);
    base::ByteVector scores = EncodeText(line.substr(0, cut), &random);
    const base::ByteVector more = EncodeText(line.substr(cut) + rest, &random);
    scores.insert(scores.end(), more.begin(), more.end());
    EXPECT_EQ(Lines(scores, times), "0..30 line 0, 2 lines\n") << cut;
  }
}

TEST(LinesInTime, NothingWithoutTimes) {
  RandomLog random(1);
  const base::ByteVector score = EncodeText("one\ntwo\n", &random);
  EXPECT_EQ(Lines(score, TimeSet::Between(kStartOfTime, kEndOfTime, kNow)), "");
  EXPECT_EQ(Lines(*Encode({}, {}), TimeSet::Between(kStartOfTime, kEndOfTime, kNow)), "");
}

TEST(LinesInTime, ReadsOnlyTheBlocksAtTheEnds) {
  RandomLog random(1);
  std::string text;
  for (int i = 0; i < 100'000; ++i) {
    text += FormatTime(kNow + i * kSecond) + " line " + std::to_string(i) + "\n";
  }
  const auto score = Encode(ToBytes(text), {.level = 1});
  ASSERT_TRUE(score.ok());
  const auto reader = OpenBytes(*score);
  const auto segments = (*reader)->Segments();
  ASSERT_TRUE(segments.ok());
  ASSERT_TRUE(segments->front().times);
  EXPECT_EQ(segments->front().times->from, kNow);
  EXPECT_EQ(segments->front().times->to, kNow + 100'000 * kSecond);
  const auto runs = (*reader)->LinesInTime(
      TimeSet::Between(kNow + 50'000 * kSecond, kNow + 60'000 * kSecond, kNow));
  ASSERT_TRUE(runs.ok());
  ASSERT_EQ(runs->size(), 1u);
  EXPECT_EQ(runs->front().newlines, 50'000u);
  EXPECT_EQ(runs->front().lines, 10'000u);
}

TEST(LinesInTime, RefusesMoreRunsThanFit) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) {
    text += FormatTime(kNow + i % 2 * 100 * kSecond) + "\n";
  }
  const auto score = Encode(ToBytes(text), {.level = 1});
  ASSERT_TRUE(score.ok());
  const auto reader = OpenBytes(*score, {.memory_limit_bytes = 8 << 20});
  ASSERT_TRUE(reader.ok()) << reader.status();
  const auto runs = (*reader)->LinesInTime(TimeSet::Between(kNow, kNow + kSecond, kNow));
  EXPECT_TRUE(absl::IsResourceExhausted(runs.status())) << runs.status();
}

}  // namespace
}  // namespace rondo::testing
