#include "apps/rondo/command_line/option_table.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "base/thread.h"
#include "redact/class_list.h"

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
constexpr uint32_t kExport = Bit(Face::kExport);
constexpr uint32_t kDict = Bit(Face::kDict);

constexpr uint32_t kWrites = kGzip | kEncode;
constexpr uint32_t kEncodes = kWrites | kAppend | kCompact | kExport;
constexpr uint32_t kMakesFiles = kWrites | kDecode;
constexpr uint32_t kOutputs = kMakesFiles | kCat | kExport;
constexpr uint32_t kParts = kHead | kTail;
constexpr uint32_t kReads = kDecode | kCat | kGrep | kParts | kWc | kStat | kVerify;
constexpr uint32_t kTimed = kCat | kGrep | kStat;
constexpr uint32_t kThreaded = kEncodes | kDecode | kCat | kGrep | kVerify;
constexpr uint32_t kAll = kEncodes | kReads | kDict;

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

// What the text means is known with --tz.
absl::Status SetSince(const std::string& value, Command* command) {
  command->since_text = value;
  return ParseTime(value, Now()).status();
}

absl::Status SetUntil(const std::string& value, Command* command) {
  command->until_text = value;
  return ParseTime(value, Now()).status();
}

absl::Status SetZone(const std::string& value, Command* command) {
  if (absl::LoadTimeZone(value, &command->zone.emplace())) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", value, "\" is no time zone of this system; expected one like Europe/Berlin"));
}

absl::Status SetYear(const std::string& value, Command* command) {
  int year = 0;
  if (!absl::SimpleAtoi(value, &year) || year < 1970 || year > 2199) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is no year from 1970 to 2199"));
  }
  command->year = year;
  return absl::OkStatus();
}

