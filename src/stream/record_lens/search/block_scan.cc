// Tested by tests/stream/record_lens/scan_test.cc.
#include "stream/record_lens/search/block_scan.h"

#include <memory>
#include <optional>

#include "base/status_macros.h"
#include "stream/record_lens/decode/block.h"
#include "stream/record_lens/decode/singletons.h"
#include "stream/record_lens/search/search.h"

namespace rondo::stream {
namespace {

class RecordBlockScan final : public BlockScan {
 public:
  RecordBlockScan(RecordSegment* segment, const Needles& needles)
      : segment_(*segment), needles_(needles) {}

  void ExpectAll() override { all_ = true; }

  absl::Status Scan(const ScanRequest& request, ScanResult* result) override {
    result->Clear();
    RONDO_RETURN_IF_ERROR(LoadSearch());
    search_->Start(request);
    for (const BlockJob& job : request.jobs) {
      RONDO_ASSIGN_OR_RETURN(const bool may_hold, search_->MayHold(job));
      if (!may_hold) continue;
      RONDO_RETURN_IF_ERROR(LoadBlock());
      const size_t parts_before = result->parts.size();
      RONDO_RETURN_IF_ERROR(search_->Search(job, result));
      if (!request.whole_blocks || result->parts.size() == parts_before) continue;
      result->parts.resize(parts_before);
      result->parts.push_back(
          {.block = job.block, .from = 0, .to = job.expanded_bytes, .newlines = 0});
      if (!block_->Expand(job, nullptr)) return BlockError(job);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<CountedLines> Count() override {
    all_ = true;
    RONDO_RETURN_IF_ERROR(LoadSearch());
    return search_->CountMatching();
  }

  uint64_t memory_bytes() const override {
    return (search_ ? search_->memory_bytes() + singletons_->memory_bytes() : 0) +
           (block_ ? block_->memory_bytes() : 0);
  }

 private:
  absl::Status LoadSearch() {
    if (search_ != nullptr) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(const RecordShapes* const shapes, segment_.Shapes());
    singletons_.emplace(*shapes);
    RONDO_ASSIGN_OR_RETURN(search_,
                           RecordSearch::Create(*shapes, needles_, all_, &*singletons_));
    return absl::OkStatus();
  }

  // REQUIRES: LoadSearch.
  absl::Status LoadBlock() {
    if (block_.has_value()) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(const RecordShapes* const shapes, segment_.Shapes());
    RONDO_ASSIGN_OR_RETURN(const RecordCode* const code, segment_.Code());
    block_.emplace(*shapes, *code, *singletons_);
    search_->SetBlock(*code, &*block_);
    return absl::OkStatus();
  }

  RecordSegment& segment_;
  const Needles& needles_;
  bool all_ = false;  // blocks are asked for
  std::optional<SingletonText> singletons_;
  std::unique_ptr<RecordSearch> search_;
  std::optional<RecordBlock> block_;
};

}  // namespace

std::unique_ptr<BlockScan> NewRecordBlockScan(RecordSegment* segment,
                                              const Needles& needles) {
  return std::make_unique<RecordBlockScan>(segment, needles);
}

}  // namespace rondo::stream
