// A set of strings, and three things around it. Regardless of case both strings and text
// are folded (folded_text.h); the set does so for ASCII by itself, so only lines with
// other characters are. For whole lines the set is asked what starts with a line, and
// whether that is all of it.
//
// Tested by tests/search/string_set_test.cc and pattern_list_test.cc.
#include "search/match/string_matcher.h"

#include <algorithm>
#include <utility>

#include "search/syntax/characters.h"
#include "search/syntax/folded_text.h"

namespace rondo::search {
namespace {

// Regardless of case a text is looked at in parts of so many bytes, and the rest of a
// line.
constexpr size_t kFoldedBytes = 4096;

// Another spelling of a character may have three bytes for one; and one more character
// is not cut.
size_t LongestSpelling(const std::vector<std::string>& strings) {
  size_t longest = 0;
  for (const std::string& string : strings) longest = std::max(longest, string.size());
  return 3 * longest + 4;
}

std::vector<std::string> Folded(std::vector<std::string> strings, bool fold) {
  for (std::string& string : strings) {
    if (fold && !IsAscii(string)) string = FoldedText(string).text();
  }
  return strings;
}

}  // namespace

StringMatcher::StringMatcher(std::vector<std::string> strings, bool ignore_case,
                             bool whole_lines, bool crlf)
    : ignore_case_(ignore_case),
      whole_lines_(whole_lines),
      crlf_(crlf),
      longest_bytes_(LongestSpelling(strings)),
      strings_(Folded(std::move(strings), ignore_case), ignore_case) {}

std::optional<Matcher::Hit> StringMatcher::FindLine(std::string_view text,
                                                    size_t from) const {
  if (whole_lines_) {
    for (size_t end; from <= text.size(); from = end + 1) {
      end = std::min(text.find('\n', from), text.size());
      if (IsWhole(text.substr(from, end - from))) return Hit{from, true};
    }
    return std::nullopt;
  }
  if (ignore_case_) return FindFolded(text, from);
  const size_t at = strings_.FindLine(text, from);
  if (at == StringSet::kNone) return std::nullopt;
  return Hit{at, true};
}

std::optional<Matcher::Hit> StringMatcher::FindFolded(std::string_view text,
                                                      size_t from) const {
  while (from <= text.size()) {
    const size_t stop = std::min(from + kFoldedBytes, text.size());
    const std::string_view lines = text.substr(0, text.find('\n', stop));
    // A string that the text has as it was folded is one. Lines before it may have
    // others.
    const size_t as_it_is = strings_.FindLine(lines, from);
    const size_t end = std::min(as_it_is, lines.size());
    for (;;) {
      const auto past_ascii = std::find_if(text.begin() + from, text.begin() + end,
                                           [](unsigned char c) { return c >= 0x80; });
      const size_t at = static_cast<size_t>(past_ascii - text.begin());
      if (at == end) break;
      const size_t begin = text.substr(from, at - from).rfind('\n');
      if (begin != std::string_view::npos) from += begin + 1;
      const size_t line_end = std::min(text.find('\n', at), text.size());
      if (Find(text.substr(from, line_end - from), 0)) return Hit{at, true};
      from = line_end + 1;
      if (from >= end) break;
    }
    if (as_it_is != StringSet::kNone) return Hit{as_it_is, true};
    from = lines.size() + 1;
  }
  return std::nullopt;
}

bool StringMatcher::IsWhole(std::string_view line) const {
  if (crlf_ && line.ends_with('\r')) line.remove_suffix(1);
  return !line.empty() && LongestEnd(line, 0, line.size()) == line.size();
}

std::optional<TextSpan> StringMatcher::Find(std::string_view line, size_t from) const {
  if (whole_lines_) {
    if (from > 0 || !IsWhole(line)) return std::nullopt;
    return TextSpan{0, line.size() - (crlf_ && line.ends_with('\r'))};
  }
  if (!ignore_case_) return strings_.Find(line, from);
  // Part by part, each with room for a string at its end.
  while (from <= line.size()) {
    const std::string_view part =
        line.substr(from, std::max(kFoldedBytes, 4 * longest_bytes_));
    const bool last = part.size() == line.size() - from;
    const size_t begins_before = last ? part.size() + 1 : part.size() - longest_bytes_;
    if (const auto span = FindInPart(part); span && span->from < begins_before) {
      return TextSpan{from + span->from, from + span->to};
    }
    if (last) break;
    from += begins_before;
    while (IsInsideCharacter(line, from)) ++from;
  }
  return std::nullopt;
}

std::optional<TextSpan> StringMatcher::FindInPart(std::string_view part) const {
  if (IsAscii(part)) return strings_.Find(part, 0);
  const FoldedText folded(part);
  const auto span = strings_.Find(folded.text(), 0);
  if (!span) return std::nullopt;
  return TextSpan{folded.Origin(span->from), folded.Origin(span->to)};
}

std::optional<size_t> StringMatcher::LongestEnd(std::string_view line, size_t from,
                                                size_t to) const {
  if (ignore_case_) to = std::min(to, from + longest_bytes_);
  if (!ignore_case_ || IsAscii(line.substr(from, to - from))) {
    const size_t bytes = strings_.LongestAt(line, from, to);
    return bytes == 0 ? std::nullopt : std::optional(from + bytes);
  }
  const FoldedText folded(line.substr(from, to - from));
  const size_t bytes = strings_.LongestAt(folded.text(), 0, folded.text().size());
  return bytes == 0 ? std::nullopt : std::optional(from + folded.Origin(bytes));
}

}  // namespace rondo::search
