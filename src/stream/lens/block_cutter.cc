#include "stream/lens/block_cutter.h"

#include <algorithm>

#include "base/newlines.h"

namespace rondo::stream {

uint64_t CutLength(base::Bytes bytes, uint64_t nominal) {
  if (bytes.size() <= nominal) return bytes.size();
  const uint64_t half = nominal / 2;
  const uint64_t line_end = base::AfterLastNewline(bytes.subspan(half, nominal - half));
  return line_end == 0 ? nominal : half + line_end;
}

std::vector<uint64_t> CutBlocks(base::Bytes bytes, uint32_t block_bytes) {
  std::vector<uint64_t> ends;
  ends.reserve(bytes.size() / block_bytes + 1);
  for (uint64_t begin = 0; begin < bytes.size();) {
    begin += CutLength(bytes.subspan(begin), block_bytes);
    ends.push_back(begin);
  }
  return ends;
}

std::vector<base::Bytes> SampleBlocks(base::Bytes segment,
                                      std::span<const uint64_t> block_ends,
                                      uint64_t most_bytes) {
  const uint64_t pieces = segment.size() / std::max<uint64_t>(most_bytes, 1) + 1;
  std::vector<base::Bytes> sample;
  for (uint64_t i = pieces / 2; i < block_ends.size(); i += pieces) {
    const uint64_t begin = i == 0 ? 0 : block_ends[i - 1];
    sample.push_back(segment.subspan(begin, block_ends[i] - begin));
  }
  if (sample.empty()) sample.push_back(segment.first(block_ends[0]));
  return sample;
}

}  // namespace rondo::stream
