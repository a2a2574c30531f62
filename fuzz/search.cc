// search: a pattern, options and a text of anybody's choice. Three ways to the lines must
// agree: the search of a score of the text, the search of the text in pieces, and each
// line given to the pattern alone. A score of anybody's making ends with a status, within
// memory, and gives lines in order.
#include "rondo/search.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_io.h"
#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "fuzz/search_input.h"
#include "rondo/encoder.h"
#include "rondo/reader.h"
#include "time/line_time.h"
#include "time/rule_judge.h"

namespace rondo::fuzz {
namespace {

// A few blocks; of scores, somewhat larger ones do no harm.
constexpr size_t kMostTextBytes = 3 << 10;
constexpr size_t kMostScoreBytes = 16 << 10;
// Higher levels take ten times as long and give the same kinds of scores.
constexpr int kLevels = 4;
constexpr size_t kPieceBytes = 61;
constexpr int64_t kNow = 1'709'546'523'000'000'000;

struct Line {
  std::string text;
  uint64_t number = 0;
  uint64_t offset = 0;
  bool selected = false;
  friend bool operator==(const Line&, const Line&) = default;
};

// The rules of the lines that start before `end`, and not before those in front.
struct RulesTo {
  uint64_t end = 0;
  time::TimeRules rules;
};

struct Answer {
  absl::Status status;
  std::vector<Line> lines;
  uint64_t selected_lines = 0;
};

FoundLineSink SinkTo(Answer* answer) {
  return [answer](const FoundLine& line) -> absl::Status {
    answer->lines.push_back(
        {std::string(line.text), line.number, line.offset, line.selected});
    if (line.offset > kOutputBytes) return absl::CancelledError("enough");
    return absl::OkStatus();
  };
}

void Finish(const absl::StatusOr<SearchSummary>& summary, Answer* answer) {
  answer->status = summary.status();
  if (summary.ok()) answer->selected_lines = summary->selected_lines;
}

// The public API, in one place.

std::vector<uint8_t> EncodeText(std::string_view text, const EncodeOptions& options) {
  std::vector<uint8_t> score;
  auto encoder = Encoder::Create(options, [&](std::span<const uint8_t> bytes) {
    score.insert(score.end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  });
  FUZZ_CHECK(encoder.ok());
  const std::span bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  FUZZ_CHECK((*encoder)->Write(bytes).ok());
  FUZZ_CHECK((*encoder)->Finish().ok());
  return score;
}

Answer SearchScoreBytes(std::span<const uint8_t> score, const Pattern& pattern,
                        const SearchOptions& options) {
  Answer answer;
  auto reader = Reader::Open(RandomAccessFile::OpenMemory(score), Options());
  answer.status = reader.status();
  if (!reader.ok() || (*reader)->size() > kOutputBytes) return answer;
  Finish(SearchScore(**reader, pattern, options, SinkTo(&answer)), &answer);
  return answer;
}

Answer SearchTextInPieces(std::string_view text, const Pattern& pattern,
                          const SearchOptions& options) {
  Answer answer;
  auto search = TextSearch::Create(pattern, options, SinkTo(&answer));
  while (!text.empty()) {
    const auto more = search->Add(text.substr(0, kPieceBytes));
    FUZZ_CHECK(more.ok());
    if (!*more) break;
    text.remove_prefix(std::min(kPieceBytes, text.size()));
  }
  Finish(search->Finish(), &answer);
  return answer;
}

// Line by line, and nothing else.

std::vector<Line> SplitLines(std::string_view text) {
  std::vector<Line> lines;
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size());
    lines.push_back({std::string(text.substr(from, end - from)), lines.size() + 1, from});
    from = end + 1;
  }
  return lines;
}

std::vector<int64_t> TimesOf(const std::vector<Line>& lines) {
  std::vector<int64_t> times;
  for (const Line& line : lines) {
    if (const auto time = time::LineTime(line.text)) times.push_back(*time);
  }
  return times;
}

// Each segment of a score is judged by itself.
std::vector<RulesTo> RulesOf(std::span<const uint8_t> score, std::string_view text) {
  auto reader = Reader::Open(RandomAccessFile::OpenMemory(score), Options());
  FUZZ_CHECK(reader.ok());
  const auto segments = (*reader)->Segments();
  FUZZ_CHECK(segments.ok());
  std::vector<RulesTo> rules;
  uint64_t from = 0;
  for (const SegmentInfo& segment : *segments) {
    const std::string_view part = text.substr(from, segment.expanded_bytes);
    from += part.size();
    rules.push_back({from, time::JudgeText(part)});
  }
  return rules;
}

Answer SearchLines(std::vector<Line> lines, const Pattern& pattern,
                   const SearchOptions& options, const std::vector<RulesTo>& rules) {
  if (options.times.has_value()) {
    std::optional<int64_t> time;
    size_t part = 0;
    std::erase_if(lines, [&](const Line& line) {
      while (line.offset >= rules[part].end) ++part;
      if (const auto own = time::LineTime(line.text, rules[part].rules)) time = own;
      return !time.has_value() || !options.times->Contains(*time);
    });
  }
  Answer answer;
  std::vector<bool> shown(lines.size(), false);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (answer.selected_lines == options.max_lines) break;
    if (pattern.Matches(lines[i].text) == options.invert) continue;
    lines[i].selected = true;
    ++answer.selected_lines;
    const size_t begin = i - std::min<uint64_t>(i, options.before);
    const size_t end = std::min<uint64_t>(lines.size(), i + options.after + 1);
    std::fill(shown.begin() + static_cast<ptrdiff_t>(begin),
              shown.begin() + static_cast<ptrdiff_t>(end), true);
  }
  for (size_t i = 0; i < lines.size() && !options.count_only; ++i) {
    if (shown[i]) answer.lines.push_back(std::move(lines[i]));
  }
  return answer;
}

