// The decoder of the record lens. Tables are read when the first block is asked for.
//
// Tested by tests/record_lens_test.cc and tests/record_scan_test.cc.
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/record_block.h"
#include "stream/record_code.h"
#include "stream/record_lens.h"
#include "stream/record_search.h"
#include "stream/record_templates.h"

namespace rondo::stream {
namespace {

class RecordDecoder final : public SegmentDecoder {
 public:
  RecordDecoder(Bytes side_info, Bytes text, const SegmentShape& shape)
      : side_info_(side_info), coded_text_(text), shape_(shape) {}

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
    RONDO_RETURN_IF_ERROR(Load());
    if (!search_.has_value() || &search_->needles() != &needles) {
      search_.emplace(*code_, needles, &*block_);
    }
    search_->Start(jobs, after_newline);
    for (const BlockJob& job : jobs) {
      const size_t parts_before = parts->size();
      if (!search_->Search(job, parts, counted)) return Failure(job);
      if (!whole_blocks || parts->size() == parts_before) continue;
      parts->resize(parts_before);
      parts->push_back(
          {.block = job.block, .from = 0, .to = job.expanded_bytes, .newlines = 0});
      if (!block_->Expand(job, nullptr)) return Failure(job);
    }
    return absl::OkStatus();
  }

  absl::Status ExpandLines(const BlockJob& job, std::vector<LineMark>* marks) override {
    marks->clear();
    return ExpandWith({&job, 1}, marks);
  }

  absl::StatusOr<std::vector<LineTemplate>> Templates() override {
    RONDO_RETURN_IF_ERROR(Load());
    const auto text = [this](const Piece& piece) {
      return std::string_view(
          reinterpret_cast<const char*>(code_->head.data()) + piece.offset, piece.bytes);
    };
    std::vector<LineTemplate> shapes(code_->templates.size());
    for (size_t t = 0; t < shapes.size(); ++t) {
      const TemplateCode& code = code_->templates[t];
      for (uint32_t s = code.slot_begin; s < code.slot_end; ++s) {
        AppendSlot(text(code_->slots[s].literal), code_->slots[s].format, &shapes[t]);
      }
      std::string_view tail = text(code.tail);
      if (tail.ends_with('\n')) tail.remove_suffix(1);
      shapes[t].literals.emplace_back(tail);
    }
    return shapes;
  }

  uint64_t memory_bytes() const override {
    if (!code_.has_value()) return 0;
    return code_->memory_bytes() + block_->memory_bytes() +
           (search_.has_value() ? search_->memory_bytes() : 0);
  }

 private:
  absl::Status Load() {
    if (code_.has_value()) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(code_, RecordCode::Load(side_info_, coded_text_, shape_));
    block_.emplace(*code_);
    return absl::OkStatus();
  }

  // `marks`: of the lines of one job, or null.
  absl::Status ExpandWith(std::span<const BlockJob> jobs, std::vector<LineMark>* marks) {
    RONDO_RETURN_IF_ERROR(Load());
    for (size_t i = 0, read = 0; i < jobs.size(); ++i) {
      if (i == read) {
        while (read < jobs.size() && jobs[read].block == jobs[i].block + (read - i))
          ++read;
        if (!block_->ReadOnce(jobs.subspan(i, read - i))) return Failure(jobs[i]);
      }
      if (!block_->Expand(jobs[i], marks)) return Failure(jobs[i]);
    }
    return absl::OkStatus();
  }

  absl::Status Failure(const BlockJob& job) const {
    RONDO_RETURN_IF_ERROR(block_->text_status());
    return absl::DataLossError(absl::StrCat("record lens: block ", job.block,
                                            " of the segment does not decode"));
  }

  const Bytes side_info_;
  const Bytes coded_text_;
  const SegmentShape shape_;
  // Once the tables are read.
  std::optional<RecordCode> code_;
  std::optional<RecordBlock> block_;
  std::optional<RecordSearch> search_;  // for the last needles
};

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentDecoder>> OpenRecordLens(
    Bytes tables, const SegmentShape& shape) {
  ByteReader reader(tables);
  const Bytes side_info = reader.Take(reader.Varint());
  if (!reader.ok()) return absl::DataLossError("record lens: tables are truncated");
  const Bytes text = tables.subspan(reader.position());
  return std::make_unique<RecordDecoder>(side_info, text, shape);
}

}  // namespace rondo::stream
