// A set of strings, and three things around it. Regardless of case both strings and text
// are folded (folded_text.h); the set does so for ASCII by itself, so only lines with
// other characters are. For whole lines the set is asked what starts with a line, and
// whether that is all of it.
//
// Tested by tests/search/string_set_test.cc and pattern_list_test.cc.
#include "search/string_matcher.h"

#include <algorithm>

#include "search/characters.h"
#include "search/folded_text.h"

namespace rondo::search {
namespace {

std::vector<std::string> Folded(const std::vector<std::string>& strings, bool fold) {
  if (!fold) return strings;
  std::vector<std::string> folded;
  folded.reserve(strings.size());
  for (const std::string& string : strings) {
    folded.push_back(IsAscii(string) ? string : FoldedText(string).text());
  }
  return folded;
}

}  // namespace

StringMatcher::StringMatcher(const std::vector<std::string>& strings, bool ignore_case,
                             bool whole_lines, bool crlf)
    : ignore_case_(ignore_case),
      whole_lines_(whole_lines),
      crlf_(crlf),
      strings_(Folded(strings, ignore_case), ignore_case) {}

template <typename FindInLine>
std::optional<Matcher::Hit> StringMatcher::FirstLine(std::string_view text, size_t from,
                                                     const FindInLine& find) const {
  for (size_t at = from; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    if (find(text.substr(at, end - at))) return Hit{at, true};
    at = end + 1;
  }
  return std::nullopt;
}

std::optional<Matcher::Hit> StringMatcher::FindLine(std::string_view text,
                                                    size_t from) const {
  if (whole_lines_) {
    return FirstLine(text, from, [&](std::string_view line) { return IsWhole(line); });
  }
  if (ignore_case_ && !IsAscii(text.substr(from))) {
    return FirstLine(text, from, [&](std::string_view line) {
      return Find(line, 0).has_value();
    });
  }
  const size_t at = strings_.FindLine(text, from);
  if (at == StringSet::kNone) return std::nullopt;
  return Hit{at, true};
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
  if (!ignore_case_ || IsAscii(line)) return strings_.Find(line, from);
  const FoldedText folded(line);
  const auto span = strings_.Find(folded.text(), folded.Folded(from));
  if (!span) return std::nullopt;
  return TextSpan{folded.Origin(span->from), folded.Origin(span->to)};
}

std::optional<size_t> StringMatcher::LongestEnd(std::string_view line, size_t from,
                                                size_t to) const {
  if (!ignore_case_ || IsAscii(line)) {
    const size_t bytes = strings_.LongestAt(line, from, to);
    return bytes == 0 ? std::nullopt : std::optional(from + bytes);
  }
  const FoldedText folded(line.substr(from, to - from));
  const size_t bytes = strings_.LongestAt(folded.text(), 0, folded.text().size());
  return bytes == 0 ? std::nullopt : std::optional(from + folded.Origin(bytes));
}

}  // namespace rondo::search
