// The reading sides of the record lens.
//
// Tested by tests/stream/record_lens/lens_test.cc and tests/stream/record_lens/scan_test.cc.
#include <memory>
#include <optional>

#include "base/status_macros.h"
#include "stream/record_lens/decode/block.h"
#include "stream/record_lens/decode/segment.h"
#include "stream/record_lens/decode/template_view.h"
#include "stream/record_lens/lens.h"
#include "stream/record_lens/search/block_scan.h"

namespace rondo::stream {
namespace {

class RecordDecoder final : public SegmentDecoder {
 public:
  explicit RecordDecoder(RecordSegment* segment) : segment_(*segment) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    return ExpandWith(jobs, nullptr);
  }

  // `marks`: of the lines of one job, or null.
  absl::Status ExpandWith(std::span<const BlockJob> jobs, std::vector<LineMark>* marks) {
    RONDO_RETURN_IF_ERROR(Load());
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

  // REQUIRES: ExpandWith of a block said yes, with marks.
  const RecordBlock& block() const { return *block_; }

  uint64_t memory_bytes() const override {
    if (!block_.has_value()) return 0;
    return singletons_->memory_bytes() + block_->memory_bytes();
  }

 private:
  absl::Status Load() {
    if (block_.has_value()) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(const RecordShapes* const shapes, segment_.Shapes());
    RONDO_ASSIGN_OR_RETURN(const RecordCode* const code, segment_.Code());
    singletons_.emplace(*shapes);
    block_.emplace(*shapes, *code, *singletons_);
    return absl::OkStatus();
  }

  RecordSegment& segment_;
  std::optional<SingletonText> singletons_;
  std::optional<RecordBlock> block_;
};

class RecordTemplateView final : public TemplateView {
 public:
  explicit RecordTemplateView(RecordSegment* segment)
      : segment_(*segment), decoder_(segment) {}

  absl::Status ExpandLines(const BlockJob& job, std::vector<LineMark>* marks) override {
    marks->clear();
    return decoder_.ExpandWith({&job, 1}, marks);
  }

  void FindSlots(size_t line, std::vector<SlotSpan>* slots) override {
    decoder_.block().FindSlots(line, slots);
    JoinSlots(**segment_.Shapes(), decoder_.block().lines()[line], slots);
  }

  absl::StatusOr<std::vector<LineTemplate>> Templates() override {
    RONDO_ASSIGN_OR_RETURN(const RecordShapes* const shapes, segment_.Shapes());
    return ViewTemplates(*shapes);
  }

 private:
  RecordSegment& segment_;
  RecordDecoder decoder_;
};

class RecordLensTables final : public SegmentTables {
 public:
  RecordLensTables(base::Bytes shapes, base::Bytes code, base::Bytes text,
                   const SegmentExtent& extent)
      : segment_(shapes, code, text, extent) {}

  std::unique_ptr<SegmentDecoder> NewDecoder() override {
    return std::make_unique<RecordDecoder>(&segment_);
  }
  std::unique_ptr<BlockScan> NewScan(const Needles& needles) override {
    return needles.has_automaton() ? NewRecordBlockScan(&segment_, needles) : nullptr;
  }
  std::unique_ptr<TemplateView> NewTemplateView() override {
    return std::make_unique<RecordTemplateView>(&segment_);
  }
  absl::StatusOr<const Expander*> SharedRules() override {
    RONDO_ASSIGN_OR_RETURN(const LentRecords* const lent, segment_.Lent());
    return lent == nullptr ? nullptr : lent->SharedRules();
  }
  absl::StatusOr<const LentRecords*> SharedRecords() override { return segment_.Lent(); }
  uint64_t memory_bytes() const override { return segment_.memory_bytes(); }

 private:
  RecordSegment segment_;
};

struct TableParts {
  base::Bytes shapes;
  base::Bytes code;
  base::Bytes text;
};

absl::StatusOr<TableParts> PartTables(base::Bytes tables) {
  base::ByteReader reader(tables);
  TableParts parts;
  parts.shapes = reader.Take(reader.Varint());
  parts.code = reader.Take(reader.Varint());
  if (!reader.ok()) return absl::DataLossError("record lens: tables are truncated");
  parts.text = tables.subspan(reader.position());
  return parts;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenRecordLens(
    base::Bytes tables, const SegmentExtent& extent) {
  RONDO_ASSIGN_OR_RETURN(const TableParts parts, PartTables(tables));
  return std::make_unique<RecordLensTables>(parts.shapes, parts.code, parts.text, extent);
}

absl::StatusOr<base::ByteVector> ReadRecordText(base::Bytes tables,
                                                const SegmentExtent& extent) {
  RONDO_ASSIGN_OR_RETURN(const TableParts parts, PartTables(tables));
  RecordSegment segment(parts.shapes, parts.code, parts.text, extent);
  RONDO_ASSIGN_OR_RETURN(const RecordShapes* const shapes, segment.Shapes());
  base::ByteVector text;
  if (shapes->text == nullptr) return text;
  text.resize(shapes->text->size_bytes());
  RONDO_RETURN_IF_ERROR(RecordTextReader(*shapes->text).Read(0, text));
  return text;
}

}  // namespace rondo::stream
