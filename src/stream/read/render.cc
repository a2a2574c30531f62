// A block is expanded with marks where its lines start; a line that is whole, and whose
// template has other words, is said in them, by where its values stand. What a border of
// blocks cuts is several lines to the lens, of which none is a line of the text.
//
// Tested by tests/stream/rendition/render_test.cc.
#include "stream/read/render.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/rendition/line_renderer.h"
#include "stream/segment/reader.h"

namespace rondo::stream {
namespace {

class SegmentRendering {
 public:
  SegmentRendering(const RenderJob& job, const SegmentReader& reader,
                   std::span<const std::shared_ptr<const Rendition>> renditions)
      : job_(job),
        reader_(reader),
        renditions_(renditions),
        view_(reader.NewTemplateView()),
        after_newline_(job.after_newline) {}

  absl::StatusOr<uint64_t> Run(Input* input, const ByteSink& sink) {
    if (view_ == nullptr) {
      return reader_.At(absl::UnimplementedError("the lens has no templates"));
    }
    const BlockTable& table = reader_.table();
    uint32_t block = table.BlockOf(job_.from);
    RONDO_RETURN_IF_ERROR(input->Skip(table.payload_begin(block)));
    // It starts with a line, or before the part.
    if (block > 0) after_newline_ = true;
    for (; block < table.size() && table.expanded_begin(block) < job_.to; ++block) {
      RONDO_RETURN_IF_ERROR(Expand(block, input));
      RONDO_RETURN_IF_ERROR(RenderBlock(table.expanded_begin(block)));
      RONDO_RETURN_IF_ERROR(sink(AsBytes(out_)));
      after_newline_ = block_.back() == '\n';
    }
    return rendered_;
  }

 private:
  absl::Status Expand(uint32_t block, Input* input) {
    const BlockTable& table = reader_.table();
    RONDO_RETURN_IF_ERROR(
        input->Read(table.payload_ends[block] - table.payload_begin(block), &payload_));
    RONDO_RETURN_IF_ERROR(reader_.CheckPayloads(block, block + 1, payload_));
    block_.resize(table.expanded_bytes(block));
    const std::vector<BlockJob> jobs =
        reader_.Jobs(block, block + 1, payload_, table.expanded_begin(block), block_);
    return reader_.At(view_->ExpandLines(jobs.front(), &marks_));
  }

  // `begin`: of the block, in the segment.
  absl::Status RenderBlock(uint64_t begin) {
    if (!renderer_) {
      const absl::StatusOr<std::vector<LineTemplate>> templates = view_->Templates();
      if (!templates.ok()) return reader_.At(templates.status());
      renderer_.emplace(*templates, renditions_);
    }
    out_.clear();
    const std::string_view text = AsText(block_);
    for (size_t i = 0; i < marks_.size(); ++i) {
      const size_t at = marks_[i].offset;
      const size_t end = i + 1 < marks_.size() ? marks_[i + 1].offset : text.size();
      const uint64_t from = std::max(begin + at, job_.from);
      const uint64_t to = std::min(begin + end, job_.to);
      if (from >= to) continue;
      if (to - from == end - at && RenderLine(i, text.substr(at, end - at))) continue;
      out_.append(text.substr(from - begin, to - from));
    }
    return absl::OkStatus();
  }

  // False, and nothing is sent, for what stays as it is.
  bool RenderLine(size_t i, std::string_view line) {
    if (!renderer_->Has(marks_[i].id)) return false;
    const size_t at = marks_[i].offset;
    if (at == 0 ? !after_newline_ : block_[at - 1] != '\n') return false;
    const bool has_newline = line.ends_with('\n');
    const bool ends_text = job_.is_last && at + line.size() == block_.size() &&
                           job_.to == job_.header.expanded_bytes;
    if (!has_newline && !ends_text) return false;
    if (has_newline) line.remove_suffix(1);
    view_->FindSlots(i, &slots_);
    if (!renderer_->Render(marks_[i].id, line, slots_, &out_)) return false;
    if (has_newline) out_.push_back('\n');
    ++rendered_;
    return true;
  }

  const RenderJob& job_;
  const SegmentReader& reader_;
  const std::span<const std::shared_ptr<const Rendition>> renditions_;
  const std::unique_ptr<TemplateView> view_;
  std::optional<LineRenderer> renderer_;
  bool after_newline_;  // a line starts where the block does
  base::ByteVector payload_;
  base::ByteVector block_;
  std::vector<LineMark> marks_;
  std::vector<SlotSpan> slots_;
  std::string out_;
  uint64_t rendered_ = 0;
};

}  // namespace

absl::StatusOr<uint64_t> RenderSegment(
    const RenderJob& job, Input* input,
    std::span<const std::shared_ptr<const Rendition>> renditions,
    uint64_t memory_limit_bytes, const ByteSink& sink) {
  RONDO_ASSIGN_OR_RETURN(
      const std::unique_ptr<SegmentReader> reader,
      SegmentReader::Open(input, job.place, job.header, memory_limit_bytes, job.lender));
  return SegmentRendering(job, *reader, renditions).Run(input, sink);
}

}  // namespace rondo::stream
