#include "stream/lens/stored.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::stream {
namespace {

class StoredDecoder : public SegmentDecoder {
 public:
  absl::Status Expand(std::span<const BlockJob> jobs) override {
    for (const BlockJob& job : jobs) RONDO_RETURN_IF_ERROR(ExpandStored(job));
    return absl::OkStatus();
  }
};

class StoredTables : public SegmentTables {
 public:
  std::unique_ptr<SegmentDecoder> NewDecoder() override {
    return std::make_unique<StoredDecoder>();
  }
};

}  // namespace

absl::Status ExpandStored(const BlockJob& job) {
  if (job.payload.size() != job.expanded_bytes) {
    return absl::DataLossError(absl::StrCat("block ", job.block, " is stored in ",
                                            job.payload.size(), " bytes, expected ",
                                            job.expanded_bytes));
  }
  if (!job.out.empty()) {
    std::memcpy(job.out.data(), job.payload.data() + job.from, job.out.size());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenStoredLens(base::Bytes tables) {
  if (!tables.empty()) {
    return absl::DataLossError(absl::StrCat("stored segment has ", tables.size(),
                                            " bytes of tables, expected none"));
  }
  return std::make_unique<StoredTables>();
}

}  // namespace rondo::stream
