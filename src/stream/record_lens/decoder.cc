// The decoder of the record lens. Of the tables the shapes are read when something is
// asked for, the code when a block has to be decoded.
//
// Tested by tests/stream/record_lens/lens_test.cc and tests/stream/record_lens/scan_test.cc.
#include <memory>
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "stream/record_lens/decode/block.h"
#include "stream/record_lens/decode/template_view.h"
#include "stream/record_lens/lens.h"
#include "stream/record_lens/model/code.h"
#include "stream/record_lens/model/shapes.h"
#include "stream/record_lens/model/tables.h"
#include "stream/record_lens/search/search.h"

namespace rondo::stream {
namespace {

class RecordDecoder final : public SegmentDecoder {
 public:
  RecordDecoder(base::Bytes shapes, base::Bytes code, base::Bytes text,
                const SegmentExtent& extent)
      : coded_shapes_(shapes), coded_code_(code), coded_text_(text), extent_(extent) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    return ExpandWith(jobs, nullptr);
  }

  absl::Status ExpandMatching(std::span<const BlockJob> jobs, const Needles& needles,
                              bool after_newline, bool whole_blocks,
                              std::vector<BlockPart>* parts, uint64_t* counted) override {
    if (!needles.has_automaton()) {
      return SegmentDecoder::ExpandMatching(jobs, needles, after_newline, whole_blocks,
                                            parts, counted);
    }
    RONDO_RETURN_IF_ERROR(LoadSearch(needles));
    search_->Start(jobs, after_newline);
    for (const BlockJob& job : jobs) {
      RONDO_ASSIGN_OR_RETURN(const bool may_hold, search_->MayHold(job));
      if (!may_hold) continue;
      RONDO_RETURN_IF_ERROR(LoadCode());
      const size_t parts_before = parts->size();
      RONDO_RETURN_IF_ERROR(search_->Search(job, *code_, &*block_, parts, counted));
      if (!whole_blocks || parts->size() == parts_before) continue;
      parts->resize(parts_before);
      parts->push_back(
          {.block = job.block, .from = 0, .to = job.expanded_bytes, .newlines = 0});
      if (!block_->Expand(job, nullptr)) return BlockError(job);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<CountedLines> CountMatching(const Needles& needles) override {
    if (!needles.has_automaton()) return CountedLines{};
    RONDO_RETURN_IF_ERROR(LoadSearch(needles));
    return search_->CountMatching();
  }

  absl::Status ExpandLines(const BlockJob& job, std::vector<LineMark>* marks) override {
    marks->clear();
    return ExpandWith({&job, 1}, marks);
  }

  absl::StatusOr<std::vector<LineTemplate>> Templates() override {
    RONDO_RETURN_IF_ERROR(LoadShapes());
    return ViewTemplates(*shapes_);
  }

  uint64_t memory_bytes() const override {
    if (!shapes_.has_value()) return 0;
    return shapes_->memory_bytes() + singletons_->memory_bytes() +
           (code_.has_value() ? code_->memory_bytes() + block_->memory_bytes()
                              : RecordTableBytes(tables_.layout)) +
           (search_.has_value() ? search_->memory_bytes() : 0);
  }

 private:
  absl::Status LoadShapes() {
    if (shapes_.has_value()) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(tables_, ReadRecordShapes(coded_shapes_, extent_));
    RONDO_ASSIGN_OR_RETURN(shapes_, RecordShapes::Load(coded_text_, extent_, &tables_));
    singletons_.emplace(*shapes_);
    return absl::OkStatus();
  }

  absl::Status LoadCode() {
    if (code_.has_value()) return absl::OkStatus();
    RONDO_RETURN_IF_ERROR(LoadShapes());
    // Code that cannot be read leaves tables that are of no use for another attempt.
    RONDO_RETURN_IF_ERROR(code_status_);
    code_status_ = ReadCode();
    return code_status_;
  }

  absl::Status ReadCode() {
    RecordTables tables = std::exchange(tables_, {});
    RONDO_RETURN_IF_ERROR(ReadRecordCode(coded_code_, extent_, &tables));
    RONDO_ASSIGN_OR_RETURN(code_, RecordCode::Load(*shapes_, extent_, std::move(tables)));
    block_.emplace(*shapes_, *code_, *singletons_);
    return absl::OkStatus();
  }

  absl::Status LoadSearch(const Needles& needles) {
    RONDO_RETURN_IF_ERROR(LoadShapes());
    if (!search_.has_value() || &search_->needles() != &needles) {
      search_.emplace(*shapes_, needles, &*singletons_);
    }
    return absl::OkStatus();
  }

  // `marks`: of the lines of one job, or null.
  absl::Status ExpandWith(std::span<const BlockJob> jobs, std::vector<LineMark>* marks) {
    RONDO_RETURN_IF_ERROR(LoadCode());
    for (size_t i = 0, read = 0; i < jobs.size(); ++i) {
      if (i == read) {
        while (read < jobs.size() && jobs[read].block == jobs[i].block + (read - i))
          ++read;
        RONDO_RETURN_IF_ERROR(singletons_->Read(jobs.subspan(i, read - i)));
      }
      if (!block_->Expand(jobs[i], marks)) return BlockError(jobs[i]);
    }
    return absl::OkStatus();
  }

  const base::Bytes coded_shapes_;
  const base::Bytes coded_code_;
  const base::Bytes coded_text_;
  const SegmentExtent extent_;
  // Once the shapes are read.
  RecordTables tables_;  // what reading the code needs of them, until then
  std::optional<RecordShapes> shapes_;
  std::optional<SingletonText> singletons_;
  absl::Status code_status_;
  // Once the code is read.
  std::optional<RecordCode> code_;
  std::optional<RecordBlock> block_;
  std::optional<RecordSearch> search_;  // for the last needles
};

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentDecoder>> OpenRecordLens(
    base::Bytes tables, const SegmentExtent& extent) {
  base::ByteReader reader(tables);
  const base::Bytes shapes = reader.Take(reader.Varint());
  const base::Bytes code = reader.Take(reader.Varint());
  if (!reader.ok()) return absl::DataLossError("record lens: tables are truncated");
  const base::Bytes text = tables.subspan(reader.position());
  return std::make_unique<RecordDecoder>(shapes, code, text, extent);
}

}  // namespace rondo::stream
