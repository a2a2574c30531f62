// Numbers as people write and read them: sizes with suffixes, ranges, thousands.
#ifndef RONDO_APPS_RONDO_TEXT_TEXT_H_
#define RONDO_APPS_RONDO_TEXT_TEXT_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace rondo::app {

// "65536", "64K", "1.5M" is refused: digits and one of K, M, G, T (powers of 1024, either
// case, an optional "iB" or "B" after it).
absl::StatusOr<uint64_t> ParseSize(const std::string& text);

// "100ms", "1s", "2m", "1h": digits and a unit; a number alone is seconds.
absl::StatusOr<std::chrono::milliseconds> ParseDuration(const std::string& text);

// Two ends, each of which may be absent; negative counts from the end of the data.
struct Range {
  std::optional<int64_t> from;
  std::optional<int64_t> to;
};

// "FROM:TO", 0-based and half open; either end may be empty and may have a size suffix.
absl::StatusOr<Range> ParseByteRange(const std::string& text);

// "FROM:TO" or "N", 1-based and inclusive; 0 is refused, for there is no line 0.
absl::StatusOr<Range> ParseLineRange(const std::string& text);

// An exact part of something of `size` units: 0-based, half open, from <= to <= size.
struct Extent {
  uint64_t from = 0;
  uint64_t to = 0;
};

// Lays a range over data of `size` units. An end past the data is cut back to it; a start
// past the data is kOutOfRange, as no unit of the range exists.
absl::StatusOr<Extent> ResolveByteRange(const Range& range, uint64_t size);
absl::StatusOr<Extent> ResolveLineRange(const Range& range, uint64_t lines);

std::string FormatCount(uint64_t count);                // 52,428,800
std::string FormatSize(uint64_t bytes);                 // 50.0 MiB
std::string FormatRatio(uint64_t raw, uint64_t score);  // 16.69; "-" if score is 0
std::string FormatDuration(double seconds);             // 0.42 s, 12.3 s, 4:07, 1:02:03

// A text of somebody else's on one line of a terminal: control characters become "?".
std::string OneLine(const std::string& text);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_TEXT_TEXT_H_
