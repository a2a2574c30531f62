// Few patterns become one regular expression. Of a list, those that are plain strings
// become a set of strings, and those that need strings become a set that is looked for
// first; what is left over is one expression again. What is not UTF-8 is one of its own.
//
// Whole words are found as GNU grep does it: if the longest match does not end between
// words, shorter ones from the same place are tried, then later places.
//
//   -w 'foo.*'   in   "foot foo1 bar"   tries 0 ("foot foo1 bar"): a word starts and ends
//                                       there, so this is the match.
//
// Tested by tests/search/pattern_test.cc and pattern_list_test.cc and, against GNU grep, by
// tests/search/grep_differential.
#include "search/compiled_pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "search/match/filtered_matcher.h"
#include "search/match/perl_matcher.h"
#include "search/match/regex_matcher.h"
#include "search/match/string_matcher.h"
#include "search/syntax/characters.h"
#include "search/syntax/line_automaton.h"
#include "search/syntax/pattern_syntax.h"
#include "search/syntax/word_characters.h"

namespace rondo::search {
namespace {

using re2::RE2;

// Longer ones would take too long to make an automaton of.
constexpr size_t kMaxAutomatonRegex = 2048;
// Of each of many expressions; it is compiled, but looks only at lines with its strings.
constexpr int64_t kMaxFilteredRegexBytes = int64_t{1} << 20;

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

absl::Status InPattern(const std::string& pattern, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat("pattern \"", pattern,
                                                  "\": ", std::string(status.message())));
}

// Takes the pattern if it is a string.
absl::StatusOr<ReadPattern> ReadOne(std::string& pattern, const PatternOptions& options) {
  // Many strings never become an expression.
  constexpr char kMarks[] = "\\[](){}.*+?|^$";
  if (options.fixed_strings || pattern.find_first_of(kMarks) == std::string::npos) {
    const bool bytes = !IsUtf8(pattern);
    return ReadPattern{.regex = "", .literal = std::move(pattern), .bytes = bytes};
  }
  return ReadAsRe2(pattern, options);
}

// With `relaxed` without edges of words.
std::string Join(std::span<const ReadPattern> patterns, const PatternOptions& options,
                 bool relaxed = false) {
  std::string joined;
  for (const ReadPattern& pattern : patterns) {
    const bool string = pattern.literal && pattern.regex.empty();
    absl::StrAppend(&joined, joined.empty() ? "" : "|", "(?:",
                    string ? ReadString(*pattern.literal, options).regex
                    : relaxed && pattern.relaxed ? *pattern.relaxed
                                                 : pattern.regex,
                    ")");
  }
  if (!options.whole_lines) return joined;
  return absl::StrCat("^(?:", joined, options.crlf ? ")\\r?$" : ")$");
}

// The same as a tree.
std::vector<RegexSequence> JoinTrees(std::span<const ReadPattern> patterns,
                                     const PatternOptions& options) {
  std::vector<RegexSequence> joined;
  for (const ReadPattern& pattern : patterns) {
    const bool string = pattern.literal && pattern.regex.empty();
    joined.push_back({{.kind = NodeKind::kGroup,
                       .text = "(?:",
                       .alternatives = string ? ReadString(*pattern.literal, options).tree
                                              : pattern.tree}});
  }
  if (!options.whole_lines) return joined;
  RegexSequence line = {
      {.kind = NodeKind::kCondition, .text = "^"},
      {.kind = NodeKind::kGroup, .text = "(?:", .alternatives = std::move(joined)}};
  if (options.crlf) {
    line.push_back({.kind = NodeKind::kCharacter,
                    .text = "\\r",
                    .repetition = RegexNode::Repetition{.least = 0, .most = 1}});
  }
  line.push_back({.kind = NodeKind::kCondition, .text = "$"});
  return {std::move(line)};
}

bool PrefersLongest(const PatternOptions& options) {
  return options.fixed_strings || options.whole_words ||
         options.syntax == PatternSyntax::kBasic ||
         options.syntax == PatternSyntax::kExtended;
}

RegexTraits TraitsOf(bool bytes, const PatternOptions& options) {
  return {.bytes = bytes,
          .ignore_case = options.ignore_case,
          .longest = PrefersLongest(options),
          .whole_characters = bytes && options.ignore_case};
}

// What finds edges of words past ASCII; null if none of the patterns asks for them.
absl::StatusOr<std::unique_ptr<RegexEdges>> EdgesOf(std::span<const ReadPattern> patterns,
                                                    const PatternOptions& options,
                                                    const RegexTraits& traits,
                                                    int64_t max_bytes) {
  auto edges = std::make_unique<RegexEdges>();
  if (std::ranges::none_of(
          patterns, [](const ReadPattern& one) { return one.relaxed.has_value(); }))
    return nullptr;
  edges->ascii = std::ranges::all_of(patterns, &ReadPattern::for_ascii);
  edges->tree = JoinTrees(patterns, options);
  RONDO_ASSIGN_OR_RETURN(
      edges->relaxed,
      RegexMatcher::Compile(Join(patterns, options, true), traits, max_bytes));
  return edges;
}

// Of patterns that are all for bytes or all for UTF-8. `strings`: as RegexMatcher has
// them.
absl::StatusOr<std::unique_ptr<const RegexMatcher>> MakeMatcher(
    std::span<const ReadPattern> patterns, const PatternOptions& options,
    int64_t max_bytes, LiteralFinder strings, bool decide) {
  const RegexTraits traits = TraitsOf(patterns.front().bytes, options);
  RONDO_ASSIGN_OR_RETURN(
      auto regex, RegexMatcher::Compile(Join(patterns, options), traits, max_bytes));
  RONDO_ASSIGN_OR_RETURN(auto edges, EdgesOf(patterns, options, traits, max_bytes));
  return std::make_unique<const RegexMatcher>(
      std::move(regex), traits, std::move(strings), decide, std::move(edges));
}

absl::StatusOr<std::unique_ptr<const Matcher>> JoinedMatcher(
    std::span<const ReadPattern> patterns, const PatternOptions& options) {
  const NeedleStrings strings = FindNeedleStrings(patterns, options, kMaxNeedles);
  LiteralFinder finder(strings.strings, strings.ignore_case);
  const bool decide = !finder.empty() && strings.decides && !options.whole_words;
  auto matcher =
      MakeMatcher(patterns, options, RegexMatcher::kMaxBytes, std::move(finder), decide);
  if (!matcher.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(patterns.size(), " patterns need too much memory together: ",
                     std::string(matcher.status().message())));
  }
  return *std::move(matcher);
}

}  // namespace

