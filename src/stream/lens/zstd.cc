// Tested by tests/stream/segment/lenses_test.cc.
#include "stream/lens/zstd.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "stream/lens/stored.h"
#include "stream/lens/zstd_frames.h"

namespace rondo::stream {
namespace {

class ZstdDecoder : public SegmentDecoder {
 public:
  explicit ZstdDecoder(const ZSTD_DDict* dictionary) : frames_(dictionary) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    for (const BlockJob& job : jobs) RONDO_RETURN_IF_ERROR(ExpandOne(job));
    return absl::OkStatus();
  }

  uint64_t memory_bytes() const override {
    return frames_.memory_bytes() + block_.capacity();
  }

 private:
  absl::Status ExpandOne(const BlockJob& job) {
    if (job.payload.size() == job.expanded_bytes) return ExpandStored(job);
    if (job.out.size() == job.expanded_bytes) return frames_.Expand(job.payload, job.out);
    block_.resize(job.expanded_bytes);
    RONDO_RETURN_IF_ERROR(frames_.Expand(job.payload, block_));
    std::ranges::copy(base::Bytes(block_).subspan(job.from, job.out.size()),
                      job.out.begin());
    return absl::OkStatus();
  }

  ZstdFrameReader frames_;
  base::ByteVector block_;  // a whole block, when only a part is asked for
};

class ZstdTables : public SegmentTables {
 public:
  explicit ZstdTables(ZstdDictionary dictionary) : dictionary_(std::move(dictionary)) {}

  std::unique_ptr<SegmentDecoder> NewDecoder() override {
    return std::make_unique<ZstdDecoder>(dictionary_.get());
  }
  uint64_t memory_bytes() const override { return ZSTD_sizeof_DDict(dictionary_.get()); }

 private:
  const ZstdDictionary dictionary_;  // null: none
};

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenZstdLens(base::Bytes tables,
                                                            const SegmentExtent& extent) {
  if (tables.empty()) return std::make_unique<ZstdTables>(nullptr);
  RONDO_ASSIGN_OR_RETURN(const base::ByteVector dictionary,
                         ReadPackedText(tables, extent.memory_limit_bytes));
  RONDO_ASSIGN_OR_RETURN(ZstdDictionary made, MakeZstdDictionary(dictionary));
  return std::make_unique<ZstdTables>(std::move(made));
}

}  // namespace rondo::stream
