// Three sources, the first that has something to say about a pattern: the pattern itself,
// if it is one string; its longest run of plain characters; RE2's prefilter. The last
// tells, for a set of short strings ("atoms") that a text holds, whether the pattern may
// still match. If it may not with all atoms but those of a set S, then every match holds
// one of S; atoms are taken out of S one after another while that stays true.
//
//   (error|fail)ed: [0-9]+   has the atoms "errored: " and "failed: "; without both of them
//                            it cannot match, without one of them it can: both are S.
//
// Ignoring case, k and s also match U+212A and U+017F, which no ASCII search finds: each
// of the few strings is then listed in all its spellings.
//
// Tested by tests/search/pattern_test.cc, which compares with the regular expression alone.
#include "search/match/needle_strings.h"

#include <re2/filtered_re2.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "search/syntax/characters.h"
#include "search/syntax/plain_run.h"

namespace rondo::search {
namespace {

constexpr int kMinAtomBytes = 3;
constexpr size_t kMaxAtoms = 64;  // each is tried alone

constexpr char kKelvinSign[] = "\xE2\x84\xAA";
constexpr char kLongS[] = "\xC5\xBF";

// The longest part of `text` for which no byte is `bad`.
template <typename Bad>
std::string LongestPart(std::string_view text, const Bad& bad) {
  std::string_view longest;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::find_if(text.begin() + at, text.end(), bad) - text.begin();
    if (end - at > longest.size()) longest = text.substr(at, end - at);
    at = end + 1;
  }
  return std::string(longest);
}

// What RE2 knows of edges of words may leave out what matches past ASCII.
const std::string& RegexOf(const ReadPattern& pattern) {
  return pattern.relaxed ? *pattern.relaxed : pattern.regex;
}

// Strings of one pattern, and how they are meant.
struct Needed {
  std::vector<std::string> strings;
  bool folded = false;   // in any case, by the rules of Unicode
  bool decides = false;  // as in NeedleStrings
};

// Atoms are in lower case and stand for all their spellings.
std::optional<Needed> FromPrefilter(const ReadPattern& pattern,
                                    const PatternOptions& options) {
  re2::RE2::Options re2_options;
  re2_options.set_log_errors(false);
  re2_options.set_never_nl(true);
  re2_options.set_case_sensitive(!options.ignore_case);
  if (pattern.bytes) re2_options.set_encoding(re2::RE2::Options::EncodingLatin1);
  re2::FilteredRE2 filter(kMinAtomBytes);
  int id = 0;
  if (filter.Add(RegexOf(pattern), re2_options, &id) != re2::RE2::NoError)
    return std::nullopt;
  std::vector<std::string> atoms;
  filter.Compile(&atoms);
  if (atoms.empty() || atoms.size() > kMaxAtoms) return std::nullopt;

  std::vector<bool> in_set(atoms.size(), true);
  const auto all_but_set_may_match = [&] {
    std::vector<int> others, potentials;
    for (size_t i = 0; i < atoms.size(); ++i) {
      if (!in_set[i]) others.push_back(static_cast<int>(i));
    }
    filter.AllPotentials(others, &potentials);
    return !potentials.empty();
  };
  if (all_but_set_may_match()) return std::nullopt;
  // Short atoms say least; they go first.
  std::vector<size_t> order(atoms.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](size_t i) { return atoms[i].size(); });
  for (const size_t i : order) {
    in_set[i] = false;
    in_set[i] = all_but_set_may_match();
  }
  Needed needed = {.strings = {}, .folded = true, .decides = false};
  for (size_t i = 0; i < atoms.size(); ++i) {
    if (!in_set[i]) continue;
    needed.strings.push_back(
        LongestPart(atoms[i], [](unsigned char c) { return c >= 0x80; }));
  }
  return needed;
}

