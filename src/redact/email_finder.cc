// Goes from @ to @, and back and forth from each. Neither a name nor a domain holds an @,
// or of %40 a percent sign, so no byte is looked at more than twice each way.
//
// Tested by tests/redact/recogniser_test.cc.
#include "redact/email_finder.h"

#include <algorithm>
#include <string>
#include <utility>

#include "redact/class_list.h"
#include "redact/letters.h"

namespace rondo::redact {
namespace {

constexpr std::string_view kEscapedAt = "%40";

// Ends of what looks like an address: units of systemd, and pictures ("logo@2x.png").
constexpr std::string_view kNoTops[] = {"automount", "device", "mount",  "path", "scope",
                                        "service",   "slice",  "socket", "swap", "target",
                                        "timer",     "gif",    "ico",    "jpeg", "jpg",
                                        "png",       "svg",    "webp"};

// An @, plain or escaped.
struct Sign {
  size_t from;
  size_t to;
};

// Looks through parts of the line, so that one kind of sign is not looked for again and
// again to the end of a line that is full of the other.
std::optional<Sign> NextSign(std::string_view line, size_t from) {
  constexpr size_t kPartBytes = 1024;
  for (; from < line.size(); from += kPartBytes) {
    const std::string_view part = line.substr(from, kPartBytes);
    const size_t plain = part.find('@');
    const size_t most = std::min(plain, part.size());
    const size_t escaped =
        line.substr(from, most + kEscapedAt.size() - 1).find(kEscapedAt);
    if (escaped < most) return Sign{from + escaped, from + escaped + kEscapedAt.size()};
    if (plain != std::string_view::npos) return Sign{from + plain, from + plain + 1};
  }
  return std::nullopt;
}

// Behind the domain that starts at `at`, or `at` if there is none.
size_t EndOfDomain(std::string_view line, size_t at) {
  size_t end = at;
  while (end < line.size() && (KindOf(line[end]) & kDomain) != 0) ++end;
  while (end > at && (line[end - 1] == '.' || line[end - 1] == '-')) --end;
  const std::string_view domain = line.substr(at, end - at);
  const size_t point = domain.rfind('.');
  if (point == std::string_view::npos || point == 0) return at;
  if (domain.front() == '.' || domain.front() == '-') return at;
  const std::string_view top = domain.substr(point + 1);
  const bool is_name = top.starts_with("xn--") || std::ranges::none_of(top, IsDigit);
  if (top.size() < 2 || !is_name ||
      std::ranges::find(kNoTops, top) != std::end(kNoTops)) {
    return at;
  }
  return end;
}

// What may stand in a name without quotation marks, in angle brackets.
bool IsInBrackets(char c) {
  constexpr std::string_view kMarks = "!#$&'*/=?^`{|}";
  return (KindOf(c) & kLocal) != 0 || kMarks.find(c) != std::string_view::npos;
}

// The start of the name that ends at `end`, not before `least`; `end` if there is none.
size_t StartOfName(std::string_view line, size_t end, size_t least, bool escaped) {
  if (end > least && line[end - 1] == '"') {
    const std::string_view before = line.substr(least, end - 1 - least);
    const size_t quote = before.rfind('"');
    return quote == std::string_view::npos ? end : least + quote;
  }
  const auto is_name = [&](char c) {
    return (KindOf(c) & kLocal) != 0 && !(escaped && c == '%');
  };
  size_t start = end;
  while (start > least && is_name(line[start - 1])) --start;
  size_t bracket = start;
  while (!escaped && bracket > least && IsInBrackets(line[bracket - 1])) --bracket;
  if (bracket > least && line[bracket - 1] == '<') return bracket;
  const size_t escape = EscapeBytes(line, start);
  if (escape < end - start) start += escape;
  while (start < end && (line[start] == '.' || line[start] == '-')) ++start;
  return start;
}

}  // namespace

std::optional<Value> EmailFinder::Next(std::string_view line, size_t from) const {
  size_t least = from;  // behind the sign before
  for (auto sign = NextSign(line, from); sign; sign = NextSign(line, least)) {
    const size_t first = std::exchange(least, sign->to);
    const size_t end = EndOfDomain(line, sign->to);
    if (end == sign->to) continue;
    const size_t start = StartOfName(line, sign->from, first, sign->to - sign->from > 1);
    if (start == sign->from) continue;
    return Value{start, end, static_cast<size_t>(ValueClass::kEmail)};
  }
  return std::nullopt;
}

}  // namespace rondo::redact