absl::Status SetDateOrder(const std::string& value, Command* command) {
  if (value == "dmy") {
    command->date_order = DateOrder::kDayMonthYear;
  } else if (value == "mdy") {
    command->date_order = DateOrder::kMonthDayYear;
  } else if (value == "ymd") {
    command->date_order = DateOrder::kYearMonthDay;
  } else {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is not dmy, mdy or ymd"));
  }
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
  const bool is_tail = command->face == Face::kTail;
  const bool minus = value.starts_with('-');  // says what holds anyway of tail
  command->from_start = is_tail && value.starts_with('+');
  command->all_but = !is_tail && minus;
  RONDO_ASSIGN_OR_RETURN(command->*count,
                         parse(minus || command->from_start ? value.substr(1) : value));
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

// The last one counts.
template <bool fixed_strings, PatternSyntax syntax>
absl::Status SetSyntax(const std::string&, Command* command) {
  command->grep.pattern.fixed_strings = fixed_strings;
  command->grep.pattern.syntax = syntax;
  command->grep.syntax_given = true;
  return absl::OkStatus();
}

template <bool follow_links>
absl::Status SetRecursive(const std::string&, Command* command) {
  command->grep.recursive = true;
  command->grep.follow_links = follow_links;
  return absl::OkStatus();
}

template <bool include>
absl::Status AddFileFilter(const std::string& value, Command* command) {
  command->grep.file_filters.push_back({value, include});
  return absl::OkStatus();
}

absl::Status AddFileFilters(const std::string& value, Command* command) {
  std::ifstream file(value);
  std::string line;
  while (std::getline(file, line)) {
    if (!line.empty()) command->grep.file_filters.push_back({line, false});
  }
  if (!file.eof()) return absl::InvalidArgumentError(absl::StrCat("cannot read ", value));
  return absl::OkStatus();
}

template <std::string GrepCommand::*field>
absl::Status SetGrepText(const std::string& value, Command* command) {
  command->grep.*field = value;
  return absl::OkStatus();
}

template <GrepCommand::Binary binary>
absl::Status SetBinary(const std::string&, Command* command) {
  command->grep.binary = binary;
  return absl::OkStatus();
}

absl::Status SetBinaryFiles(const std::string& value, Command* command) {
  using Binary = GrepCommand::Binary;
  if (value != "text" && value != "binary" && value != "without-match") {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is not text, binary or without-match"));
  }
  command->grep.binary = value == "text"     ? Binary::kText
                         : value == "binary" ? Binary::kMessage
                                             : Binary::kSkip;
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

absl::Status SetContextName(const std::string& value, Command* command) {
  if (value != "redacted") {
    return absl::InvalidArgumentError(
        absl::StrCat("no context \"", value, "\"; there is redacted"));
  }
  command->redacted = true;
  return absl::OkStatus();
}

absl::Status SetRedactList(const std::string& value, Command* command) {
  command->redact_list = value;
  return redact::ClassList::Parse(value).status();
}

absl::Status SetKeyFile(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("the file name is empty");
  command->key_file = value;
  return absl::OkStatus();
}

absl::Status SetMaxLines(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->grep.max_lines, ParseCount(value));
  return absl::OkStatus();
}

// -A and -B say more than -C, wherever they stand.
template <bool before, bool after>
absl::Status SetContext(const std::string& value, Command* command) {
  const bool is_name = !value.empty() && absl::ascii_isalpha(value[0]);
  if (before && after && is_name) return SetContextName(value, command);
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

absl::Status SetFormat(const std::string& value, Command* command) {
  if (value != "score" && value != "zipfs") {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is not score or zipfs"));
  }
  command->zipfs.wanted = value == "zipfs";
  return absl::OkStatus();
}

absl::Status SetDictionary(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("neither an address nor a file");
  command->dictionary = value;
  return absl::OkStatus();
}

template <bool ZipfsCommand::*flag>
absl::Status SetZipfs(const std::string&, Command* command) {
  command->zipfs.*flag = true;
  return absl::OkStatus();
}

absl::Status AddGateway(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("expected a URL");
  command->gateways.push_back(value);
  return absl::OkStatus();
}

template <std::string DictCommand::*field>
absl::Status SetDictText(const std::string& value, Command* command) {
  command->dict.*field = value;
  return absl::OkStatus();
}

absl::Status SetDictSize(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->dict.size_bytes, ParseSize(value));
  return absl::OkStatus();
}

// Taken for the sake of habit: it says what holds anyway.
absl::Status Ignore(const std::string&, Command*) { return absl::OkStatus(); }

// A name may have a row for each face that means something a little different by it.
constexpr OptionRow kTable[] = {
    {.name = "decode",
     .letter = 'd',
     .faces = kGzip,
     .help = "decode instead of encode",
     .apply = SetVerb<Verb::kDecode>},
    {.name = "test",
     .letter = 't',
     .faces = kGzip,
     .help = "check every checksum, write nothing",
     .apply = SetVerb<Verb::kVerify>},
    {.name = "list",
     .letter = 'l',
     .faces = kGzip,
     .help = "sizes and ratio, one line for each file",
     .apply = SetVerb<Verb::kList>},
    {.name = "lines",
     .value = "FROM:TO",
     .faces = kCat,
     .help = "these lines only: the first is 1, TO is included,\n"
             "negative counts from the end, either may be empty;\n"
             "N alone is one line",
     .apply = SetLines},
    {.name = "bytes",
     .value = "FROM:TO",
     .faces = kCat,
     .help = "these bytes only: the first is 0, TO is not included,\n"
             "negative counts from the end, either may be empty",
     .apply = SetBytes},
    {.name = "context",
     .value = "CONTEXT",
     .faces = kCat | kParts | kExport,
     .help = "redacted: marks such as <ip-1> stand for values, with\n"
             "numbers in the order in which they first appear",
     .apply = SetContextName},
    {.name = "redact",
     .value = "LIST",
     .faces = kCat | kGrep | kParts,
     .help = "with --context: what is hidden (rondo help export)",
     .apply = SetRedactList},
    {.name = "redact",
     .value = "LIST",
     .faces = kExport,
     .help = "what is hidden: ip, email, user, uuid, hex, number,\n"
             "/REGEX/=NAME, with commas; the default is what the\n"
             "score lists, or ip,email,uuid,hex",
     .apply = SetRedactList},
    {.name = "redact",
     .value = "LIST",
     .faces = kEncode | kAppend,
     .help = "list in the score what --context redacted shall hide\n"
             "(rondo help export); the score itself keeps all",
     .apply = SetRedactList},
    {.name = "key",
     .value = "FILE",
     .faces = kCat | kGrep | kParts | kExport,
     .help = "with --context: marks by this key, the same in all files",
     .apply = SetKeyFile},
    {.name = "since",
     .value = "TIME",
     .faces = kTimed,
     .help = "lines of this time or later only: a date, a date and\n"
             "time of day as in logs or ISO 8601, 10:02 of today,\n"
             "2024-03, seconds since 1970, now, -2h, \"2h ago\",\n"
             "yesterday, \"last monday 14:00\"",
     .apply = SetSince},
    {.name = "until",
     .value = "TIME",
     .faces = kTimed,
     .help = "lines of this time or earlier only: to its end",
     .apply = SetUntil},
    {.name = "tz",
     .value = "ZONE",
     .faces = kTimed,
     .help = "the zone of times that name none, in lines and in\n"
             "TIME: Europe/Berlin, UTC; the default is $TZ, or UTC",
     .apply = SetZone},
    {.name = "year",
     .value = "YEAR",
     .faces = kTimed,
     .help = "the year of times that name none; the default: the\n"
             "last twelve months before the file was changed",
     .apply = SetYear},
    {.name = "date-order",
     .value = "ORDER",
     .faces = kTimed,
     .help = "dmy, mdy or ymd: how to read dates in numbers such\n"
             "as 04/03/2024 where no line near them tells",
     .apply = SetDateOrder},
    {.name = "lines",
     .letter = 'n',
     .value = "N",
     .faces = kHead,
     .help = "the first N lines (default 10), also as -N;\n"
             "-n -N: all but the last N",
     .apply = SetCount<&Command::line_count>},
    {.name = "lines",
     .letter = 'n',
     .value = "N",
     .faces = kTail,
     .help = "the last N lines (default 10), also as -N;\n+N: from line N on",
     .apply = SetCount<&Command::line_count>},
    {.name = "bytes",
     .letter = 'c',
     .value = "N",
     .faces = kHead,
     .help = "the first N bytes (4K is 4096);\n-c -N: all but the last N",
     .apply = SetCount<&Command::byte_count, ParseSize>},
    {.name = "bytes",
     .letter = 'c',
     .value = "N",
     .faces = kTail,
     .help = "the last N bytes; +N: from byte N on, the first is 1",
     .apply = SetCount<&Command::byte_count, ParseSize>},
    {.name = "follow",
     .letter = 'f',
     .faces = kTail,
     .help = "go on with what is added, until interrupted",
     .apply = SetFlag<&Command::follow>},
    {.name = "regexp",
     .letter = 'e',
     .value = "PATTERN",
     .faces = kGrep,
     .help = "look for PATTERN; may be given several times",
     .apply = AddTo<&GrepCommand::patterns>},
    {.name = "file",
     .letter = 'f',
     .value = "FILE",
     .faces = kGrep,
     .help = "look for the patterns in FILE, one a line",
     .apply = AddTo<&GrepCommand::pattern_files>},
    {.name = "fixed-strings",
     .letter = 'F',
     .faces = kGrep,
     .help = "patterns are strings, not expressions",
     .apply = SetSyntax<true, PatternSyntax::kRe2>},
    {.name = "extended-regexp",
     .letter = 'E',
     .faces = kGrep,
     .help = "expressions as grep -E reads them; the longest match\n"
             "counts",
     .apply = SetSyntax<false, PatternSyntax::kExtended>},
    {.name = "basic-regexp",
     .letter = 'G',
     .faces = kGrep,
     .help = "expressions as grep -G reads them: a\\|b, \\(a\\)*",
     .apply = SetSyntax<false, PatternSyntax::kBasic>},
    {.name = "perl-regexp",
     .letter = 'P',
     .faces = kGrep,
     .help = "expressions as Perl reads them, by PCRE2: (?=a),\n"
             "(a)\\1; slower, and scores are expanded",
     .apply = SetSyntax<false, PatternSyntax::kPerl>},
    {.name = "ignore-case",
     .letter = 'i',
     .also = 'y',
     .faces = kGrep,
     .help = "upper and lower case are the same, also as -y",
     .apply = SetPattern<&PatternOptions::ignore_case>},
    {.name = "word-regexp",
     .letter = 'w',
     .faces = kGrep,
     .help = "match whole words only",
     .apply = SetPattern<&PatternOptions::whole_words>},
    {.name = "line-regexp",
     .letter = 'x',
     .faces = kGrep,
     .help = "match whole lines only",
     .apply = SetPattern<&PatternOptions::whole_lines>},
    {.name = "invert-match",
     .letter = 'v',
     .faces = kGrep,
     .help = "lines that do not match",
     .apply = SetGrep<&GrepCommand::invert>},
    {.name = "max-count",
     .letter = 'm',
     .value = "N",
     .faces = kGrep,
     .help = "stop after N lines of each file",
     .apply = SetMaxLines},
    {.name = "count",
     .letter = 'c',
     .faces = kGrep,
     .help = "print how many lines, not the lines",
     .apply = SetGrep<&GrepCommand::count>},
    {.name = "files-with-matches",
     .letter = 'l',
     .faces = kGrep,
     .help = "print the names of files that match",
     .apply = SetList<GrepCommand::List::kMatching>},
    {.name = "files-without-match",
     .letter = 'L',
     .faces = kGrep,
     .help = "print the names of those that do not",
     .apply = SetList<GrepCommand::List::kNotMatching>},
    {.name = "quiet",
     .letter = 'q',
     .faces = kGrep,
     .help = "print nothing; the exit status tells",
     .apply = SetFlag<&Command::quiet>},
    {.name = "only-matching",
     .letter = 'o',
     .faces = kGrep,
     .help = "print what matches, not the whole line",
     .apply = SetGrep<&GrepCommand::only_matching>},
    {.name = "line-number",
     .letter = 'n',
     .faces = kGrep,
     .help = "with numbers of lines, from 1",
     .apply = SetGrep<&GrepCommand::line_numbers>},
    {.name = "byte-offset",
     .letter = 'b',
     .faces = kGrep,
     .help = "with offsets in bytes, from 0",
     .apply = SetGrep<&GrepCommand::byte_offsets>},
    {.name = "with-filename",
     .letter = 'H',
     .faces = kGrep,
     .help = "with names of files (default if several)",
     .apply = SetNames<true>},
    {.name = "no-filename",
     .letter = 'h',
     .faces = kGrep,
     .help = "without names of files",
     .apply = SetNames<false>},
    {.name = "after-context",
     .letter = 'A',
     .value = "N",
     .faces = kGrep,
     .help = "and N lines after",
     .apply = SetContext<false, true>},
    {.name = "before-context",
     .letter = 'B',
     .value = "N",
     .faces = kGrep,
     .help = "and N lines before",
     .apply = SetContext<true, false>},
    {.name = "context",
     .letter = 'C',
     .value = "N",
     .faces = kGrep,
     .help = "and N lines before and after, also as -N; or, of a word:\n"
             "redacted: what has values hidden is searched and shown",
     .apply = SetContext<true, true>},
    {.name = "recursive",
     .letter = 'r',
     .faces = kGrep,
     .help = "search the files in folders, without FILE those in the\n"
             "one at hand; links are followed only if named",
     .apply = SetRecursive<false>},
    {.name = "dereference-recursive",
     .letter = 'R',
     .faces = kGrep,
     .help = "the same, and follow all links",
     .apply = SetRecursive<true>},
    {.name = "include",
     .value = "GLOB",
     .faces = kGrep,
     .help = "only files whose names match GLOB: *.log.rondo",
     .apply = AddFileFilter<true>},
    {.name = "exclude",
     .value = "GLOB",
     .faces = kGrep,
     .help = "no files whose names match; of several of these the\n"
             "last that matches counts",
     .apply = AddFileFilter<false>},
    {.name = "exclude-from",
     .value = "FILE",
     .faces = kGrep,
     .help = "the same, of each line of FILE",
     .apply = AddFileFilters},
    {.name = "exclude-dir",
     .value = "GLOB",
     .faces = kGrep,
     .help = "no folders whose names match",
     .apply = AddTo<&GrepCommand::excluded_folders>},
    {.name = "color",
     .value = "WHEN",
     .faces = kGrep,
     .help = "auto (default), always or never; GREP_COLORS has the\n"
             "colours",
     .apply = SetColor},
    {.name = "label",
     .value = "NAME",
     .faces = kGrep,
     .help = "the name of standard input",
     .apply = SetGrepText<&GrepCommand::label>},
    {.name = "null",
     .letter = 'Z',
     .faces = kGrep,
     .help = "a NUL behind names of files",
     .apply = SetGrep<&GrepCommand::null_names>},
    {.name = "null-data",
     .letter = 'z',
     .faces = kGrep,
     .help = "lines end with NUL, not with a newline; scores are\n"
             "expanded",
     .apply = SetGrep<&GrepCommand::null_data>},
    {.name = "line-buffered",
     .faces = kGrep,
     .help = "write every line as soon as it is found",
     .apply = SetGrep<&GrepCommand::line_buffered>},
    {.name = "no-messages",
     .letter = 's',
     .faces = kGrep,
     .help = "say nothing of files that cannot be read",
     .apply = SetGrep<&GrepCommand::no_messages>},
    {.name = "crlf",
     .faces = kGrep,
     .help = "lines may end with CR and newline: $ is before both",
     .apply = SetPattern<&PatternOptions::crlf>},
    {.name = "encoding",
     .value = "NAME",
     .faces = kGrep,
     .help = "of texts: auto (default) takes UTF-16 with a byte-order\n"
             "mark, none takes all as it is; latin1, utf-16le ...",
     .apply = SetGrepText<&GrepCommand::encoding>},
    {.name = "text",
     .letter = 'a',
     .faces = kGrep,
     .help = "all files are text: the default for those that are\n"
             "named",
     .apply = SetBinary<GrepCommand::Binary::kText>},
    {.name = "binary-files",
     .value = "TYPE",
     .faces = kGrep,
     .help = "what is no text: text; binary (the default in folders:\n"
             "only say that it matches) or without-match",
     .apply = SetBinaryFiles},
    {.name = "skip-binary",
     .letter = 'I',
     .faces = kGrep,
     .help = "the same as --binary-files without-match",
     .apply = SetBinary<GrepCommand::Binary::kSkip>},
    {.name = "binary",
     .letter = 'U',
     .faces = kGrep,
     .help = "takes CR as it is (it does anyway)",
     .apply = Ignore},
    {.name = "json",
     .faces = kGrep,
     .help = "one JSON object a line, of ripgrep's shape",
     .apply = SetFlag<&Command::json>},
    {.name = "explain",
     .faces = kGrep,
     .help = "say what was skipped, on standard error",
     .apply = SetGrep<&GrepCommand::explain>},
    {.name = "templates",
     .faces = kStat,
     .help = "what lines have in common: templates with slots, how\n"
             "often each occurs, and a line of it; expands what has\n"
             "templates",
     .apply = SetFlag<&Command::templates>},
    {.name = "top",
     .value = "N",
     .faces = kStat,
     .help = "only the N most frequent templates",
     .apply = SetTop},
    {.name = "json",
     .faces = kStat,
     .help = "one JSON object on one line for each file",
     .apply = SetFlag<&Command::json>},
    {.name = "json",
     .faces = kDict,
     .help = "list and show: one JSON object on one line for each",
     .apply = SetFlag<&Command::json>},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .faces = kDict,
     .help = "export, train: write to FILE, export otherwise to\n"
             "standard output, train to the store",
     .apply = SetOutput},
    {.name = "force",
     .letter = 'f',
     .faces = kDict,
     .help = "export, train: replace FILE, or write to a terminal",
     .apply = SetFlag<&Command::force>},
    {.name = "format",
     .value = "FORMAT",
     .faces = kDict,
     .help = "train: score (default), for rondo encode --dict, or zipfs,\n"
             "for rondo encode --format zipfs",
     .apply = SetFormat},
    {.name = "name",
     .value = "NAME",
     .faces = kDict,
     .help = "train: its name (default: that of the first sample)",
     .apply = SetDictText<&DictCommand::name>},
    {.name = "description",
     .value = "TEXT",
     .faces = kDict,
     .help = "train: what else there is to say of it",
     .apply = SetDictText<&DictCommand::description>},
    {.name = "size",
     .value = "SIZE",
     .faces = kDict,
     .help = "train: about as large, at most (default 110K)",
     .apply = SetDictSize},
    {.name = "gateway",
     .value = "URL",
     .faces = kDict,
     .help = "fetch, show, export, verify: ask this IPFS gateway for\n"
             "what is not kept here; may be given more than once",
     .apply = AddGateway},
    {.name = "stdout",
     .letter = 'c',
     .faces = kOutputs,
     .help = "write to standard output",
     .apply = SetFlag<&Command::to_stdout>},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .faces = kOutputs,
     .help = "write to FILE; - is standard output",
     .apply = SetOutput},
    {.name = "force",
     .letter = 'f',
     .faces = kWrites,
     .help = "replace existing files, follow links, read devices,\n"
             "write a score to a terminal",
     .apply = SetFlag<&Command::force>},
    {.name = "force",
     .letter = 'f',
     .faces = kDecode,
     .help = "replace existing files, follow links, read devices",
     .apply = SetFlag<&Command::force>},
    {.name = "force",
     .letter = 'f',
     .faces = kCat | kExport,
     .help = "replace the file of -o",
     .apply = SetFlag<&Command::force>},
    {.name = "unpack",
     .faces = kEncode | kAppend,
     .help = "encode the text of what other compressors made, not its\n"
             "bytes: app.log.gz becomes app.log.rondo; gzip, zstd,\n"
             "xz, lzma, lzip, bzip2, lz4, compress, zip",
     .apply = SetFlag<&Command::unpack>},
    {.name = "format",
     .value = "FORMAT",
     .faces = kEncode,
     .help = "score (default), or zipfs: FILE.zipfs, codes of the\n"
             "segments of a dictionary",
     .apply = SetFormat},
    {.name = "dict",
     .value = "DICT",
     .faces = kEncodes,
     .help = "build on a dictionary, named by its CID or the file that\n"
             "it is in; nobody reads the result without it",
     .apply = SetDictionary},
    {.name = "optimal",
     .faces = kEncode,
     .help = "with --format zipfs: the fewest bits, instead of the\n"
             "first segment that fits",
     .apply = SetZipfs<&ZipfsCommand::optimal>},
    {.name = "dict",
     .value = "DICT",
     .faces = kReads,
     .help = "the file of its dictionary, if that is not in the store",
     .apply = SetDictionary},
    {.name = "gateway",
     .value = "URL",
     .faces = kEncodes | kReads,
     .help = "ask this IPFS gateway for the dictionary if it is not\n"
             "kept here, and keep it; may be given more than once",
     .apply = AddGateway},
    {.name = "unary",
     .faces = kDecode,
     .help = "of a ZIPFS file: its codes are 0, 10, 110 ..., however\n"
             "large its dictionary is",
     .apply = SetZipfs<&ZipfsCommand::unary>},
    {.name = "live",
     .faces = kEncode,
     .help = "add to FILE.rondo, or to that of -o, while data comes;\n"
             "it can be read meanwhile",
     .apply = SetFlag<&Command::live>},
    {.name = "flush",
     .value = "INTERVAL",
     .faces = kEncode,
     .help = "with --live: lines are on disk, and can be read, this\n"
             "long after they came (default 1s): 100ms, 1s, 1m",
     .apply = SetFlushInterval},
    {.name = "keep",
     .letter = 'k',
     .faces = kMakesFiles,
     .help = "keep the source (the default)",
     .apply = SetFlag<&Command::remove_source, false>},
    {.name = "rm",
     .faces = kMakesFiles,
     .help = "remove the source once its copy is safely on disk",
     .apply = SetFlag<&Command::remove_source>},
    {.name = kLevelOption,
     .value = "N",
     .faces = kEncodes,
     .help = "the same as -N: -1 is fastest, -9 smallest (default -6)",
     .apply = SetLevel},
    {.name = "online",
     .faces = kEncode | kAppend,
     .help = "build grammars while bytes arrive, in one pass\n"
             "(Sequitur): scores are larger, mostly those of logs",
     .apply = SetFlag<&Command::online>},
    {.name = "index",
     .faces = kEncodes,
     .help = "know more of the words and numbers in the score: up to\n"
             "4 % larger, searches for what is rare are faster",
     .apply = SetFlag<&Command::index>},
    {.name = "threads",
     .letter = 'T',
     .value = "N",
     .faces = kThreaded,
     .help = "N segments at once, up to 256; 0 is one for each core",
     .apply = SetThreads},
    {.name = "memory",
     .letter = 'M',
     .value = "SIZE",
     .faces = kGzip,
     .help = "stay below SIZE: encoding takes smaller segments,\n"
             "decoding refuses what needs more (default 512M)",
     .apply = SetSize<&Command::memory_bytes>},
    {.name = "memory",
     .letter = 'M',
     .value = "SIZE",
     .faces = kEncode | kAppend | kCompact | kExport,
     .help = "stay below SIZE, by smaller segments",
     .apply = SetSize<&Command::memory_bytes>},
    {.name = "memory",
     .letter = 'M',
     .value = "SIZE",
     .faces = kReads,
     .help = "refuse what needs more memory (default 512M)",
     .apply = SetSize<&Command::memory_bytes>},
    {.name = "block-size",
     .value = "SIZE",
     .faces = kEncodes,
     .help = "what is decoded to read one byte (default 64K; two\n"
             "to eight times that of logs): smaller seeks faster,\n"
             "larger packs tighter",
     .apply = SetSize<&Command::block_bytes>},
    {.name = "segment-size",
     .value = "SIZE",
     .faces = kEncodes,
     .help = "what shares one grammar (default: by level and data)",
     .apply = SetSize<&Command::segment_bytes>},
    {.name = "quiet",
     .letter = 'q',
     .faces = kParts,
     .help = "no names of files above their parts",
     .apply = SetFlag<&Command::quiet>},
    {.name = "quiet",
     .letter = 'q',
     .faces = kAll & ~(kGrep | kParts | kWc),
     .help = "print errors only",
     .apply = SetFlag<&Command::quiet>},
    {.name = "verbose",
     .letter = 'v',
     .faces = (kEncodes & ~kExport) | kDecode,
     .help = "print figures at the end: sizes, speed, memory",
     .apply = SetFlag<&Command::verbose>},
    {.name = "help",
     .letter = 'h',
     .faces = kAll & ~kGrep,
     .help = "print this page",
     .apply = SetVerb<Verb::kHelp>},
    {.name = "help",
     .faces = kGrep,
     .help = "print this page",
     .apply = SetVerb<Verb::kHelp>},
    {.name = "version",
     .letter = 'V',
     .faces = kAll,
     .help = "print the version",
     .apply = SetVerb<Verb::kVersion>},
};

}  // namespace

std::span<const OptionRow> OptionTable() { return kTable; }

}  // namespace rondo::app
