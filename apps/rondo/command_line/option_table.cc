#include "apps/rondo/command_line/option_table.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "base/thread.h"

namespace rondo::app {
namespace {

constexpr uint32_t kGzip = Bit(Face::kGzip);
constexpr uint32_t kEncode = Bit(Face::kEncode);
constexpr uint32_t kAppend = Bit(Face::kAppend);
constexpr uint32_t kCompact = Bit(Face::kCompact);
constexpr uint32_t kDecode = Bit(Face::kDecode);
constexpr uint32_t kCat = Bit(Face::kCat);
constexpr uint32_t kGrep = Bit(Face::kGrep);
constexpr uint32_t kHead = Bit(Face::kHead);
constexpr uint32_t kTail = Bit(Face::kTail);
constexpr uint32_t kWc = Bit(Face::kWc);
constexpr uint32_t kStat = Bit(Face::kStat);
constexpr uint32_t kVerify = Bit(Face::kVerify);

constexpr uint32_t kWrites = kGzip | kEncode;
constexpr uint32_t kEncodes = kWrites | kAppend | kCompact;
constexpr uint32_t kMakesFiles = kWrites | kDecode;
constexpr uint32_t kParts = kHead | kTail;
constexpr uint32_t kReads = kDecode | kCat | kGrep | kParts | kWc | kStat | kVerify;
constexpr uint32_t kTimed = kCat | kGrep | kStat;
constexpr uint32_t kThreaded = kEncodes | kDecode | kCat | kGrep | kVerify;
constexpr uint32_t kAll = kEncodes | kReads;

template <Verb verb>
absl::Status SetVerb(const std::string&, Command* command) {
  command->verb = verb;
  return absl::OkStatus();
}

template <bool Command::*flag, bool value = true>
absl::Status SetFlag(const std::string&, Command* command) {
  command->*flag = value;
  return absl::OkStatus();
}

template <uint64_t Command::*field>
absl::Status SetSize(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->*field, ParseSize(value));
  return absl::OkStatus();
}

absl::Status SetOutput(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("the file name is empty");
  command->output = value;
  return absl::OkStatus();
}

absl::Status SetLevel(const std::string& value, Command* command) {
  int level = 0;
  if (!absl::SimpleAtoi(value, &level) || level < kMinLevel || level > kMaxLevel) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", value, "\" is no level; expected ", kMinLevel, " to ", kMaxLevel));
  }
  command->level = level;
  return absl::OkStatus();
}

// More than are allowed are as many as are allowed: who asks for 1,000 wants all there
// are.
absl::Status SetThreads(const std::string& value, Command* command) {
  int threads = 0;
  if (!absl::SimpleAtoi(value, &threads) || threads < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", value,
        "\" is no number of threads; expected 0 (one for each core) or more"));
  }
  command->threads =
      threads == 0 ? base::HardwareThreads() : std::min(threads, base::kMaxThreads);
  return absl::OkStatus();
}

absl::Status SetBytes(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->bytes, ParseByteRange(value));
  return absl::OkStatus();
}

absl::Status SetLines(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->lines, ParseLineRange(value));
  return absl::OkStatus();
}

absl::Status SetSince(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(const TimeSpan span, ParseTime(value, Now()));
  command->since = span.from;
  return absl::OkStatus();
}

absl::Status SetUntil(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(const TimeSpan span, ParseTime(value, Now()));
  command->until = span.to;
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> ParseCount(const std::string& value) {
  uint64_t count = 0;
  if (!value.starts_with('+') && absl::SimpleAtoi(value, &count)) return count;
  return absl::InvalidArgumentError(absl::StrCat("\"", value, "\" is no number"));
}

template <std::optional<uint64_t> Command::*count,
          absl::StatusOr<uint64_t> parse(const std::string&) = ParseCount>
absl::Status SetCount(const std::string& value, Command* command) {
  command->from_start = command->face == Face::kTail && value.starts_with('+');
  RONDO_ASSIGN_OR_RETURN(command->*count,
                         parse(command->from_start ? value.substr(1) : value));
  return absl::OkStatus();
}

absl::Status SetFlushInterval(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->flush_interval, ParseDuration(value));
  return absl::OkStatus();
}

absl::Status SetTop(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->top, ParseCount(value));
  return absl::OkStatus();
}

template <bool GrepCommand::*flag>
absl::Status SetGrep(const std::string&, Command* command) {
  command->grep.*flag = true;
  return absl::OkStatus();
}

template <bool PatternOptions::*flag>
absl::Status SetPattern(const std::string&, Command* command) {
  command->grep.pattern.*flag = true;
  return absl::OkStatus();
}

template <GrepCommand::List list>
absl::Status SetList(const std::string&, Command* command) {
  command->grep.list = list;
  return absl::OkStatus();
}

template <bool names>
absl::Status SetNames(const std::string&, Command* command) {
  command->grep.names = names;
  return absl::OkStatus();
}

template <std::vector<std::string> GrepCommand::*list>
absl::Status AddTo(const std::string& value, Command* command) {
  (command->grep.*list).push_back(value);
  return absl::OkStatus();
}