absl::StatusOr<std::unique_ptr<const CompiledPattern>> CompiledPattern::Create(
    std::span<const std::string> patterns, const PatternOptions& given) {
  PatternOptions options = given;
  options.whole_words &= !options.whole_lines;  // which say more
  std::vector<std::string> parts = SplitAtNewlines(patterns);
  std::unique_ptr<CompiledPattern> compiled(new CompiledPattern);
  if (parts.empty()) return compiled;
  if (options.syntax == PatternSyntax::kPerl && !options.fixed_strings) {
    for (const std::string& part : parts) {
      auto matcher = PerlMatcher::Create(part, options);
      if (!matcher.ok()) return InPattern(part, matcher.status());
      compiled->matchers_.push_back(*std::move(matcher));
    }
    return compiled;
  }
  compiled->whole_words_ = options.whole_words;
  compiled->longest_ = PrefersLongest(options);
  compiled->ignore_case_ = options.ignore_case;
  std::vector<ReadPattern> reads;
  reads.reserve(parts.size());
  for (std::string& part : parts) {
    auto read = ReadOne(part, options);
    if (!read.ok()) return InPattern(part, read.status());
    // Each alone: "a)|(b" is an error, though it might not be one among others.
    if (!read->literal) {
      const auto alone =
          RegexMatcher::Compile(read->regex, TraitsOf(read->bytes, options));
      if (!alone.ok()) return InPattern(part, alone.status());
    }
    reads.push_back(*std::move(read));
  }
  RONDO_RETURN_IF_ERROR(reads.size() > kMaxNeedles ? compiled->AddList(reads, options)
                                                   : compiled->Add(reads, options));
  compiled->strings_ = FindNeedleStrings(
      reads, options, reads.size() > kMaxNeedles ? kMaxListNeedles : kMaxNeedles);
  compiled->strings_decide_ = !compiled->strings_.strings.empty() &&
                              compiled->strings_.decides && !options.whole_words;
  compiled->has_edges_ = std::ranges::any_of(
      reads, [](const ReadPattern& read) { return read.relaxed.has_value(); });
  const bool for_automaton = std::ranges::all_of(
      reads, [](const ReadPattern& read) { return !read.bytes && read.for_ascii; });
  if (for_automaton && !compiled->strings_decide_ && reads.size() < kMaxAutomatonRegex) {
    compiled->regex_ = Join(reads, options);
  }
  return compiled;
}

