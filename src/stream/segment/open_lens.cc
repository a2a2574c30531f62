#include "stream/segment/open_lens.h"

#include "absl/strings/str_cat.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/stored.h"
#include "stream/lens/zstd.h"
#include "stream/mixed_bytes_lens/lens.h"
#include "stream/record_lens/lens.h"

namespace rondo::stream {

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenLens(Lens lens, base::Bytes tables,
                                                        const SegmentExtent& extent) {
  switch (lens) {
    case Lens::kStored:
      return OpenStoredLens(tables);
    case Lens::kZstd:
      return OpenZstdLens(tables, extent);
    case Lens::kGrammar:
      return OpenGrammarLens(tables, extent);
    case Lens::kRecord:
      return OpenRecordLens(tables, extent);
    case Lens::kMixedBytes:
      return OpenMixedBytesLens(tables, extent);
  }
  return absl::UnimplementedError(
      absl::StrCat("lens ", static_cast<int>(lens), " is not known to this version"));
}

}  // namespace rondo::stream
