#include "stream/lens.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/grammar_lens.h"
#include "stream/record_lens.h"
#include "stream/stored_lens.h"
#include "stream/zstd_lens.h"

namespace rondo::stream {

const char* LensName(Lens lens) {
  switch (lens) {
    case Lens::kStored:
      return "stored";
    case Lens::kZstd:
      return "zstd";
    case Lens::kGrammar:
      return "grammar";
    case Lens::kRecord:
      return "record";
  }
  return "unknown";
}

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

absl::StatusOr<std::unique_ptr<SegmentDecoder>> OpenLens(Lens lens, Bytes tables,
                                                         const SegmentShape& shape) {
  switch (lens) {
    case Lens::kStored:
      return OpenStoredLens(tables);
    case Lens::kZstd:
      return OpenZstdLens(tables, shape);
    case Lens::kGrammar:
      return OpenGrammarLens(tables, shape);
    case Lens::kRecord:
      return OpenRecordLens(tables, shape);
  }
  return absl::UnimplementedError(
      absl::StrCat("lens ", static_cast<int>(lens), " is not known to this version"));
}

}  // namespace rondo::stream