std::optional<Needed> Of(const ReadPattern& pattern, const PatternOptions& options) {
  const bool anywhere = !options.whole_words && !options.whole_lines;
  if (pattern.literal) {
    // What case means to characters past ASCII is left to those who match.
    if (options.ignore_case && !IsAscii(*pattern.literal)) {
      const auto past_ascii = [](unsigned char c) { return c >= 0x80; };
      return Needed{{LongestPart(*pattern.literal, past_ascii)}, true, false};
    }
    return Needed{{*pattern.literal}, options.ignore_case, anywhere};
  }
  const std::string run = LongestPlainRun(RegexOf(pattern));
  if (run.size() >= size_t{kMinAtomBytes}) {
    return Needed{{run}, options.ignore_case, false};
  }
  return FromPrefilter(pattern, options);
}

// All spellings of `text`, whose ASCII letters a search folds by itself.
std::vector<std::string> Spellings(const std::string& text) {
  std::vector<std::string> spellings = {""};
  for (const char c : text) {
    const char* other = c == 'k' || c == 'K'   ? kKelvinSign
                        : c == 's' || c == 'S' ? kLongS
                                               : nullptr;
    const size_t count = spellings.size();
    for (size_t i = 0; i < count; ++i) {
      if (other != nullptr) spellings.push_back(spellings[i] + other);
      spellings[i].push_back(c);
    }
  }
  return spellings;
}

bool HasOtherSpellings(unsigned char c) {
  return c == 'k' || c == 'K' || c == 's' || c == 'S';
}

// What a match of the only pattern holds besides its longest run.
std::vector<std::string> AlsoIn(const ReadPattern& pattern,
                                const PatternOptions& options) {
  std::vector<std::string> runs = PlainRuns(RegexOf(pattern));
  if (runs.size() < 2) return {};
  if (options.ignore_case) {
    for (std::string& run : runs) run = LongestPart(run, HasOtherSpellings);
  }
  return runs;
}

}  // namespace

NeedleStrings FindNeedleStrings(std::span<const ReadPattern> patterns,
                                const PatternOptions& options, size_t max_strings) {
  NeedleStrings text = {.strings = {}, .also = {}, .ignore_case = false, .decides = true};
  if (patterns.size() > max_strings) return {};
  text.strings.reserve(patterns.size());
  for (const ReadPattern& pattern : patterns) {
    const std::optional<Needed> needed = Of(pattern, options);
    if (!needed.has_value()) return {};
    text.ignore_case |= needed->folded;
    text.decides &= needed->decides;
    for (const std::string& one : needed->strings) {
      const auto tricky = std::ranges::count_if(one, HasOtherSpellings);
      if (!needed->folded || tricky == 0) {
        text.strings.push_back(one);
      } else if (tricky <= 3 && max_strings == kMaxNeedles) {
        const std::vector<std::string> all = Spellings(one);
        text.strings.insert(text.strings.end(), all.begin(), all.end());
      } else {
        text.strings.push_back(LongestPart(one, HasOtherSpellings));
        text.decides = false;
      }
    }
  }
  // A character alone is nearly everywhere; looking for it costs more than it saves.
  const size_t shortest = text.decides ? 1 : 2;
  const bool useful = !text.strings.empty() && text.strings.size() <= max_strings &&
                      std::ranges::all_of(text.strings, [&](const std::string& one) {
                        return one.size() >= shortest;
                      });
  if (!useful) return {};
  // With a pattern that minds case beside one that does not, finding is not matching.
  if (text.ignore_case && !options.ignore_case) text.decides = false;
  if (patterns.size() == 1 && !patterns.front().literal) {
    text.also = AlsoIn(patterns.front(), options);
  }
  return text;
}

std::string Describe(const NeedleStrings& needed) {
  constexpr size_t kMost = 20;
  const auto& strings = needed.strings;
  const auto end =
      strings.begin() + static_cast<ptrdiff_t>(std::min(strings.size(), kMost));
  std::string text = absl::StrJoin(
      strings.begin(), end, ", ", [](std::string* out, const std::string& one) {
        absl::StrAppend(out, "\"", absl::CHexEscape(one), "\"");
      });
  if (strings.size() > kMost) {
    absl::StrAppend(&text, " and ", strings.size() - kMost, " more");
  }
  return text;
}

}  // namespace rondo::search
