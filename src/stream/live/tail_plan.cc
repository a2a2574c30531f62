// Small parts cost: what two of them have in common is in both. At a megabyte the loss is
// a tenth to a third, so larger ones wait until a segment is full, and each byte is
// encoded twice. Smaller ones are merged by eights, first those below 64 KiB, then those
// below 512 KiB, so that a log of a few kilobytes a second is neither kept in thousands
// of files nor encoded over and over:
//
//   parts of 10 KB, oldest first:  600 80 80 10 10 10 10 10 10 10 10   the last eight
//                                  600 80 80 80                        wait
//
// A run to merge is as long as it can be from the end, so sizes that go up and down as a
// log does cannot keep small parts apart for ever: at most 7 are below 64 KiB, and 7 more
// below 512 KiB, behind the last one that is not. (O'Neil et al., "The log-structured
// merge-tree", 1996, is the idea.)
//
// Tested by tests/stream/live/live_test.cc.
#include "stream/live/tail_plan.h"

#include <array>
#include <numeric>

namespace rondo::stream {
namespace {

constexpr std::array<uint64_t, 2> kSmallBytes = {64u << 10, 512u << 10};
constexpr size_t kRun = 8;

// From the first on, as many as fit a segment, but one at least.
TailStep AddStep(std::span<const uint64_t> part_bytes, uint64_t segment_bytes) {
  size_t count = 1;
  for (uint64_t sum = part_bytes[0]; count < part_bytes.size(); ++count) {
    sum += part_bytes[count];
    if (sum > segment_bytes) break;
  }
  return {.kind = TailStep::Kind::kAdd, .first = 0, .count = count};
}

}  // namespace

TailStep NextStep(std::span<const uint64_t> part_bytes, uint64_t segment_bytes,
                  bool all) {
  const uint64_t sum = std::accumulate(part_bytes.begin(), part_bytes.end(), uint64_t{0});
  if (!part_bytes.empty() && (all || sum >= segment_bytes)) {
    return AddStep(part_bytes, segment_bytes);
  }
  for (const uint64_t small : kSmallBytes) {
    size_t run = 0;
    while (run < part_bytes.size() && part_bytes[part_bytes.size() - 1 - run] < small)
      ++run;
    if (run >= kRun) return {TailStep::Kind::kMerge, part_bytes.size() - run, run};
  }
  return {};
}

}  // namespace rondo::stream