absl::Status SetMaxLines(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->grep.max_lines, ParseCount(value));
  return absl::OkStatus();
}

// -A and -B say more than -C, wherever they stand.
template <bool before, bool after>
absl::Status SetContext(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(const uint64_t count, ParseCount(value));
  GrepCommand& grep = command->grep;
  if (before && after) {
    grep.around = count;
  } else {
    (before ? grep.before : grep.after) = count;
  }
  return absl::OkStatus();
}

absl::Status SetColor(const std::string& value, Command* command) {
  using Color = GrepCommand::Color;
  if (value != "auto" && value != "always" && value != "never") {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is not auto, always or never"));
  }
  command->grep.color = value == "always"  ? Color::kAlways
                        : value == "never" ? Color::kNever
                                           : Color::kAuto;
  return absl::OkStatus();
}

// Taken for the sake of habit: it says what holds anyway.
absl::Status Ignore(const std::string&, Command*) { return absl::OkStatus(); }

// A name may have a row for each face that means something a little different by it.
constexpr OptionRow kTable[] = {
    {"decode", 'd', nullptr, kGzip, "decode instead of encode", SetVerb<Verb::kDecode>},
    {"test", 't', nullptr, kGzip, "check every checksum, write nothing",
     SetVerb<Verb::kVerify>},
    {"list", 'l', nullptr, kGzip, "sizes and ratio, one line for each file",
     SetVerb<Verb::kList>},
    {"lines", 0, "FROM:TO", kCat,
     "these lines only: the first is 1, TO is included,\n"
     "negative counts from the end, either may be empty;\n"
     "N alone is one line",
     SetLines},
    {"bytes", 0, "FROM:TO", kCat,
     "these bytes only: the first is 0, TO is not included,\n"
     "negative counts from the end, either may be empty",
     SetBytes},
    {"since", 0, "TIME", kTimed,
     "lines of this time or later only: a date, a date and\n"
     "time of day as in logs or ISO 8601, 10:02 of today,\n"
     "@SECONDS, now, today, yesterday, \"2h ago\"",
     SetSince},
    {"until", 0, "TIME", kTimed, "lines of this time or earlier only: to its end",
     SetUntil},
    {"lines", 'n', "N", kHead, "the first N lines (default 10), also as -N",
     SetCount<&Command::line_count>},
    {"lines", 'n', "N", kTail,
     "the last N lines (default 10), also as -N;\n+N: from line N on",
     SetCount<&Command::line_count>},
    {"bytes", 'c', "N", kHead, "the first N bytes (4K is 4096)",
     SetCount<&Command::byte_count, ParseSize>},
    {"bytes", 'c', "N", kTail, "the last N bytes; +N: from byte N on, the first is 1",
     SetCount<&Command::byte_count, ParseSize>},
    {"follow", 'f', nullptr, kTail, "go on with what is added, until interrupted",
     SetFlag<&Command::follow>},
    {"regexp", 'e', "PATTERN", kGrep, "look for PATTERN; may be given several times",
     AddTo<&GrepCommand::patterns>},
    {"file", 'f', "FILE", kGrep, "look for the patterns in FILE, one a line",
     AddTo<&GrepCommand::pattern_files>},
    {"fixed-strings", 'F', nullptr, kGrep, "patterns are strings, not expressions",
     SetPattern<&PatternOptions::fixed_strings>},
    {"extended-regexp", 'E', nullptr, kGrep, "patterns are expressions (they are anyway)",
     Ignore},
    {"ignore-case", 'i', nullptr, kGrep, "upper and lower case are the same",
     SetPattern<&PatternOptions::ignore_case>},
    {"word-regexp", 'w', nullptr, kGrep, "match whole words only",
     SetPattern<&PatternOptions::whole_words>},
    {"line-regexp", 'x', nullptr, kGrep, "match whole lines only",
     SetPattern<&PatternOptions::whole_lines>},
    {"invert-match", 'v', nullptr, kGrep, "lines that do not match",
     SetGrep<&GrepCommand::invert>},
    {"max-count", 'm', "N", kGrep, "stop after N lines of each file", SetMaxLines},
    {"count", 'c', nullptr, kGrep, "print how many lines, not the lines",
     SetGrep<&GrepCommand::count>},
    {"files-with-matches", 'l', nullptr, kGrep, "print the names of files that match",
     SetList<GrepCommand::List::kMatching>},
    {"files-without-match", 'L', nullptr, kGrep, "print the names of those that do not",
     SetList<GrepCommand::List::kNotMatching>},
    {"quiet", 'q', nullptr, kGrep, "print nothing; the exit status tells",
     SetFlag<&Command::quiet>},
    {"only-matching", 'o', nullptr, kGrep, "print what matches, not the whole line",
     SetGrep<&GrepCommand::only_matching>},
    {"line-number", 'n', nullptr, kGrep, "with numbers of lines, from 1",
     SetGrep<&GrepCommand::line_numbers>},
    {"byte-offset", 'b', nullptr, kGrep, "with offsets in bytes, from 0",
     SetGrep<&GrepCommand::byte_offsets>},
    {"with-filename", 'H', nullptr, kGrep, "with names of files (default if several)",
     SetNames<true>},
    {"no-filename", 'h', nullptr, kGrep, "without names of files", SetNames<false>},
    {"after-context", 'A', "N", kGrep, "and N lines after", SetContext<false, true>},
    {"before-context", 'B', "N", kGrep, "and N lines before", SetContext<true, false>},
    {"context", 'C', "N", kGrep, "and N lines before and after, also as -N",
     SetContext<true, true>},
    {"color", 0, "WHEN", kGrep, "auto (default), always or never", SetColor},
    {"text", 'a', nullptr, kGrep, "all files are text (they are anyway)", Ignore},
    {"json", 0, nullptr, kGrep, "one JSON object a line, of ripgrep's shape",
     SetFlag<&Command::json>},
    {"explain", 0, nullptr, kGrep, "say what was skipped, on standard error",
     SetGrep<&GrepCommand::explain>},
    {"templates", 0, nullptr, kStat,
     "what lines have in common: templates with slots, how\n"
     "often each occurs, and a line of it; expands what has\n"
     "templates",
     SetFlag<&Command::templates>},
    {"top", 0, "N", kStat, "only the N most frequent templates", SetTop},
    {"json", 0, nullptr, kStat, "one JSON object on one line for each file",
     SetFlag<&Command::json>},
    {"stdout", 'c', nullptr, kMakesFiles | kCat, "write to standard output",
     SetFlag<&Command::to_stdout>},
    {"output", 'o', "FILE", kMakesFiles | kCat, "write to FILE; - is standard output",
     SetOutput},
    {"force", 'f', nullptr, kWrites,
     "replace existing files, follow links, read devices,\n"
     "write a score to a terminal",
     SetFlag<&Command::force>},
    {"force", 'f', nullptr, kDecode, "replace existing files, follow links, read devices",
     SetFlag<&Command::force>},
    {"force", 'f', nullptr, kCat, "replace the file of -o", SetFlag<&Command::force>},
    {"live", 0, nullptr, kEncode,
     "add to FILE.rondo, or to that of -o, while data comes;\n"
     "it can be read meanwhile",
     SetFlag<&Command::live>},
    {"flush", 0, "INTERVAL", kEncode,
     "with --live: lines are on disk, and can be read, this\n"
     "long after they came (default 1s): 100ms, 1s, 1m",
     SetFlushInterval},
    {"keep", 'k', nullptr, kMakesFiles, "keep the source (the default)",
     SetFlag<&Command::remove_source, false>},
    {"rm", 0, nullptr, kMakesFiles, "remove the source once its copy is safely on disk",
     SetFlag<&Command::remove_source>},
    {kLevelOption, 0, "N", kEncodes,
     "the same as -N: -1 is fastest, -9 smallest (default -6)", SetLevel},
    {"online", 0, nullptr, kEncode | kAppend,
     "build grammars while bytes arrive, in one pass\n"
     "(Sequitur): scores are larger, mostly those of logs",
     SetFlag<&Command::online>},
    {"threads", 'T', "N", kThreaded,
     "N segments at once, up to 256; 0 is one for each core", SetThreads},
    {"memory", 'M', "SIZE", kGzip,
     "stay below SIZE: encoding takes smaller segments,\n"
     "decoding refuses what needs more (default 512M)",
     SetSize<&Command::memory_bytes>},
    {"memory", 'M', "SIZE", kEncode | kAppend | kCompact,
     "stay below SIZE, by smaller segments", SetSize<&Command::memory_bytes>},
    {"memory", 'M', "SIZE", kReads, "refuse what needs more memory (default 512M)",
     SetSize<&Command::memory_bytes>},
    {"block-size", 0, "SIZE", kEncodes,
     "what is decoded to read one byte (default 64K):\n"
     "smaller seeks faster, larger packs tighter",
     SetSize<&Command::block_bytes>},
    {"segment-size", 0, "SIZE", kEncodes,
     "what shares one grammar (default: by level and data)",
     SetSize<&Command::segment_bytes>},
    {"quiet", 'q', nullptr, kParts, "no names of files above their parts",
     SetFlag<&Command::quiet>},
    {"quiet", 'q', nullptr, kAll & ~(kGrep | kParts | kWc), "print errors only",
     SetFlag<&Command::quiet>},
    {"verbose", 'v', nullptr, kEncodes | kDecode,
     "print figures at the end: sizes, speed, memory", SetFlag<&Command::verbose>},
    {"help", 'h', nullptr, kAll & ~kGrep, "print this page", SetVerb<Verb::kHelp>},
    {"help", 0, nullptr, kGrep, "print this page", SetVerb<Verb::kHelp>},
    {"version", 'V', nullptr, kAll, "print the version", SetVerb<Verb::kVersion>},
};

}  // namespace

std::span<const OptionRow> OptionTable() { return kTable; }

}  // namespace rondo::app
