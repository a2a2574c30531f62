// All patterns become one regular expression that never matches a newline, so that it may
// run over many lines at once; ^ and $ are the ends of lines. Where strings are known
// that every match needs, they are looked for instead, and only their lines are tried.
//
// Whole words are found as GNU grep does it: if the longest match does not end between
// words, shorter ones from the same place are tried, then later places.
//
//   -w 'foo.*'   in   "foot foo1 bar"   tries 0 ("foot foo1 bar"): a word starts and ends
//                                       there, so this is the match.
//
// Tested by tests/search/pattern_test.cc and, against GNU grep, by tests/search/grep_differential.
#include "search/compiled_pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "search/line_automaton.h"
#include "search/regex_program.h"

namespace rondo::search {
namespace {

using re2::RE2;

constexpr int64_t kMaxRegexBytes = int64_t{64} << 20;

std::vector<std::string> SplitAtNewlines(std::span<const std::string> patterns) {
  std::vector<std::string> parts;
  for (const std::string& pattern : patterns) {
    size_t from = 0;
    for (size_t at; (at = pattern.find('\n', from)) != std::string::npos; from = at + 1) {
      parts.push_back(pattern.substr(from, at - from));
    }
    parts.push_back(pattern.substr(from));
  }
  return parts;
}

RE2::Options RegexOptions(const PatternOptions& options, bool latin1) {
  RE2::Options result;
  result.set_log_errors(false);
  result.set_never_nl(true);
  result.set_max_mem(kMaxRegexBytes);
  result.set_case_sensitive(!options.ignore_case);
  result.set_longest_match(options.fixed_strings || options.whole_words);
  if (latin1) result.set_encoding(RE2::Options::EncodingLatin1);
  return result;
}

bool IsUtf8(const std::string& text) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_literal(true);
  return RE2(text, options).error_code() != RE2::ErrorBadUTF8;
}

absl::Status BadPattern(const std::string& pattern, const RE2& regex) {
  return absl::InvalidArgumentError(
      absl::StrCat("pattern \"", pattern, "\": ", regex.error()));
}

// True if the pattern may speak of the ends of the text, or match a newline.
bool MayLookPastTheLine(const std::string& pattern) {
  for (const char* mark : {"\\A", "\\z", "\\C", "(?"}) {
    for (size_t at = 0; (at = pattern.find(mark, at)) != std::string::npos; ++at) {
      if (mark[0] == '\\' || pattern.compare(at, 3, "(?:") != 0) return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const CompiledPattern>> CompiledPattern::Create(
    std::span<const std::string> patterns, const PatternOptions& given) {
  PatternOptions options = given;
  options.whole_words &= !options.whole_lines;  // which say more
  const std::vector<std::string> parts = SplitAtNewlines(patterns);
  std::unique_ptr<CompiledPattern> compiled(new CompiledPattern);
  compiled->needles_ = std::make_unique<const stream::Needles>();
  if (parts.empty()) return compiled;
  const bool latin1 = !std::ranges::all_of(parts, IsUtf8);
  const RE2::Options regex_options = RegexOptions(options, latin1);
  std::string joined;
  for (const std::string& part : parts) {
    // Each alone: "a)|(b" is an error, though it might not be one among others.
    const std::string text = options.fixed_strings ? RE2::QuoteMeta(part) : part;
    const RE2 alone(text, regex_options);
    if (!alone.ok()) return BadPattern(part, alone);
    absl::StrAppend(&joined, joined.empty() ? "" : "|", "(?:", text, ")");
    compiled->line_by_line_ |= !options.fixed_strings && MayLookPastTheLine(text);
  }
  if (options.whole_lines) joined = absl::StrCat("^(?:", joined, ")$");
  compiled->regex_ =
      std::make_unique<const RE2>(absl::StrCat("(?m)", joined), regex_options);
  if (!compiled->regex_->ok()) return BadPattern(joined, *compiled->regex_);
  compiled->whole_words_ = options.whole_words;
  NeedleStrings& strings = compiled->strings_;
  strings = FindNeedleStrings(parts, options, latin1);
  compiled->finder_ = LiteralFinder(strings.strings, strings.ignore_case);
  compiled->strings_decide_ =
      !compiled->finder_.empty() && strings.decides && !options.whole_words;
  std::optional<stream::LineAutomaton> automaton;
  if (!latin1 && !compiled->line_by_line_ && !compiled->strings_decide_) {
    automaton = MakeLineAutomaton(joined, options.ignore_case);
  }
  compiled->automaton_decides_ = automaton.has_value() && !options.whole_words;
  compiled->needles_ = std::make_unique<const stream::Needles>(
      strings.strings, strings.ignore_case, std::move(automaton), strings.also);
  return compiled;
}

namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Bytes of the character at `at`, if `kind` matches it; else 0.
size_t CharacterAt(std::string_view line, size_t at, const RE2& kind) {
  const re2::StringPiece text(line.data() + at, std::min<size_t>(line.size() - at, 4));
  re2::StringPiece match;
  const bool is = kind.Match(text, 0, text.size(), RE2::ANCHOR_START, &match, 1);
  return is ? match.size() : 0;
}

// Bytes of the letter, digit or _ that starts at `at`; 0 if none does. Bytes that are no
// whole character are none.
size_t WordCharacterAt(std::string_view line, size_t at) {
  static const RE2 kLetter("[\\pL\\pN]");
  if (at == line.size()) return 0;
  const unsigned char c = static_cast<unsigned char>(line[at]);
  if (c < 0x80) return IsWordByte(c) ? 1 : 0;
  return CharacterAt(line, at, kLetter);
}

// The start of the next character; what is no character is one byte.
size_t NextCharacter(std::string_view line, size_t at) {
  static const RE2 kAny("(?s:.)");
  return at + std::max<size_t>(1, CharacterAt(line, at, kAny));
}

bool WordFollows(std::string_view line, size_t at) {
  return WordCharacterAt(line, at) > 0;
}

bool WordPrecedes(std::string_view line, size_t at) {
  if (at == 0) return false;
  size_t start = at - 1;
  while (start > 0 && at - start < 4 && IsContinuation(line[start])) --start;
  return WordCharacterAt(line.substr(0, at), start) == at - start;
}

}  // namespace

CompiledPattern::CompiledPattern() = default;
CompiledPattern::~CompiledPattern() = default;

bool CompiledPattern::Matches(std::string_view line) const {
  if (regex_ == nullptr) return false;
  if (whole_words_) return NextWord(line, 0).has_value();
  const re2::StringPiece text(line.data(), line.size());
  return regex_->Match(text, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::vector<TextSpan> CompiledPattern::Find(std::string_view line) const {
  std::vector<TextSpan> spans;
  for (size_t from = 0; from <= line.size();) {
    const auto span = whole_words_ ? NextWord(line, from) : Next(line, from);
    if (!span.has_value()) break;
    if (span->to > span->from) spans.push_back(*span);
    from = std::max(span->to, span->from + 1);
  }
  return spans;
}

std::optional<TextSpan> CompiledPattern::NextLine(std::string_view text, size_t from,
                                                  uint64_t* tried) const {
  while (from <= text.size() && regex_ != nullptr) {
    size_t hit = from;
    if (!finder_.empty()) {
      hit = finder_.Find(text, from);
      if (hit == LiteralFinder::kNone) return std::nullopt;
    } else if (!line_by_line_) {
      const auto span = Next(text, from);
      if (!span.has_value()) return std::nullopt;
      hit = span->from;
    }
    // npos + 1 is 0.
    const size_t begin = hit == from ? from : text.rfind('\n', hit - 1) + 1;
    const size_t end = std::min(text.find('\n', hit), text.size());
    const bool decided =
        finder_.empty() ? !whole_words_ && !line_by_line_ : strings_decide_;
    if (decided) return TextSpan{begin, end};
    ++*tried;
    if (Matches(text.substr(begin, end - begin))) return TextSpan{begin, end};
    from = end + 1;
  }
  return std::nullopt;
}

std::optional<TextSpan> CompiledPattern::Next(std::string_view line, size_t from) const {
  const re2::StringPiece text(line.data(), line.size());
  re2::StringPiece match;
  if (regex_ == nullptr ||
      !regex_->Match(text, from, text.size(), RE2::UNANCHORED, &match, 1)) {
    return std::nullopt;
  }
  const size_t begin = static_cast<size_t>(match.data() - text.data());
  return TextSpan{begin, begin + match.size()};
}

std::optional<TextSpan> CompiledPattern::NextWord(std::string_view line,
                                                  size_t from) const {
  while (from <= line.size()) {
    const auto span = Next(line, from);
    if (!span.has_value()) return std::nullopt;
    from = span->from;
    if (!WordPrecedes(line, from)) {
      if (const auto word = LongestWordAt(line, from)) return word;
    }
    from = NextCharacter(line, from);
    while (from < line.size() && WordPrecedes(line, from))
      from = NextCharacter(line, from);
  }
  return std::nullopt;
}

std::optional<TextSpan> CompiledPattern::LongestWordAt(std::string_view line,
                                                       size_t from) const {
  const re2::StringPiece text(line.data(), line.size());
  for (size_t end = line.size();;) {
    re2::StringPiece match;
    if (!regex_->Match(text, from, end, RE2::ANCHOR_START, &match, 1))
      return std::nullopt;
    end = from + match.size();
    if (!WordFollows(line, end)) return TextSpan{from, end};
    while (end > from && WordFollows(line, end)) --end;
    if (end == from && WordFollows(line, end)) return std::nullopt;
  }
}

}  // namespace rondo::search
