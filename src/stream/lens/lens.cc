#include "stream/lens/lens.h"

namespace rondo::stream {

absl::Status SegmentDecoder::ExpandMatching(std::span<const BlockJob> jobs,
                                            const Needles&, bool, bool,
                                            std::vector<BlockPart>* parts, uint64_t*) {
  for (const BlockJob& job : jobs) {
    parts->push_back(
        {.block = job.block, .from = 0, .to = job.expanded_bytes, .newlines = 0});
  }
  return Expand(jobs);
}

absl::StatusOr<CountedLines> SegmentDecoder::CountMatching(const Needles&) {
  return CountedLines{};
}

absl::Status SegmentDecoder::ExpandLines(const BlockJob&, std::vector<LineMark>*) {
  return absl::UnimplementedError("the lens has no templates");
}

absl::StatusOr<std::vector<LineTemplate>> SegmentDecoder::Templates() {
  return absl::UnimplementedError("the lens has no templates");
}

}  // namespace rondo::stream