absl::Status CompiledPattern::Add(std::span<const ReadPattern> patterns,
                                  const PatternOptions& options) {
  for (const bool bytes : {false, true}) {
    std::vector<ReadPattern> some;
    std::ranges::copy_if(patterns, std::back_inserter(some),
                         [&](const ReadPattern& one) { return one.bytes == bytes; });
    if (some.empty()) continue;
    RONDO_ASSIGN_OR_RETURN(auto matcher, JoinedMatcher(some, options));
    matchers_.push_back(std::move(matcher));
  }
  return absl::OkStatus();
}

absl::Status CompiledPattern::AddList(std::span<const ReadPattern> patterns,
                                      const PatternOptions& options) {
  std::vector<std::string> strings;
  std::vector<ReadPattern> regexes;
  size_t bytes = 0;
  strings.reserve(patterns.size());
  for (const ReadPattern& pattern : patterns) {
    if (pattern.literal && !pattern.literal->empty()) {
      strings.push_back(*pattern.literal);
      bytes += strings.back().size();
    } else {
      regexes.push_back(pattern);
    }
  }
  if (bytes > StringSet::kMaxBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "patterns of ", bytes, " bytes; a list may have ", StringSet::kMaxBytes));
  }
  if (!strings.empty()) {
    matchers_.push_back(std::make_unique<const StringMatcher>(
        std::move(strings), options.ignore_case, options.whole_lines, options.crlf));
  }
  return regexes.size() > kMaxNeedles ? AddRegexes(regexes, options)
                                      : Add(regexes, options);
}

absl::Status CompiledPattern::AddRegexes(std::span<const ReadPattern> patterns,
                                         const PatternOptions& options) {
  std::vector<FilteredMatcher::Regex> filtered;
  std::vector<ReadPattern> others;
  bool folded = false;
  for (const ReadPattern& pattern : patterns) {
    const std::span<const ReadPattern> alone(&pattern, 1);
    NeedleStrings strings = FindNeedleStrings(alone, options, kMaxNeedles);
    auto matcher =
        strings.strings.empty()
            ? absl::InvalidArgumentError("needs no string")
            : MakeMatcher(alone, options, kMaxFilteredRegexBytes, LiteralFinder(), false);
    if (!matcher.ok()) {
      others.push_back(pattern);
      continue;
    }
    folded |= strings.ignore_case;
    filtered.push_back({*std::move(matcher), std::move(strings.strings)});
  }
  if (!filtered.empty()) {
    matchers_.push_back(
        std::make_unique<const FilteredMatcher>(std::move(filtered), folded));
  }
  return Add(others, options);
}

CompiledPattern::CompiledPattern() = default;
CompiledPattern::~CompiledPattern() = default;

const CompiledPattern::Made& CompiledPattern::made() const {
  std::call_once(once_, [this] {
    std::optional<stream::LineAutomaton> automaton;
    std::unique_ptr<const stream::Needles> sure;
    const auto lines = [this](EdgesPastAscii edges) {
      return MakeLineAutomaton(regex_, ignore_case_, edges);
    };
    if (!regex_.empty() && regex_.size() <= kMaxAutomatonRegex) {
      automaton = lines(EdgesPastAscii::kMaybe);
    }
    const bool decides = automaton.has_value() && !whole_words_;
    if (decides && has_edges_) {
      if (auto never = lines(EdgesPastAscii::kNever)) {
        sure = std::make_unique<const stream::Needles>(
            strings_.strings, strings_.ignore_case, std::move(never), strings_.also);
      }
    }
    made_ = std::make_unique<const Made>(
        Made{stream::Needles(strings_.strings, strings_.ignore_case, std::move(automaton),
                             strings_.also),
             strings_decide_ || (decides && !has_edges_), std::move(sure)});
  });
  return *made_;
}

absl::Status CompiledPattern::status() const {
  for (const auto& matcher : matchers_) RONDO_RETURN_IF_ERROR(matcher->status());
  return absl::OkStatus();
}

namespace {

// The start of the next character; what is no character is one byte.
size_t NextCharacter(std::string_view line, size_t at) {
  return at + std::max<size_t>(1, CharacterAt(line, at).bytes);
}

}  // namespace

