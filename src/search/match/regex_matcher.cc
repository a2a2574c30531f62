// The expression never matches a newline, so that it may run over many lines at once; ^
// and $ are the ends of lines. Where strings are known that every match needs, they are
// looked for instead, and only their lines are tried.
//
// RE2 knows the edges of words of ASCII: where an expression asks for edges, it looks
// through stretches of ASCII, and in others for what the expression without its edges
// matches. Lines of these are decided one by one, by a simulation.
//
// Tested by tests/search/pattern_test.cc and, against GNU grep, by
// tests/search/grep_differential.
#include "search/match/regex_matcher.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "search/syntax/characters.h"

namespace rondo::search {

using re2::RE2;

namespace {

// Bytes that are looked at together, and so up to twice.
constexpr size_t kMaxStretch = size_t{1} << 16;

// True if the expression may speak of the ends of the text, or match a newline.
bool MayLookPastTheLine(const std::string& regex) {
  for (const char* mark : {"\\A", "\\z", "\\C", "(?"}) {
    for (size_t at = 0; (at = regex.find(mark, at)) != std::string::npos; ++at) {
      const bool harmless =
          regex.compare(at, 3, "(?:") == 0 || regex.compare(at, 5, "(?-i:") == 0;
      if (mark[0] == '\\' || !harmless) return true;
    }
  }
  return false;
}

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::StatusOr<std::unique_ptr<RE2>> RegexMatcher::Compile(const std::string& regex,
                                                           const RegexTraits& traits,
                                                           int64_t max_bytes) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_nl(true);
  options.set_max_mem(max_bytes);
  options.set_case_sensitive(!traits.ignore_case);
  options.set_longest_match(traits.longest);
  if (traits.bytes) options.set_encoding(RE2::Options::EncodingLatin1);
  auto compiled = std::make_unique<RE2>(absl::StrCat("(?m)", regex), options);
  if (!compiled->ok()) return absl::InvalidArgumentError(compiled->error());
  return compiled;
}

RegexMatcher::RegexMatcher(std::unique_ptr<const RE2> regex, const RegexTraits& traits,
                           LiteralFinder strings, bool decide,
                           std::unique_ptr<RegexEdges> edges)
    : regex_(std::move(regex)),
      traits_(traits),
      edges_(std::move(edges)),
      line_by_line_(MayLookPastTheLine(regex_->pattern().substr(4))),
      finder_(std::move(strings)),
      strings_decide_(decide) {}

RegexMatcher::~RegexMatcher() = default;

std::optional<Matcher::Hit> RegexMatcher::FindLine(std::string_view text,
                                                   size_t from) const {
  if (!finder_.empty()) {
    const size_t at = finder_.Find(text, from);
    if (at == LiteralFinder::kNone) return std::nullopt;
    return Hit{at, strings_decide_};
  }
  if (line_by_line_) return Hit{from, false};
  if (edges_ != nullptr) return FindLineWithEdges(text, from);
  const auto span = Next(text, from);
  if (!span) return std::nullopt;
  return Hit{span->from, !traits_.whole_characters};
}

std::optional<Matcher::Hit> RegexMatcher::FindLineWithEdges(std::string_view text,
                                                            size_t from) const {
  // Hits are often near.
  size_t stretch = size_t{1} << 10;
  while (from <= text.size()) {
    const size_t far = std::min(from + stretch, text.size());
    const size_t end = std::min(text.find('\n', far), text.size());
    const std::string_view lines = text.substr(0, end);
    const bool known = edges_->ascii && IsAscii(lines.substr(from));
    const RE2& regex = known ? *regex_ : *edges_->relaxed;
    re2::StringPiece match;
    if (regex.Match(Piece(lines), from, end, RE2::UNANCHORED, &match, 1)) {
      return Hit{static_cast<size_t>(match.data() - text.data()),
                 known && !traits_.whole_characters};
    }
    from = end + 1;
    stretch = std::min(2 * stretch, kMaxStretch);
  }
  return std::nullopt;
}

const RegexSimulation* RegexMatcher::SimulationFor(std::string_view line) const {
  if (edges_ == nullptr || (edges_->ascii && IsAscii(line))) return nullptr;
  std::call_once(simulation_once_, [this] {
    simulation_ = RegexSimulation::Create(edges_->tree, traits_);
  });
  return simulation_.get();
}

bool RegexMatcher::Matches(std::string_view line) const {
  if (const RegexSimulation* const simulation = SimulationFor(line)) {
    return edges_->relaxed->Match(Piece(line), 0, line.size(), RE2::UNANCHORED, nullptr,
                                  0) &&
           simulation->Find(line, 0).has_value();
  }
  if (traits_.whole_characters) return Find(line, 0).has_value();
  return regex_->Match(Piece(line), 0, line.size(), RE2::UNANCHORED, nullptr, 0);
}

std::optional<TextSpan> RegexMatcher::Next(std::string_view text, size_t from) const {
  re2::StringPiece match;
  if (!regex_->Match(Piece(text), from, text.size(), RE2::UNANCHORED, &match, 1)) {
    return std::nullopt;
  }
  const size_t begin = static_cast<size_t>(match.data() - text.data());
  return TextSpan{begin, begin + match.size()};
}

std::optional<TextSpan> RegexMatcher::Find(std::string_view line, size_t from) const {
  if (const RegexSimulation* const simulation = SimulationFor(line)) {
    return simulation->Find(line, from);
  }
  std::optional<TextSpan> span = Next(line, from);
  while (traits_.whole_characters && span) {
    const size_t begin = span->from;
    if (!IsInsideCharacter(line, begin)) {
      if (!IsInsideCharacter(line, span->to)) break;
      if (const auto end = LongestEnd(line, begin, span->to))
        return TextSpan{begin, *end};
    }
    if (begin == line.size()) return std::nullopt;
    span = Next(line, begin + 1);
  }
  return span;
}

std::optional<size_t> RegexMatcher::LongestEnd(std::string_view line, size_t from,
                                               size_t to) const {
  if (const RegexSimulation* const simulation = SimulationFor(line)) {
    return simulation->LongestEnd(line, from, to);
  }
  if (traits_.whole_characters && IsInsideCharacter(line, from)) return std::nullopt;
  for (;; --to) {
    re2::StringPiece match;
    if (!regex_->Match(Piece(line), from, to, RE2::ANCHOR_START, &match, 1)) {
      return std::nullopt;
    }
    to = from + match.size();
    if (!traits_.whole_characters || !IsInsideCharacter(line, to)) return to;
    if (to == from) return std::nullopt;
  }
}

}  // namespace rondo::search
