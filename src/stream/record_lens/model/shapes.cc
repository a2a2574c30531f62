// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/model/shapes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/newlines.h"
#include "base/status_macros.h"
#include "stream/record_lens/model/piece.h"

namespace rondo::stream {

absl::StatusOr<RecordShapes> RecordShapes::Load(base::Bytes coded_text,
                                                const SegmentExtent& extent,
                                                RecordTables* tables) {
  RecordShapes shapes;
  RONDO_RETURN_IF_ERROR(shapes.LoadText(coded_text, *tables, extent));
  RONDO_RETURN_IF_ERROR(shapes.MakeTemplates(*tables));
  shapes.singleton_ends = std::move(tables->singleton_ends);
  shapes.counts = std::move(tables->counts);
  shapes.posting_begins_ = tables->postings.Begins();
  shapes.postings_ = std::move(tables->postings.blocks);
  RONDO_RETURN_IF_ERROR(CheckMemory(shapes.memory_bytes(), extent));
  return shapes;
}

uint64_t RecordShapes::memory_bytes() const {
  uint64_t bytes = head.size() + slots.size() * sizeof(SlotShape) +
                   templates.size() * sizeof(TemplateShape) + string_slots.size() * 4 +
                   strings.size() * sizeof(Piece) + singleton_ends.size() * 8 +
                   (posting_begins_.size() + postings_.size()) * 4 +
                   counts.lines.size() * 8 + (text ? text->memory_bytes() : 0);
  for (const SlotCounts& slot : counts.slots) {
    bytes += sizeof(slot) + slot.strings.capacity() * sizeof(StringCount);
  }
  return bytes;
}

absl::Status RecordShapes::CheckMemory(uint64_t bytes, const SegmentExtent& extent) {
  if (bytes <= extent.memory_limit_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("record lens: tables of ", bytes,
                                                   " bytes, the limit is ",
                                                   extent.memory_limit_bytes));
}

uint32_t RecordShapes::MostSlots() const {
  uint32_t most = 0;
  for (const TemplateShape& shape : templates)
    most = std::max(most, shape.slot_end - shape.slot_begin);
  return most;
}

absl::Status RecordShapes::LoadText(base::Bytes coded_text, const RecordTables& tables,
                                    const SegmentExtent& extent) {
  const uint64_t head_bytes = tables.literal_bytes + tables.string_bytes;
  if (tables.literal_bytes > base::kMaxSegmentBytes ||
      tables.string_bytes > base::kMaxSegmentBytes ||
      head_bytes > 64 * extent.expanded_bytes + (1u << 20)) {
    return absl::DataLossError(
        absl::StrCat("record lens: ", head_bytes, " bytes of text"));
  }
  if (head_bytes > extent.memory_limit_bytes) {
    return absl::ResourceExhaustedError(absl::StrCat("record lens: ", head_bytes,
                                                     " bytes of text, the limit is ",
                                                     extent.memory_limit_bytes));
  }
  if (tables.text_bytes() > 0) {
    RONDO_ASSIGN_OR_RETURN(text, RecordText::Open(coded_text, tables.text_bytes(),
                                                  extent.memory_limit_bytes));
  }
  head.assign(head_bytes + kLineSlack, 0);
  singleton_begin = head_bytes;
  if (head_bytes == 0) return absl::OkStatus();
  return RecordTextReader(*text).Read(
      0, std::span(head).first(static_cast<size_t>(head_bytes)));
}

// The lines of head[begin, end), which must be `count`.
absl::Status RecordShapes::SplitHead(uint64_t begin, uint64_t end, uint64_t count,
                                     std::vector<Piece>* pieces) const {
  uint64_t at = begin;
  uint64_t found = 0;
  // A string takes a byte at least.
  if (count <= end - begin) {
    pieces->reserve(count);
    const base::Bytes strings_text = base::Bytes(head).subspan(begin, end - begin);
    base::ForEachNewline(strings_text, [&](uint64_t offset) {
      const uint64_t stop = begin + offset;
      if (++found > count) return;
      pieces->push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(stop - at)});
      at = stop + 1;
    });
  }
  if (at == end && found == count) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("record lens: text does not hold ", count, " strings"));
}

absl::Status RecordShapes::MakeTemplates(const RecordTables& tables) {
  const RecordLayout& layout = tables.layout;
  std::vector<Piece> literals;
  RONDO_RETURN_IF_ERROR(SplitHead(0, tables.literal_bytes,
                                  layout.slots.size() + layout.templates(), &literals));
  // Where the values of each class begin, among those of its kind.
  std::vector<uint32_t> first_value;
  uint64_t string_count = 0;
  uint64_t number_count = 0;
  for (const RecordClass& value_class : layout.classes) {
    uint64_t& count = value_class.strings ? string_count : number_count;
    first_value.push_back(static_cast<uint32_t>(count));
    count += value_class.size;
  }
  RONDO_RETURN_IF_ERROR(
      SplitHead(tables.literal_bytes, singleton_begin, string_count, &strings));
  slots.reserve(layout.slots.size());
  templates.reserve(layout.templates());
  auto literal = literals.begin();
  for (uint32_t t = 0; t < layout.templates(); ++t) {
    TemplateShape shape = {.slot_begin = layout.slot_begin[t],
                           .slot_end = layout.slot_begin[t + 1],
                           .string_begin = static_cast<uint32_t>(string_slots.size()),
                           .string_end = 0,
                           .tail = {},
                           .ends_line = tables.ends_line[t]};
    for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s) {
      const RecordSlot& slot = layout.slots[s];
      const uint32_t class_id = layout.columns[slot.column].of_class;
      if (slot.is_string()) string_slots.push_back(s);
      slots.push_back({.literal = *literal++,
                       .format = slot.format,
                       .first_value = first_value[class_id],
                       .class_size = layout.classes[class_id].size});
    }
    shape.string_end = static_cast<uint32_t>(string_slots.size());
    shape.tail = *literal++;
    shape.tail.bytes += shape.ends_line;
    templates.push_back(shape);
  }
  return absl::OkStatus();
}

}  // namespace rondo::stream
