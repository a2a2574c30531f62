// Tested by tests/stream/live/live_test.cc.
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rondo/live.h"
#include "rondo/reader.h"
#include "stream/score/block_times.h"

namespace rondo {

void KeepTimes(std::span<const SegmentInfo> segments, uint64_t from, uint64_t to,
               EncodeOptions* options) {
  if (!options->time_key.empty() || !options->time_format.empty()) return;
  uint64_t end = 0;
  for (const SegmentInfo& segment : segments) {
    const uint64_t begin = end;
    end += segment.expanded_bytes;
    if (!segment.times || begin >= to || end <= from) continue;
    options->time_key = segment.time_key;
    options->time_format = segment.time_format;
  }
}

std::string TextBefore(const Reader& reader, uint64_t offset) {
  std::vector<uint8_t> bytes(std::min<uint64_t>(offset, stream::TimeHints::kMostBefore));
  const auto read = reader.ReadAt(offset - bytes.size(), bytes);
  // It helps where it is there; who reads on meets the damage.
  if (!read.ok() || *read < bytes.size()) return "";
  const std::string_view text = AsText(bytes);
  return std::string(text.size() == offset ? text : text.substr(text.find('\n') + 1));
}

}  // namespace rondo