// The matches in a line, from left to right.
class CompiledPattern::LineSpans {
 public:
  LineSpans(const CompiledPattern& pattern, std::string_view line)
      : longest_(pattern.longest_), line_(line) {
    for (const auto& matcher : pattern.matchers_) matcher->AddFinders(line, &finders_);
    ahead_.resize(finders_.size());
  }

  std::string_view line() const { return line_; }

  // The leftmost match that starts at `from` or later; `from` never goes back.
  std::optional<TextSpan> Next(size_t from) {
    std::optional<TextSpan> best;
    for (size_t i = 0; i < finders_.size(); ++i) {
      Ahead& ahead = ahead_[i];
      if (!ahead.known || (ahead.span && ahead.span->from < from)) {
        ahead = {true, finders_[i]->Find(line_, from)};
      }
      const auto& span = ahead.span;
      if (!span) continue;
      const bool better = !best || span->from < best->from ||
                          (longest_ && span->from == best->from && span->to > best->to);
      if (better) best = span;
    }
    return best;
  }

  // The longest match from here that is a word, or ends between words.
  std::optional<TextSpan> LongestWordAt(size_t from) const {
    for (size_t to = line_.size();;) {
      std::optional<size_t> end;
      for (const SpanFinder* finder : finders_) {
        const auto one = finder->LongestEnd(line_, from, to);
        if (one && (!end || *one > *end)) end = one;
      }
      if (!end) return std::nullopt;
      to = *end;
      if (!WordFollows(line_, to)) return TextSpan{from, to};
      while (to > from && WordFollows(line_, to)) --to;
      if (to == from && WordFollows(line_, to)) return std::nullopt;
    }
  }

 private:
  struct Ahead {
    bool known = false;
    std::optional<TextSpan> span;  // absent: nothing up to the end
  };

  const bool longest_;
  const std::string_view line_;
  std::vector<const SpanFinder*> finders_;
  std::vector<Ahead> ahead_;  // by finder
};

bool CompiledPattern::Matches(std::string_view line) const {
  if (whole_words_) {
    LineSpans spans(*this, line);
    return NextWord(&spans, 0).has_value();
  }
  return std::ranges::any_of(matchers_,
                             [&](const auto& matcher) { return matcher->Matches(line); });
}

std::vector<TextSpan> CompiledPattern::Find(std::string_view line) const {
  std::vector<TextSpan> found;
  LineSpans spans(*this, line);
  for (size_t from = 0; from <= line.size();) {
    const auto span = whole_words_ ? NextWord(&spans, from) : spans.Next(from);
    if (!span.has_value()) break;
    if (span->to > span->from) found.push_back(*span);
    from = std::max(span->to, span->from + 1);
  }
  return found;
}

std::optional<TextSpan> CompiledPattern::NextWord(LineSpans* spans, size_t from) const {
  const std::string_view line = spans->line();
  while (from <= line.size()) {
    const auto span = spans->Next(from);
    if (!span.has_value()) return std::nullopt;
    from = span->from;
    if (!WordPrecedes(line, from)) {
      if (const auto word = spans->LongestWordAt(from)) return word;
    }
    from = NextCharacter(line, from);
    while (from < line.size() && WordPrecedes(line, from))
      from = NextCharacter(line, from);
  }
  return std::nullopt;
}

std::optional<TextSpan> LineSearch::Next(size_t from) {
  while (from <= text_.size()) {
    std::optional<Matcher::Hit> first;
    for (size_t i = 0; i < ahead_.size(); ++i) {
      Ahead& ahead = ahead_[i];
      if (!ahead.known || (ahead.hit && ahead.hit->at < from)) {
        ahead = {true, pattern_.matchers_[i]->FindLine(text_, from)};
      }
      if (ahead.hit && (!first || ahead.hit->at < first->at)) first = ahead.hit;
    }
    if (!first) return std::nullopt;
    // npos + 1 is 0.
    const size_t at = first->at;
    const size_t begin = at == from ? from : text_.rfind('\n', at - 1) + 1;
    const size_t end = std::min(text_.find('\n', at), text_.size());
    if (first->certain && !pattern_.whole_words_) return TextSpan{begin, end};
    ++tried_;
    if (pattern_.Matches(text_.substr(begin, end - begin))) return TextSpan{begin, end};
    from = end + 1;
  }
  return std::nullopt;
}

}  // namespace rondo::search