PatternOptions PatternOptionsOf(const SearchChoice& choice) {
  PatternOptions options;
  options.fixed_strings = (choice.pattern_options & kFixedStrings) != 0;
  options.ignore_case = (choice.pattern_options & kIgnoreCase) != 0;
  options.whole_words = (choice.pattern_options & kWholeWords) != 0;
  options.whole_lines = (choice.pattern_options & kWholeLines) != 0;
  return options;
}

// `times`: of the lines, of which two say from when to when.
SearchOptions SearchOptionsOf(const SearchChoice& choice,
                              const std::vector<int64_t>& times) {
  SearchOptions options;
  options.invert = (choice.search_options & kInvert) != 0;
  options.count_only = (choice.search_options & kCountOnly) != 0;
  if ((choice.search_options & kLimitLines) != 0) options.max_lines = choice.most_lines;
  if ((choice.search_options & kWithContext) != 0) {
    options.before = choice.context % 16;
    options.after = choice.context / 16;
  }
  if ((choice.search_options & kWithTimes) != 0) {
    const auto time = [&times](uint8_t which) {
      return times.empty() ? kNow : times[which % times.size()];
    };
    options.times =
        TimeSet::Between(time(choice.first_time), time(choice.last_time), kNow);
  }
  options.threads = (choice.search_options & kTwoThreads) != 0 ? 2 : 1;
  options.memory_limit_bytes = kMemoryBytes;
  return options;
}

EncodeOptions EncoderOf(const SearchChoice& choice) {
  EncodeOptions options;
  options.level = kMinLevel + choice.encoder % kLevels;
  options.block_bytes = 1 << 10;
  if (choice.encoder >= 128) options.segment_bytes = 2 << 10;
  return options;
}

void CheckOrder(const Answer& answer) {
  for (size_t i = 0; i < answer.lines.size(); ++i) {
    const Line& line = answer.lines[i];
    FUZZ_CHECK(line.number > 0);
    FUZZ_CHECK(line.text.find('\n') == std::string::npos);
    if (i == 0) continue;
    const Line& before = answer.lines[i - 1];
    FUZZ_CHECK(line.number > before.number);
    FUZZ_CHECK(line.offset > before.offset);
  }
}

void Run(base::Bytes bytes) {
  base::ByteReader input(bytes);
  const uint8_t mode = input.U8() % kSearchModes;
  const SearchChoice choice = SearchChoice::Read(&input);
  const base::Bytes pattern_bytes = input.Take(input.U8());
  const base::Bytes rest = input.Take(input.remaining());
  const size_t most_bytes = mode == kSearchedText ? kMostTextBytes : kMostScoreBytes;
  if (!input.ok() || rest.size() > most_bytes) return;
  const std::vector<std::string> patterns = {
      std::string(pattern_bytes.begin(), pattern_bytes.end())};
  const auto pattern = Pattern::Create(patterns, PatternOptionsOf(choice));
  if (!pattern.ok()) return;

  if (mode == kSearchedScore) {
    CheckOrder(SearchScoreBytes(rest, *pattern, SearchOptionsOf(choice, {})));
    return;
  }
  const std::string text(rest.begin(), rest.end());
  const std::vector<Line> lines = SplitLines(text);
  const SearchOptions options = SearchOptionsOf(choice, TimesOf(lines));
  const auto check = [&](const Answer& answer, const std::vector<RulesTo>& rules) {
    const Answer should = SearchLines(lines, *pattern, options, rules);
    FUZZ_CHECK(answer.status.ok());
    FUZZ_CHECK(answer.selected_lines == should.selected_lines);
    FUZZ_CHECK(answer.lines == should.lines);
  };
  check(SearchTextInPieces(text, *pattern, options),
        {{text.size(), time::JudgeText(text)}});
  const std::vector<uint8_t> score = EncodeText(text, EncoderOf(choice));
  check(SearchScoreBytes(score, *pattern, options), RulesOf(score, text));
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::Run({data, size});
  return 0;
}
