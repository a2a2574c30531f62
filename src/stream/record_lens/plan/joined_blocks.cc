// A block of records is decoded as fast as its values are few: literals between them cost
// next to nothing. What all blocks pay once (the first numbers of columns, the states of
// the coder) and what a search passes over in one go make large blocks better. So blocks
// are joined, two, four or eight at a time, as long as one has no more values than are
// decoded in about a tenth of a millisecond; two always.
//
//   64 KiB of a web server's log have about 2,000 values: four are joined, 8,000 values
//
// Tested by tests/stream/record_lens/joined_blocks_test.cc.
#include "stream/record_lens/plan/joined_blocks.h"

#include <algorithm>

namespace rondo::stream {
namespace {

constexpr uint32_t kLeastJoined = 2;
constexpr uint32_t kMostJoined = 8;
// Of a joined block, on average, if blocks are cut as usual; of larger or smaller ones in
// proportion.
constexpr uint64_t kMostValues = 8192;
constexpr uint64_t kUsualBytes = 64 << 10;
constexpr uint64_t kMostBytes = 1u << 20;  // of a joined block

}  // namespace

JoinedBlocks JoinBlocks(base::Bytes segment, std::span<const uint64_t> block_ends,
                        grammar::TemplateTable* table) {
  const uint64_t blocks = block_ends.size();
  const uint64_t values = table->values.size() + table->line_template.size();
  JoinedBlocks joined = {.ends = {}, .most = kLeastJoined};
  while (joined.most < kMostJoined &&
         values * joined.most * 2 * kUsualBytes <= kMostValues * segment.size()) {
    joined.most *= 2;
  }
  const uint64_t block_bytes = segment.size() / blocks;
  while (joined.most > 1 &&
         (joined.most > blocks || block_bytes * joined.most > kMostBytes)) {
    joined.most /= 2;
  }
  std::vector<uint32_t> lines;
  uint32_t count = 0;  // of those since the last end
  for (size_t i = 0; i < blocks; ++i) {
    const bool at_line_end = segment[block_ends[i] - 1] == '\n';
    if (++count < joined.most && i + 1 < blocks && at_line_end) continue;
    joined.ends.push_back(block_ends[i]);
    lines.push_back(table->block_lines[i]);
    count = 0;
  }
  table->block_lines = std::move(lines);
  return joined;
}

}  // namespace rondo::stream
