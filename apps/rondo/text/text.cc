#include "apps/rondo/text/text.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

absl::Status BadSize(const std::string& text) {
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text, "\" is no size; expected digits and K, M, G or T, like 64K"));
}

// log2 of what the suffix multiplies by, or -1.
int SuffixShift(std::string_view suffix) {
  if (suffix.empty()) return 0;
  const std::string_view unit = suffix.substr(1);
  const char letter = absl::ascii_toupper(static_cast<unsigned char>(suffix[0]));
  if (letter == 'B' && unit.empty()) return 0;
  if (!unit.empty() && unit != "iB" && unit != "B") return -1;
  switch (letter) {
    case 'K':
      return 10;
    case 'M':
      return 20;
    case 'G':
      return 30;
    case 'T':
      return 40;
    default:
      return -1;
  }
}

// One end of a range: empty, or a size with an optional minus sign.
absl::StatusOr<std::optional<int64_t>> ParseEnd(const std::string& text) {
  if (text.empty()) return std::optional<int64_t>();
  const bool negative = text[0] == '-';
  RONDO_ASSIGN_OR_RETURN(const uint64_t size,
                         ParseSize(negative ? text.substr(1) : text));
  if (size > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
    return BadSize(text);
  const int64_t value = static_cast<int64_t>(size);
  return std::optional<int64_t>(negative ? -value : value);
}

absl::StatusOr<Range> ParseRange(const std::string& text, size_t colon) {
  Range range;
  RONDO_ASSIGN_OR_RETURN(range.from, ParseEnd(text.substr(0, colon)));
  RONDO_ASSIGN_OR_RETURN(range.to, ParseEnd(text.substr(colon + 1)));
  const bool comparable = range.from && range.to && (*range.from < 0) == (*range.to < 0);
  if (comparable && *range.to < *range.from) {
    return absl::InvalidArgumentError(
        absl::StrCat("the range \"", text, "\" ends before it starts"));
  }
  return range;
}

// Where a 0-based end lies in data of `size` units, cut back at both sides.
uint64_t Place(int64_t end, uint64_t size) {
  if (end >= 0) return std::min(static_cast<uint64_t>(end), size);
  const uint64_t back = uint64_t{0} - static_cast<uint64_t>(end);
  return back > size ? 0 : size - back;
}

}  // namespace

absl::StatusOr<uint64_t> ParseSize(const std::string& text) {
  size_t digits = 0;
  uint64_t value = 0;
  while (digits < text.size() &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[digits]))) {
    const uint64_t digit = static_cast<uint64_t>(text[digits] - '0');
    if (value > (std::numeric_limits<uint64_t>::max() - digit) / 10) return BadSize(text);
    value = value * 10 + digit;
    ++digits;
  }
  const int shift = SuffixShift(std::string_view(text).substr(digits));
  if (digits == 0 || shift < 0) return BadSize(text);
  if (value > (std::numeric_limits<uint64_t>::max() >> shift)) return BadSize(text);
  return value << shift;
}

absl::StatusOr<std::chrono::milliseconds> ParseDuration(const std::string& text) {
  constexpr int64_t kMostMilliseconds = int64_t{24} * 60 * 60 * 1000;
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string unit = text.substr(digits);
  const int64_t length = unit == "ms"                  ? 1
                         : unit.empty() || unit == "s" ? 1000
                         : unit == "m"                 ? 60 * 1000
                         : unit == "h"                 ? 60 * 60 * 1000
                                                       : 0;
  int64_t count = 0;
  if (length != 0 && absl::SimpleAtoi(text.substr(0, digits), &count) && count > 0 &&
      count <= kMostMilliseconds / length) {
    return std::chrono::milliseconds(count * length);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text, "\" is no time up to a day; expected 100ms, 1s, 1m and the like"));
}

absl::StatusOr<Range> ParseByteRange(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon == std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", text, "\" is no byte range; expected FROM:TO, like 0:4K or -100:"));
  }
  return ParseRange(text, colon);
}

absl::StatusOr<Range> ParseLineRange(const std::string& text) {
  const size_t colon = text.find(':');
  Range range;
  if (colon == std::string::npos) {
    const auto line = ParseEnd(text);
    if (!line.ok() || !*line) {
      return absl::InvalidArgumentError(absl::StrCat(
          "\"", text,
          "\" is no line range; expected N or FROM:TO, like 100:120 or -10:"));
    }
    range.from = range.to = *line;
  } else {
    RONDO_ASSIGN_OR_RETURN(range, ParseRange(text, colon));
  }
  if (range.from == 0 || range.to == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("there is no line 0 (in \"", text, "\"); lines count from 1"));
  }
  return range;
}

absl::StatusOr<Extent> ResolveByteRange(const Range& range, uint64_t size) {
  if (range.from && *range.from > 0 && static_cast<uint64_t>(*range.from) > size) {
    return absl::OutOfRangeError(absl::StrCat("byte ", FormatCount(*range.from),
                                              " is past the end; the data has ",
                                              FormatCount(size), " bytes"));
  }
  Extent extent;
  extent.from = range.from ? Place(*range.from, size) : 0;
  extent.to = range.to ? Place(*range.to, size) : size;
  extent.to = std::max(extent.from, extent.to);
  return extent;
}

absl::StatusOr<Extent> ResolveLineRange(const Range& range, uint64_t lines) {
  if (range.from && *range.from > 0 && static_cast<uint64_t>(*range.from) > lines) {
    return absl::OutOfRangeError(absl::StrCat("line ", FormatCount(*range.from),
                                              " is past the end; the data has ",
                                              FormatCount(lines), " lines"));
  }
  // Line n is [n - 1, n): a positive start moves down by one, a negative end moves up.
  Extent extent;
  if (range.from) {
    extent.from = Place(*range.from > 0 ? *range.from - 1 : *range.from, lines);
  }
  extent.to = lines;
  if (range.to && *range.to != -1) {
    extent.to = Place(*range.to > 0 ? *range.to : *range.to + 1, lines);
  }
  extent.to = std::max(extent.from, extent.to);
  return extent;
}

std::string FormatCount(uint64_t count) {
  std::string text = std::to_string(count);
  for (size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string FormatSize(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1000 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  return absl::StrFormat("%.*f %s", unit == 0 ? 0 : 1, value, kUnits[unit]);
}

std::string FormatRatio(uint64_t raw, uint64_t score) {
  if (score == 0) return "-";
  return absl::StrFormat("%.2f", static_cast<double>(raw) / static_cast<double>(score));
}

std::string FormatDuration(double seconds) {
  if (seconds < 10) return absl::StrFormat("%.2f s", seconds);
  if (seconds < 60) return absl::StrFormat("%.1f s", seconds);
  const uint64_t whole = static_cast<uint64_t>(seconds + 0.5);
  const uint64_t hours = whole / 3600, minutes = whole / 60 % 60;
  if (hours == 0) return absl::StrFormat("%d:%02d", minutes, whole % 60);
  return absl::StrFormat("%d:%02d:%02d", hours, minutes, whole % 60);
}

std::string OneLine(const std::string& text) {
  std::string line;
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<uint8_t>(text[at]);
    // U+0080 to U+009F are controls, too: two bytes of UTF-8.
    const bool wide =
        byte == 0xc2 && at + 1 < text.size() && static_cast<uint8_t>(text[at + 1]) < 0xa0;
    line += byte < 0x20 || byte == 0x7f || wide ? '?' : text[at];
    at += wide;
  }
  return line;
}

}  // namespace rondo::app
